import { matchSheet } from "./match.js";
import { numberSheet } from "./number.js";
import { optionSheet } from "./option.js";
import { orderSheet } from "./order.js";
import { regionSheet } from "./regions.js";
import { textSheet } from "./text.js";

/**
 * The kinds of questions: what a learner is asked to do, and the answer sheet they do it on.
 *
 * A sheet is made as `sheet(question, prefix, onAnswer, paper, body)`, anew for another paper number; `body` is the
 * model's, the drawings that questions about regions are answered on. It has an `element` and tells of every change by
 * onAnswer (null for no answer).
 * `focus()` goes to it, `show(answer)` fills it in, `clear()` empties what `show(null)` would leave,
 * `hint(answer, teaching)` says what is right and wrong in what was answered and not what else is right,
 * `teach(answer, teaching)` shows the key too, and `forget()` takes either away.
 * What a person marks has no `hint`.
 * A hint stays while the learner tries again; a sheet takes away itself what is no longer true of the new answer.
 */
export const KINDS = {
  choice: { way: "Choose one.", sheet: optionSheet },
  choices: { way: "Choose all that apply. A wrong tick cancels a right one.", sheet: optionSheet },
  order: {
    way: "Put them in order. A pair in the wrong order cancels one in the right order.",
    sheet: orderSheet,
  },
  match: {
    way: "Choose for each row. A wrong row costs nothing; one text may fit several rows, or none.",
    sheet: matchSheet,
  },
  regions: {
    way: "Mark all that apply. A wrong place cancels a right one. Left and right are the person's own.",
    sheet: regionSheet,
  },
  text: { way: "Answer in your own words.", sheet: textSheet },
  number: { way: "Give a number; a decimal comma or point will do.", sheet: numberSheet },
};
