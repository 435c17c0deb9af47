import { phrasebook } from "../phrasebook.js";
import { fits, fitsSomething } from "./shapes.js";

// Progress through the quizzes, as this browser keeps it and as it is exported: what holds, and how two are merged.

// With each answer stands what was asked. Answers without that, as kept before the first release, are left out and named.
export const VERSION = 1;
export const HIGHEST_PAPER = 999_999_999;
const LONGEST_FILE = 1_000_000; // characters
const MOST_QUIZZES = 100;
const MOST_QUESTIONS = 200;
const MOST_TRIES = 9_999;
const MOST_POINTS = 100;
const QUIZ_ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const QUESTION_ID = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const ASKED = /^[0-9a-f]{12}$/; // the fingerprint of what a question asked
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;
const FIELDS = ["paper", "answers", "asked", "aside", "tries", "results", "updated"];

const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isWhole = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;
const isAmount = (value, most) => typeof value === "number" && value >= 0 && value <= most;
const isId = (value, pattern) => value.length <= 60 && pattern.test(value);
const isMoment = (value) =>
  typeof value === "string" && MOMENT.test(value) && !Number.isNaN(Date.parse(value));

/** A value as a fault names it: short, and in characters that cannot turn a line around. */
function shown(value, say) {
  const text = (JSON.stringify(value) ?? say("faults.nothing")).replace(/[^\x20-\x7e]/g, "?");
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}

export const nothingKept = () => ({ version: VERSION, quizzes: {} });

/**
 * Reads kept progress or a file of it: what is sound is in `progress`, and each fault is a line in `errors`.
 *
 * `known` are the quizzes that this page knows, each with an id and the shapes of its questions. A quiz that it does not
 * know is of another edition of the course, and stays if it is built like one. Without `progress`, nothing was sound.
 * The faults are told in the words of `strings`.
 */
export function readProgress(text, known, strings) {
  const { say } = phrasebook(strings);
  const refused = (rule, values) => ({ ok: false, errors: [say(`faults.${rule}`, values)], progress: null });
  if (text.length > LONGEST_FILE) return refused("tooLong", { most: LONGEST_FILE });
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return refused("notJson");
  }
  if (!isRecord(value) || !Object.hasOwn(value, "version") || !isRecord(value.quizzes))
    return refused("notProgress");
  if (value.version !== VERSION)
    return refused("version", { found: shown(value.version, say), version: VERSION });
  const names = Object.keys(value.quizzes);
  if (names.length > MOST_QUIZZES) return refused("tooMany", { most: MOST_QUIZZES });
  const errors = Object.keys(value)
    .filter((field) => field !== "version" && field !== "quizzes")
    .map((field) => say("faults.unknownPart", { found: shown(field, say) }));
  const quizzes = {};
  for (const name of names) {
    const fault = (where, rule, found, values = {}) => {
      const place = [isId(name, QUIZ_ID) ? name : shown(name, say), ...where].join(": ");
      const broken = say(`faults.${rule}`, values);
      errors.push(say("faults.line", { place, rule: broken, found: shown(found, say) }));
    };
    if (!isId(name, QUIZ_ID)) fault([], "quizName", name);
    else {
      const shapes = known.find(({ id }) => id === name)?.questions;
      const entry = readEntry(value.quizzes[name], shapes, fault);
      if (entry) quizzes[name] = entry;
    }
  }
  return { ok: true, errors, progress: { version: VERSION, quizzes } };
}

const isAsked = (value) => typeof value === "string" && ASKED.test(value);
const isAside = (value) =>
  isRecord(value) && Object.keys(value).length === 2 && isAsked(value.asked) && fitsSomething(value.answer);

/** What a record has of all but some questions, and what it has of those that another record has too. */
export const without = (record, ...ids) =>
  Object.fromEntries(Object.entries(record).filter(([id]) => !ids.includes(id)));
const only = (record, other) =>
  Object.fromEntries(Object.entries(record).filter(([id]) => Object.hasOwn(other, id)));

/**
 * What is sound of one quiz; null where its frame is not.
 *
 * An answer belongs to what was asked: one to another form of its question is put aside, and comes back with that form.
 * What was tried and earned is the answer's, and goes when it is put aside.
 */
