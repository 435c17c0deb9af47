import { html, measure, setText, show } from "../dom.js";
import { passageLink } from "./passage.js";
import { icon } from "./remarks.js";
import { amount } from "./words.js";

const ICON_OF = { right: "right", partly: "right", wrong: "wrong" };

function said({ state, earned, tries, isOver, isChanged }, question, { say, points, tried }) {
  const graded = question.use === "graded";
  const most = points(question.points);
  const score = graded ? say("summary.score", { earned: amount(earned), points: most }) : "";
  const soFar = isOver === false ? say("summary.secondTry") : "";
  switch (state) {
    case "withheld":
      return say("summary.states.byHand");
    case "written":
      return say(graded ? "summary.states.byHand" : "summary.states.written");
    case "right":
      return say("summary.states.right", { tried: tried(tries), score });
    case "partly":
      return say("summary.states.partly", { score: score + soFar });
    case "wrong":
      return say("summary.states.wrong", { score: isOver ? score : soFar });
    default:
      return isChanged ? say("summary.states.changed") : say(`summary.states.${state}`);
  }
}

/** What was checked, in words: the graded and the practice questions apart. */
export function scores(judged, { say, points }) {
  const of = (use) => judged.filter((one) => one.question.use === use);
  const isMarked = ({ state }) => state === "right" || state === "partly" || state === "wrong";
  const lines = [];
  const graded = of("graded");
  if (graded.some(({ state }) => state === "withheld")) {
    const answered = graded.filter(({ state }) => state !== "unanswered").length;
    lines.push([say("summary.graded"), say("summary.gradedByHand", { answered, count: graded.length })]);
  } else if (graded.some(isMarked)) {
    const byPage = graded.filter(({ question }) => question.kind !== "text");
    const earned = byPage.reduce((sum, one) => sum + one.earned, 0);
    const most = byPage.reduce((sum, { question }) => sum + question.points, 0);
    const path = graded.length > byPage.length ? "summary.gradedSome" : "summary.gradedOf";
    lines.push([say("summary.graded"), say(path, { earned: amount(earned), points: points(most) })]);
  }
  const practice = of("practice");
  if (practice.some(isMarked)) {
    const marked = practice.filter(({ question }) => question.kind !== "text");
    const right = marked.filter(({ state }) => state === "right").length;
    lines.push([say("summary.practice"), say("summary.practiceOf", { right, count: marked.length })]);
  }
  return lines;
}

/** The end of the quiz: how far it is, what it earned, and the way back to each question and its passage. */
export function summary(prefix, cards, words) {
  const { say } = words;
  const title = html("p", { class: "gluteus-quiz-title", id: `${prefix}-summary` }, say("summary.title"));
  const done = html("p", { class: "gluteus-quiz-progress" });
  const meter = html("div", { class: "gluteus-quiz-meter", "aria-hidden": "true" });
  const score = html("ul", { class: "gluteus-quiz-score", role: "list" });
  const rows = cards.map((card) => {
    const state = html("span", { class: "gluteus-quiz-state" });
    const again = html("span", { class: "gluteus-quiz-again" });
    const open = (event) => {
      event.preventDefault();
      card.focus();
    };
    const link = html(
      "a",
      { href: `#${card.element.id}`, onclick: open },
      say("summary.question", { number: card.question.number }),
    );
    const element = html("li", {}, link, state, again);
    return { card, state, again, element };
  });
  const list = html(
    "ol",
    { class: "gluteus-quiz-states", role: "list", "aria-labelledby": title.id },
    ...rows.map(({ element }) => element),
  );

  function updateRow({ card, state, again, element }) {
    const judged = card.judge();
    const found = said(judged, card.question, words);
    if (state.textContent !== found) {
      setText(state, found);
      if (ICON_OF[judged.state]) state.prepend(icon(ICON_OF[judged.state]));
      const isToRead = judged.state === "partly" || judged.state === "wrong";
      again.replaceChildren(
        ...(isToRead ? [say("card.readAgain"), " ", passageLink(card.question.passage, say)] : []),
      );
      show(again, isToRead);
    }
    element.dataset.state = judged.state;
    return { ...judged, question: card.question };
  }

  const element = html(
    "section",
    { class: "gluteus-quiz-summary", "aria-labelledby": title.id, tabindex: "-1" },
    title,
    done,
    meter,
    score,
    list,
  );
  return {
    element,
    update() {
      const judged = rows.map(updateRow);
      const answered = judged.filter(({ state }) => state !== "unanswered").length;
      setText(done, say("summary.answered", { answered, questions: words.questions(cards.length) }));
      measure(meter, "--done", answered / cards.length);
      const lines = scores(judged, words);
      score.replaceChildren(
        ...lines.map(([name, value]) =>
          html("li", {}, html("span", {}, name), " ", html("strong", {}, value)),
        ),
      );
      show(score, lines.length > 0);
    },
    focus() {
      element.focus({ preventScroll: true });
      element.scrollIntoView({ block: "start" });
    },
  };
}

/** The same in one sentence, for who hears the page. */
export function saidOf(judged, words) {
  const { say } = words;
  const parts = ["right", "partly", "wrong", "unanswered"].flatMap((one) => {
    const count = judged.filter(({ state }) => state === one).length;
    return count > 0 ? [say(`summary.said.${one}`, { count })] : [];
  });
  const lines = parts.length > 0 ? [`${parts.join(", ")}.`] : [];
  const byHand = judged.filter(
    ({ state, question }) => state === "written" && question.use === "graded",
  ).length;
  if (byHand > 0) lines.push(say("summary.byHand", { questions: words.questions(byHand) }));
  return [...lines, ...scores(judged, words).map(([name, value]) => `${name}: ${value}.`)].join(" ");
}
