import { matchSheet } from "./match.js";
import { numberSheet } from "./number.js";
import { optionSheet } from "./option.js";
import { orderSheet } from "./order.js";
import { regionSheet } from "./regions.js";
import { textSheet } from "./text.js";

/**
 * The kinds of questions, each with its answer sheet; what a learner is asked to do on it stands in the words as `way`.
 *
 * A sheet is made as `sheet(question, prefix, onAnswer, { paper, body, say })`, anew for another paper number; `body`
 * is the model's, the drawings that questions about regions are answered on. It has an `element` and tells of every change by
 * onAnswer (null for no answer).
 * `focus()` goes to it, `show(answer)` fills it in, `clear()` empties what `show(null)` would leave,
 * `hint(answer, teaching)` says what is right and wrong in what was answered and not what else is right,
 * `teach(answer, teaching)` shows the key too, and `forget()` takes either away.
 * What a person marks has no `hint`.
 * A hint stays while the learner tries again; a sheet takes away itself what is no longer true of the new answer.
 */
export const KINDS = {
  choice: optionSheet,
  choices: optionSheet,
  order: orderSheet,
  match: matchSheet,
  regions: regionSheet,
  text: textSheet,
  number: numberSheet,
};
