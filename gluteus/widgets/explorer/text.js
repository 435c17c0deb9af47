import { html } from "../dom.js";

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
