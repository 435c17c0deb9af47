import { html, svg } from "../dom.js";

const ICONS = {
  right: "M3 8.5l3.2 3.2L13 4.8",
  wrong: "M4 4l8 8M12 4l-8 8",
  missed: "M2.5 8h8M7.5 4.5L11 8l-3.5 3.5",
};

/** A mark that says right, wrong or missed, beside a word that says the same. */
export const icon = (kind) =>
  svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: ICONS[kind] }));

/** What is said of one part of an answer. */
export const remark = (say, kind, ...content) =>
  remarkSaid(kind, kind in ICONS ? say(`remark.${kind}`) : "", ...content);

/** The same with words of its own for the verdict. */
export function remarkSaid(kind, words, ...content) {
  const lead = kind in ICONS ? [icon(kind), html("strong", {}, words), " "] : [];
  return html(
    "p",
    { class: "gluteus-quiz-remark", "data-kind": kind },
    ...lead,
    html("span", {}, ...content),
  );
}
