import { html, setText, show } from "../dom.js";
import { button } from "./button.js";

/** Outside the comparison: the patterns that are picked for it, and the way there. */
export function pickedNote({ words, go }) {
  const { say } = words;
  const text = html("span", {});
  const node = html("p", { class: "gx-picked-note gx-control" }, text, " ", button(say("compare.go"), go));

  function update({ mode, compared }) {
    show(node, mode !== "compare" && compared.length > 0);
    const names = compared.map((name) => words.pattern(...name.split(":"))).join("; ");
    setText(text, say("compare.picked", { patterns: names }));
  }

  return { node, update };
}
