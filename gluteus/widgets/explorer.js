import { fromHash, HASH, LAYERS, toHash } from "./explorer/address.js";
import { bodyView } from "./explorer/body-view.js";
import { choices, html, put, setText, show } from "./explorer/dom.js";
import { redFlags, safetyFlags } from "./explorer/flags.js";
import { wholeViews } from "./explorer/geometry.js";
import { legend } from "./explorer/legend.js";
import { match, SIDES, sided } from "./explorer/lookups.js";
import { triggerPointText } from "./explorer/point-text.js";
import { painText } from "./explorer/results.js";
import { headings } from "./explorer/text.js";
import { vocabulary } from "./explorer/words.js";

export { fromHash, match, redFlags, toHash, wholeViews };

const WRITE_AFTER = 250; // milliseconds without a change

let instances = 0;

const TRAITS = ["mode", "trigger_point", "side", "painful", "shown", "layers", "view", "zoom"];

function render({ model, el }) {
  const atlas = model.get("atlas");
  const body = model.get("body");
  const words = vocabulary(atlas, model.get("strings"));
  const { say } = words;
  const uid = `gx${++instances}-${Math.random().toString(36).slice(2, 8)}`;
  // JupyterLab keeps its own state in the address and has none of the book's pages.
  const inLab = document.body.hasAttribute("data-jp-theme-light");
  const link = (text, page) => (inLab ? text : html("a", { href: model.get(page) }, text));
  const read = () => Object.fromEntries(TRAITS.map((name) => [name, model.get(name)]));
  const ownsAddress = () => !inLab && document.querySelector(".gluteus-explorer") === root;

  // Writing the address takes a browser longer than the rest together, and it takes only so many in a minute.
  let writing = 0;
  function writeAddress() {
    if (ownsAddress()) history.replaceState(history.state, "", toHash(read()));
  }

  function change(patch, said) {
    for (const [name, value] of Object.entries(patch)) model.set(name, value);
    model.save_changes();
    clearTimeout(writing);
    writing = setTimeout(writeAddress, WRITE_AFTER);
    announce(said());
  }

  const act = {
    choose(point, side) {
      const now = model.get("side");
      change({ trigger_point: point, side: now === "both" ? now : (side ?? now) }, saidPoint);
    },
    toggle(place) {
      const painful = model.get("painful");
      const marked = !painful.includes(place);
      const next = marked ? [...painful, place] : painful.filter((one) => one !== place);
      const found = match(next, atlas);
      const shown = model.get("shown");
      const stays = found.some(({ id, side }) => shown === `${id}:${side}`);
      change({ painful: next, shown: stays ? shown : "" }, () => {
        const [best] = found;
        return [
          say("said.region", {
            place: words.place(place),
            state: say(marked ? "marked" : "unmarked"),
            count: next.length,
          }),
          best ? say("said.best", { pattern: words.pattern(best.id, best.side) }) : "",
        ].join(" ");
      });
    },
    begin(place) {
      model.set("mode", "pain");
      if (model.get("painful").includes(place))
        change({}, () => say("said.mode", { mode: say("modes.pain") }));
      else act.toggle(place);
    },
    clear: () => change({ painful: [], shown: "" }, () => say("said.cleared")),
    overlay(name) {
      const shown = model.get("shown") === name ? "" : name;
      change({ shown }, () =>
        shown ? say("said.shown", { pattern: words.pattern(...shown.split(":")) }) : say("said.hidden"),
      );
    },
    hover,
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

  /** The zones and the trigger points that the pictures show in a state. */
  function picture(state) {
    const [id, side] = state.mode === "pain" ? state.shown.split(":") : [state.trigger_point, state.side];
    if (!id) return { kind: "", essential: [], spillover: [], chosen: [] };
    const one = words.found(id);
    const sides = side === "both" ? SIDES : [side];
    const zone = (regions) => [...new Set(sides.flatMap((from) => sided(regions, one.both_sides, from)))];
    const essential = zone(one.essential);
    return {
      kind: one.kind,
      essential,
      spillover: zone(one.spillover).filter((place) => !essential.includes(place)),
      chosen: sides.map((from) => ({ id, muscle: one.muscle, side: from })),
    };
  }

  // Controls
  const modes = choices({
    legend: say("mode"),
    type: "radio",
    name: `${uid}-mode`,
    className: "gx-modes",
    options: words.group("modes"),
    onpick: (mode) =>
      change({ mode }, () => (mode === "pain" ? say("said.mode", { mode: say("modes.pain") }) : saidPoint())),
  });
  const muscle = html(
    "select",
    { id: `${uid}-muscle`, onchange: () => act.choose(pointsOf(muscle.value)[0].id) },
    ...atlas.muscles.map(({ id, name }) => html("option", { value: id }, name)),
  );
  const musclePicker = html(
    "label",
    { class: "gx-muscle-picker", for: `${uid}-muscle`, hidden: atlas.muscles.length < 2 },
    html("span", {}, say("muscle")),
    muscle,
  );
  const pointsOf = (id) => atlas.trigger_points.filter((point) => point.muscle === id);
  const points = new Map(
    atlas.muscles.map(({ id, name }) => [
      id,
      choices({
        legend: `${say("triggerPoint")}, ${name}`,
        type: "radio",
        name: `${uid}-point-${id}`,
        className: "gx-points",
        options: Object.fromEntries(
          pointsOf(id).map((point) => [
            point.id,
            [html("strong", {}, point.label), " ", html("small", {}, point.name)],
          ]),
        ),
        onpick: (point) => act.choose(point),
      }),
    ]),
  );
  const side = choices({
    legend: say("side"),
    type: "radio",
    name: `${uid}-side`,
    options: words.group("sides"),
    onpick: (value) => change({ side: value }, saidPoint),
  });
  const layers = choices({
    legend: say("layer"),
    type: "checkbox",
    name: `${uid}-layers`,
    className: "gx-layers",
    options: words.group("layers"),
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
    options: words.group("zooms"),
    onpick: (value) => change({ zoom: value }, () => say("said.zoom", { zoom: say(`zooms.${value}`) })),
  });
  const viewPicker = choices({
    legend: say("view"),
    type: "radio",
    name: `${uid}-view`,
    className: "gx-view-picker",
    options: words.group("views"),
    onpick: (view) => change({ view }, () => say(`views.${view}`)),
  });
  const copy = html(
    "button",
    { type: "button", class: "gx-button gx-copy", hidden: inLab, onclick: copyLink },
    say("copy"),
  );
  const address = html("input", {
    class: "gx-address",
    readonly: true,
    hidden: true,
    "aria-label": say("copyByHand"),
  });

  // Pictures
  const whole = wholeViews(body);
  const widest = Math.max(...whole.map(({ width }) => width));
  const views = whole.map((view) =>
    bodyView({ view, ends: body.ends[view.name], widest, zooms: body.zooms, words, uid, act }),
  );
  const tip = html("div", { class: "gx-tip", "aria-hidden": "true", hidden: true });
  const stage = html("div", { class: "gx-stage" }, ...views.map((view) => view.node), tip);
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
  const texts = [triggerPointText(parts), painText(parts)];

  const root = html(
    "div",
    {
      class: "gluteus-explorer",
      role: "group",
      "aria-label": say("title"),
      "data-print": "live",
      onkeydown: dismiss,
    },
    html("div", { class: "gx-top gx-control" }, modes.node),
    html(
      "div",
      { class: "gx-only-trigger-point gx-tools gx-control" },
      musclePicker,
      ...[...points.values()].map(({ node }) => node),
      side.node,
    ),
    html("p", { class: "gx-only-pain gx-prompt gx-control" }, say("press")),
    notice,
    html("div", { class: "gx-control" }, viewPicker.node),
    stage,
    flags.node,
    below,
    html("div", { class: "gx-options gx-control" }, layers.node, zoom.node, copy, address),
    legend(uid, words),
    html(
      "p",
      { class: "gx-safety" },
      `${say("lookup")} ${say("safety")} `,
      link(say("safetyLink"), "safety_page"),
      inLab ? "." : "",
    ),
    ...texts.map((text) => text.node),
    status,
  );

  function announce(said) {
    status.textContent = said;
  }

  function hover(node, place, point) {
    for (const view of views) view.outline(place);
    show(tip, Boolean(node));
    if (!node) return;
    const state = read();
    tip.textContent = point ? words.pattern(...point.split(":")) : nameWithZone(place, state);
    const box = node.getBoundingClientRect();
    const ground = stage.getBoundingClientRect();
    const middle = box.left + box.width / 2 - ground.left;
    const half = tip.offsetWidth / 2;
    tip.style.setProperty("left", `${Math.max(half, Math.min(middle, ground.width - half))}px`);
    tip.style.setProperty("top", `${box.top - ground.top}px`);
  }

  function nameWithZone(place, state) {
    const { kind, essential, spillover } = picture(state);
    const parts = [words.place(place)];
    if (essential.includes(place)) parts.push(kind === "condition" ? say("inArea") : say("inEssential"));
    if (spillover.includes(place)) parts.push(say("inSpillover"));
    if (state.mode === "pain" && state.painful.includes(place)) parts.push(say("marked"));
    return parts.join(" · ");
  }

  function dismiss(event) {
    if (event.key !== "Escape" || tip.hidden) return;
    hover(null);
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

  function restore() {
    if (!ownsAddress() || !location.hash.startsWith(HASH)) return;
    const { state, unknown } = fromHash(location.hash, atlas);
    for (const [name, value] of Object.entries(state)) model.set(name, value);
    model.save_changes();
    show(notice, unknown.length > 0);
    notice.textContent = unknown.length > 0 ? say("damaged", { parts: unknown.join(", ") }) : "";
    if (unknown.length > 0) announce(notice.textContent);
  }

  function update() {
    const state = read();
    const shownNow = picture(state);
    put(root, "data-mode", state.mode);
    put(root, "data-shows", shownNow.kind);
    modes.set(state.mode);
    side.set(state.side);
    layers.set(state.layers);
    zoom.set(state.zoom);
    viewPicker.set(state.view);
    muscle.value = words.found(state.trigger_point).muscle;
    for (const [id, control] of points) {
      show(control.node, id === muscle.value);
      control.set(state.trigger_point);
    }
    for (const view of views) view.update(state, shownNow);
    for (const text of [flags, ...texts]) text.update(state, shownNow);
    const places = [
      ...shownNow.essential,
      ...shownNow.spillover,
      ...(state.mode === "pain" ? state.painful : []),
    ];
    const low = places.some((place) => body.below.includes(place.split(":")[0]));
    show(below, state.zoom === "hip" && low);
    setText(copy, say("copy"));
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

  const events = TRAITS.map((name) => `change:${name}`);
  for (const event of events) model.on(event, updateSoon);
  el.append(root);
  update();
  restore();
  window.addEventListener("hashchange", restore);
  return () => {
    for (const event of events) model.off(event, updateSoon);
    window.removeEventListener("hashchange", restore);
    clearTimeout(writing);
    root.remove();
  };
}

export default { render };
