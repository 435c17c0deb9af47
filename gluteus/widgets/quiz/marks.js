import { settled } from "./variants.js";

// Marks, as gluteus.quiz.marking gives them.

export function closeTo(value, target, tolerance) {
  return Math.abs(value - target) <= tolerance + 1e-9 * Math.max(1, Math.abs(target), tolerance);
}

/** How many pairs of an order there are, and how many of them stand as the key has them. */
export function pairsOf(key, answer) {
  const places = answer.map((one) => key.indexOf(one));
  const pairs = places.flatMap((place, at) => places.slice(at + 1).map((later) => place < later));
  return { all: pairs.length, right: pairs.filter(Boolean).length };
}

function rightMinusWrong({ key, neutral = [] }, answer) {
  const counted = answer.filter((tick) => !neutral.includes(tick));
  const right = counted.filter((tick) => key.includes(tick)).length;
  return Math.max(0, right - (counted.length - right)) / key.length;
}

const SHARES = {
  choice: ({ key }, answer) => (answer === key ? 1 : 0),
  choices: rightMinusWrong,
  number: ({ key, tolerance }, answer) => (closeTo(answer, key, tolerance) ? 1 : 0),
  order({ key }, answer) {
    const { all, right } = pairsOf(key, answer);
    return Math.max(0, 2 * right - all) / all;
  },
  match: ({ key }, answer) => answer.filter((one, row) => one === key[row]).length / key.length,
  regions: rightMinusWrong,
};

/**
 * The points that an answer earns, by the rule in the letters of the file and an answer in those of its paper.
 *
 * A text earns its points from a person.
 */
export function marks(rule, answer, paper = 0) {
  if (answer === null || answer === undefined || !SHARES[rule.kind]) return 0;
  return rule.points * SHARES[rule.kind](settled(rule, paper), answer);
}
