import { zonesOf } from "./lookups.js";

/** What two or three patterns share and what only one has; the same figures as gluteus.atlas.compare. */
export function compare(names, atlas) {
  const zones = names.map((name) => zonesOf(name, atlas));
  const places = new Map();
  for (const region of atlas.regions) {
    for (const side of ["left", "right"]) {
      const place = `${region.id}:${side}`;
      const row = zones.map(({ essential, spillover }) => {
        if (essential.includes(place)) return "essential";
        return spillover.includes(place) ? "spillover" : null;
      });
      if (row.some(Boolean)) places.set(place, row);
    }
  }
  const rows = [...places];
  const holders = (row) => row.filter(Boolean).length;
  return {
    patterns: names,
    places: Object.fromEntries(rows),
    shared: rows.filter(([, row]) => holders(row) === names.length).map(([place]) => place),
    only: Object.fromEntries(
      names.map((name, at) => [
        name,
        rows.filter(([, row]) => row[at] && holders(row) === 1).map(([place]) => place),
      ]),
    ),
  };
}
