import { html } from "../dom.js";

const TAGS = new Set(["p", "ul", "ol", "li", "em", "strong"]);
const FIGURE = /(\d) (?=(?:%|N|kg|mm|cm|m)(?!\w))/g; // a number and its unit stay on one line

/** A question's text is a tree of a few known tags; it is never read as HTML. */
export function grow(nodes) {
  return nodes.map((node) => {
    if (typeof node === "string") return node.replace(FIGURE, "$1\u00a0");
    const [tag, ...children] = node;
    return html(TAGS.has(tag) ? tag : "span", {}, ...grow(children));
  });
}

/** A text of several blocks as it is read aloud: they do not run into each other. */
export function spoken(nodes) {
  const blocks = nodes.map((node) => {
    const parts = typeof node === "string" ? [] : node.slice(1);
    return parts.some((part) => part[0] === "li") ? spoken(parts) : plain([node]);
  });
  return blocks.join(" ").replace(FIGURE, "$1\u00a0");
}

/** A text as it is read aloud, where no tag can stand. */
export const plain = (nodes) =>
  nodes.map((node) => (typeof node === "string" ? node : plain(node.slice(1)))).join("");
