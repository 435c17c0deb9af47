// Progress through all quizzes, as this browser keeps it: to see, to take along as a file, and to reset.

import { html, inJupyterLab, measure, newPrefix, setText, show } from "./dom.js";
import { askFirst } from "./quiz/ask-first.js";
import { saidAside, whyNotKept } from "./quiz/kept.js";
import { countsOf, drawPaper, mergeProgress, paperName, readProgress } from "./quiz/progress.js";
import { saveFile } from "./quiz/save-file.js";
import { fits, shapesOf } from "./quiz/shapes.js";
import { openProgress } from "./quiz/storage.js";
import { questionCount } from "./quiz/words.js";

export { drawPaper, fits, mergeProgress, readProgress, shapesOf };

const LARGEST_FILE = 4_000_000; // bytes: what is larger is not even read
const MOST_FAULTS = 12; // shown of one file

const quizCount = (number) => (number === 1 ? "1 quiz" : `${number} quizzes`);

function quizRow({ id, title, page, questions }) {
  const state = html("span", { class: "gluteus-quiz-state" });
  const meter = html("span", { class: "gluteus-quiz-meter", "aria-hidden": "true" });
  const number = html("span", { class: "gluteus-progress-paper" });
  const name = inJupyterLab() ? html("span", {}, title) : html("a", { href: page }, title);
  return {
    element: html("li", {}, html("span", {}, name, number), state, meter),
    update(entry) {
      const { answered, right, changed } = countsOf(entry);
      const of = `${answered} of ${questionCount(questions.length)} answered`;
      const howFar =
        answered === 0 && changed === 0
          ? `${questionCount(questions.length)}, not begun`
          : `${of}, ${right} right`;
      setText(state, changed > 0 ? `${howFar}, ${changed} changed since` : howFar);
      setText(number, entry ? paperName(entry.paper) : "");
      measure(meter, "--done", answered / questions.length);
    },
    id,
  };
}

function render({ model, el }) {
  const quizzes = model.get("quizzes");
  const progress = openProgress(quizzes);
  const prefix = newPrefix("gluteus-progress");
  const status = html("p", { class: "gluteus-quiz-status", role: "status" });
  const say = (text) => setText(status, text);

  // ---- How far every quiz is

  const notice = html("p", { class: "gluteus-quiz-notice" });
  const rows = quizzes.map(quizRow);
  const others = html("p", { class: "gluteus-quiz-kept" });
  const total = html("p", {});

  function update() {
    const kept = progress.all().quizzes;
    for (const row of rows) row.update(Object.hasOwn(kept, row.id) ? kept[row.id] : null);
    const counts = quizzes.map(({ id }) => countsOf(Object.hasOwn(kept, id) ? kept[id] : null));
    const sum = (name) => counts.reduce((all, one) => all + one[name], 0);
    const most = quizzes.reduce((all, { questions }) => all + questions.length, 0);
    setText(total, `${sum("answered")} of ${questionCount(most)} answered, ${sum("right")} right.`);
    const unknown = Object.keys(kept).filter((id) => !quizzes.some((quiz) => quiz.id === id));
    setText(others, `Also kept, of another edition of the course: ${unknown.join(", ")}.`);
    show(others, unknown.length > 0);
    const why = whyNotKept(progress);
    setText(notice, why);
    show(notice, why !== "");
  }

  // ---- Taking it along

  function save() {
    const day = new Date().toISOString().slice(0, 10);
    const name = `gluteus-progress-${day}.json`;
    saveFile(name, progress.exportText(), "application/json");
    say(`${name} is made.`);
  }

  // ---- Bringing it back: what a file holds is said before anything is changed

  const chooser = html("input", {
    type: "file",
    accept: ".json,application/json",
    hidden: true,
    onchange: () => open(chooser.files[0]),
  });
  const bring = html("button", { type: "button", onclick: () => chooser.click() }, "Import");
  const heading = html("p", { id: `${prefix}-file`, tabindex: "-1" });
  const faults = html("ul", { class: "gluteus-progress-faults" });
  const merge = html("button", { type: "button", onclick: () => take("merge") }, "Merge");
  const replace = html("button", { type: "button", onclick: () => take("replace") }, "Replace");
  const cancel = html("button", { type: "button", onclick: () => close("Nothing was changed.") }, "Cancel");
  const explained = html(
    "p",
    { class: "gluteus-quiz-kept" },
    "Merge keeps what is here and adds what the file has; where both have it, the later one stays. ",
    "Replace puts the file in place of all that is here.",
  );
  const panel = html(
    "div",
    { class: "gluteus-progress-file", role: "group", "aria-labelledby": heading.id, hidden: true },
    heading,
    faults,
    explained,
    html("p", { class: "gluteus-quiz-buttons" }, merge, replace, cancel),
  );
  let brought = null;

  async function open(file) {
    chooser.value = ""; // the same file can be chosen again
    if (!file) return;
    const found =
      file.size > LARGEST_FILE
        ? { errors: ["The file is too large to be progress of this course."], progress: null }
        : progress.check(await file.text());
    brought = found.progress;
    const entries = Object.values(brought?.quizzes ?? {}).map(countsOf);
    const sum = (name) => entries.reduce((all, one) => all + one[name], 0);
    const aside = saidAside(sum("changed"));
    const lead = brought
      ? `The file holds ${quizCount(entries.length)} with ${questionCount(sum("answered"))} answered.${aside && ` ${aside}`}`
      : "The file cannot be imported.";
    const left = brought && found.errors.length > 0 ? " This was left out:" : "";
    setText(heading, lead + left);
    const shown = found.errors.slice(0, MOST_FAULTS);
    const more = found.errors.length - shown.length;
    if (more > 0) shown.push(`... and ${more} more.`);
    faults.replaceChildren(...shown.map((fault) => html("li", {}, fault)));
    show(faults, shown.length > 0);
    for (const node of [merge, replace, explained]) show(node, brought !== null);
    setText(cancel, brought ? "Cancel" : "Close");
    show(panel, true);
    say("");
    heading.focus();
  }

  function take(how) {
    progress[how](brought);
    close(
      how === "merge" ? "The file is merged with what was here." : "The file has replaced what was here.",
    );
  }

  function close(said) {
    brought = null;
    show(panel, false);
    bring.focus();
    say(said);
  }

  const reset = askFirst({
    label: "Reset",
    question: "Remove all answers and papers from this browser?",
    yes: "Remove",
    no: "Keep",
    onyes() {
      progress.reset();
      say("All progress is removed from this browser.");
    },
  });

  const root = html(
    "section",
    { class: "gluteus-quiz gluteus-progress", "aria-label": "Your progress", "data-print": "live" },
    notice,
    total,
    html("ul", { class: "gluteus-quiz-states", role: "list" }, ...rows.map(({ element }) => element)),
    others,
    html(
      "p",
      { class: "gluteus-quiz-buttons" },
      html("button", { type: "button", onclick: save }, "Export"),
      bring,
      ...reset,
    ),
    chooser,
    panel,
    status,
  );

  el.addEventListener("keydown", (event) => event.stopPropagation());
  const unsubscribe = progress.subscribe(update);
  update();
  el.append(root);
  return () => {
    unsubscribe();
    root.remove();
  };
}

export default { render };
