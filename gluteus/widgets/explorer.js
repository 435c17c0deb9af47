import { html, inJupyterLab, newPrefix, put, setText, show } from "./dom.js";
import {
  fromHash,
  HASH,
  LAYERS,
  MODES,
  MOST_COMPARED,
  SIDE_CHOICES,
  toHash,
  UNMARKED,
  USUAL,
  VIEWS,
  ZOOMS,
} from "./explorer/address.js";
import { body3d } from "./explorer/body-3d.js";
import { choices } from "./explorer/choices.js";
import { compare } from "./explorer/compare.js";
import { comparePicker, compareText } from "./explorer/compare-view.js";
import { EMERGENCIES, redFlags, safetyFlags } from "./explorer/flags.js";
import { wholeScenery, wholeViews } from "./explorer/geometry.js";
import { stepsBack } from "./explorer/history.js";
import { legend } from "./explorer/legend.js";
import { COMPARED_LOOKS, match, neighbours, ruledOutFirst, shownIn, zonesOf } from "./explorer/lookups.js";
import { onPaper, sourceLine } from "./explorer/on-paper.js";
import { paintFirst } from "./explorer/paint-first.js";
import { triggerPointText } from "./explorer/point-text.js";
import { painText } from "./explorer/results.js";
import { broken } from "./explorer/save-picture.js";
import { search } from "./explorer/search.js";
import { searchBox } from "./explorer/search-box.js";
import { bodyStage } from "./explorer/stage.js";
import { headings } from "./explorer/text.js";
import { vocabulary } from "./explorer/words.js";

export {
  broken,
  compare,
  fromHash,
  match,
  neighbours,
  redFlags,
  search,
  shownIn,
  stepsBack,
  toHash,
  wholeScenery,
  wholeViews,
  zonesOf,
};

const WRITE_AFTER = 250; // milliseconds without a change
const TOOLS = ["press", "brush", "rub"]; // to mark what hurts
const MANY_POINTS = 3; // of one muscle: their names no longer fit beside each other

// What a reader works on, and can undo; and how it is looked at.
const WORK = ["mode", "trigger_point", "side", "painful", "brushed", "numb", "shown", "compared"];
const TRAITS = [...WORK, "layers", "view", "zoom", "three_d"];

