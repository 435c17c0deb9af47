// Look-ups, the same as gluteus.atlas.

import { SIDES } from "./sides.js";

/** The sided regions of a list, for a source on one side; some are felt on both. */
export function sided(regions, both, side) {
  const other = side === "left" ? "right" : "left";
  return [
    ...regions.map((region) => `${region}:${side}`),
    ...regions.filter((region) => both.includes(region)).map((region) => `${region}:${other}`),
  ];
}

const known = new WeakMap();

/** Every pattern of the atlas on each side, in the order in which equal matches are listed; made once an atlas. */
export function patterns(atlas) {
  if (!known.has(atlas)) {
    const sides = [...atlas.trigger_points, ...atlas.conditions].flatMap((one) =>
      SIDES.map((side) => ({
        kind: one.kind,
        id: one.id,
        side,
        essential: sided(one.essential, one.both_sides, side),
        spillover: sided(one.spillover, one.both_sides, side),
      })),
    );
    known.set(atlas, sides);
  }
  return known.get(atlas);
}

/** Ranks the patterns that reach the marked places; figures and order are those of gluteus.atlas.match. */
export function match(regions, atlas) {
  const marks = new Set(regions);
  const found = [];
  for (const { kind, id, side, essential, spillover } of patterns(atlas)) {
    const hits = [essential, spillover].map((zone) => zone.filter((region) => marks.has(region)).length);
    const shared = hits[0] + hits[1];
    if (shared === 0) continue;
    found.push({
      kind,
      id,
      side,
      covers: shared / marks.size,
      marked: shared / (essential.length + spillover.length),
      essential: hits[0],
      spillover: hits[1],
    });
  }
  return found.sort((a, b) => b.covers - a.covers || b.marked - a.marked || b.essential - a.essential);
}

/** The conditions among matches that stand before any muscle. */
export function ruledOutFirst(found, atlas) {
  const urgent = atlas.conditions.filter(({ urgency }) => atlas.ruled_out_first.includes(urgency));
  const ids = new Set(urgent.map(({ id }) => id));
  return found.filter(({ id }) => ids.has(id));
}

const reached = new WeakMap();

/** The sided places of a pattern such as "gluteus_medius.1:both", none of them twice; gluteus.atlas.zones. */
export function zonesOf(name, atlas) {
  if (!reached.has(atlas)) reached.set(atlas, new Map());
  const known = reached.get(atlas);
  if (!known.has(name)) {
    const [id, side] = name.split(":");
    const one = [...atlas.trigger_points, ...atlas.conditions].find((pattern) => pattern.id === id);
    const sides = side === "both" ? SIDES : [side];
    const zone = (regions) => [...new Set(sides.flatMap((from) => sided(regions, one.both_sides, from)))];
    const essential = zone(one.essential);
    const spillover = zone(one.spillover).filter((place) => !essential.includes(place));
    known.set(name, { kind: one.kind, essential, spillover });
  }
  return known.get(name);
}

const all = ({ essential, spillover }) => [...essential, ...spillover];

/** The other muscles whose patterns share places with a trigger point's, most shared first; gluteus.atlas.neighbours. */
export function neighbours(id, atlas) {
  const places = new Set(all(zonesOf(`${id}:right`, atlas)));
  const own = atlas.trigger_points.find((point) => point.id === id).muscle;
  const shared = new Map();
  for (const point of atlas.trigger_points) {
    const common = all(zonesOf(`${point.id}:right`, atlas)).filter((place) => places.has(place));
    if (point.muscle === own || common.length === 0) continue;
    shared.set(point.muscle, new Set([...(shared.get(point.muscle) ?? []), ...common]));
  }
  const order = atlas.muscles.map((muscle) => muscle.id).filter((muscle) => shared.has(muscle));
  return order.sort((a, b) => shared.get(b).size - shared.get(a).size);
}

/** The patterns that a state shows, such as gluteus_medius.1:left. */
export function namesShown({ mode, trigger_point: point, side, shown, compared }) {
  if (mode === "compare") return compared;
  if (mode === "pain") return shown ? [shown] : [];
  return [`${point}:${side}`];
}

const pictured = new WeakMap();

/**
 * The zones and the trigger points that the pictures show in a state, each zone with its look.
 *
 * `reached` are the places of all zones but spillover. One press asks several times: the answer is kept.
 */
export function shownIn(state, atlas) {
  if (!pictured.has(atlas)) pictured.set(atlas, new Map());
  const known = pictured.get(atlas);
  const names = namesShown(state);
  const compares = state.mode === "compare";
  const key = `${compares} ${names}`;
  if (!known.has(key)) {
    const found = compares ? comparisonShown(names, atlas) : patternShown(names, atlas);
    const reached = found.zones.filter(({ look }) => look !== "spillover").flatMap(({ places }) => places);
    known.set(key, { ...found, reached, chosen: chosenIn(names, atlas) });
  }
  return known.get(key);
}

function patternShown([name], atlas) {
  if (!name) return { kind: "", essential: [], spillover: [], zones: [] };
  const { kind, essential, spillover } = zonesOf(name, atlas);
  const zones = [
    { places: essential, look: "essential" },
    { places: spillover, look: "spillover" },
  ];
  return { kind, essential, spillover, zones };
}

export const COMPARED_LOOKS = ["first", "second", "third"];

/** The patterns lie over each other, each with its own look; what all of them reach has an edge on top. */
function comparisonShown(names, atlas) {
  const reach = names.map((name) => zonesOf(name, atlas));
  const inAll =
    names.length > 1 ? all(reach[0]).filter((place) => reach.every((one) => all(one).includes(place))) : [];
  const zones = reach.flatMap(({ essential, spillover }, at) => [
    { places: spillover, look: COMPARED_LOOKS[at], faint: true },
    { places: essential, look: COMPARED_LOOKS[at] },
  ]);
  zones.push({ places: inAll, look: "shared" });
  return { kind: "compare", essential: [], spillover: [], zones };
}

function chosenIn(names, atlas) {
  return names.flatMap((name) => {
    const [id, side] = name.split(":");
    const point = atlas.trigger_points.find((one) => one.id === id);
    return point
      ? (side === "both" ? SIDES : [side]).map((from) => ({ id, muscle: point.muscle, side: from }))
      : [];
  });
}
