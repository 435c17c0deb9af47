import { numberSheet } from "./number.js";
import { optionSheet } from "./option.js";

/**
 * The kinds of questions: what a learner is asked to do, and the answer sheet they do it on.
 *
 * A sheet is made as `sheet(question, prefix, onAnswer)`. It has an element and tells of every change by onAnswer;
 * `focus()` goes to it, `show(answer)` fills it in, `clear()` empties what `show(null)` would leave,
 * `teach(answer, teaching)` shows what is right, and `forget()` takes that away.
 */
export const KINDS = {
  choice: { way: "Choose one.", sheet: optionSheet },
  choices: { way: "Choose all that apply. A wrong tick cancels a right one.", sheet: optionSheet },
  number: { way: "Give a number; a decimal comma or point will do.", sheet: numberSheet },
};
