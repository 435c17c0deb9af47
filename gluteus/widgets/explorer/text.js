import { html } from "../dom.js";

/** Places in one line, the sides of one region together. */
export function listed(places, words) {
  const sides = new Map();
  for (const place of places) {
    const [id, side] = place.split(":");
    sides.set(id, [...(sides.get(id) ?? []), side]);
  }
  const side = (on) => words.say(`sideWords.${on.length === 2 ? "both" : on[0]}`);
  return [...sides].map(([id, on]) => `${words.region(id).name} (${side(on)})`).join("; ");
}

/** A list of sided places, one line for a place on both sides. */
export function placeList(places, words, otherwise = words.say("none")) {
  const { say } = words;
  const sides = new Map();
  for (const place of places) {
    const [id, side] = place.split(":");
    sides.set(id, [...(sides.get(id) ?? []), side]);
  }
  if (sides.size === 0) return html("p", { class: "gx-quiet" }, otherwise);
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

/** How sure the course is of a pattern; a tradition that was seen only retold says so. */
const levelOf = (one) => (one.retelling ? "retold" : one.certainty);

function badge(one, { say }) {
  const level = levelOf(one);
  return html("strong", { class: "gx-badge", "data-certainty": level }, say(`certainty.${level}`));
}

/** What a pattern is, how sure the course is of it and, where it matters, how soon to see somebody. */
export function badges(one, words) {
  const { say } = words;
  return html(
    "p",
    { class: "gx-badges" },
    html("span", { class: "gx-kind" }, say(`kinds.${one.kind}`)),
    " ",
    badge(one, words),
    one.urgency ? " " : "",
    one.urgency
      ? html("span", { class: "gx-urgency", "data-urgency": one.urgency }, say(`urgency.${one.urgency}`))
      : "",
  );
}

export function certainty(one, words) {
  return html("p", {}, badge(one, words), " ", words.say(`certaintyMeaning.${levelOf(one)}`));
}

export function sources(keys, atlas, link) {
  const items = keys.map((key) => {
    const { short, title } = atlas.sources.find((one) => one.key === key);
    return html("li", {}, link(short, "bibliography_page", `#cite-${key}`), title ? `: ${title}` : "");
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

/** Texts as a list; without any, what is said instead. */
export function lines(texts, otherwise = "") {
  if (texts.length === 0) return html("p", { class: "gx-quiet" }, otherwise);
  return html("ul", {}, ...texts.map((text) => html("li", {}, text)));
}

/** A button that takes a pattern into the comparison or out of it. */
export function compareButton(name, { words, act }, text = "compare.add") {
  const label = words.say(text);
  const node = html(
    "button",
    {
      type: "button",
      class: "gx-button gx-control",
      "aria-pressed": "false",
      "aria-label": `${label}: ${words.pattern(...name.split(":"))}`,
      onclick: () => act.compare(name),
    },
    label,
  );
  return node;
}
