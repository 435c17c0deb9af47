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

const VERDICT = {
  right: "Right",
  missed: "Not marked, but part of it",
  extra: "Marked, but not part of it",
  neutral: "Counts neither way",
};

/** The body as an answer sheet: places are marked on the explorer's picture or in the list beside it. */
export function regionSheet(question, prefix, onAnswer, _paper, body) {
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
  const nothing = () => {};
  const picture = bodyView({
    view,
    widest: view.width,
    uid: prefix,
    texts: viewTexts(question.view, body.ends, words),
    looks: ANSWER_LOOKS,
    on: {
      place: toggle,
      point: nothing,
      bare: nothing,
      draw: nothing,
      stroke: nothing,
      cancel: nothing,
      hover(target) {
        picture.outline(target?.place);
        tip.point(target?.node, target && words.place(target.place));
      },
    },
  });
  picture.dress({ relief: half.relief, bones: [], muscles: [] });
  const zooms = choices({
    legend: say("zoom"),
    type: "radio",
    name: `${prefix}-zoom`,
    options: say.group("zooms", ["hip", "whole"]),
    onpick: (value) => {
      zoom = value;
      update();
    },
  });

  // ---- The same places as a list

  const picker = placePicker({ atlas: seen(), words, uid: prefix, act: { toggle }, among: places });
  const count = html("span", {});
  const clear = html(
    "button",
    { type: "button", class: "gluteus-quiz-small", onclick: () => mark([], say("said.cleared")) },
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
    mark(next.sort(), `${words.place(place)}: ${say(on ? "marked" : "unmarked")}.`);
  }

  function mark(next, said) {
    marked = next;
    onAnswer(marked.length > 0 ? marked : null);
    update();
    setText(heard, `${said} ${counted()}`);
  }

  const counted = () => `${marked.length} ${marked.length === 1 ? "place" : "places"} marked.`;
  const isBelow = (place) => body.below.includes(place.split(":")[0]);

  // ---- What is said of it

  /** Of a hint only what still holds is shown: a place that is no longer marked is not right or wrong any more. */
  function zones() {
    if (!judged) return [];
    const still = (named) => named.filter((place) => telling || marked.includes(place));
    return ["right", "missed", "extra"].map((kind) => ({
      look: `answer-${kind}`,
      places: still(judged[kind]),
    }));
  }

  function update() {
    const shown = zones();
    const spoken = new Set(shown.flatMap((zone) => zone.places));
    picture.update({
      picture: body.zooms[zoom],
      current: true,
      layers: ["skin"],
      pressing: "places",
      brushing: false,
      zones: shown,
      muscles: [],
      chosen: [],
      near: [],
      quiet: [],
      marked,
      strokes: [],
      // What is judged has a pattern of its own.
      striped: marked.filter((place) => !spoken.has(place)),
    });
    picker.update({ painful: marked });
    zooms.set(zoom);
    const lower = [...marked, ...(telling ? judged.missed : [])].some(isBelow);
    show(below, zoom === "hip" && lower);
    show(clear, marked.length > 0);
    count.textContent = counted();
  }

  function judge(answer, { rule }) {
    const counts = (place) => !rule.neutral.includes(place);
    const isKey = (place) => rule.key.includes(place);
    return {
      right: answer.filter(isKey),
      missed: rule.key.filter((place) => !answer.includes(place)),
      extra: answer.filter((place) => counts(place) && !isKey(place)),
      neutral: answer.filter((place) => !counts(place)),
    };
  }

  /** The places of each verdict in words, beside the pattern that stands for it. */
  function told(kinds) {
    const rows = kinds
      .filter((kind) => judged[kind].length > 0)
      .map((kind) =>
        html(
          "li",
          { "data-kind": kind },
          kind === "neutral" ? "" : swatch(`answer-${kind}`, `${prefix}-${kind}`),
          html("span", {}, html("strong", {}, `${VERDICT[kind]}: `), `${listed(judged[kind], words)}.`),
        ),
      );
    return html("ul", { class: "gluteus-quiz-verdicts", role: "list" }, ...rows);
  }

  const remarks = (...texts) =>
    texts.map((text) => html("p", { class: "gluteus-quiz-aside" }, ...grow(text)));

  update();
  return {
    element: html(
      "div",
      { class: "gluteus-quiz-body gluteus-body" },
      zooms.node,
      html("div", { class: "gx-stage" }, picture.node, tip.node),
      below,
      html("p", { class: "gluteus-quiz-marked" }, count, " ", clear),
      heard,
      picker.node,
      lesson,
    ),
    focus: () => picture.node.querySelector("[tabindex='0']").focus(),
    show(answer) {
      marked = isAnswered(answer) ? [...answer].sort() : [];
      update();
    },
    hint(answer, teaching) {
      judged = judge(answer, teaching);
      telling = false;
      const { missed, extra } = judged;
      const open =
        missed.length > 0 ? html("p", { class: "gluteus-quiz-aside" }, "Something is missing.") : "";
      lesson.replaceChildren(
        told(["right", "extra", "neutral"]),
        open,
        ...remarks(...(extra.length > 0 ? [teaching.extra] : [])),
      );
      update();
    },
    teach(answer, teaching) {
      judged = judge(answer, teaching);
      telling = true;
      const { missed, extra } = judged;
      const texts = [
        ...(missed.length === 0 && extra.length === 0 ? [teaching.correct] : []),
        ...(missed.length > 0 ? [teaching.missed] : []),
        ...(extra.length > 0 ? [teaching.extra] : []),
      ];
      lesson.replaceChildren(told(["right", "missed", "extra", "neutral"]), ...remarks(...texts));
      if (teaching.rule.key.some(isBelow)) zoom = "whole";
      update();
    },
    forget() {
      judged = null;
      telling = false;
      lesson.replaceChildren();
      update();
    },
  };
}
