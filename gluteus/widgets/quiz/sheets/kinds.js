import { numberSheet } from "./number.js";
import { optionSheet } from "./option.js";

/**
 * The kinds of questions: what a learner is asked to do, and the answer sheet they do it on.
 *
 * A sheet is made as `sheet(question, prefix, onAnswer, paper)`, anew for another paper number. It has an `element`
 * and tells of every change by onAnswer (null for no answer).
 * `focus()` goes to it, `show(answer)` fills it in, `clear()` empties what `show(null)` would leave,
 * `hint(answer, teaching)` says what is right and wrong in what was answered and not what else is right,
 * `teach(answer, teaching)` shows the key too, and `forget()` takes either away.
 * A hint stays while the learner tries again; a sheet takes away itself what is no longer true of the new answer.
 */
export const KINDS = {
  choice: { way: "Choose one.", sheet: optionSheet },
  choices: { way: "Choose all that apply. A wrong tick cancels a right one.", sheet: optionSheet },
  number: { way: "Give a number; a decimal comma or point will do.", sheet: numberSheet },
};
