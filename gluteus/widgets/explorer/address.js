import { patterns, SIDES } from "./lookups.js";

// The state in the address.

export const LAYERS = ["skin", "muscles", "bones"];
const USUAL_LAYERS = ["skin"];
const SIDE_CHOICES = [...SIDES, "both"];
const ZOOMS = ["hip", "whole"];
const VIEWS = ["back", "front", "left", "right"];

export const HASH = "#explorer=";

/** The state as the readable part of a link, such as trp:gluteus_medius.1;side:left. */
export function toHash(state) {
  const parts =
    state.mode === "trigger_point"
      ? [`trp:${state.trigger_point}`, `side:${state.side}`]
      : [`pain:${state.painful.join(",")}`, ...(state.shown ? [`show:${state.shown}`] : [])];
  if (state.layers.join() !== USUAL_LAYERS.join()) parts.push(`layers:${state.layers.join(",")}`);
  if (state.zoom !== "hip") parts.push(`zoom:${state.zoom}`);
  if (state.view !== "back") parts.push(`view:${state.view}`);
  return HASH + parts.join(";");
}

/** Reads a link: what can be read is in `state`, what cannot is in `unknown`. */
export function fromHash(hash, atlas) {
  const state = {};
  const unknown = [];
  const regions = new Set(atlas.regions.flatMap(({ id }) => SIDES.map((side) => `${id}:${side}`)));
  const points = new Set(atlas.trigger_points.map(({ id }) => id));
  const shown = new Set(patterns(atlas).map(({ id, side }) => `${id}:${side}`));
  const one = (trait, known) => (value) => {
    if (known.has(value)) state[trait] = value;
    else unknown.push(value);
  };
  const several = (trait, known) => (text) => {
    const values = text.split(",").filter((value) => value !== "");
    state[trait] = [...new Set(values.filter((value) => known.has(value)))];
    unknown.push(...values.filter((value) => !known.has(value)));
  };
  const readers = {
    trp: (value) => {
      state.mode = "trigger_point";
      one("trigger_point", points)(value);
    },
    pain: (value) => {
      state.mode = "pain";
      several("painful", regions)(value);
    },
    side: one("side", new Set(SIDE_CHOICES)),
    show: one("shown", shown),
    layers: several("layers", new Set(LAYERS)),
    zoom: one("zoom", new Set(ZOOMS)),
    view: one("view", new Set(VIEWS)),
  };
  for (const part of decode(hash.slice(HASH.length)).split(";")) {
    const colon = part.indexOf(":");
    const key = part.slice(0, colon);
    if (colon > 0 && Object.hasOwn(readers, key)) readers[key](part.slice(colon + 1));
    else if (part !== "") unknown.push(part);
  }
  return { state, unknown };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
