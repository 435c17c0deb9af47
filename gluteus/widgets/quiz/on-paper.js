import { html } from "../dom.js";
import { grow } from "./text.js";
import { dealt, valuesOf, worded } from "./variants.js";
import { isAnswered } from "./words.js";

const LINES = 6; // for an answer in words

const lettered = (lead, { id, text }) =>
  html("li", {}, lead, html("strong", { class: "gluteus-quiz-letter" }, id), html("span", {}, ...grow(text)));

const box = (kind, isTicked) =>
  html("span", { class: "gluteus-quiz-box", "data-kind": kind, "data-ticked": isTicked ? "yes" : "no" });

/** A line to write on; a no-break space keeps an empty one as high as the text beside it. */
const gap = (written = "") => html("strong", { class: "gluteus-quiz-gap" }, written || "\u00a0");

function ticked(question, answer, paper) {
  const ticks = [answer ?? []].flat();
  const rows = dealt(question, question.options, paper);
  return html(
    "ul",
    {},
    ...rows.map((option) => lettered(box(question.kind, ticks.includes(option.id)), option)),
  );
}

const SHEETS = {
  choice: ticked,
  choices: ticked,
  number: ({ unit }, answer, _, say) =>
    html("p", {}, say("paperSheet.answer"), " ", gap(isAnswered(answer) ? String(answer) : ""), ` ${unit}`),
  order(question, answer, paper) {
    const place = ({ id }) => (isAnswered(answer) ? String(answer.indexOf(id) + 1) : "");
    const rows = dealt(question, question.items, paper).map((item) => lettered(gap(place(item)), item));
    return html("ul", {}, ...rows);
  },
  match(question, answer, paper) {
    const rows = question.rows.map((text, at) =>
      html("li", {}, gap(answer?.[at] ?? ""), html("span", {}, ...grow(text))),
    );
    const bank = dealt(question, question.options, paper).map((option) => lettered("", option));
    return html(
      "div",
      { class: "gluteus-quiz-two" },
      html("ul", {}, ...rows),
      html("ul", { class: "gluteus-quiz-bank" }, ...bank),
    );
  },
  text(_, answer) {
    if (isAnswered(answer)) return html("p", { class: "gluteus-quiz-written" }, answer);
    return html("div", {}, ...Array.from({ length: LINES }, () => html("p", { class: "gluteus-quiz-rule" })));
  },
};

/** What a reader is asked to do with a pen. */
const WAYS = {
  order: ({ items }, say) => say("paperSheet.order", { count: items.length }),
  match: (_, say) => say("paperSheet.match"),
  number: () => "",
};

/** The quiz on paper, in the order of the learner's paper: to be filled in, or as the learner left it. */
export function onPaper(paper, cards, session, withAnswers, words) {
  const { say } = words;
  const { paper: number, answers } = session.state;
  const questions = paper.questions.map((question, at) => {
    const answer = withAnswers ? answers[question.id] : undefined;
    const use = question.use === "graded" ? words.points(question.points) : say("paperSheet.practice");
    const way = WAYS[question.kind]?.(question, say) ?? say(`way.${question.kind}`);
    const sheet = cards[at].onPaper(answer) ?? SHEETS[question.kind](question, answer, number, say);
    return html(
      "li",
      { class: "gluteus-quiz-question" },
      html("div", {}, ...grow(worded(question.prompt, valuesOf(question, number)))),
      html("p", { class: "gluteus-quiz-way" }, `${way} (${use})`.trim()),
      sheet,
    );
  });
  const name = html("p", {}, say("paperSheet.name"), " ", "_".repeat(36));
  return [
    html(
      "div",
      { class: "gluteus-quiz-head" },
      html("p", {}, html("strong", {}, say("title", { title: paper.title }))),
      html("p", {}, words.paper(number)),
    ),
    ...(withAnswers ? [] : [name]),
    html("ol", {}, ...questions),
  ];
}
