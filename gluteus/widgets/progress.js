// Progress through all quizzes, as this browser keeps it: to see, to take along as a file, and to reset.

import { html, inJupyterLab, measure, newPrefix, setText, show } from "./dom.js";
import { askFirst } from "./quiz/ask-first.js";
import { saidAside, whyNotKept } from "./quiz/kept.js";
import { countsOf, drawPaper, mergeProgress, readProgress } from "./quiz/progress.js";
import { saveFile } from "./quiz/save-file.js";
import { fits, shapesOf } from "./quiz/shapes.js";
import { openProgress } from "./quiz/storage.js";
import { quizWords } from "./quiz/words.js";

export { drawPaper, fits, mergeProgress, readProgress, shapesOf };

const LARGEST_FILE = 4_000_000; // bytes: what is larger is not even read
const MOST_FAULTS = 12; // shown of one file

function quizRow({ id, title, page, questions }, words) {
  const { say } = words;
  const all = words.questions(questions.length);
  const state = html("span", { class: "gluteus-quiz-state" });
  const meter = html("span", { class: "gluteus-quiz-meter", "aria-hidden": "true" });
  const number = html("span", { class: "gluteus-progress-paper" });
  const name = inJupyterLab() ? html("span", {}, title) : html("a", { href: page }, title);
  return {
    element: html("li", {}, html("span", {}, name, number), state, meter),
    update(entry) {
      const counts = countsOf(entry);
      const begun = counts.changed > 0 ? "progress.rowChanged" : "progress.row";
      const path = counts.answered + counts.changed > 0 ? begun : "progress.notBegun";
      setText(state, say(path, { ...counts, questions: all }));
      setText(number, entry ? words.paper(entry.paper) : "");
      measure(meter, "--done", counts.answered / questions.length);
    },
    id,
  };
}

function render({ model, el }) {
  const quizzes = model.get("quizzes");
  const strings = model.get("strings");
  const words = quizWords(strings);
  const { say } = words;
  const progress = openProgress(quizzes, strings);
  const prefix = newPrefix("gluteus-progress");
  const status = html("p", { class: "gluteus-quiz-status", role: "status" });
  const announce = (text) => setText(status, text);

  // ---- How far every quiz is

  const notice = html("p", { class: "gluteus-quiz-notice" });
  const rows = quizzes.map((quiz) => quizRow(quiz, words));
  const others = html("p", { class: "gluteus-quiz-kept" });
  const total = html("p", {});

  function update() {
    const kept = progress.all().quizzes;
    for (const row of rows) row.update(Object.hasOwn(kept, row.id) ? kept[row.id] : null);
    const counts = quizzes.map(({ id }) => countsOf(Object.hasOwn(kept, id) ? kept[id] : null));
    const sum = (name) => counts.reduce((all, one) => all + one[name], 0);
    const most = quizzes.reduce((all, { questions }) => all + questions.length, 0);
    const questions = words.questions(most);
    const [answered, checked, right] = ["answered", "checked", "right"].map(sum);
    setText(total, say("progress.total", { answered, questions, checked, right }));
    const unknown = Object.keys(kept).filter((id) => !quizzes.some((quiz) => quiz.id === id));
    setText(others, say("progress.others", { names: unknown.join(", ") }));
    show(others, unknown.length > 0);
    const why = whyNotKept(progress, say);
    setText(notice, why);
    show(notice, why !== "");
  }

  // ---- Taking it along

  function save() {
    const day = new Date().toISOString().slice(0, 10);
    const name = `gluteus-progress-${day}.json`;
    saveFile(name, progress.exportText(), "application/json");
    announce(say("progress.made", { name }));
  }

  // ---- Bringing it back: what a file holds is said before anything is changed

  const chooser = html("input", {
    type: "file",
    accept: ".json,application/json",
    hidden: true,
    onchange: () => open(chooser.files[0]),
  });
  const bring = html("button", { type: "button", onclick: () => chooser.click() }, say("progress.import"));
  const heading = html("p", { id: `${prefix}-file`, tabindex: "-1" });
  const faults = html("ul", { class: "gluteus-progress-faults" });
  const merge = html("button", { type: "button", onclick: () => take("merge") }, say("progress.merge"));
  const replace = html("button", { type: "button", onclick: () => take("replace") }, say("progress.replace"));
  const cancel = html(
    "button",
    { type: "button", onclick: () => close(say("progress.unchanged")) },
    say("progress.cancel"),
  );
  const explained = html("p", { class: "gluteus-quiz-kept" }, say("progress.explained"));
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
        ? { errors: [say("faults.tooLarge")], progress: null }
        : progress.check(await file.text());
    brought = found.progress;
    const entries = Object.values(brought?.quizzes ?? {}).map(countsOf);
    const sum = (name) => entries.reduce((all, one) => all + one[name], 0);
    const [number, answered] = [words.quizzes(entries.length), words.questions(sum("answered"))];
    const lead = brought
      ? say("progress.holds", { quizzes: number, questions: answered })
      : say("progress.refused");
    const left = brought && found.errors.length > 0 ? say("progress.leftOut") : "";
    setText(heading, [lead, saidAside(sum("changed"), say), left].filter(Boolean).join(" "));
    const shown = found.errors.slice(0, MOST_FAULTS);
    const more = found.errors.length - shown.length;
    if (more > 0) shown.push(say("progress.more", { count: more }));
    faults.replaceChildren(...shown.map((fault) => html("li", {}, fault)));
    show(faults, shown.length > 0);
    for (const node of [merge, replace, explained]) show(node, brought !== null);
    setText(cancel, say(brought ? "progress.cancel" : "progress.close"));
    show(panel, true);
    announce("");
    heading.focus();
  }

  function take(how) {
    progress[how](brought);
    close(say(how === "merge" ? "progress.merged" : "progress.replaced"));
  }

  function close(said) {
    brought = null;
    show(panel, false);
    bring.focus();
    announce(said);
  }

  const reset = askFirst({
    label: say("progress.reset.label"),
    question: say("progress.reset.question"),
    yes: say("progress.reset.yes"),
    no: say("progress.reset.no"),
    onyes() {
      progress.reset();
      announce(say("progress.reset.done"));
    },
  });

  const root = html(
    "section",
    { class: "gluteus-quiz gluteus-progress", "aria-label": say("progress.title"), "data-print": "live" },
    notice,
    total,
    html("ul", { class: "gluteus-quiz-states", role: "list" }, ...rows.map(({ element }) => element)),
    others,
    html(
      "p",
      { class: "gluteus-quiz-buttons" },
      html("button", { type: "button", onclick: save }, say("progress.export")),
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
