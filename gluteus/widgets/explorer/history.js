/**
 * What can be undone: one step for each action or stroke of the brush.
 *
 * `keep` is told the state before each change; changes of one gesture share a name and are one step.
 */
export function stepsBack(limit = 100) {
  let past = [];
  let future = [];
  let gesture = null;
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  function keep(before, after, name = null) {
    if (same(before, after)) return;
    future = [];
    if (name !== null && name === gesture) return;
    gesture = name;
    past = [...past, before].slice(-limit);
  }

  /** Moves one step from one pile to the other; gives the state to return to, or null. */
  function step(from, to, now) {
    gesture = null;
    const next = from.pop();
    if (next === undefined) return null;
    to.push(now);
    return next;
  }

  return {
    keep,
    undo: (now) => step(past, future, now),
    redo: (now) => step(future, past, now),
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
  };
}
