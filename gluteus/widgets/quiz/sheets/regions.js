import { html, setText, show } from "../../dom.js";
import { bodyView } from "../../explorer/body-view.js";
import { choices } from "../../explorer/choices.js";
import { wholeView } from "../../explorer/geometry.js";
import { ANSWER_LOOKS, swatch } from "../../explorer/looks.js";
import { placePicker } from "../../explorer/picker.js";
import { listed } from "../../explorer/places.js";
import { nameTag } from "../../explorer/tip.js";
import { viewTexts } from "../../explorer/view-texts.js";
import { vocabulary } from "../../explorer/words.js";
import { grow } from "../text.js";
import { isAnswered } from "../words.js";

const VERDICTS = ["right", "missed", "extra", "neutral"];

/** The body as an answer sheet: places are marked on the explorer's picture or in the list beside it. */
export function regionSheet(question, prefix, onAnswer, { body, say: speak }) {
  const words = vocabulary({ ...body.atlas, trigger_points: [], conditions: [], muscles: [] }, body.words);
  const { say } = words;
  const half = body.views[question.view === "right" ? "left" : question.view];
  const view = { ...wholeView(half, question.view), marks: {} };
  const places = Object.keys(view.regions);
  let marked = [];
  let zoom = "hip";
  let judged = null; // the places that a hint or the key spoke of, by verdict
  let telling = false; // whether the key is shown

  // ---- The picture

  const tip = nameTag();
  const texts = viewTexts(question.view, body.ends, words);
  const picture = drawing(prefix, {
    place: toggle,
    hover(target) {
      picture.outline(target?.place);
      tip.point(target?.node, target && words.place(target.place));
    },
  });

  function drawing(uid, on) {
    const nothing = () => {};
    const deaf = { point: nothing, bare: nothing, draw: nothing, stroke: nothing, cancel: nothing };
    const heard = { place: nothing, hover: nothing, ...deaf, ...on };
    const one = bodyView({ view, widest: view.width, uid, texts, looks: ANSWER_LOOKS, on: heard });
    one.dress({ relief: half.relief, bones: [], muscles: [] });
    return one;
  }

  /** A state of the picture with these places marked. */
  const stateOf = (shown, places) => ({
    picture: body.zooms[shown],
    current: true,
    layers: ["skin"],
    pressing: "places",
    brushing: false,
    zones: [],
    muscles: [],
    chosen: [],
    near: [],
    quiet: [],
    marked: places,
    strokes: [],
  });

  const zooms = choices({
    legend: say("zoom"),
    type: "radio",
    name: `${prefix}-zoom`,
    options: words.group("zooms", ["hip", "whole"]),
    onpick: (value) => {
      zoom = value;
      update();
    },
  });

  // ---- The same places as a list

  const picker = placePicker({ atlas: seen(), words, uid: prefix, act: { toggle }, among: places });
  const count = html("span", {});
  const names = html("p", { class: "gluteus-quiz-aside" });
  const clear = html(
    "button",
    { type: "button", class: "gluteus-quiz-small", onclick: clearAll },
    say("clear"),
  );
  const heard = html("p", { class: "gluteus-quiz-unseen", "aria-live": "polite" });
  const below = html("p", { class: "gluteus-quiz-aside", hidden: true }, say("below"));
  const lesson = html("div", { class: "gluteus-quiz-note" });

  function seen() {
    const isSeen = (id) => places.some((place) => place.startsWith(`${id}:`));
    const regions = body.atlas.regions.filter(({ id }) => isSeen(id));
    return { regions, areas: body.atlas.areas.filter(({ id }) => regions.some(({ area }) => area === id)) };
  }

  function toggle(place) {
    const on = !marked.includes(place);
    const next = on ? [...marked, place] : marked.filter((one) => one !== place);
    const state = say(on ? "marked" : "unmarked");
    mark(next.sort(), say("said.region", { place: words.place(place), state, count: next.length }));
  }

  function mark(next, said) {
    marked = next;
    onAnswer(marked.length > 0 ? marked : null);
    update();
    setText(heard, said);
  }

  function clearAll() {
    mark([], say("said.cleared"));
    self.focus(); // the button that was pressed is gone
  }

  /** What came from elsewhere may name a place that this view does not show. */
  const known = (answer) => answer.filter((place) => places.includes(place));

  const isBelow = (place) => body.below.includes(place.split(":")[0]);

  // ---- What is said of it

  /** Of a hint only what still holds is shown: no place of the key, and no place that is no longer marked. */
  const still = (kind) =>
    judged[kind].filter((place) => telling || (kind !== "missed" && marked.includes(place)));

  function update() {
    const kinds = judged ? ["right", "missed", "extra"] : [];
    const shown = kinds.map((kind) => ({ look: `answer-${kind}`, places: still(kind) }));
    const spoken = new Set(shown.flatMap((zone) => zone.places));
    // What is judged has a pattern of its own.
    const striped = marked.filter((place) => !spoken.has(place));
    picture.update({ ...stateOf(zoom, marked), zones: shown, striped });
    picker.update({ painful: marked });
    zooms.set(zoom);
    const lower = [...marked, ...(telling ? judged.missed : [])].some(isBelow);
    show(below, zoom === "hip" && lower);
    show(clear, marked.length > 0);
    setText(names, marked.length > 0 && !judged ? `${listed(marked, words)}.` : "");
    lesson.replaceChildren(...(judged ? told() : []));
    setText(count, `${say("placeCount", { count: marked.length })} ${say("marked")}.`);
  }

  function judge(given, teaching, whole) {
    const answer = known(given);
    const { key, neutral } = teaching.rule;
    const isNeutral = (place) => neutral.includes(place);
    const isKey = (place) => key.includes(place);
    judged = {
      answer,
      teaching,
      right: answer.filter(isKey),
      missed: key.filter((place) => !answer.includes(place)),
      extra: answer.filter((place) => !isNeutral(place) && !isKey(place)),
      neutral: answer.filter(isNeutral),
    };
    telling = whole;
    if (telling && key.some(isBelow)) zoom = "whole";
    update();
  }

  /** The places of each verdict in words, beside the pattern that stands for it; then why. */
  function told() {
    const { teaching, missed, extra, answer } = judged;
    const rows = VERDICTS.filter((kind) => still(kind).length > 0).map((kind) =>
      html(
        "li",
        {},
        swatch(kind === "neutral" ? "marked" : `answer-${kind}`, `${prefix}-${kind}`),
        html(
          "span",
          {},
          html("strong", {}, `${speak(`regions.${kind}`)}: `),
          `${listed(still(kind), words)}.`,
        ),
      ),
    );
    const isSame = String(answer) === String(marked);
    const why = [
      missed.length + extra.length === 0 ? grow(teaching.correct) : [],
      missed.length > 0 && telling ? grow(teaching.missed) : [],
      missed.length > 0 && !telling && isSame ? [speak("regions.missing")] : [],
      still("extra").length > 0 ? grow(teaching.extra) : [],
    ];
    return [
      html("ul", { class: "gluteus-quiz-verdicts", role: "list" }, ...rows),
      ...why.filter((text) => text.length > 0).map((text) => html("p", {}, ...text)),
    ];
  }

  update();
  const self = {
    element: html(
      "div",
      {},
      html(
        "div",
        { class: "gluteus-quiz-map" },
        html(
          "div",
          { class: "gluteus-body" },
          zooms.node,
          html("div", { class: "gx-stage" }, picture.node, tip.node),
          below,
        ),
        html(
          "div",
          { class: "gluteus-body" },
          html("p", { class: "gluteus-quiz-marked" }, count, " ", clear),
          names,
          picker.node,
          lesson,
        ),
      ),
      heard,
    ),
    focus: () => picture.node.querySelector("[tabindex='0']").focus(),
    show(answer) {
      marked = isAnswered(answer) ? known(answer).sort() : [];
      update();
    },
    hint: (answer, teaching) => judge(answer, teaching, false),
    teach: (answer, teaching) => judge(answer, teaching, true),
    onPaper(answer) {
      const inked = known(answer ?? []);
      const printed = drawing(`${prefix}-paper`, {});
      printed.update(stateOf(inked.some(isBelow) ? "whole" : zoom, inked));
      const written = inked.length > 0 ? html("p", {}, `${listed(inked, words)}.`) : "";
      return html(
        "div",
        { class: "gluteus-body" },
        html("div", { class: "gx-stage" }, printed.node),
        written,
      );
    },
    forget() {
      judged = null;
      telling = false;
      update();
    },
  };
  return self;
}
