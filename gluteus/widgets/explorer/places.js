import { html } from "../dom.js";

/** Regions of sided places, each with its side or sides in words. */
function bySide(places, words) {
  const sides = new Map();
  for (const place of places) {
    const [id, side] = place.split(":");
    sides.set(id, [...(sides.get(id) ?? []), side]);
  }
  const said = (on) => words.say(`sideWords.${on.length === 2 ? "both" : on[0]}`);
  return [...sides].map(([id, on]) => ({ name: words.region(id).name, side: said(on) }));
}

/** Places in one line, the sides of one region together. */
export const listed = (places, words) =>
  bySide(places, words)
    .map(({ name, side }) => `${name} (${side})`)
    .join("; ");

/** A list of sided places, one line for a place on both sides. */
export function placeList(places, words, otherwise = words.say("none")) {
  const rows = bySide(places, words);
  if (rows.length === 0) return html("p", { class: "gx-quiet" }, otherwise);
  const items = rows.map(({ name, side }) =>
    html("li", {}, name, " ", html("span", { class: "gx-side" }, side)),
  );
  return html("ul", { class: "gx-plain" }, ...items);
}
