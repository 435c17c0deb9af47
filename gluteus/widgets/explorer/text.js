import { html } from "./dom.js";

/** A list of sided places, one line for a place on both sides. */
export function placeList(places, words) {
  const { say } = words;
  const sides = new Map();
  for (const place of places) {
    const [id, side] = place.split(":");
    sides.set(id, [...(sides.get(id) ?? []), side]);
  }
  if (sides.size === 0) return html("p", { class: "gx-quiet" }, say("none"));
  const lines = [...sides].map(([id, on]) =>
    html(
      "li",
      {},
      words.region(id).name,
      " ",
      html("span", { class: "gx-side" }, say(`sideWords.${on.length === 2 ? "both" : on[0]}`)),
    ),
  );
  return html("ul", { class: "gx-plain" }, ...lines);
}

export function certainty(level, { say }) {
  return html(
    "p",
    { class: "gx-certainty" },
    html("strong", { class: "gx-badge", "data-certainty": level }, say(`certainty.${level}`)),
    " ",
    say(`certaintyMeaning.${level}`),
  );
}

export function sources(keys, atlas, link) {
  const items = keys.map((key) => {
    const { short, title } = atlas.sources.find((one) => one.key === key);
    return html("li", {}, link(short, "bibliography_page"), title ? `: ${title}` : "");
  });
  return html("ul", { class: "gx-plain gx-sources" }, ...items);
}

/** Headings one and two levels below the heading that the explorer stands under. */
export function headings(el) {
  const before = [...document.querySelectorAll("h1, h2, h3, h4")].filter(
    (one) =>
      one.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING && !one.closest(".gluteus-explorer"),
  );
  const above = Number(before.at(-1)?.tagName[1] ?? 1);
  const title = (...content) => html(`h${above + 1}`, { class: "gx-title", tabindex: "-1" }, ...content);
  const entry = (...content) => html(`h${above + 2}`, { class: "gx-entry" }, ...content);
  const section = (heading, ...content) => html("section", {}, entry(heading), ...content);
  return { title, entry, section };
}

export const lines = (texts) => html("ul", {}, ...texts.map((text) => html("li", {}, text)));
