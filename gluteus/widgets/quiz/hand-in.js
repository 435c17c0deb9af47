import { html, setText, show } from "../dom.js";
import { fill } from "./fill.js";
import { saveFile } from "./save-file.js";
import { isAnswered } from "./words.js";

/** The answers to the graded questions as the notebook that was released, filled in. */
export function handIn(model, paper, session, words, announce) {
  const { say } = words;
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
    announce(
      gap > 0
        ? say("handIn.madeWithGaps", { name, questions: words.questions(gap) })
        : say("handIn.made", { name }),
    );
  }

  return {
    element: html(
      "div",
      { class: "gluteus-quiz-hand-in" },
      html("p", {}, say("handIn.about")),
      missing,
      html("p", {}, html("button", { type: "button", onclick: download }, say("handIn.download"))),
    ),
    update() {
      const gap = open();
      setText(missing, gap > 0 ? say("handIn.missing", { count: gap }) : "");
      show(missing, gap > 0);
    },
  };
}
