import { html } from "../dom.js";

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
