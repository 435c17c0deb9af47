import { html, put, setText } from "../../dom.js";
import { grow } from "../text.js";
import { isAnswered } from "../words.js";

const NEARLY_FULL = [0.1, 0.05, 0]; // the shares of room left at which a screen reader hears how much it is

/** A field for an answer in one's own words, to be held against a sample answer by the learner. */
export function textSheet(question, prefix, onAnswer, { say }) {
  const { longest } = question;
  const count = html("p", { class: "gluteus-quiz-reading" });
  const told = html("span", { id: `${prefix}-count`, hidden: true });
  const heard = html("p", { class: "gluteus-quiz-unseen", "aria-live": "polite" });
  const lesson = html("div", { class: "gluteus-quiz-note" });
  let warned = 0;
  const field = html("textarea", {
    id: `${prefix}-text`,
    rows: 6,
    maxlength: longest,
    "aria-describedby": told.id,
    onblur: describe,
    oninput: () => {
      update();
      onAnswer(field.value.trim() === "" ? null : field.value);
    },
  });

  /** The count is told when the field is come to: a screen reader would say it after every letter. */
  function describe() {
    setText(told, count.textContent);
  }

  function update() {
    const used = field.value.length;
    const full = used >= longest;
    setText(count, say(full ? "text.full" : "text.used", { used, count: longest }));
    put(count, "data-fault", full);
    if (document.activeElement !== field) describe();
    const level = NEARLY_FULL.filter((share) => longest - used <= share * longest).length;
    if (level !== warned) setText(heard, level > 0 ? say("text.left", { count: longest - used }) : "");
    warned = level;
  }

  update();
  return {
    element: html(
      "div",
      { class: "gluteus-quiz-text" },
      html("label", { for: field.id }, say("yourAnswer")),
      field,
      count,
      told,
      heard,
      lesson,
    ),
    focus: () => field.focus(),
    show(answer) {
      const blank = !isAnswered(answer) && field.value.trim() === "";
      const text = isAnswered(answer) ? answer : "";
      if (!blank && field.value !== text) field.value = text;
      update();
    },
    clear() {
      field.value = "";
      update();
    },
    teach(_, teaching) {
      const ticks = teaching.criteria.map((criterion, at) => {
        const tick = html("input", { type: "checkbox", id: `${prefix}-criterion-${at}` });
        return html(
          "li",
          { class: "gluteus-quiz-pick" },
          tick,
          html("label", { for: tick.id }, html("span", {}, ...grow(criterion))),
        );
      });
      lesson.replaceChildren(
        html("p", { class: "gluteus-quiz-solution-title" }, say("text.sample")),
        html("div", { class: "gluteus-quiz-sample" }, ...grow(teaching.sample)),
        html(
          "fieldset",
          { class: "gluteus-quiz-criteria" },
          html("legend", {}, say("text.criteria")),
          html("ul", { role: "list" }, ...ticks),
        ),
        html("p", { class: "gluteus-quiz-aside" }, say("text.aside")),
      );
    },
    forget: () => lesson.replaceChildren(),
  };
}
