/** What can be undone: one step for each action or stroke of the brush; `keep` is told the state before and after it. */
export function stepsBack(limit = 100) {
  let past = [];
  let future = [];
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  function keep(before, after) {
    if (same(before, after)) return;
    future = [];
    past = [...past, before].slice(-limit);
  }

  /** Moves one step from one pile to the other; gives the state to return to, or null. */
  function step(from, to, now) {
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
