const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

export const html = (tag, attributes = {}, ...children) =>
  fill(document.createElement(tag), attributes, children);
export const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, tag), attributes, children);

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

/**
 * Puts work off until the browser has painted what was changed before it; work asked for several times is done once.
 *
 * A page that is not seen is not painted: there the work is done at once.
 */
export function paintFirst() {
  let frame = 0;
  let task = 0;
  function stop() {
    cancelAnimationFrame(frame);
    clearTimeout(task);
    frame = 0;
    task = 0;
  }
  function afterPaint(work) {
    if (document.hidden) {
      work();
      return;
    }
    stop();
    frame = requestAnimationFrame(() => {
      task = setTimeout(work);
    });
  }
  return { afterPaint, stop };
}

/** A row of radio buttons or checkboxes that looks like one control. */
export function choices({ legend, type, name, options, onpick, className = "" }) {
  const inputs = new Map();
  const labels = Object.entries(options).map(([value, content]) => {
    const input = html("input", { type, name, value, onchange: () => onpick(value, input.checked) });
    inputs.set(value, input);
    return html(
      "label",
      { class: "gx-choice" },
      input,
      html("span", { class: "gx-choice-face" }, ...[content].flat()),
    );
  });
  const node = html(
    "fieldset",
    { class: `gx-choices ${className}` },
    html("legend", { class: "gx-hidden" }, legend),
    ...labels,
  );
  const set = (values) => {
    for (const [value, input] of inputs) input.checked = [values].flat().includes(value);
  };
  return { node, set };
}
