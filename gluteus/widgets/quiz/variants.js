// A learner's paper: options in an order of its own, numbers of its own. The same as gluteus.quiz.variants.

const NONE = 0; // the paper as it was released: nothing in another order, the first numbers

export const letter = (position) => String.fromCharCode(97 + position);

/** Whole numbers of 32 bits, the same ones each time for a paper and a question: FNV-1a, then mulberry32. */
function draws(paper, questionId) {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${paper}:${questionId}`))
    state = Math.imul(state ^ byte, 0x01000193);
  return function below(count) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
  };
}

/** The order in which a paper shows the options of a question: position shown to position in the file. */
export function arrangement(paper, questionId, count) {
  const order = Array.from({ length: count }, (_, at) => at);
  if (paper === NONE) return order;
  const below = draws(paper, questionId);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = below(last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/** Which of a question's `count` variants a paper has. */
export const variant = (paper, questionId, count) => (paper === NONE ? 0 : draws(paper, questionId)(count));

/** The options of a question as a paper shows them, `id` being the letter shown and `home` the letter in the file. */
export function dealt(question, options, paper) {
  const order = question.keep_order
    ? options.map((_, at) => at)
    : arrangement(paper, question.id, options.length);
  return order.map((home, at) => ({ ...options[home], id: letter(at), home: options[home].id }));
}

/** What stands for the names in braces on a paper; without varied numbers, nothing does. */
export const valuesOf = (question, paper) =>
  question.variants?.[variant(paper, question.id, question.variants.length)].values ?? {};

/** A text's tree with values in place of the names in braces. */
export function worded(nodes, values) {
  return nodes.map((node) => {
    if (typeof node !== "string") return [node[0], ...worded(node.slice(1), values)];
    return node.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  });
}

/** The rule of a question as it holds on one paper: its key in the letters shown, or as this paper's one number. */
export function settled(rule, paper) {
  if (rule.kind === "number") {
    if (!Array.isArray(rule.key)) return rule;
    return { ...rule, key: rule.key[variant(paper, rule.id, rule.key.length)] };
  }
  if (!rule.options) return rule;
  const order = arrangement(paper, rule.id, rule.options);
  const shown = Object.fromEntries(order.map((home, at) => [letter(home), letter(at)]));
  if (rule.kind === "choice") return { ...rule, key: shown[rule.key] };
  const key = rule.key.map((filed) => shown[filed]);
  return { ...rule, key: rule.kind === "choices" ? key.sort() : key };
}
