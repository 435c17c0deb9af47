import { html, inJupyterLab, show } from "../dom.js";
import { countsOf } from "./progress.js";

export const PROGRESS_PAGE = "how-to-use.html#how-to-use-progress";

/** Why a browser does not keep what is answered here; empty if it does. */
export function whyNotKept(progress, say) {
  if (progress.isKept()) return "";
  const unread = progress.unread();
  return [say("kept.not"), ...(unread ? [say("kept.unread"), unread] : [])].join(" ");
}

/** That answers no longer count, because their questions have changed; empty if all do. */
export const saidAside = (count, say) => (count > 0 ? say("kept.aside", { count }) : "");

/** Where the answers are, and how far all quizzes are. */
export function keptLine(session, words) {
  const { say } = words;
  const { progress } = session;
  const line = html("p", { class: "gluteus-quiz-kept" });
  const text = html("span", {});
  const link = html("a", { href: PROGRESS_PAGE }, say("kept.link"));
  line.append(text, " ", link);
  return {
    element: line,
    update() {
      const counts = Object.values(progress.all().quizzes).map(countsOf);
      const begun = counts.filter(({ answered }) => answered > 0);
      const sum = (name) => begun.reduce((total, one) => total + one[name], 0);
      text.textContent = session.isPythons()
        ? say("kept.python")
        : say("kept.all", {
            questions: words.questions(sum("answered")),
            quizzes: words.quizzes(begun.length),
            checked: sum("checked"),
            right: sum("right"),
          });
      show(link, !session.isPythons() && !inJupyterLab());
      show(line, session.isPythons() || (progress.isKept() && begun.length > 0));
    },
  };
}
