import { html } from "../dom.js";
import { marks } from "./marks.js";
import { icon } from "./remarks.js";
import { KINDS } from "./sheets/kinds.js";
import { grow } from "./text.js";
import { isAnswered, points, VERDICTS } from "./words.js";

/** One question: its prompt, its answer sheet, and what is said about the answer. */
export function card(question, prefix, total, actions) {
  const graded = question.use === "graded";
  const { way, sheet: makeSheet } = KINDS[question.kind];
  const sheet = makeSheet(question, prefix, (answer) => actions.answer(question, answer));
  const legend = html(
    "legend",
    { id: `${prefix}-name` },
    html("span", {}, `Question ${question.number} of ${total}`),
    html("span", { class: "gluteus-quiz-use" }, graded ? `Graded, ${points(question.points)}` : "Practice"),
  );
  const prompt = html(
    "div",
    { class: "gluteus-quiz-prompt", id: `${prefix}-prompt` },
    ...grow(question.prompt),
  );
  const verdict = html("p", { class: "gluteus-quiz-verdict" });
  const lesson = html("div", { class: "gluteus-quiz-lesson" });
  const button = html(
    "button",
    { type: "button", onclick: () => press(), "aria-describedby": legend.id },
    "Check",
  );
  const element = html(
    "fieldset",
    { id: prefix, class: "gluteus-quiz-card", "aria-labelledby": `${legend.id} ${prompt.id}` },
    legend,
    prompt,
    html("p", { class: "gluteus-quiz-way" }, way),
    sheet.element,
    verdict,
    lesson,
    ...(question.teaching ? [html("p", { class: "gluteus-quiz-buttons" }, button)] : []),
  );
  let checked = false;

  function press() {
    if (checked) {
      self.reset();
      actions.answer(question, null);
      sheet.focus();
    } else {
      actions.say(self.check());
    }
  }

  function source({ text, url }) {
    return html("li", {}, url ? html("a", { href: url, rel: "noreferrer" }, text) : text);
  }

  // On the chapter's page the passage is a link; elsewhere, as in JupyterLab, its name has to do.
  function passage({ anchor, title }) {
    const name = title || anchor;
    const place = document.getElementById(anchor) ? html("a", { href: `#${anchor}` }, name) : `“${name}”`;
    return html("p", {}, html("strong", {}, "Read again: "), place);
  }

  function judge() {
    const answer = actions.answers()[question.id];
    if (!isAnswered(answer)) return { state: "unanswered", earned: 0 };
    if (!question.teaching) return { state: "withheld", earned: 0 };
    const earned = marks(question.teaching.rule, answer);
    return { state: earned === question.points ? "right" : earned > 0 ? "partly" : "wrong", earned };
  }

  const self = {
    question,
    element,
    judge,
    focus() {
      sheet.focus();
      element.scrollIntoView({ block: "nearest" });
    },
    show: (answer) => sheet.show(answer),
    isChecked: () => checked,
    check() {
      const { state, earned } = judge();
      const score = graded ? `: ${Number(earned.toFixed(2))} of ${points(question.points)}` : "";
      const said = {
        unanswered: "Not answered yet.",
        withheld: "Answered. Your instructor marks this question.",
      };
      verdict.textContent = said[state] ?? `${VERDICTS[state]}${score}.`;
      element.dataset.state = state;
      if (state !== "unanswered" && state !== "withheld") {
        const { explanation, sources } = question.teaching;
        sheet.teach(actions.answers()[question.id], question.teaching);
        verdict.prepend(icon(state === "wrong" ? "wrong" : "right"));
        lesson.replaceChildren(
          html("div", {}, ...grow(explanation)),
          passage(question.passage),
          html("p", {}, html("strong", {}, sources.length > 1 ? "Sources:" : "Source:")),
          html("ul", { class: "gluteus-quiz-sources" }, ...sources.map(source)),
        );
        button.textContent = "Try again";
        checked = true;
      }
      return `Question ${question.number}: ${verdict.textContent}`;
    },
    uncheck() {
      checked = false;
      delete element.dataset.state;
      verdict.replaceChildren();
      lesson.replaceChildren();
      sheet.forget();
      button.textContent = "Check";
    },
    reset() {
      self.uncheck();
      sheet.clear?.();
    },
  };
  return self;
}
