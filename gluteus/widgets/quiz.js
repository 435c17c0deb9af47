// A chapter's quiz: questions answered by mouse or keyboard, checked on the page, handed in as a notebook.
// What is written into the notebook is what gluteus.quiz.notebook writes, character for character.

import { html } from "./dom.js";
import { card } from "./quiz/card.js";
import { fill } from "./quiz/fill.js";
import { literal } from "./quiz/literal.js";
import { marks } from "./quiz/marks.js";
import { readNumber } from "./quiz/number.js";
import { isAnswered, points, questionCount, VERDICTS } from "./quiz/words.js";

export { fill, literal, marks, readNumber };

let quizzes = 0;

function render({ model, el }) {
  const paper = model.get("paper");
  const closed = model.get("mode") === "closed";
  quizzes += 1;
  const prefix = `gluteus-quiz-${paper.id}-${quizzes}`;
  const status = html("p", { class: "gluteus-quiz-status", role: "status" });
  const say = (text) => {
    status.textContent = text;
  };

  function answer(question, value) {
    const { [question.id]: _, ...others } = model.get("answers");
    model.set("answers", isAnswered(value) ? { ...others, [question.id]: value } : others);
    model.save_changes();
  }

  const cards = paper.questions.map((question) =>
    card(question, `${prefix}-${question.id}`, paper.questions.length, {
      answer,
      answers: () => model.get("answers"),
      say,
    }),
  );
  const graded = cards.filter(({ question }) => question.use === "graded");
  const unanswered = (among) =>
    among.filter(({ question }) => !isAnswered(model.get("answers")[question.id]));

  // ---- What is still open

  const progress = html("p", { class: "gluteus-quiz-progress" });
  const gaps = html("ul", { class: "gluteus-quiz-gaps" });
  const open = html(
    "nav",
    { class: "gluteus-quiz-open", "aria-label": "Unanswered questions" },
    html("p", {}, "Not answered yet:"),
    gaps,
  );
  const gapLinks = cards.map((item) =>
    html(
      "li",
      {},
      html(
        "a",
        {
          href: `#${item.element.id}`,
          onclick: (event) => {
            event.preventDefault();
            item.focus();
          },
        },
        `Question ${item.question.number}`,
      ),
    ),
  );
  gaps.append(...gapLinks);

  // ---- Checking

  function checkAll() {
    for (const item of cards) item.check();
    const judged = cards.map((item) => item.judge().state);
    const count = (state) => judged.filter((value) => value === state).length;
    const parts = ["right", "partly", "wrong", "unanswered"]
      .filter((state) => count(state) > 0)
      .map((state) => `${count(state)} ${VERDICTS[state].toLowerCase()}`);
    const earned = graded.reduce((sum, item) => sum + item.judge().earned, 0);
    const possible = graded.reduce((sum, item) => sum + item.question.points, 0);
    const said = [parts.length > 0 ? `${parts.join(", ")}.` : ""];
    if (!closed && graded.length > 0) said.push(`${Number(earned.toFixed(2))} of ${points(possible)}.`);
    if (count("withheld") > 0) said.push(`${questionCount(count("withheld"))} for your instructor to mark.`);
    say(said.join(" ").trim());
  }

  // ---- Starting over: asks first, because it cannot be undone

  const startOver = html("button", { type: "button", onclick: () => ask(true) }, "Start over");
  const sure = html(
    "span",
    { class: "gluteus-quiz-sure", role: "group", "aria-label": "Clear all answers?", hidden: true },
    "Clear all answers? ",
    html("button", { type: "button", onclick: clearAll }, "Clear"),
    html("button", { type: "button", onclick: () => ask(false) }, "Keep"),
  );

  function ask(open) {
    sure.hidden = !open;
    startOver.hidden = open;
    (open ? sure.querySelector("button") : startOver).focus();
  }

  function clearAll() {
    for (const item of cards) item.reset();
    model.set("answers", {});
    model.save_changes();
    ask(false);
    say("All answers are cleared.");
    cards[0].focus();
  }

  // ---- The notebook

  const name = `${paper.id}.ipynb`;
  const missing = html("p", { class: "gluteus-quiz-missing" });

  function download() {
    const answers = model.get("answers");
    const gradedAnswers = graded
      .filter(({ question }) => isAnswered(answers[question.id]))
      .map(({ question }) => [question.id, answers[question.id]]);
    const text = fill(model.get("released"), Object.fromEntries(gradedAnswers));
    const address = URL.createObjectURL(new Blob([text], { type: "application/x-ipynb+json" }));
    html("a", { href: address, download: name }).click();
    // The browser reads the address after the click.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    const gap = unanswered(graded).length;
    say(`${name} is made${gap > 0 ? `, with ${questionCount(gap)} left unanswered` : ""}.`);
  }

  const handIn = html(
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
  );

  // ---- Putting it together

  const kinds = [
    graded.length > 0 ? `${graded.length} graded` : "",
    graded.length < cards.length ? `${cards.length - graded.length} for practice` : "",
  ].filter(Boolean);
  const promise = closed
    ? "Practice questions give feedback here; your instructor marks the graded ones."
    : "Every question gives feedback here.";
  const root = html(
    "section",
    { class: "gluteus-quiz", "aria-label": `Quiz: ${paper.title}` },
    html(
      "p",
      { class: "gluteus-quiz-about" },
      `${questionCount(cards.length)}: ${kinds.join(", ")}. ${promise} `,
      "Your answers stay in this window and are gone when you close or reload it.",
    ),
    ...cards.map((item) => item.element),
    html(
      "div",
      { class: "gluteus-quiz-end" },
      progress,
      open,
      html(
        "p",
        { class: "gluteus-quiz-buttons" },
        html("button", { type: "button", class: "gluteus-quiz-main", onclick: checkAll }, "Check answers"),
        startOver,
        sure,
      ),
      status,
      ...(graded.length > 0 ? [handIn] : []),
    ),
  );

  let shown = {};
  function update() {
    const answers = model.get("answers");
    for (const item of cards) {
      const { id } = item.question;
      if (JSON.stringify(shown[id]) !== JSON.stringify(answers[id])) item.uncheck();
      item.show(answers[id]);
    }
    shown = answers;
    const gap = unanswered(cards);
    progress.textContent = `${cards.length - gap.length} of ${questionCount(cards.length)} answered.`;
    open.hidden = gap.length === 0;
    for (const [index, item] of cards.entries()) gapLinks[index].hidden = !gap.includes(item);
    const gradedGap = unanswered(graded).length;
    const verb = gradedGap === 1 ? "graded question has" : "graded questions have";
    missing.textContent = gradedGap > 0 ? `${gradedGap} ${verb} no answer yet.` : "";
  }

  // JupyterLab would take a typed letter for one of its own commands.
  el.addEventListener("keydown", (event) => event.stopPropagation());
  model.on("change:answers", update);
  update();
  el.append(root);
  return () => {
    model.off("change:answers", update);
    root.remove();
  };
}

export default { render };
