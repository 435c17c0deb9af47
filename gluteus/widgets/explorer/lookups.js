// Look-ups, the same as gluteus.atlas.

export const SIDES = ["left", "right"];

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
