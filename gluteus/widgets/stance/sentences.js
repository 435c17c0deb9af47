import { assisted, helpOf, newtonMetres, newtons } from "./forces.js";

/** Reads the widget's words: the text at a path such as "legs.right", with {places} for values. */
export function phrases(strings) {
  return (path, values = {}) => {
    let text = strings;
    for (const key of path.split(".")) text = text[key];
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  };
}

const tens = (value) => String(10 * Math.floor(value / 10 + 0.5));
const whole = (value) => String(Math.floor(value + 0.5));

/** Every figure as it is shown; null where the model has none. Tens of newtons: it is not surer than that. */
export function figures(numbers, state) {
  const held = assisted(numbers, helpOf(state));
  if (!held) return null;
  const quiet = assisted(numbers, { cane: 0, lean_deg: 0, load_far: 0, load_near: 0 });
  return {
    moment: whole(newtonMetres(numbers, state.mass, held.moment)),
    share: whole((100 * held.moment) / quiet.moment),
    abductor: tens(newtons(numbers, state.mass, held.abductor)),
    abductorTimes: held.abductor.toFixed(2),
    joint: tens(newtons(numbers, state.mass, held.joint)),
    jointTimes: held.joint.toFixed(2),
    ratios: [held.moment / quiet.moment, held.abductor / quiet.abductor, held.joint / quiet.joint],
  };
}

export function leanWords(say, lean) {
  const way = lean > 0 ? "towards" : "away";
  return lean === 0 ? say("leans.upright") : say(`leans.${way}`, { value: Math.abs(lean) });
}

/** Says how the person stands. */
export function stateSentence(strings, state) {
  const say = phrases(strings);
  const { leg, mass, lean, cane, push } = state;
  const parts = [say("state.leg", { leg: say(`sides.${leg}`) }), say("state.mass", { value: mass })];
  if (lean !== 0) parts.push(say("state.lean", { lean: leanWords(say, lean) }));
  for (const side of ["right", "left"]) {
    const value = state[`carried_${side}`];
    if (value > 0) parts.push(say("state.carried", { value, hand: say(`sides.${side}`) }));
  }
  if (cane !== "none")
    parts.push(
      say(cane === leg ? "state.caneIdle" : "state.cane", { value: push, hand: say(`sides.${cane}`) }),
    );
  return `${parts.join(", ")}.`;
}

/** Says what that takes. */
export function resultSentence(strings, numbers, state) {
  const say = phrases(strings);
  const found = figures(numbers, state);
  return found ? say("result", found) : say("tooMuch");
}
