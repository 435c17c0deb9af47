import { html, put, setText, show } from "../dom.js";
import { marks } from "./marks.js";
import { passageLink } from "./passage.js";
import { icon } from "./remarks.js";
import { KINDS } from "./sheets/kinds.js";
import { grow, spoken } from "./text.js";
import { valuesOf, variant, worded } from "./variants.js";
import { amount, isAnswered } from "./words.js";

const SECOND = 2; // the try after which the key is shown

/**
 * One question: its prompt, its answer sheet, and what is said about the answer.
 *
 * The first try that is not right gets a hint and a second try; after that, or when the reader asks, the key is shown.
 */
export function card(question, prefix, { session, total, words, announce, body }) {
  const { id, kind, use, teaching } = question;
  const { say, points } = words;
  const graded = use === "graded";
  const written = kind === "text";
  const { paper } = session.state;
  const values = valuesOf(question, paper);
  const sheet = KINDS[kind](question, prefix, (answer) => session.answer(id, answer), { paper, body, say });

  const name = say("card.name", { number: question.number, total });
  const counts = graded ? say("card.graded", { points: points(question.points) }) : say("card.practice");
  const legend = html(
    "legend",
    { id: `${prefix}-name` },
    html("span", {}, name),
    html("span", { class: "gluteus-quiz-use" }, counts),
  );
  const asked = worded(question.prompt, values);
  const prompt = html("div", { class: "gluteus-quiz-prompt" }, ...grow(asked));
  const changed = html("div", { class: "gluteus-quiz-changed", id: `${prefix}-changed`, hidden: true });
  // A note, because a paragraph that gets the focus is read as its own name and then as its text.
  const verdict = html("p", { class: "gluteus-quiz-verdict", role: "note", tabindex: "-1" });
  const lesson = html("div", { class: "gluteus-quiz-lesson" });
  const button = html("button", { type: "button", onclick: press, "aria-describedby": legend.id });
  const showAnswer = html(
    "button",
    { type: "button", onclick: giveUp, "aria-describedby": legend.id },
    say("card.showAnswer"),
  );
  const bar = html(
    "div",
    { class: "gluteus-quiz-bar" },
    ...(teaching ? [html("p", { class: "gluteus-quiz-buttons" }, button, showAnswer)] : []),
    verdict,
  );
  const element = html(
    "fieldset",
    {
      id: prefix,
      class: "gluteus-quiz-card",
      // Not by ids: a screen reader says a legend that is named so, and then the whole name.
      "aria-label": say("card.label", { name, use: counts, prompt: spoken(asked) }),
    },
    legend,
    prompt,
    html("p", { class: "gluteus-quiz-way" }, say(`way.${kind}`)),
    changed,
    sheet.element,
    bar,
    lesson,
  );
  let wasAsked = false; // for a verdict on what cannot be marked
  let drawn = { isHinted: false };

  const answerNow = () => session.state.answers[id];
  const triesNow = () => session.state.tries[id] ?? 0;
  const asideNow = () => (Object.hasOwn(session.state.aside, id) ? session.state.aside[id].answer : null);

  /** How far the question is, and what its present answer earned. */
  function judge() {
    const answer = answerNow();
    if (!isAnswered(answer)) return { state: "unanswered", earned: 0, isChanged: asideNow() !== null };
    if (!teaching) return { state: "withheld", earned: 0 };
    if (written) return { state: triesNow() > 0 ? "written" : "answered", earned: 0 };
    const result = session.state.results[id];
    if (!result) return { state: "answered", earned: 0 };
    const earned = marks(teaching.rule, answer, paper);
    const state = earned === question.points ? "right" : earned > 0 ? "partly" : "wrong";
    return { state, earned, tries: result.tries, isOver: state === "right" || triesNow() >= SECOND };
  }

  function press() {
    if (judge().isOver) {
      sheet.clear?.();
      session.answer(id, null);
      sheet.focus();
      return;
    }
    check();
    // What gets the focus is read out; it need not be said too.
    if (button.hidden) verdict.focus({ preventScroll: true });
    else report();
    bar.scrollIntoView({ block: "nearest" });
  }

  function giveUp() {
    session.reveal(id);
    report();
    button.focus({ preventScroll: true });
    bar.scrollIntoView({ block: "nearest" });
  }

  const report = () => announce(say("card.said", { number: question.number, said: verdict.textContent }));

  function check() {
    const answer = answerNow();
    wasAsked = true;
    if (!isAnswered(answer) || !teaching) update();
    else if (written) session.check(id);
    else session.check(id, marks(teaching.rule, answer, paper), question.points);
  }

  function verdictOn({ state, earned, tries, isOver }) {
    const most = points(question.points);
    const score = graded ? say("verdict.score", { earned: amount(earned), points: most }) : "";
    switch (state) {
      case "unanswered":
        return wasAsked ? say("verdict.unanswered") : "";
      case "withheld":
        return wasAsked ? say("verdict.withheld") : "";
      case "answered":
        return triesNow() === 1 ? say("verdict.secondTry") : "";
      case "written":
        return say(graded ? "verdict.writtenGraded" : "verdict.written");
      case "right":
        return say("verdict.right", { tried: words.tried(tries), score });
      case "partly":
        return isOver
          ? say("verdict.partly", { tried: words.tried(tries), score })
          : say("verdict.partlySoFar", { score });
      default:
        return isOver ? say("verdict.wrong", { score }) : say("verdict.wrongSoFar");
    }
  }

  function teach(answer, isOver) {
    if (isOver) sheet.teach(answer, teaching);
    else sheet.hint(answer, teaching);
    const again = html(
      "p",
      {},
      html("strong", {}, say("card.readAgain")),
      " ",
      passageLink(question.passage, say),
    );
    if (!isOver) return lesson.replaceChildren(again);
    const { explanation, sources, answers = [] } = teaching;
    const right = answers[variant(paper, id, answers.length)];
    return lesson.replaceChildren(
      html("div", {}, ...grow(worded(explanation, { ...values, answer: right }))),
      again,
      html("p", {}, html("strong", {}, say("card.sources", { count: sources.length }))),
      html("ul", { class: "gluteus-quiz-sources" }, ...sources.map(source)),
    );
  }

  function source({ text, url }) {
    return html("li", {}, url ? html("a", { href: url, rel: "noreferrer" }, text) : text);
  }

  /** Says that the kept answer was one to another form of the question; until new words are compared, the earlier ones
   * can be taken over. */
  function updateChanged() {
    const aside = asideNow();
    const isShown = aside !== null && (!isAnswered(answerNow()) || (written && triesNow() === 0));
    if (changed.hidden === !isShown) return;
    changed.replaceChildren(html("p", {}, say("card.changed")));
    if (written && typeof aside === "string") {
      const earlier = aside.slice(0, question.longest);
      const take = () => {
        session.takeOver(id, earlier);
        sheet.focus(); // the button that was pressed is gone
      };
      changed.append(
        html("p", { class: "gluteus-quiz-written" }, earlier),
        html("button", { type: "button", onclick: take }, say("card.takeWords")),
      );
    }
    show(changed, isShown);
    if (!isShown) element.removeAttribute("aria-describedby");
    else element.setAttribute("aria-describedby", changed.id);
  }

  function update() {
    updateChanged();
    const answer = answerNow();
    const found = judge();
    const { state, isOver = state === "written" } = found;
    const isMarked = state === "right" || state === "partly" || state === "wrong" || state === "written";
    const now = { answer: JSON.stringify(answer ?? null), state, isOver, tries: triesNow() };
    if (now.answer !== drawn.answer) {
      wasAsked = false;
      sheet.show(answer);
    }
    const isNew = Object.keys(now).some((key) => now[key] !== drawn[key]);
    const before = drawn.state;
    const wasHinted = drawn.isHinted && now.tries === drawn.tries;
    drawn = { ...now, isHinted: (isMarked && !isOver) || (wasHinted && !isMarked) };
    // Who goes on writing beside the sample keeps it as it is.
    const isStill = written && isMarked && before === state;
    if (isNew && isMarked && !isStill) teach(answer, isOver);
    else if (isNew && !wasHinted && !isStill) {
      sheet.forget();
      lesson.replaceChildren();
    }
    const said = verdictOn(found);
    if (said !== verdict.textContent) {
      setText(verdict, said);
      if (isMarked && state !== "written") verdict.prepend(icon(state === "wrong" ? "wrong" : "right"));
    }
    put(element, "data-state", said === "" ? "open" : state);
    put(element, "data-hinted", drawn.isHinted);
    setText(button, label(state, isOver));
    show(button, state !== "written");
    show(showAnswer, isMarked && !isOver);
  }

  function label(state, isOver) {
    if (written) return say("card.compare");
    if (isOver) return say("card.tryAgain");
    return triesNow() > 0 && state !== "unanswered" ? say("card.checkAgain") : say("card.check");
  }

  return {
    question,
    element,
    judge,
    update,
    check,
    /** What the sheet draws on paper itself; nothing where words do. */
    onPaper: (answer) => sheet.onPaper?.(answer),
    focus() {
      sheet.focus();
      element.scrollIntoView({ block: "nearest" });
    },
    clear() {
      sheet.clear?.();
      update();
    },
  };
}
