const SVG = "http://www.w3.org/2000/svg";

function furnish(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

export const html = (tag, attributes = {}, ...children) =>
  furnish(document.createElement(tag), attributes, children);
export const svg = (tag, attributes = {}, ...children) =>
  furnish(document.createElementNS(SVG, tag), attributes, children);

/** Whether this is JupyterLab: it keeps its own state in the address and has none of the book's pages. */
export const inJupyterLab = () => document.body.hasAttribute("data-jp-theme-light");

/** Writes an attribute where it differs: a browser looks at the style again after every write, needed or not. */
export function put(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

/** Writes a style where it differs. */
export function measure(node, name, value) {
  if (node.style.getPropertyValue(name) !== String(value)) node.style.setProperty(name, value);
}

/** Writes a text where it differs. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Shows or hides an element of HTML or SVG. */
export function show(node, visible) {
  node.toggleAttribute("hidden", !visible);
}

/** The beginning of ids for one widget. JupyterLab loads a module once for each widget: a count would start anew. */
export const newPrefix = (name) => `${name}-${Math.random().toString(36).slice(2, 10)}`;
