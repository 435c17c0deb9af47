import { phrasebook } from "../phrasebook.js";

export const amount = (number) => Number(number.toFixed(2));
export const isAnswered = (answer) => answer !== undefined && answer !== null;

/** The words of the quiz: `say` as in a phrasebook, and what is counted or named in many places. */
export function quizWords(strings) {
  const { say } = phrasebook(strings);
  const grouped = (paper) => String(paper).replace(/\B(?=(\d{3})+$)/g, " ");
  return {
    say,
    points: (number) => say("points", { count: amount(number) }),
    questions: (count) => say("questions", { count }),
    quizzes: (count) => say("quizzes", { count }),
    paper: (number) => say("paper", { number: grouped(number) }),
    grouped,
    tried(count) {
      if (count === 1) return "";
      return say(count === 2 ? "tried.second" : "tried.later", { count });
    },
  };
}
