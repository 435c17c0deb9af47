import { html, inJupyterLab, newPrefix, put, show } from "./dom.js";
import { actionRow } from "./explorer/action-row.js";
import { explorerActs } from "./explorer/acts.js";
import { fromHash, MODES, toHash } from "./explorer/address.js";
import { body3d } from "./explorer/body-3d.js";
import { choices } from "./explorer/choices.js";
import { compare } from "./explorer/compare.js";
import { comparePicker, compareText } from "./explorer/compare-view.js";
import { redFlags, safetyFlags } from "./explorer/flags.js";
import { wholeScenery, wholeViews } from "./explorer/geometry.js";
import { stepsBack } from "./explorer/history.js";
import { inSight } from "./explorer/in-sight.js";
import { legend } from "./explorer/legend.js";
import { linkInAddress } from "./explorer/link.js";
import { match, neighbours, shownIn, zonesOf } from "./explorer/lookups.js";
import { markingTools } from "./explorer/marking-tools.js";
import { onPaper, sourceLine } from "./explorer/on-paper.js";
import { paintFirst } from "./explorer/paint-first.js";
import { pickedNote } from "./explorer/picked-note.js";
import { pictureOptions } from "./explorer/picture-options.js";
import { pointPicker } from "./explorer/point-picker.js";
import { triggerPointText } from "./explorer/point-text.js";
import { painText } from "./explorer/results.js";
import { broken } from "./explorer/save-picture.js";
import { search } from "./explorer/search.js";
import { searchBox } from "./explorer/search-box.js";
import { bodyStage } from "./explorer/stage.js";
import { explorerState, TRAITS } from "./explorer/state.js";
import { headings } from "./explorer/text.js";
import { vocabulary } from "./explorer/words.js";
import { nameWithZone } from "./explorer/zone-names.js";

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

function render({ model, el }) {
  const atlas = model.get("atlas");
  const body = model.get("body");
  const words = vocabulary(atlas, model.get("strings"));
  const { say } = words;
  const uid = newPrefix("gx");
  const inLab = inJupyterLab();
  const link = (text, page, anchor = "") =>
    inLab ? text : html("a", { href: model.get(page) + anchor }, text);

  // State
  const state = explorerState(model, () => address.writeSoon());
  const address = linkInAddress({
    atlas,
    read: state.read,
    owned: () => !inLab && document.querySelector(".gluteus-explorer") === root,
  });
  const sight = inSight({
    state,
    atlas,
    body,
    seenIn: (view, places) => stage.shows(view, places),
    oneView: () => options.oneView(),
  });
  let saying = null;
  function sayWithUpdate(said) {
    saying = said;
    updateSoon();
  }
  const act = explorerActs({
    state,
    atlas,
    words,
    follow: sight.follow,
    stage: () => stage,
    tool: () => tools.tool(),
    announce,
    sayWithUpdate,
    refresh: update,
  });

  // Controls
  const parts = { atlas, words, uid, link, act, ...headings(el) };
  const modes = choices({
    legend: say("mode"),
    type: "radio",
    name: `${uid}-mode`,
    className: "gx-modes",
    options: words.group("modes", MODES),
    onpick: act.go,
  });
  const point = pointPicker(parts);
  const tools = markingTools({ ...parts, sayWithUpdate });
  const options = pictureOptions({ ...parts, state, isBelow: sight.isBelow });
  const actions = actionRow({ ...parts, state, inLab, address: address.address, paper: () => paper });
  const picker = comparePicker(parts);

  // Pictures.  Who presses the bare body says where it hurts; a comparison is not left by accident.
  const pressed = {
    toggle: act.toggle,
    begin: (place) => state.get("mode") === "trigger_point" && act.begin(place),
    choose: (id, on) => (state.get("mode") === "compare" ? act.compare(`${id}:${on}`) : act.choose(id, on)),
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
    nameOf: ({ place, key: pointed }) =>
      pointed ? words.pattern(...pointed.split(":")) : nameWithZone(place, state.read(), parts),
  });
  const turning = body3d({ model, words, act: pressed, open: (on) => state.set({ three_d: on }) });

  // Texts
  const notice = html("p", { class: "gx-notice", hidden: true });
  const status = html("p", { class: "gx-hidden", role: "status" });
  const flags = safetyFlags(parts);
  const key = legend(uid, words);
  const picked = pickedNote({
    words,
    go() {
      act.go("compare");
      root.scrollIntoView({ block: "nearest" });
    },
  });
  const texts = [triggerPointText(parts), painText(parts), compareText(parts)];
  const afterBody = [point, tools, options, flags, picker, key, ...texts, turning, picked, actions];

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
    point.node,
    tools.aboveBody,
    picker.node,
    notice,
    options.views,
    stage.node,
    tools.belowBody,
    flags.node,
    options.below,
    turning.node,
    options.layersAndZoom,
    actions.node,
    key.node,
    html(
      "p",
      { class: "gx-safety" },
      `${say("lookup")} ${say("safety")} `,
      link(say("safetyLink"), "safety_page"),
      inLab ? "." : "",
    ),
    picked.node,
    ...texts.map((text) => text.node),
    html("p", { class: "gx-on-paper gx-quiet" }, sourceLine(words)),
    status,
  );

  const paper = onPaper({ atlas, words, root, announce });

  function announce(said) {
    status.textContent = said;
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

  const short = (text) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

  function restore() {
    const found = address.restored();
    if (!found) return;
    state.take(found.state);
    if (!found.namesView) sight.find();
    const { unknown } = found;
    show(notice, unknown.length > 0);
    notice.textContent = unknown.length > 0 ? say("damaged", { parts: unknown.map(short).join(", ") }) : "";
    if (unknown.length > 0) announce(notice.textContent);
  }

  /** The body first: the rest follows when the browser has painted it. */
  function update() {
    const now = state.read();
    put(root, "data-mode", now.mode);
    stage.update(now, shownIn(now, atlas), tools.tool());
    afterPaint(updateRest);
  }

  function updateRest() {
    const now = state.read();
    const shown = shownIn(now, atlas);
    put(root, "data-shows", shown.kind);
    modes.set(now.mode);
    for (const part of afterBody) part.update(now, shown);
    if (saying) announce(saying());
    saying = null;
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
    address.stop();
    stop();
    turning.dispose();
    root.remove();
  };
}

export default { render };
