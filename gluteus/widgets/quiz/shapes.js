// What an answer to a question can look like: what comes from storage or a file is held against it.

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const PLACE = /^[a-z][a-z0-9_]{0,60}:(left|right)$/;
const MOST_PLACES = 200;
const LONGEST_TEXT = 10_000; // characters

const isString = (value) => typeof value === "string";
const isNumber = (value) => Number.isFinite(value);
const areDistinct = (values) => new Set(values).size === values.length;

/** What the answers to a quiz's questions can look like, from what the page knows of the quiz. */
export function shapesOf(paper) {
  return paper.questions.map((question) => ({
    id: question.id,
    kind: question.kind,
    asked: question.asked,
    points: question.points,
    letters: (question.options ?? question.items ?? []).length,
    rows: question.rows?.length ?? 0,
    longest: question.longest ?? null,
  }));
}

const FITS = {
  choice: (answer, has) => has(answer),
  choices: (answer, has) => isSome(answer, has),
  number: isNumber,
  order: (answer, has, { letters }) => isSome(answer, has) && answer.length === letters,
  match: (answer, has, { rows }) =>
    Array.isArray(answer) && answer.length === rows && answer.every((one) => one === null || has(one)),
  regions: (answer) => isSome(answer, isPlace) && answer.length <= MOST_PLACES,
  text: (answer, _, { longest }) =>
    isString(answer) && answer.trim() !== "" && answer.length <= (longest ?? LONGEST_TEXT),
};

const isPlace = (value) => isString(value) && PLACE.test(value);

function isSome(answer, known) {
  return Array.isArray(answer) && answer.length > 0 && answer.every(known) && areDistinct(answer);
}

/** Whether an answer is one that the question can have. */
export function fits(answer, shape) {
  const known = LETTERS.slice(0, shape.letters);
  return FITS[shape.kind](
    answer,
    (value) => isString(value) && value.length === 1 && known.includes(value),
    shape,
  );
}

/** Whether an answer is one that some question could have: of a quiz that this page does not know. */
export function fitsSomething(answer) {
  const small = (value) => value === null || (isString(value) && value.length <= 100);
  return (
    isNumber(answer) ||
    (isString(answer) && answer.length <= LONGEST_TEXT) ||
    (Array.isArray(answer) && answer.length <= MOST_PLACES && answer.every(small))
  );
}
