import { html } from "../../dom.js";
import { closeTo, marks } from "../marks.js";
import { readNumber } from "../number.js";
import { remark } from "../remarks.js";
import { grow, plain } from "../text.js";
import { settled, valuesOf, variant, worded } from "../variants.js";
import { isAnswered } from "../words.js";

/** A field for a number; it says how it read what was typed. */
export function numberSheet(question, prefix, onAnswer, paper) {
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
      forgetHint(number);
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
    else reading.textContent = `Read as ${withUnit(number)}.`;
  }

  let hinted = null;
  const withUnit = (number) => `${number}${unit ? ` ${unit}` : ""}`;

  function forgetHint(number) {
    if (hinted === null || hinted === number) return;
    hinted = null;
    note.replaceChildren();
  }

  /** What this answer to this paper is: right, a near miss or neither, and what is said of it. */
  function judge(answer, teaching) {
    const [rule, at] = [settled(teaching.rule, paper), variant(paper, question.id, teaching.answers.length)];
    const missed = ({ value }) => (Array.isArray(value) ? value[at] : value);
    const right = marks(teaching.rule, answer, paper) > 0;
    const near = teaching.near_misses.find((miss) => closeTo(answer, missed(miss), miss.tolerance));
    const said = right ? teaching.right : (near?.text ?? teaching.wrong);
    return { right, said, rule, shown: teaching.answers[at] };
  }

  const words = (nodes, more) => grow(worded(nodes, { ...valuesOf(question, paper), ...more }));

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
      forgetHint(isAnswered(answer) ? answer : null);
    },
    clear() {
      input.value = "";
      read(false);
    },
    hint(answer, teaching) {
      const { right, said } = judge(answer, teaching);
      hinted = answer;
      const telling = plain(said).includes("{answer}");
      note.replaceChildren(remark(right ? "right" : "wrong", ...(telling ? [] : words(said))));
    },
    teach(answer, teaching) {
      const { right, said, rule, shown } = judge(answer, teaching);
      const margin = rule.tolerance > 0 ? ` (${rule.tolerance} more or less counts as right)` : "";
      note.replaceChildren(
        remark(right ? "right" : "wrong", ...words(said, { answer: shown })),
        remark("other", `The answer is ${withUnit(shown)}${margin}.`),
      );
    },
    forget() {
      hinted = null;
      note.replaceChildren();
    },
  };
}
