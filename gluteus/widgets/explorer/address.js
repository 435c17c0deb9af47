import { patterns } from "./lookups.js";
import { SIDES } from "./sides.js";

// The state in the address.

export const LAYERS = ["skin", "muscles", "bones", "points"];
/** What a link leaves out: how the body is looked at, and what goes with painful places. */
export const USUAL = { layers: ["skin"], zoom: "hip", view: "back", three_d: false };
export const UNMARKED = { brushed: [], numb: false, shown: "" };
export const MODES = ["trigger_point", "pain", "compare"];
export const SIDE_CHOICES = [...SIDES, "both"];
export const ZOOMS = ["hip", "whole"];
export const VIEWS = ["back", "front", "left", "right"];
const STROKE = new RegExp(`^(${VIEWS.join("|")}):\\d+\\.\\d+(\\.\\d+\\.\\d+)*$`);
export const MOST_COMPARED = 3;

export const HASH = "#explorer=";

/** The state as the readable part of a link, such as trp:gluteus_medius.1;side:left. */
export function toHash(state) {
  const parts = {
    trigger_point: () => [`trp:${state.trigger_point}`, `side:${state.side}`],
    pain: () => [
      `pain:${state.painful.join(",")}`,
      ...(state.numb ? ["numb"] : []),
      ...(state.brushed.length > 0 ? [`brush:${state.brushed.join(",")}`] : []),
      ...(state.shown ? [`show:${state.shown}`] : []),
    ],
    compare: () => [`compare:${state.compared.join(",")}`],
  }[state.mode]();
  if (state.layers.join() !== USUAL.layers.join()) parts.push(`layers:${state.layers.join(",")}`);
  if (state.zoom !== USUAL.zoom) parts.push(`zoom:${state.zoom}`);
  if (state.view !== USUAL.view) parts.push(`view:${state.view}`);
  if (state.three_d) parts.push("3d");
  return HASH + parts.join(";");
}

/** Reads a link: what can be read is in `state`, what cannot is in `unknown`. */
export function fromHash(hash, atlas) {
  const state = {};
  const unknown = [];
  const regions = new Set(atlas.regions.flatMap(({ id }) => SIDES.map((side) => `${id}:${side}`)));
  const points = new Set(atlas.trigger_points.map(({ id }) => id));
  const shown = new Set(patterns(atlas).map(({ id, side }) => `${id}:${side}`));
  const one = (trait, known) => (text) => {
    const value = text.trim().toLowerCase();
    if (known.has(value)) state[trait] = value;
    else unknown.push(text);
  };
  const several =
    (trait, isKnown, most = Number.POSITIVE_INFINITY) =>
    (text) => {
      const kept = new Set();
      for (const part of text.split(",").filter((value) => value.trim() !== "")) {
        const value = part.trim().toLowerCase();
        if (isKnown(value) && (kept.has(value) || kept.size < most)) kept.add(value);
        else unknown.push(part);
      }
      state[trait] = [...kept];
    };
  const within = (known) => (value) => known.has(value);
  const opens = (mode, read) => (value) => {
    state.mode = mode;
    read(value);
  };
  const readers = {
    trp: opens("trigger_point", one("trigger_point", points)),
    pain: opens("pain", several("painful", within(regions))),
    compare: opens("compare", several("compared", within(shown), MOST_COMPARED)),
    side: one("side", new Set(SIDE_CHOICES)),
    show: one("shown", shown),
    brush: several("brushed", (value) => STROKE.test(value)),
    layers: several("layers", within(new Set(LAYERS))),
    zoom: one("zoom", new Set(ZOOMS)),
    view: one("view", new Set(VIEWS)),
  };
  const switches = { numb: "numb", "3d": "three_d" };
  for (const part of decode(hash.slice(HASH.length)).split(";")) {
    const colon = part.indexOf(":");
    const key = part.slice(0, colon).trim();
    const alone = part.trim();
    if (colon > 0 && Object.hasOwn(readers, key)) readers[key](part.slice(colon + 1));
    else if (Object.hasOwn(switches, alone)) state[switches[alone]] = true;
    else if (alone !== "") unknown.push(part);
  }
  if (state.layers) state.layers = LAYERS.filter((layer) => state.layers.includes(layer));
  return { state, unknown };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
