import { html, inJupyterLab, show } from "../dom.js";
import { countsOf } from "./progress.js";
import { questionCount } from "./words.js";

export const PROGRESS_PAGE = "how-to-use.html#how-to-use-progress";
const NOT_KEPT =
  "This browser keeps nothing for this page: your answers are gone when you close or reload it.";

/** Why a browser does not keep what is answered here; empty if it does. */
export function whyNotKept(progress) {
  if (progress.isKept()) return "";
  const unread = progress.unread();
  return unread ? `${NOT_KEPT} What it kept before cannot be read and is left as it is. ${unread}` : NOT_KEPT;
}

/** That answers no longer count, because their questions have changed; empty if all do. */
export function saidAside(changed) {
  if (changed === 0) return "";
  return changed === 1
    ? "1 question has changed since it was answered; its answer is set aside."
    : `${changed} questions have changed since they were answered; their answers are set aside.`;
}

/** Where the answers are, and how far all quizzes are. */
export function keptLine(session) {
  const { progress } = session;
  const line = html("p", { class: "gluteus-quiz-kept" });
  const text = html("span", {});
  const link = html("a", { href: PROGRESS_PAGE }, "See all, export or reset");
  line.append(text, " ", link);
  return {
    element: line,
    update() {
      const counts = Object.values(progress.all().quizzes).map(countsOf);
      const begun = counts.filter(({ answered }) => answered > 0);
      const sum = (name) => begun.reduce((total, one) => total + one[name], 0);
      const quizzes = begun.length === 1 ? "1 quiz" : `${begun.length} quizzes`;
      text.textContent = session.isPythons()
        ? "These answers were set in Python; this browser does not keep them."
        : `All quizzes: ${questionCount(sum("answered"))} answered in ${quizzes}, ${sum("right")} right.`;
      show(link, !session.isPythons() && !inJupyterLab());
      show(line, session.isPythons() || (progress.isKept() && begun.length > 0));
    },
  };
}
