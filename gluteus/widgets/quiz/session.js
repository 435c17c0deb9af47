import { drawPaper, isUntouched, without } from "./progress.js";
import { shapesOf } from "./shapes.js";
import { openProgress } from "./storage.js";
import { isAnswered } from "./words.js";

// Python did not choose what this page drew: the same quiz shown twice draws once.
const drawnHere = new Set();

function draw() {
  const number = drawPaper();
  drawnHere.add(number);
  return number;
}

const same = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
const sorted = (record) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
const isEmpty = (record) => Object.keys(record).length === 0;

/**
 * One learner's work on one quiz: the paper, the answers, the tries and what they earned.
 *
 * It stands in the model, which Python reads and sets, and in the browser's storage. What Python set stays: a kept state
 * that is another one is then neither shown nor written over.
 */
export function openSession(model, paper) {
  const shapes = shapesOf(paper);
  const progress = openProgress([{ id: paper.id, questions: shapes }], model.get("strings"));
  const kept = progress.get(paper.id);
  const given = { paper: model.get("paper_number") ?? null, answers: model.get("answers") };
  const isGiven = given.paper !== null || !isEmpty(given.answers);
  const isKeptOne =
    kept !== null &&
    kept.paper === (given.paper ?? 0) &&
    (isEmpty(given.answers) || same(kept.answers, given.answers));
  let isPythons = isGiven && kept !== null && !isKeptOne && !isUntouched(kept);
  // The release and what Python was given have a number already, and keep it.
  const drawNext = () => (given.paper === null || drawnHere.has(given.paper) ? draw() : given.paper);

  const fresh = (number, answers = {}) =>
    answering({ paper: number, answers: {}, asked: {}, aside: {}, tries: {}, results: {} }, answers);

  /** The state with other answers, each with what it answers. */
  function answering(now, answers) {
    const asked = shapes.filter(({ id }) => Object.hasOwn(answers, id)).map((one) => [one.id, one.asked]);
    return { ...now, answers, asked: Object.fromEntries(asked) };
  }

  let state = fresh(given.paper ?? 0, given.answers);
  if (!isPythons && (isKeptOne || (!isGiven && kept !== null))) state = kept;
  else if (!isGiven) state = fresh(draw());
  if (kept) drawnHere.add(kept.paper);
  const listeners = new Set();
  let isTelling = false;
  let isWriting = false;

  function adopt(next) {
    state = next;
    isTelling = true;
    if (model.get("paper_number") !== state.paper) model.set("paper_number", state.paper);
    if (!same(model.get("answers"), state.answers)) model.set("answers", state.answers);
    model.save_changes();
    isTelling = false;
    for (const listener of listeners) listener();
  }

  /** Changes the state as it is in storage now: another window may have answered another question since. */
  function change(edit) {
    if (isPythons) return adopt(edit(state));
    let next = state;
    isWriting = true;
    progress.update(paper.id, (stored) => {
      // What was given on another paper is no answer on this one.
      next = stored && stored.paper !== state.paper ? stored : edit(stored ?? state);
      return next;
    });
    isWriting = false;
    return adopt(next);
  }

  /** Puts another state in place of the one in storage. */
  function replace(next) {
    isWriting = true;
    if (!isPythons) progress.update(paper.id, () => next);
    isWriting = false;
    adopt(next);
  }

  function follow() {
    if (isPythons || isWriting) return;
    const stored = progress.get(paper.id);
    if (stored === null) {
      if (!isUntouched(state) || !isEmpty(state.tries)) adopt(fresh(drawNext()));
    } else if (JSON.stringify({ ...stored, updated: "" }) !== JSON.stringify({ ...state, updated: "" }))
      adopt(stored);
  }

  function hearPython() {
    if (isTelling) return;
    const number = model.get("paper_number") ?? state.paper;
    const answers = model.get("answers");
    if (number !== state.paper) {
      isPythons = true;
      adopt(fresh(number, answers));
    } else if (!same(answers, state.answers)) {
      const changed = (id) => !same({ id: answers[id] ?? null }, { id: state.answers[id] ?? null });
      change((now) => {
        const kept = Object.entries(now.results).filter(([id]) => !changed(id));
        return { ...answering(now, answers), results: Object.fromEntries(kept) };
      });
    }
  }

  const unsubscribe = progress.subscribe(follow);
  model.on("change:answers", hearPython);
  model.on("change:paper_number", hearPython);
  const faults = isPythons ? [] : progress.faults(paper.id);
  // A quiz that was only opened gives way to what Python set.
  if (isGiven && !isKeptOne) replace(state);
  else change((now) => now);

  return {
    progress,
    faults,
    get state() {
      return state;
    },
    isPythons: () => isPythons,
    /** An answer, or null for none; what it earned before it was changed is gone, the tries are not. */
    answer(id, value) {
      if (JSON.stringify(value ?? null) === JSON.stringify(state.answers[id] ?? null)) return;
      change((now) => ({
        ...answering(now, isAnswered(value) ? { ...now.answers, [id]: value } : without(now.answers, id)),
        results: without(now.results, id),
      }));
    },
    /** Takes over words that were written for another form of the question. */
    takeOver(id, words) {
      change((now) => ({
        ...answering(now, { ...now.answers, [id]: words }),
        aside: without(now.aside, id),
        results: without(now.results, id),
      }));
    },
    /** Counts a try; without an amount, only a person can say what it earned. */
    check(id, earned = null, most = 0) {
      change((now) => {
        const tries = (now.tries[id] ?? 0) + 1;
        const result = earned === null ? {} : { [id]: { earned, points: most, tries } };
        return { ...now, tries: { ...now.tries, [id]: tries }, results: { ...now.results, ...result } };
      });
    },
    /** Who looks at the answer has no second try. */
    reveal(id) {
      change((now) => ({ ...now, tries: { ...now.tries, [id]: Math.max(2, now.tries[id] ?? 0) } }));
    },
    startOver() {
      replace(fresh(drawNext()));
    },
    listen(listener) {
      listeners.add(listener);
    },
    close() {
      unsubscribe();
      listeners.clear();
      model.off("change:answers", hearPython);
      model.off("change:paper_number", hearPython);
    },
  };
}