function readEntry(entry, shapes, fault) {
  if (!isRecord(entry)) return fault([], "quiz", entry) ?? null;
  if (!isWhole(entry.paper, 0, HIGHEST_PAPER))
    return fault(["paper"], "paper", entry.paper, { most: HIGHEST_PAPER }) ?? null;
  if (!isMoment(entry.updated)) return fault(["updated"], "updated", entry.updated) ?? null;
  for (const field of Object.keys(entry)) if (!FIELDS.includes(field)) fault([], "part", field);

  const shape = new Map((shapes ?? []).map((one) => [one.id, one]));
  const part = (name, holds) => {
    const found = Object.hasOwn(entry, name) ? entry[name] : {};
    if (!isRecord(found) || Object.keys(found).length > MOST_QUESTIONS) {
      fault([name], "list", found);
      return {};
    }
    const sound = Object.entries(found).filter(([id, value]) => {
      if (!isId(id, QUESTION_ID) || (shapes && !shape.has(id))) fault([name], "question", id);
      else if (!holds(value, shape.get(id))) fault([name, id], name, value);
      else return true;
      return false;
    });
    return Object.fromEntries(sound);
  };
  const isResult = (value, one) =>
    isRecord(value) &&
    Object.keys(value).length === 3 &&
    isAmount(value.points, one?.points ?? MOST_POINTS) &&
    (!one || value.points === one.points) &&
    isAmount(value.earned, value.points) &&
    isWhole(value.tries, 1, MOST_TRIES);

  const asked = part("asked", isAsked);
  const given = part("answers", fitsSomething);
  const earlier = part("aside", isAside);
  const sorted = shapes
    ? byForm(given, asked, earlier, shape, fault)
    : { answers: given, asked: only(asked, given), aside: earlier, back: new Set() };
  const moved = Object.keys(given).filter((id) => !Object.hasOwn(sorted.answers, id) || sorted.back.has(id));
  return {
    paper: entry.paper,
    answers: sorted.answers,
    asked: sorted.asked,
    aside: sorted.aside,
    tries: without(
      part("tries", (value) => isWhole(value, 1, MOST_TRIES)),
      ...moved,
    ),
    results: without(part("results", isResult), ...moved),
    updated: entry.updated,
  };
}

/**
 * The answers to what is asked now, and apart from them those to another form of their question; `back` has the
 * questions whose answer was one of those before.
 */
function byForm(given, asked, aside, shape, fault) {
  const sorted = { answers: {}, asked: {}, aside: {}, back: new Set() };
  const isNow = (id, one) => one.asked === shape.get(id).asked;
  for (const [id, one] of Object.entries(aside)) {
    if (!isNow(id, one)) sorted.aside[id] = one;
    else if (fits(one.answer, shape.get(id))) {
      sorted.answers[id] = one.answer;
      sorted.asked[id] = one.asked;
      sorted.back.add(id);
    } else fault(["aside", id], "answers", one.answer);
  }
  for (const [id, answer] of Object.entries(given)) {
    const one = { answer, asked: asked[id] };
    if (!Object.hasOwn(asked, id)) fault(["answers", id], "notAsked", answer);
    else if (!isNow(id, one)) sorted.aside[id] = one;
    else if (fits(answer, shape.get(id))) {
      sorted.answers[id] = answer;
      sorted.asked[id] = one.asked;
      sorted.back.delete(id);
    } else fault(["answers", id], "answers", answer);
  }
  return sorted;
}

/** Whether nothing was answered, in this form of the quiz or in another. */
export const isUntouched = ({ answers, aside }) => Object.keys({ ...answers, ...aside }).length === 0;

/** Two states of one quiz as one: a question's from the later one where both have it, if both are of one paper. */
function mergeEntries(ours, theirs) {
  // A quiz that was only looked at does not stand against one that was worked on.
  if (isUntouched(ours) !== isUntouched(theirs)) return isUntouched(ours) ? theirs : ours;
  const [earlier, later] = ours.updated <= theirs.updated ? [ours, theirs] : [theirs, ours];
  if (earlier.paper !== later.paper) return later;
  const onlyEarlier = (part) => without(earlier[part], ...Object.keys(later.answers));
  const answers = { ...onlyEarlier("answers"), ...later.answers };
  return {
    ...later,
    answers,
    asked: { ...onlyEarlier("asked"), ...later.asked },
    aside: { ...earlier.aside, ...later.aside },
    tries: { ...onlyEarlier("tries"), ...later.tries },
    results: { ...onlyEarlier("results"), ...later.results },
  };
}

/** Two progresses as one; no quiz of either is lost. */
export function mergeProgress(ours, theirs) {
  const quizzes = { ...ours.quizzes };
  for (const [id, entry] of Object.entries(theirs.quizzes))
    quizzes[id] = Object.hasOwn(quizzes, id) ? mergeEntries(quizzes[id], entry) : entry;
  return { version: VERSION, quizzes };
}

/** How far a quiz is: questions answered, of them checked and right, and questions changed since they were answered. */
export function countsOf(entry) {
  const answered = Object.keys(entry?.answers ?? {});
  const changed = Object.keys(entry?.aside ?? {}).filter((id) => !answered.includes(id));
  const checked = answered.filter((id) => Object.hasOwn(entry.results, id));
  const right = checked.filter((id) => entry.results[id].earned === entry.results[id].points);
  return {
    answered: answered.length,
    checked: checked.length,
    right: right.length,
    changed: changed.length,
  };
}

/** A paper number that nobody can guess: 1 to 999,999,999, each as likely as another. */
export function drawPaper() {
  const drawn = crypto.getRandomValues(new Uint32Array(1))[0] >>> 2; // the least power of two above the highest paper
  return drawn >= 1 && drawn <= HIGHEST_PAPER ? drawn : drawPaper();
}
