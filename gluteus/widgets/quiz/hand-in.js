import { html, setText, show } from "../dom.js";
import { fill } from "./fill.js";
import { saveFile } from "./save-file.js";
import { isAnswered, questionCount } from "./words.js";

/** The answers to the graded questions as the notebook that was released, filled in. */
export function handIn(model, paper, session, say) {
  const graded = paper.questions.filter(({ use }) => use === "graded");
  const name = `${paper.id}.ipynb`;
  const missing = html("p", { class: "gluteus-quiz-missing" });
  const open = () => graded.filter(({ id }) => !isAnswered(session.state.answers[id])).length;

  function download() {
    const { answers, paper: number } = session.state;
    const given = graded.filter(({ id }) => isAnswered(answers[id])).map(({ id }) => [id, answers[id]]);
    const text = fill(model.get("released"), Object.fromEntries(given), number, paper.questions);
    saveFile(name, text, "application/x-ipynb+json");
    const gap = open();
    say(`${name} is made${gap > 0 ? `, with ${questionCount(gap)} left unanswered` : ""}.`);
  }

  return {
    element: html(
      "div",
      { class: "gluteus-quiz-hand-in" },
      html(
        "p",
        {},
        "Taking the course for credit? The notebook holds your answers to the graded questions. ",
        "Hand it in as your instructor asks.",
      ),
      missing,
      html("p", {}, html("button", { type: "button", onclick: download }, "Download answers as notebook")),
    ),
    update() {
      const gap = open();
      const verb = gap === 1 ? "graded question has" : "graded questions have";
      setText(missing, gap > 0 ? `${gap} ${verb} no answer yet.` : "");
      show(missing, gap > 0);
    },
  };
}
