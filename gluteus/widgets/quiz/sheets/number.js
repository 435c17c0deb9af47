import { html } from "../../dom.js";
import { closeTo, marks } from "../marks.js";
import { readNumber } from "../number.js";
import { remark } from "../remarks.js";
import { grow } from "../text.js";
import { isAnswered } from "../words.js";

/** A field for a number; it says how it read what was typed. */
export function numberSheet(question, prefix, onAnswer) {
  const { unit } = question;
  const reading = html("p", {
    class: "gluteus-quiz-reading",
    id: `${prefix}-reading`,
    "aria-live": "polite",
  });
  const note = html("div", { id: `${prefix}-feedback`, class: "gluteus-quiz-note" });
  const input = html("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    id: `${prefix}-number`,
    "aria-describedby": `${prefix}-unit ${reading.id} ${note.id}`,
    oninput: () => {
      read(false);
      const number = readNumber(input.value, unit);
      onAnswer(Number.isNaN(number) ? null : number);
    },
    onchange: () => read(true),
  });

  // A fault is named when the field is left, not while somebody is still typing.
  function read(left) {
    const number = readNumber(input.value, unit);
    const fault = Number.isNaN(number) && (left || input.getAttribute("aria-invalid") === "true");
    if (fault) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    reading.dataset.fault = fault;
    if (fault) reading.textContent = "Not a number. Example: 12.5";
    else if (number === null || Number.isNaN(number) || String(number) === input.value.trim())
      reading.textContent = "";
    else reading.textContent = `Read as ${number}${unit ? ` ${unit}` : ""}.`;
  }

  return {
    element: html(
      "div",
      { class: "gluteus-quiz-number" },
      html("label", { for: input.id }, "Your answer"),
      html("span", { class: "gluteus-quiz-field" }, input, html("span", { id: `${prefix}-unit` }, unit)),
      reading,
      note,
    ),
    focus: () => input.focus(),
    show(answer) {
      const shown = readNumber(input.value, unit);
      const same = isAnswered(answer) ? shown === answer : shown === null || Number.isNaN(shown);
      if (!same) {
        input.value = isAnswered(answer) ? String(answer) : "";
        read(false);
      }
    },
    clear() {
      input.value = "";
      read(false);
    },
    teach(answer, teaching) {
      const right = marks(teaching.rule, answer) > 0;
      const near = teaching.near_misses.find((miss) => closeTo(answer, miss.value, miss.tolerance));
      const said = right ? teaching.right : (near?.text ?? teaching.wrong);
      const { key, tolerance } = teaching.rule;
      const solution = `The answer is ${key}${unit ? ` ${unit}` : ""}`;
      const margin = tolerance > 0 ? ` (${tolerance} more or less counts as right)` : "";
      note.replaceChildren(
        remark(right ? "right" : "wrong", ...grow(said)),
        remark("other", `${solution}${margin}.`),
      );
    },
    forget: () => note.replaceChildren(),
  };
}
