import { html, measure, newPrefix, put, setText, show } from "./dom.js";
import { assisted, helpOf, newtonMetres, newtons } from "./stance/forces.js";
import { picture } from "./stance/picture.js";
import { scene } from "./stance/scene.js";
import { figures, leanWords, phrases, resultSentence, stateSentence } from "./stance/sentences.js";

export { assisted, figures, helpOf, newtonMetres, newtons, resultSentence, sceneOf, stateSentence };

const SAY_AFTER = 400; // milliseconds without a change: a range that is drawn along would never stop talking
const TRAITS = ["leg", "mass", "lean", "carried_right", "carried_left", "cane", "push"];
const RANGES = ["mass", "lean", "carried_right", "carried_left", "push"];

function sceneOf(numbers, figure, state, strings) {
  const help = helpOf(state);
  return scene(numbers, figure, state, help, assisted(numbers, help), phrases(strings));
}

function render({ model, el }) {
  const numbers = model.get("numbers");
  const strings = model.get("strings");
  const limits = model.get("limits");
  const say = phrases(strings);
  const uid = newPrefix("st");
  const read = () => Object.fromEntries(TRAITS.map((name) => [name, model.get(name)]));
  const first = read();
  let speaking = 0;

  function set(patch) {
    for (const [name, value] of Object.entries(patch)) model.set(name, value);
    model.save_changes();
    clearTimeout(speaking);
    speaking = setTimeout(speak, SAY_AFTER);
  }

  // Controls
  const legs = ["right", "left"].map((side) => {
    const input = html("input", {
      type: "radio",
      name: `${uid}-leg`,
      value: side,
      onchange: () => set({ leg: side }),
    });
    return { side, input, label: html("label", {}, input, html("span", {}, say(`legs.${side}`))) };
  });
  const leg = html(
    "fieldset",
    { class: "st-legs" },
    html("legend", {}, say("leg")),
    html("div", {}, ...legs.map(({ label }) => label)),
  );
  const ranges = Object.fromEntries(RANGES.map((name) => [name, range(name)]));
  const cane = html(
    "select",
    { id: `${uid}-cane`, onchange: () => set({ cane: cane.value }) },
    ...["none", "right", "left"].map((value) => html("option", { value }, say(`canes.${value}`))),
  );
  const caneRow = html("div", { class: "st-row" }, html("label", { for: cane.id }, say("cane")), cane);
  const nearCane = html("p", { class: "st-notice" }, say("nearCane"));
  const reset = html("button", { type: "button", onclick: () => set(first) }, say("reset"));

  function range(name) {
    const [min, max] = limits[name];
    const id = `${uid}-${name}`;
    const input = html("input", {
      type: "range",
      id,
      min,
      max,
      oninput: () => set({ [name]: Number(input.value) }),
      onkeydown: (event) => alongThumb(event, input),
    });
    const value = html("span", { class: "st-value", "aria-hidden": "true" });
    const [group, side] = name.split("_");
    const text = side ? say(`${group}.${side}`) : say(name);
    const node = html("div", { class: `st-row st-${name}` }, html("label", { for: id }, text), value, input);
    const write = (at) => {
      const words = name === "lean" ? leanWords(say, at) : say(`units.${group}`, { value: at });
      setText(value, words);
      put(input, "aria-valuetext", words);
      input.value = at;
    };
    return { node, input, write };
  }

  /** Safari moves a thumb that runs from right to left against its arrow keys; the others move it along. */
  function alongThumb(event, input) {
    const steps = { ArrowLeft: 1, ArrowRight: -1 }[event.key];
    if (!steps || input.dir !== "rtl" || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    input.stepUp(steps);
    input.dispatchEvent(new Event("input"));
  }

  // What it takes
  const results = ["moment", "abductor", "joint"].map((name) => {
    const value = html("strong");
    const note = html("span", { class: "st-note" });
    const bar = html("span", { class: "st-bar", "aria-hidden": "true" }, html("span"));
    const title = html("span", { class: "st-title" }, say(name));
    return {
      name,
      value,
      note,
      bar,
      node: html("div", { class: `st-result st-of-${name}` }, title, value, note, bar),
    };
  });
  const tooMuch = html("p", { class: "st-notice" }, say("tooMuch"));
  const spoken = html("output", { class: "st-hidden" });
  const settings = html("p", { class: "st-settings" });
  const body = picture(model.get("figure"), numbers, say, uid);
  const scale = html("span");
  const reach = html("li");

  const root = html(
    "section",
    { class: "gluteus-stance", "data-print": "live", "aria-label": say("title") },
    html(
      "div",
      { class: "st-columns" },
      html(
        "div",
        { class: "st-stage" },
        body.node,
        html("p", { class: "st-quiet" }, say("seen"), " ", scale),
      ),
      html(
        "div",
        { class: "st-side" },
        html(
          "div",
          { class: "st-controls" },
          leg,
          ranges.mass.node,
          ranges.lean.node,
          ranges.carried_right.node,
          ranges.carried_left.node,
          caneRow,
          ranges.push.node,
          nearCane,
          reset,
        ),
        settings,
        html(
          "div",
          { class: "st-results", role: "group", "aria-label": say("results") },
          ...results.map(({ node }) => node),
          tooMuch,
        ),
        html("p", { class: "st-quiet" }, say("bars"), " ", say("model")),
      ),
    ),
    html(
      "details",
      { class: "st-limits" },
      html("summary", {}, say("limits")),
      html("ul", {}, reach, ...model.get("left_out").map((text) => html("li", {}, text))),
    ),
    spoken,
  );

  function update() {
    const state = read();
    const help = helpOf(state);
    const held = assisted(numbers, help);
    const found = figures(numbers, state);
    const says = `${stateSentence(strings, state)} ${resultSentence(strings, numbers, state)}`;
    for (const { side, input } of legs) input.checked = side === state.leg;
    for (const [name, { write }] of Object.entries(ranges)) write(state[name]);
    // In the picture the trunk leans the way the thumb moves.
    put(ranges.lean.input, "dir", state.leg === "right" ? "rtl" : "ltr");
    cane.value = state.cane;
    show(ranges.push.node, state.cane !== "none" && state.cane !== state.leg);
    body.update(state, help, held, says);
    setText(settings, stateSentence(strings, state));
    setText(scale, say("scale", { newtons: 10 * Math.floor(newtons(numbers, state.mass, 1) / 10 + 0.5) }));
    show(tooMuch, !held);
    show(nearCane, state.cane === state.leg);
    setText(reach, reachOf(help));
    results.forEach(({ name, value, note, bar }, index) => {
      const unit = name === "moment" ? "newtonMetres" : "newtons";
      setText(value, found ? say(unit, { value: found[name] }) : say("none"));
      const times = () =>
        name === "moment"
          ? say("percent", { value: found.share })
          : say("times", { value: found[`${name}Times`] });
      setText(note, found ? times() : "");
      measure(bar, "--share", Math.min(found?.ratios[index] ?? 0, 2) / 2);
    });
  }

  function reachOf(help) {
    const [short, long] = limits.arm_cm;
    const [near, far] = [short, long].map((arm) => assisted(numbers, help, arm));
    if (!near) return say("tooMuch");
    return say("reach", {
      short,
      long,
      arm: numbers.arm_cm,
      shortAbductor: near.abductor.toFixed(2),
      shortJoint: near.joint.toFixed(2),
      longAbductor: far.abductor.toFixed(2),
      longJoint: far.joint.toFixed(2),
    });
  }

  const speak = () => setText(spoken, resultSentence(strings, numbers, read()));

  update();
  el.append(root);
  for (const name of TRAITS) model.on(`change:${name}`, update);
  return () => {
    clearTimeout(speaking);
    for (const name of TRAITS) model.off(`change:${name}`, update);
    root.remove();
  };
}

export default { render };
