import { html } from "../../dom.js";
import { remark } from "../remarks.js";
import { grow } from "../text.js";
import { isAnswered } from "../words.js";

/** Options to choose from: one, or all that apply. */
export function optionSheet(question, prefix, onAnswer) {
  const several = question.kind === "choices";
  const rows = question.options.map((option) => {
    const input = html("input", {
      type: several ? "checkbox" : "radio",
      name: `${prefix}-options`,
      id: `${prefix}-${option.id}`,
      value: option.id,
      onchange: () => {
        const ticks = rows.filter((row) => row.input.checked).map((row) => row.input.value);
        onAnswer(several ? (ticks.length > 0 ? ticks : null) : ticks[0]);
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

  return {
    element: html("div", { class: "gluteus-quiz-options" }, ...rows.map((row) => row.element)),
    focus: () => (rows.find((row) => row.input.checked) ?? rows[0]).input.focus(),
    show(answer) {
      const ticks = isAnswered(answer) ? [answer].flat() : [];
      for (const row of rows) row.input.checked = ticks.includes(row.option.id);
    },
    teach(answer, teaching) {
      const ticks = [answer].flat();
      const key = [teaching.rule.key].flat();
      for (const { option, input, note, element } of rows) {
        const ticked = ticks.includes(option.id);
        const correct = key.includes(option.id);
        const kind = ticked ? (correct ? "right" : "wrong") : correct ? "missed" : "other";
        const feedback = remark(kind, ...grow(teaching.options[option.id]));
        if (kind === "missed" && !several) feedback.querySelector("strong").textContent = "The right answer.";
        element.dataset.kind = kind;
        note.replaceChildren(feedback);
        input.setAttribute("aria-describedby", note.id);
      }
    },
    forget() {
      for (const { input, note, element } of rows) {
        delete element.dataset.kind;
        note.replaceChildren();
        input.removeAttribute("aria-describedby");
      }
    },
  };
}
