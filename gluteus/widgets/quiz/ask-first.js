import { html, show } from "../dom.js";

/** A button for what cannot be undone: it asks first, and gives the focus back. */
export function askFirst({ label, question, yes, no, onyes }) {
  const button = html("button", { type: "button", onclick: () => ask(true) }, label);
  const certain = html("button", { type: "button", onclick: go }, yes);
  const sure = html(
    "span",
    { class: "gluteus-quiz-sure", role: "group", "aria-label": question, hidden: true },
    html("span", {}, question),
    certain,
    html("button", { type: "button", onclick: () => ask(false) }, no),
  );

  function ask(open) {
    show(sure, open);
    show(button, !open);
    (open ? certain : button).focus();
  }

  function go() {
    ask(false);
    onyes();
  }

  return [button, sure];
}
