import { html } from "../../dom.js";
import { closeTo, marks } from "../marks.js";
import { readNumber } from "../number.js";
import { remark } from "../remarks.js";
import { grow, plain } from "../text.js";
import { settled, valuesOf, variant, worded } from "../variants.js";
import { isAnswered } from "../words.js";

/** A field for a number; it says how it read what was typed. */
export function numberSheet(question, prefix, onAnswer, { paper, say }) {
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
    // How it was read is heard as it changes; a screen reader would say a changed description once more.
    "aria-describedby": `${prefix}-unit ${note.id}`,
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
    for (const [name, value] of Object.entries({ "aria-invalid": "true", "aria-errormessage": reading.id }))
      if (fault) input.setAttribute(name, value);
      else input.removeAttribute(name);
    reading.dataset.fault = fault;
    if (fault) reading.textContent = say("number.fault");
    else if (number === null || Number.isNaN(number) || String(number) === input.value.trim())
      reading.textContent = "";
    else reading.textContent = say("number.read", { number: withUnit(number) });
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
      html("label", { for: input.id }, say("yourAnswer")),
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
      note.replaceChildren(remark(say, right ? "right" : "wrong", ...(telling ? [] : words(said))));
    },
    teach(answer, teaching) {
      const { right, said, rule, shown } = judge(answer, teaching);
      const { tolerance } = rule;
      const path = tolerance > 0 ? "number.answerAbout" : "number.answer";
      note.replaceChildren(
        remark(say, right ? "right" : "wrong", ...words(said, { answer: shown })),
        remark(say, "other", say(path, { number: withUnit(shown), tolerance })),
      );
    },
    forget() {
      hinted = null;
      note.replaceChildren();
    },
  };
}
