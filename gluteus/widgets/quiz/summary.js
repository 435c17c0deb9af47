import { html, measure, setText, show } from "../dom.js";
import { passageLink } from "./passage.js";
import { icon } from "./remarks.js";
import { amount, onTry, points, questionCount } from "./words.js";

const ICON_OF = { right: "right", partly: "right", wrong: "wrong" };

function said({ state, earned, tries, isOver }, { use, points: most }) {
  const score = use === "graded" ? `, ${amount(earned)} of ${points(most)}` : "";
  const soFar = isOver === false ? ", a second try is left" : "";
  switch (state) {
    case "unanswered":
      return "Not answered";
    case "answered":
      return "Answered, not checked";
    case "withheld":
      return "For your instructor to mark";
    case "written":
      return use === "graded" ? "For your instructor to mark" : "Compared with the sample answer";
    case "right":
      return `Right${onTry(tries)}${score}`;
    case "partly":
      return `Partly right${score}${soFar}`;
    default:
      return `Not right${isOver ? score : soFar}`;
  }
}

/** What was checked, in words: the graded and the practice questions apart. */
export function scores(judged) {
  const of = (use) => judged.filter((one) => one.question.use === use);
  const isMarked = ({ state }) => state === "right" || state === "partly" || state === "wrong";
  const lines = [];
  const graded = of("graded");
  if (graded.some(isMarked)) {
    const byPage = graded.filter(({ state, question }) => state !== "withheld" && question.kind !== "text");
    const earned = byPage.reduce((sum, one) => sum + one.earned, 0);
    const most = byPage.reduce((sum, { question }) => sum + question.points, 0);
    const rest = graded.length > byPage.length ? "; your instructor marks the rest" : "";
    lines.push(["Graded", `${amount(earned)} of ${points(most)}${rest}`]);
  }
  const practice = of("practice");
  if (practice.some(isMarked)) {
    const marked = practice.filter(({ question }) => question.kind !== "text");
    const right = marked.filter(({ state }) => state === "right").length;
    lines.push(["Practice", `${right} of ${marked.length} right`]);
  }
  return lines;
}

/** The end of the quiz: how far it is, what it earned, and the way back to each question and its passage. */
export function summary(prefix, cards) {
  const title = html(
    "p",
    { class: "gluteus-quiz-title", id: `${prefix}-summary`, tabindex: "-1" },
    "Summary",
  );
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
      `Question ${card.question.number}`,
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
    const words = said(judged, card.question);
    if (state.textContent !== words) {
      setText(state, words);
      if (ICON_OF[judged.state]) state.prepend(icon(ICON_OF[judged.state]));
      const isToRead = judged.state === "partly" || judged.state === "wrong";
      again.replaceChildren(...(isToRead ? ["Read again: ", passageLink(card.question.passage)] : []));
      show(again, isToRead);
    }
    element.dataset.state = judged.state;
    return { ...judged, question: card.question };
  }

  return {
    element: html(
      "section",
      { class: "gluteus-quiz-summary", "aria-labelledby": title.id },
      title,
      done,
      meter,
      score,
      list,
    ),
    update() {
      const judged = rows.map(updateRow);
      const answered = judged.filter(({ state }) => state !== "unanswered").length;
      setText(done, `${answered} of ${questionCount(cards.length)} answered.`);
      measure(meter, "--done", answered / cards.length);
      const lines = scores(judged);
      score.replaceChildren(
        ...lines.map(([name, value]) =>
          html("li", {}, html("span", {}, name), " ", html("strong", {}, value)),
        ),
      );
      show(score, lines.length > 0);
    },
    focus() {
      title.focus({ preventScroll: true });
      title.scrollIntoView({ block: "start" });
    },
  };
}

/** The same in one sentence, for who hears the page. */
export function saidOf(judged) {
  const count = (...states) => judged.filter(({ state }) => states.includes(state)).length;
  const parts = [
    [count("right"), "right"],
    [count("partly"), "partly right"],
    [count("wrong"), "not right"],
    [count("unanswered"), "not answered"],
  ].filter(([number]) => number > 0);
  const lines = parts.length > 0 ? [`${parts.map((part) => part.join(" ")).join(", ")}.`] : [];
  const byHand = count("withheld", "written");
  if (byHand > 0) lines.push(`${questionCount(byHand)} for a person to mark.`);
  return [...lines, ...scores(judged).map(([name, value]) => `${name}: ${value}.`)].join(" ");
}