function render({ model, el }) {
  const atlas = model.get("atlas");
  const body = model.get("body");
  const words = vocabulary(atlas, model.get("strings"));
  const { say } = words;
  const uid = newPrefix("gx");
  const inLab = inJupyterLab();
  const link = (text, page, anchor = "") =>
    inLab ? text : html("a", { href: model.get(page) + anchor }, text);
  const read = () => Object.fromEntries(TRAITS.map((name) => [name, model.get(name)]));
  const ownsAddress = () => !inLab && document.querySelector(".gluteus-explorer") === root;

  // Writing the address takes a browser longer than the rest together, and it takes only so many in a minute.
  let writing = 0;
  function writeAddress() {
    if (ownsAddress()) history.replaceState(history.state, "", toHash(read()));
  }

  const steps = stepsBack();
  let saying = null;
  let tool = "press";
  const work = () => Object.fromEntries(WORK.map((name) => [name, model.get(name)]));

  /** Changes the state by one step that can be undone. */
  function change(patch, said) {
    const before = work();
    set(patch);
    showLegs(before);
    showView(placesOf(before));
    steps.keep(before, work());
    saying = said;
    updateSoon();
  }

  /** A pattern that is newly shown is not left below the picture. */
  function showLegs(before) {
    const low = (state) => picture(state).reached.some(isBelow);
    if (model.get("zoom") === "hip" && !low(before) && low(work())) set({ zoom: "whole" });
  }

  const placesOf = (state) => [...picture(state).reached, ...(state.mode === "pain" ? state.painful : [])];

  /** Where one view is seen at a time, what is newly shown is not left on the other side of the body. */
  function showView(before) {
    const added = placesOf(work()).filter((place) => !before.includes(place));
    const seen = (view) => stage.shows(view, added);
    const best = VIEWS.reduce((most, view) => (seen(view) > seen(most) ? view : most));
    const enough = 2 * seen(model.get("view")) >= seen(best);
    if (!enough && viewPicker.node.offsetParent !== null) set({ view: best });
  }

  const isBelow = (place) => body.below.includes(place.split(":")[0]);

  function set(patch) {
    for (const [name, value] of Object.entries(patch)) model.set(name, value);
    model.save_changes();
    clearTimeout(writing);
    writing = setTimeout(writeAddress, WRITE_AFTER);
  }

  /** Marks these places and no others; the rest of the paint stays where a place is marked. */
  function mark(places, strokes, said) {
    const shown = model.get("shown");
    const stays = shown !== "" && match(places, atlas).some(({ id, side }) => shown === `${id}:${side}`);
    const patch = {
      mode: "pain",
      painful: places,
      brushed: model.get("painful").every((place) => places.includes(place))
        ? strokes
        : stage.kept(strokes, places),
      shown: stays ? shown : "",
    };
    change(patch, () => {
      // Who hears the page gets no muscle before what cannot wait either.
      const emergency = redFlags(places, model.get("numb"), atlas).some((flag) => EMERGENCIES.includes(flag));
      const found = emergency ? [] : match(places, atlas);
      const urgent = new Set(ruledOutFirst(found, atlas).map(({ id }) => words.found(id).name));
      const [best] = found;
      let next = best ? say("said.best", { pattern: words.pattern(best.id, best.side) }) : "";
      if (urgent.size > 0) next = `${say("ruleOut")}: ${[...urgent].join("; ")}.`;
      return `${said(places.length)} ${next}`;
    });
  }

  const act = {
    choose(point, side) {
      const now = model.get("side");
      const on = now === "both" ? now : (side ?? now);
      change({ mode: "trigger_point", trigger_point: point, side: on }, saidPoint);
    },
    /** Goes where a result of the search leads. */
    find({ kind, id, side }) {
      const now = model.get("side");
      const beside = model.get("mode") === "compare" ? model.get("compared").at(-1)?.split(":")[1] : null;
      const on = side || beside || (now === "both" ? "right" : now);
      if (kind === "region") act.begin(`${id}:${on}`);
      else if (kind === "muscle") act.find({ kind: "trigger_point", id: firstPoint(id), side });
      else if (model.get("mode") === "compare") act.compare(`${id}:${on}`, true);
      else if (kind === "condition") act.overlay(`${id}:${on}`, true);
      else change({ mode: "trigger_point", trigger_point: id, side: side || now }, saidPoint);
    },
    /** Takes a pattern into the comparison or, unless it is to stay, out of it. */
    compare(name, stay = false) {
      const compared = model.get("compared");
      const pattern = words.pattern(...name.split(":"));
      if (compared.includes(name)) {
        if (stay) return;
        const rest = compared.filter((one) => one !== name);
        change({ compared: rest }, () => say("said.comparedNot", { pattern }));
      } else if (compared.length === MOST_COMPARED) announce(say("compare.full"));
      else
        change({ compared: [...compared, name] }, () =>
          say("said.compared", { pattern, count: compared.length + 1 }),
        );
    },
    numb: (on) => change({ numb: on }, () => say(on ? "said.numb" : "said.numbNot")),
    go: (mode) =>
      change({ mode }, () =>
        mode === "trigger_point" ? saidPoint() : say("said.mode", { mode: say(`modes.${mode}`) }),
      ),
    toggle(place) {
      const painful = model.get("painful");
      const marked = !painful.includes(place);
      const next = marked ? [...painful, place] : painful.filter((one) => one !== place);
      mark(next, model.get("brushed"), (count) =>
        say("said.region", { place: words.place(place), state: say(marked ? "marked" : "unmarked"), count }),
      );
    },
    /** Takes a stroke of the brush over, or rubs out what lies under its middle. */
    brushed(places, stroke) {
      const painful = model.get("painful");
      if (tool === "rub") {
        const next = painful.filter((place) => !places.includes(place));
        const gone = painful.length - next.length;
        mark(next, model.get("brushed"), () => say("said.rubbed", { count: gone }));
      } else {
        const next = [...new Set([...painful, ...places])];
        const strokes = places.length > 0 ? [...model.get("brushed"), stroke] : model.get("brushed");
        mark(next, strokes, () => say("said.brushed", { count: next.length - painful.length }));
      }
    },
    /** Marks a place, whichever way the explorer was opened. */
    begin(place) {
      if (model.get("painful").includes(place)) act.go("pain");
      else act.toggle(place);
    },
    clear() {
      if (model.get("mode") === "compare") change({ compared: [] }, () => say("said.comparedNone"));
      else change({ painful: [], brushed: [], numb: false, shown: "" }, () => say("said.cleared"));
    },
    overlay(name, stay = false) {
      const shown = model.get("shown") === name && !stay ? "" : name;
      if (shown) bringToSight(stage.node);
      change({ mode: "pain", shown }, () =>
        shown ? say("said.shown", { pattern: words.pattern(...shown.split(":")) }) : say("said.hidden"),
      );
    },
    undo: () => retrace(steps.undo, "said.undone", "said.nothingToUndo"),
    redo: () => retrace(steps.redo, "said.redone", "said.nothingToRedo"),
    announce,
    refresh: () => update(),
  };

  function saidPoint() {
    const { essential, spillover } = picture(read());
    return say("said.point", {
      point: words.pattern(model.get("trigger_point"), model.get("side")),
      essential: say("placeCount", { count: essential.length }),
      spillover: say("placeCount", { count: spillover.length }),
    });
  }

  const picture = (state) => shownIn(state, atlas);
  const firstPoint = (muscleId) => atlas.trigger_points.find((point) => point.muscle === muscleId).id;

  /** Goes one step back or forth. */
  function retrace(step, said, saidNot) {
    const state = step(work());
    if (state) set(state);
    announce(say(state ? said : saidNot));
  }

  // Controls
  const modes = choices({
    legend: say("mode"),
    type: "radio",
    name: `${uid}-mode`,
    className: "gx-modes",
    options: words.group("modes", MODES),
    onpick: act.go,
  });
  const muscle = html(
    "select",
    { id: `${uid}-muscle`, onchange: () => act.choose(firstPoint(muscle.value)) },
    ...atlas.muscle_groups.map(([group, ids]) =>
      html(
        "optgroup",
        { label: say(`muscleGroups.${group}`) },
        ...ids.map((id) => html("option", { value: id }, words.muscle(id).name)),
      ),
    ),
  );
  const musclePicker = html(
    "label",
    { class: "gx-muscle-picker", for: `${uid}-muscle` },
    html("span", { class: "gx-hidden" }, say("muscle")),
    muscle,
  );
  const points = html("div", { class: "gx-points-of" });
  const pointChoices = new Map();
  function pointsOf(id) {
    if (!pointChoices.has(id)) {
      const name = words.muscle(id).name;
      const own = atlas.trigger_points.filter((point) => point.muscle === id);
      const face = (point) => [html("strong", {}, point.label), " ", html("small", {}, point.name)];
      const made = choices({
        legend: `${say("triggerPoint")}, ${name}`,
        type: "radio",
        name: `${uid}-point-${id}`,
        className: own.length > MANY_POINTS ? "gx-points gx-many" : "gx-points",
        options: Object.fromEntries(own.map((point) => [point.id, face(point)])),
        onpick: (point) => act.choose(point),
      });
      pointChoices.set(id, made);
    }
    return pointChoices.get(id);
  }
  const side = choices({
    legend: say("side"),
    type: "radio",
    name: `${uid}-side`,
    options: words.group("sides", SIDE_CHOICES),
    onpick: (value) => change({ side: value }, saidPoint),
  });
  const layers = choices({
    legend: say("layer"),
    type: "checkbox",
    name: `${uid}-layers`,
    className: "gx-layers",
    options: words.group("layers", LAYERS),
    onpick: (layer, on) =>
      change(
        { layers: LAYERS.filter((one) => (one === layer ? on : model.get("layers").includes(one))) },
        () => say(on ? "said.layerShown" : "said.layerHidden", { layer: say(`layers.${layer}`) }),
      ),
  });
  const zoom = choices({
    legend: say("zoom"),
    type: "radio",
    name: `${uid}-zoom`,
    options: words.group("zooms", ZOOMS),
    onpick: (value) => change({ zoom: value }, () => say("said.zoom", { zoom: say(`zooms.${value}`) })),
  });
  const viewPicker = choices({
    legend: say("view"),
    type: "radio",
    name: `${uid}-view`,
    className: "gx-view-picker",
    options: words.group("views", VIEWS),
    onpick: (view) => change({ view }, () => say(`views.${view}`)),
  });
  const numb = html("input", { type: "checkbox", onchange: () => act.numb(numb.checked) });
  const tools = choices({
    legend: say("tool"),
    type: "radio",
    name: `${uid}-tool`,
    options: words.group("tools", TOOLS),
    onpick: (next) => {
      tool = next;
      saying = () => say(`toolHelp.${tool}`);
      updateSoon();
    },
  });
  const prompt = html("p", { class: "gx-prompt gx-quiet" });
  const button = (text, onclick, className = "") =>
    html("button", { type: "button", class: `gx-button ${className}`, onclick }, text);
  const undo = button(say("undo"), () => act.undo());
  const redo = button(say("redo"), () => act.redo());
  const clear = button(say("clear"), () => act.clear());
  const save = button(say("save"), () => paper.save(read()));
  const print = button(say("print"), () => paper.print());
  const copy = html(
    "button",
    { type: "button", class: "gx-button", hidden: inLab, onclick: copyLink },
    say("copy"),
  );
  const address = html("input", {
    class: "gx-address",
    readonly: true,
    hidden: true,
    "aria-label": say("copyByHand"),
  });

  // Pictures.  Who presses the bare body says where it hurts; a comparison is not left by accident.
  const pressed = {
    toggle: act.toggle,
    begin: (place) => model.get("mode") === "trigger_point" && act.begin(place),
    choose: (id, on) => (model.get("mode") === "compare" ? act.compare(`${id}:${on}`) : act.choose(id, on)),
  };
  const stage = bodyStage({
    body,
    words,
    uid,
    act: {
      place: pressed.toggle,
      bare: pressed.begin,
      point: (key) => pressed.choose(...key.split(":")),
      brushed: act.brushed,
    },
    nameOf: ({ place, key: point }) =>
      point ? words.pattern(...point.split(":")) : nameWithZone(place, read()),
  });
  const turning = body3d({ model, words, act: pressed, open: (on) => set({ three_d: on }) });
  const below = html(
    "p",
    { class: "gx-below gx-control" },
    say("below"),
    " ",
    html(
      "button",
      {
        type: "button",
        class: "gx-button",
        onclick: () => change({ zoom: "whole" }, () => say("said.zoom", { zoom: say("zooms.whole") })),
      },
      say("showWhole"),
    ),
  );
  const notice = html("p", { class: "gx-notice", hidden: true });
  const status = html("p", { class: "gx-hidden", role: "status" });
  const flags = safetyFlags({ atlas, words, link });
  const parts = { atlas, words, uid, link, act, ...headings(el) };
  const picker = comparePicker(parts);
  const key = legend(uid, words);
  const texts = [flags, picker, key, triggerPointText(parts), painText(parts), compareText(parts)];
  const picked = html(
    "p",
    { class: "gx-picked-note gx-control" },
    html("span", {}),
    " ",
    button(say("compare.go"), () => {
      act.go("compare");
      root.scrollIntoView({ block: "nearest" });
    }),
  );

  const root = html(
    "div",
    {
      class: "gluteus-explorer gluteus-body",
      role: "group",
      "aria-label": say("title"),
      "data-print": "live",
      onkeydown: keys,
    },
    html("div", { class: "gx-top gx-control" }, modes.node, searchBox(parts)),
    html("div", { class: "gx-only-trigger-point gx-tools gx-control" }, musclePicker, points, side.node),
    html("div", { class: "gx-only-pain gx-tools gx-control" }, tools.node),
    picker.node,
    notice,
    html("div", { class: "gx-control" }, viewPicker.node),
    stage.node,
    html(
      "div",
      { class: "gx-only-pain gx-tools gx-control" },
      html("label", { class: "gx-tick" }, numb, html("span", {}, say("numb"))),
      prompt,
    ),
    flags.node,
    below,
    turning.node,
    html("div", { class: "gx-options gx-control" }, layers.node, zoom.node),
    html("div", { class: "gx-actions gx-control" }, undo, redo, clear, copy, address, save, print),
    key.node,
    html(
      "p",
      { class: "gx-safety" },
      `${say("lookup")} ${say("safety")} `,
      link(say("safetyLink"), "safety_page"),
      inLab ? "." : "",
    ),
    picked,
    ...texts.slice(3).map((text) => text.node),
    html("p", { class: "gx-on-paper gx-quiet" }, sourceLine(words)),
    status,
  );

  const paper = onPaper({ atlas, words, root, announce });

  function announce(said) {
    status.textContent = said;
  }

  /** The name of a place with the zones that it lies in. */
  function nameWithZone(place, state) {
    const { kind, zones } = picture(state);
    const own = {
      essential: say("inEssential"),
      spillover: say("inSpillover"),
      shared: say("compare.inAll"),
    };
    const parts = zones
      .filter(({ places }) => places.includes(place))
      .map(({ look }) => {
        if (kind === "condition") return say("inArea");
        return own[look] ?? words.pattern(...state.compared[COMPARED_LOOKS.indexOf(look)].split(":"));
      });
    if (state.mode === "pain" && state.painful.includes(place)) parts.push(say("marked"));
    return [words.place(place), ...parts].join(" · ");
  }

  function keys(event) {
    const letter = event.key.toLowerCase();
    const typing =
      event.target.matches("input:not([type=checkbox], [type=radio])") && event.target.value !== "";
    if (event.key === "Escape" && stage.dismiss()) event.preventDefault();
    else if ((event.ctrlKey || event.metaKey) && !event.altKey && !typing && ["z", "y"].includes(letter)) {
      if (letter === "y" || event.shiftKey) act.redo();
      else act.undo();
      event.preventDefault();
    } else return;
    event.stopPropagation();
  }

  async function copyLink() {
    const url = new URL(location.href);
    url.hash = toHash(read());
    try {
      await navigator.clipboard.writeText(url.href);
      announce(say("copied"));
      copy.textContent = say("copied");
    } catch {
      address.value = url.href;
      show(address, true);
      address.select();
      announce(say("copyByHand"));
    }
  }

  const short = (text) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

  function restore() {
    if (!ownsAddress() || !location.hash.startsWith(HASH)) return;
    const { state, unknown } = fromHash(location.hash, atlas);
    for (const [name, value] of Object.entries({
      ...USUAL,
      ...(state.mode === "pain" ? UNMARKED : {}),
      ...state,
    }))
      model.set(name, value);
    model.save_changes();
    if (!state.view) showView([]);
    show(notice, unknown.length > 0);
    notice.textContent = unknown.length > 0 ? say("damaged", { parts: unknown.map(short).join(", ") }) : "";
    if (unknown.length > 0) announce(notice.textContent);
  }

  /** The body first: the rest follows when the browser has painted it. */
  function update() {
    const state = read();
    put(root, "data-mode", state.mode);
    stage.update(state, picture(state), tool);
    afterPaint(updateRest);
  }

  function updateRest() {
    const state = read();
    const shownNow = picture(state);
    put(root, "data-shows", shownNow.kind);
    modes.set(state.mode);
    tools.set(tool);
    setText(prompt, say(`toolHelp.${tool}`));
    side.set(state.side);
    layers.set(state.layers);
    zoom.set(state.zoom);
    viewPicker.set(state.view);
    muscle.value = words.found(state.trigger_point).muscle;
    const pointsNow = pointsOf(muscle.value);
    if (points.firstChild !== pointsNow.node) points.replaceChildren(pointsNow.node);
    pointsNow.set(state.trigger_point);
    numb.checked = state.numb;
    for (const text of [...texts, turning]) text.update(state, shownNow);
    const { compared, mode } = state;
    show(picked, mode !== "compare" && compared.length > 0);
    const names = compared.map((name) => words.pattern(...name.split(":"))).join("; ");
    setText(picked.firstChild, say("compare.picked", { patterns: names }));
    const held = [undo, redo, clear].find((one) => one === document.activeElement);
    undo.disabled = !steps.canUndo();
    show(redo, steps.canRedo());
    show(clear, mode !== "trigger_point");
    clear.disabled =
      (mode === "compare" ? compared : [...state.painful, ...(state.shown ? [state.shown] : [])]).length ===
      0;
    // A button that can do no more would drop the focus, and the keys with it.
    if (held?.disabled || held?.hidden) (undo.disabled ? redo : undo).focus();
    const places = [
      ...shownNow.zones.flatMap((zone) => zone.places),
      ...(mode === "pain" ? state.painful : []),
    ];
    const low = places.some(isBelow);
    show(below, state.zoom === "hip" && low);
    setText(copy, say("copy"));
    if (saying) announce(saying());
    saying = null;
  }

  /** Scrolls to a part that is not seen at all; what was pressed keeps the focus. */
  function bringToSight(node) {
    const { top, bottom } = node.getBoundingClientRect();
    if (bottom < 0 || top > window.innerHeight) node.scrollIntoView({ block: "nearest" });
  }

  // Several traits change at once: one update for all.
  let waiting = false;
  function updateSoon() {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      update();
    });
  }

  /** On a page the scenery comes last: the body answers without it. */
  function dress() {
    const scenery = model.get("scenery");
    if (scenery) stage.dress(wholeScenery(body, scenery));
  }

  const events = TRAITS.map((name) => `change:${name}`);
  for (const event of events) model.on(event, updateSoon);
  const { afterPaint, stop } = paintFirst();
  el.append(root);
  update();
  updateRest();
  restore();
  dress();
  model.on("change:scenery", dress);
  window.addEventListener("hashchange", restore);
  return () => {
    for (const event of events) model.off(event, updateSoon);
    model.off("change:scenery", dress);
    window.removeEventListener("hashchange", restore);
    clearTimeout(writing);
    stop();
    turning.dispose();
    root.remove();
  };
}

export default { render };
