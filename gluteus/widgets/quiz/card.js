import { html, put, setText, show } from "../dom.js";
import { marks } from "./marks.js";
import { passageLink } from "./passage.js";
import { icon } from "./remarks.js";
import { KINDS } from "./sheets/kinds.js";
import { grow } from "./text.js";
import { valuesOf, variant, worded } from "./variants.js";
import { amount, isAnswered, onTry, points } from "./words.js";

const SECOND = 2; // the try after which the key is shown

/**
 * One question: its prompt, its answer sheet, and what is said about the answer.
 *
 * The first try that is not right gets a hint and a second try; after that, or when the reader asks, the key is shown.
 */
export function card(question, prefix, { session, total, say, body }) {
  const { id, kind, use, teaching } = question;
  const graded = use === "graded";
  const written = kind === "text";
  const { paper } = session.state;
  const values = valuesOf(question, paper);
  const { way, sheet: makeSheet } = KINDS[kind];
  const sheet = makeSheet(question, prefix, (answer) => session.answer(id, answer), paper, body);

  const legend = html(
    "legend",
    { id: `${prefix}-name` },
    html("span", {}, `Question ${question.number} of ${total}`),
    html("span", { class: "gluteus-quiz-use" }, graded ? `Graded, ${points(question.points)}` : "Practice"),
  );
  const prompt = html(
    "div",
    { class: "gluteus-quiz-prompt", id: `${prefix}-prompt` },
    ...grow(worded(question.prompt, values)),
  );
  const changed = html("div", { class: "gluteus-quiz-changed", id: `${prefix}-changed`, hidden: true });
  const verdict = html("p", { class: "gluteus-quiz-verdict", tabindex: "-1" });
  const lesson = html("div", { class: "gluteus-quiz-lesson" });
  const button = html("button", { type: "button", onclick: press, "aria-describedby": legend.id });
  const showAnswer = html(
    "button",
    { type: "button", onclick: giveUp, "aria-describedby": legend.id },
    "Show the answer",
  );
  const bar = html(
    "div",
    { class: "gluteus-quiz-bar" },
    ...(teaching ? [html("p", { class: "gluteus-quiz-buttons" }, button, showAnswer)] : []),
    verdict,
  );
  const element = html(
    "fieldset",
    { id: prefix, class: "gluteus-quiz-card", "aria-labelledby": `${legend.id} ${prompt.id}` },
    legend,
    prompt,
    html("p", { class: "gluteus-quiz-way" }, way),
    changed,
    sheet.element,
    bar,
    lesson,
  );
  let wasAsked = false; // for a verdict on what cannot be marked
  let drawn = { isHinted: false };

  const answerNow = () => session.state.answers[id];
  const triesNow = () => session.state.tries[id] ?? 0;

  /** How far the question is, and what its present answer earned. */
  function judge() {
    const answer = answerNow();
    if (!isAnswered(answer)) return { state: "unanswered", earned: 0 };
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
    say(`Question ${question.number}: ${verdict.textContent}`);
    settle();
  }

  function giveUp() {
    session.reveal(id);
    say(`Question ${question.number}: ${verdict.textContent}`);
    button.focus({ preventScroll: true });
    settle();
  }

  /** What was pressed may have gone, or been pushed out of sight by what is now said above it. */
  function settle() {
    if (button.hidden) verdict.focus({ preventScroll: true });
    bar.scrollIntoView({ block: "nearest" });
  }

  function check() {
    const answer = answerNow();
    wasAsked = true;
    if (!isAnswered(answer) || !teaching) update();
    else if (written) session.check(id);
    else session.check(id, marks(teaching.rule, answer, paper), question.points);
  }

  function verdictOn({ state, earned, tries, isOver }) {
    const score = graded ? `: ${amount(earned)} of ${points(question.points)}` : "";
    const byHand = graded ? " Your instructor gives the points." : "";
    switch (state) {
      case "unanswered":
        return wasAsked ? "Not answered yet." : "";
      case "withheld":
        return wasAsked ? "Answered. Your instructor marks this question." : "";
      case "answered":
        return triesNow() === 1 ? "Second try." : "";
      case "written":
        return `Compare it with the sample answer.${byHand}`;
      case "right":
        return `Right${onTry(tries)}${score}.`;
      case "partly":
        return isOver
          ? `Partly right${onTry(tries)}${score}.`
          : `Partly right so far${score}. You have a second try.`;
      default:
        return isOver ? `Not right${score}.` : "Not right yet. You have a second try.";
    }
  }

  function teach(answer, isOver) {
    if (isOver) sheet.teach(answer, teaching);
    else sheet.hint(answer, teaching);
    const again = html("p", {}, html("strong", {}, "Read again: "), passageLink(question.passage));
    if (!isOver) return lesson.replaceChildren(again);
    const { explanation, sources, answers = [] } = teaching;
    const right = answers[variant(paper, id, answers.length)];
    return lesson.replaceChildren(
      html("div", {}, ...grow(worded(explanation, { ...values, answer: right }))),
      again,
      html("p", {}, html("strong", {}, sources.length > 1 ? "Sources:" : "Source:")),
      html("ul", { class: "gluteus-quiz-sources" }, ...sources.map(source)),
    );
  }

  function source({ text, url }) {
    return html("li", {}, url ? html("a", { href: url, rel: "noreferrer" }, text) : text);
  }

  /** Says that the kept answer was one to another form of the question; words can be taken over. */
  function updateChanged() {
    const aside = Object.hasOwn(session.state.aside, id) ? session.state.aside[id].answer : null;
    if (changed.hidden === (aside === null)) return;
    changed.replaceChildren(html("p", {}, "This question has changed since you answered it."));
    if (written && typeof aside === "string") {
      const words = aside.slice(0, question.longest);
      const take = () => {
        session.answer(id, words);
        sheet.focus(); // the button that was pressed is gone
      };
      changed.append(
        html("p", { class: "gluteus-quiz-written" }, words),
        html("button", { type: "button", onclick: take }, "Use my earlier words"),
      );
    }
    show(changed, aside !== null);
    if (aside === null) element.removeAttribute("aria-describedby");
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
    if (written) return "Compare with a sample answer";
    if (isOver) return "Try again";
    return triesNow() > 0 && state !== "unanswered" ? "Check again" : "Check";
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
