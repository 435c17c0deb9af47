import { stepsBack } from "./history.js";

// What a reader works on, and can undo; and how it is looked at.
const WORK = ["mode", "trigger_point", "side", "painful", "brushed", "numb", "shown", "compared"];
export const TRAITS = [...WORK, "layers", "view", "zoom", "three_d"];

/** The explorer's state in its model, and the steps back through it; `changed()` is told of every change from here. */
export function explorerState(model, changed) {
  const some = (names) => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const work = () => some(WORK);
  const steps = stepsBack();

  function write(patch) {
    for (const [name, value] of Object.entries(patch)) model.set(name, value);
    model.save_changes();
  }

  function set(patch) {
    write(patch);
    changed();
  }

  /** Goes one step back or forth, and says whether there was one. */
  function retrace(step) {
    const next = step(work());
    if (next) set(next);
    return next !== null;
  }

  return {
    get: (name) => model.get(name),
    read: () => some(TRAITS),
    work,
    set,
    /** Takes a state over that came from the address. */
    take: write,
    keep: (before) => steps.keep(before, work()),
    undo: () => retrace(steps.undo),
    redo: () => retrace(steps.redo),
    canUndo: steps.canUndo,
    canRedo: steps.canRedo,
  };
}
