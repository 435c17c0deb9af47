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
import { countsOf } from "./quiz/progress.js";
import { openSession } from "./quiz/session.js";
import { saidOf, summary } from "./quiz/summary.js";
import { arrangement, settled, variant } from "./quiz/variants.js";
import { quizWords } from "./quiz/words.js";

export { arrangement, fill, literal, marks, readNumber, settled, variant };

/** What the reader is told before the first question. */
function about(paper, mode, { say, questions }) {
  const uses = ["graded", "practice"].map((use) => {
    const count = paper.questions.filter((question) => question.use === use).length;
    return count > 0 ? say(`aboutUse.${use}`, { count }) : "";
  });
  const promise = say(mode === "closed" ? "promise.closed" : "promise.open");
  return say("about", {
    questions: questions(paper.questions.length),
    uses: uses.filter(Boolean).join(", "),
    promise,
  });
}

function render({ model, el }) {
  const paper = model.get("paper");
  const prefix = newPrefix(`gluteus-quiz-${paper.id}`);
  const words = quizWords(model.get("strings"));
  const { say } = words;
  const session = openSession(model, paper);
  const status = html("p", { class: "gluteus-quiz-status", role: "status" });
  // What a card or the summary says stands there too.
  const announce = (text, how = "") => {
    setText(status, text);
    status.classList.toggle("gluteus-quiz-unseen", how === "unseen");
  };

  const number = html("span", { class: "gluteus-quiz-number-of-paper" });
  const notice = html("p", { class: "gluteus-quiz-notice" });
  const cardsHome = html("div", { class: "gluteus-quiz-cards" });
  const summaryHome = html("div", {});
  const kept = keptLine(session, words);
  const handOver = handIn(model, paper, session, words, announce);
  const startOver = askFirst({
    label: say("startOver.label"),
    question: say("startOver.question"),
    yes: say("startOver.yes"),
    no: say("startOver.no"),
    onyes: clearAll,
  });
  const root = html("section", {
    class: "gluteus-quiz",
    "aria-label": say("title", { title: paper.title }),
    "data-print": "live",
  });
  let cards = [];
  let end = null;
  let shownPaper = null;
  let wasKept = false;
  const print = printing(root, prefix, say, (withAnswers) =>
    onPaper(paper, cards, session, withAnswers, words),
  );

  /** Another paper has its options in another order: its cards are made anew. */
  function lay() {
    shownPaper = session.state.paper;
    cards = paper.questions.map((question) =>
      card(question, `${prefix}-${question.id}`, {
        session,
        total: paper.questions.length,
        words,
        announce: (text) => announce(text, "unseen"),
        body: model.get("body"),
      }),
    );
    end = summary(prefix, cards, words);
    cardsHome.replaceChildren(...cards.map(({ element }) => element));
    summaryHome.replaceChildren(end.element);
    setText(number, words.paper(shownPaper));
  }

  function update() {
    if (session.state.paper !== shownPaper) lay();
    for (const one of cards) one.update();
    end.update();
    kept.update();
    handOver.update();
    const aside = saidAside(countsOf(session.state).changed, say);
    const why = whyNotKept(session.progress, say);
    const lines = [aside, ...session.faults, why].filter(Boolean);
    setText(notice, lines.join(" "));
    show(notice, lines.length > 0);
    // A reader further down does not see that the browser has just stopped keeping answers.
    if (why !== "" && wasKept) announce(why, "unseen");
    wasKept = why === "";
  }

  /** Checks what was not checked yet: a try that is already judged is not counted twice. */
  function checkAll() {
    for (const one of cards) {
      const { state } = one.judge();
      if (state === "answered" || state === "unanswered" || state === "withheld") one.check();
    }
    const judged = cards.map((one) => ({ ...one.judge(), question: one.question }));
    announce(saidOf(judged, words), "unseen");
    end.focus();
  }

  function clearAll() {
    session.startOver();
    for (const one of cards) one.clear();
    announce(say("startOver.done", { number: words.grouped(session.state.paper) }));
    cards[0].focus();
  }

  root.prepend(
    html("p", { class: "gluteus-quiz-about" }, `${about(paper, model.get("mode"), words)} `, number),
    notice,
    cardsHome,
    html(
      "div",
      { class: "gluteus-quiz-end" },
      summaryHome,
      html(
        "p",
        { class: "gluteus-quiz-buttons" },
        html("button", { type: "button", class: "gluteus-quiz-main", onclick: checkAll }, say("check")),
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
