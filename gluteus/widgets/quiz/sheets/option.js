import { html } from "../../dom.js";
import { remark, remarkSaid } from "../remarks.js";
import { grow } from "../text.js";
import { dealt, settled } from "../variants.js";
import { isAnswered } from "../words.js";

/** Options to choose from: one, or all that apply. */
export function optionSheet(question, prefix, onAnswer, { paper, say: speak }) {
  const several = question.kind === "choices";
  const rows = dealt(question, question.options, paper).map((option) => {
    const input = html("input", {
      type: several ? "checkbox" : "radio",
      name: `${prefix}-options`,
      id: `${prefix}-${option.id}`,
      value: option.id,
      onchange: () => {
        const ticks = rows.filter((row) => row.input.checked).map((row) => row.input.value);
        onAnswer(several ? (ticks.length > 0 ? ticks : null) : ticks[0]);
        update();
      },
    });
    const label = html(
      "label",
      { for: input.id },
      html("span", { class: "gluteus-quiz-letter" }, option.id),
      html("span", {}, ...grow(option.text)),
    );
    const note = html("div", { id: `${prefix}-${option.id}-feedback`, class: "gluteus-quiz-note" });
    const element = html(
      "div",
      { class: "gluteus-quiz-option" },
      html("div", { class: "gluteus-quiz-pick" }, input, label),
      note,
    );
    return { option, input, note, element };
  });
  let hinting = false;

  // What was tried and is wrong stays said of a choice; of a list of ticks, it would look like a tick left out.
  function update() {
    if (hinting && several) for (const row of rows) if (!row.input.checked) unsay(row);
  }

  function say({ input, note, element }, kind, feedback) {
    element.dataset.kind = kind;
    note.replaceChildren(feedback);
    input.setAttribute("aria-describedby", note.id);
  }

  function unsay({ input, note, element }) {
    delete element.dataset.kind;
    note.replaceChildren();
    input.removeAttribute("aria-describedby");
  }

  const keyOf = ({ rule }) => [settled(rule, paper).key].flat();

  return {
    element: html("div", { class: "gluteus-quiz-options" }, ...rows.map((row) => row.element)),
    focus: () => (rows.find((row) => row.input.checked) ?? rows[0]).input.focus(),
    show(answer) {
      const ticks = isAnswered(answer) ? [answer].flat() : [];
      for (const row of rows) row.input.checked = ticks.includes(row.option.id);
      update();
    },
    hint(answer, teaching) {
      const ticks = [answer].flat();
      const key = keyOf(teaching);
      hinting = true;
      for (const row of rows.filter(({ option }) => ticks.includes(option.id))) {
        const kind = key.includes(row.option.id) ? "right" : "wrong";
        say(row, kind, remark(speak, kind, ...grow(teaching.options[row.option.home])));
      }
    },
    teach(answer, teaching) {
      const ticks = [answer].flat();
      const key = keyOf(teaching);
      for (const row of rows) {
        const ticked = ticks.includes(row.option.id);
        const correct = key.includes(row.option.id);
        const kind = ticked ? (correct ? "right" : "wrong") : correct ? "missed" : "other";
        const feedback = grow(teaching.options[row.option.home]);
        const alone = kind === "missed" && !several;
        say(
          row,
          kind,
          alone ? remarkSaid(kind, speak("remark.only"), ...feedback) : remark(speak, kind, ...feedback),
        );
      }
    },
    forget() {
      hinting = false;
      for (const row of rows) unsay(row);
    },
  };
}
