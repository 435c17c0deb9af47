import { html, setText } from "../dom.js";
import { choices } from "./choices.js";

const TOOLS = ["press", "brush", "rub"]; // to mark what hurts

/** The tool that marks what hurts, and what goes with it: how to use it, and whether it is numb there. */
export function markingTools({ words, uid, act, sayWithUpdate }) {
  const { say } = words;
  let tool = "press";
  const help = () => say(`toolHelp.${tool}`);
  const picker = choices({
    legend: say("tool"),
    type: "radio",
    name: `${uid}-tool`,
    options: words.group("tools", TOOLS),
    onpick: (next) => {
      tool = next;
      sayWithUpdate(help);
    },
  });
  const numb = html("input", { type: "checkbox", onchange: () => act.numb(numb.checked) });
  const prompt = html("p", { class: "gx-prompt gx-quiet" });
  const row = (...content) => html("div", { class: "gx-only-pain gx-tools gx-control" }, ...content);

  function update(state) {
    picker.set(tool);
    setText(prompt, help());
    numb.checked = state.numb;
  }

  return {
    tool: () => tool,
    aboveBody: row(picker.node),
    belowBody: row(html("label", { class: "gx-tick" }, numb, html("span", {}, say("numb"))), prompt),
    update,
  };
}
