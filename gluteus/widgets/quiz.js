// A chapter's quiz: questions answered by mouse or keyboard, checked on the page, handed in as a notebook.
// What is written into the notebook is what gluteus.quiz.notebook writes, character for character.

import { html, newPrefix, setText, show } from "./dom.js";
import { askFirst } from "./quiz/ask-first.js";
import { card } from "./quiz/card.js";
import { fill } from "./quiz/fill.js";
import { handIn } from "./quiz/hand-in.js";
import { keptLine, saidAside, whyNotKept } from "./quiz/kept.js";
import { literal } from "./quiz/literal.js";
import { marks } from "./quiz/marks.js";
import { readNumber } from "./quiz/number.js";
import { onPaper } from "./quiz/on-paper.js";
import { printing } from "./quiz/print.js";
import { countsOf, paperName } from "./quiz/progress.js";
import { openSession } from "./quiz/session.js";
import { saidOf, summary } from "./quiz/summary.js";
import { arrangement, settled, variant } from "./quiz/variants.js";
import { questionCount } from "./quiz/words.js";

export { arrangement, fill, literal, marks, readNumber, settled, variant };

/** What the reader is told before the first question. */
function promiseOf(paper, closed) {
  const graded = paper.questions.filter(({ use }) => use === "graded").length;
  const practice = paper.questions.length - graded;
  const kinds = [graded > 0 ? `${graded} graded` : "", practice > 0 ? `${practice} for practice` : ""];
  const promise = closed
    ? "Practice questions give feedback here; your instructor marks the graded ones."
    : "Every question gives feedback here, and a second try.";
  return `${questionCount(paper.questions.length)}: ${kinds.filter(Boolean).join(", ")}. ${promise}`;
}

function render({ model, el }) {
  const paper = model.get("paper");
  const prefix = newPrefix(`gluteus-quiz-${paper.id}`);
  const session = openSession(model, paper);
  const status = html("p", { class: "gluteus-quiz-status", role: "status" });
  // What a card or the summary says stands there too.
  const say = (text, how = "") => {
    setText(status, text);
    status.classList.toggle("gluteus-quiz-unseen", how === "unseen");
  };

  const number = html("span", { class: "gluteus-quiz-number-of-paper" });
  const notice = html("p", { class: "gluteus-quiz-notice" });
  const cardsHome = html("div", { class: "gluteus-quiz-cards" });
  const summaryHome = html("div", {});
  const kept = keptLine(session);
  const handOver = handIn(model, paper, session, say);
  const startOver = askFirst({
    label: "Start over",
    question: "Clear all answers of this quiz?",
    yes: "Clear",
    no: "Keep",
    onyes: clearAll,
  });
  const root = html("section", {
    class: "gluteus-quiz",
    "aria-label": `Quiz: ${paper.title}`,
    "data-print": "live",
  });
  let cards = [];
  let end = null;
  let shownPaper = null;
  const print = printing(root, prefix, (withAnswers) => onPaper(paper, cards, session, withAnswers));

  /** Another paper has its options in another order: its cards are made anew. */
  function lay() {
    shownPaper = session.state.paper;
    cards = paper.questions.map((question) =>
      card(question, `${prefix}-${question.id}`, {
        session,
        total: paper.questions.length,
        say: (text) => say(text, "unseen"),
        body: model.get("body"),
      }),
    );
    end = summary(prefix, cards);
    cardsHome.replaceChildren(...cards.map(({ element }) => element));
    summaryHome.replaceChildren(end.element);
    setText(number, paperName(shownPaper));
  }

  function update() {
    if (session.state.paper !== shownPaper) lay();
    for (const one of cards) one.update();
    end.update();
    kept.update();
    handOver.update();
    const aside = saidAside(countsOf(session.state).changed);
    const lines = [aside, ...session.faults, whyNotKept(session.progress)].filter(Boolean);
    setText(notice, lines.join(" "));
    show(notice, lines.length > 0);
  }

  /** Checks what was not checked yet: a try that is already judged is not counted twice. */
  function checkAll() {
    for (const one of cards) {
      const { state } = one.judge();
      if (state === "answered" || state === "unanswered" || state === "withheld") one.check();
    }
    say(saidOf(cards.map((one) => ({ ...one.judge(), question: one.question }))), "unseen");
    end.focus();
  }

  function clearAll() {
    session.startOver();
    for (const one of cards) one.clear();
    say(`All answers are cleared. This is ${paperName(session.state.paper).toLowerCase()}.`);
    cards[0].focus();
  }

  root.prepend(
    html(
      "p",
      { class: "gluteus-quiz-about" },
      `${promiseOf(paper, model.get("mode") === "closed")} `,
      number,
    ),
    notice,
    cardsHome,
    html(
      "div",
      { class: "gluteus-quiz-end" },
      summaryHome,
      html(
        "p",
        { class: "gluteus-quiz-buttons" },
        html("button", { type: "button", class: "gluteus-quiz-main", onclick: checkAll }, "Check answers"),
        ...startOver,
        print.controls,
      ),
      status,
      kept.element,
      ...(paper.questions.some(({ use }) => use === "graded") ? [handOver.element] : []),
    ),
  );

  // JupyterLab would take a typed letter for one of its own commands.
  el.addEventListener("keydown", (event) => event.stopPropagation());
  session.listen(update);
  update();
  el.append(root);
  return () => {
    session.close();
    print.close();
    root.remove();
  };
}

export default { render };
