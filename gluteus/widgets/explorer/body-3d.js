import { html, inJupyterLab, put, setText, show } from "../dom.js";
import { VIEWS } from "./address.js";

const HOME = "gluteusBody3D"; // what the script leaves behind, for all explorers of a page
const CORNERS_3D = ["back_left", "back_right", "front_left", "front_right"];

let loading = null;

/** Runs a script from the site, or from a text, and gives what it leaves behind. */
async function run(address) {
  const script = html("script", { src: address, async: true });
  try {
    await new Promise((resolve, reject) => {
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Error(`${address} could not be loaded`)));
      document.head.append(script);
    });
    await globalThis[HOME].ready;
    return globalThis[HOME];
  } finally {
    script.remove();
  }
}

/** Asks the kernel for the script: a notebook has no site to load it from. */
async function runFromKernel(model) {
  const source = await new Promise((resolve) => {
    if (model.get("body3d_source")) return resolve(model.get("body3d_source"));
    const taken = () => {
      model.off("change:body3d_source", taken);
      resolve(model.get("body3d_source"));
    };
    model.on("change:body3d_source", taken);
    model.set("body3d_wanted", true);
    model.save_changes();
  });
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    return await run(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Loads the body that turns, once a page. */
function loadBody3D(model) {
  loading ??= inJupyterLab() ? runFromKernel(model) : run(model.get("body3d_address"));
  loading.catch(() => {
    loading = null; // another try may do
  });
  return loading;
}

/**
 * The body that turns: a button and, once it is pressed, the body.
 *
 * Nothing of the body is loaded before.  `open(wanted)` is told of a press, `update` opens and closes.
 */
export function body3d({ model, words, act, open }) {
  const { say, group } = words;
  const button = html(
    "button",
    { type: "button", class: "gx-button", "aria-expanded": "false", onclick: () => open(!isOpen) },
    say("body3d.open"),
  );
  const note = html("p", { class: "gx-quiet", role: "status" });
  const host = html("div", { hidden: true });
  const node = html("div", { class: "gx-control gx-body3d" }, button, note, host);
  let isOpen = false;
  let scene = null;
  let seen = {};
  let now = null;

  const strings = () => ({
    ...group("body3d"),
    views: group("views", VIEWS),
    ends: group("ends", VIEWS),
    seen: group("body3d.seen", [...VIEWS, ...CORNERS_3D]),
  });

  async function start() {
    setText(note, say("body3d.loading"));
    let api = null;
    try {
      api = await loadBody3D(model);
    } catch {
      setText(note, say("body3d.failed"));
      return;
    }
    if (!isOpen || scene) return;
    show(host, true);
    try {
      scene = api.create(host, {
        strings: strings(),
        onPlace: (place) => (now[0].mode === "pain" ? act.toggle(place) : act.begin(place)),
        onPoint: (key) => act.choose(...key.split(":")),
      });
    } catch (error) {
      const missing = error.cause === "webgl";
      if (!missing) console.error(error);
      show(host, false);
      setText(note, say(missing ? "body3d.missing" : "body3d.failed"));
      return;
    }
    setText(note, "");
    seen = {};
    update(...now);
  }

  function stop() {
    scene?.dispose();
    scene = null;
    show(host, false);
    setText(note, "");
  }

  function description(picture) {
    const names = picture.chosen.map(({ id, side }) => words.pattern(id, side));
    const counted = (key, places) =>
      places.length > 0 ? [`${say(key)}: ${say("placeCount", { count: places.length })}`] : [];
    const parts = [...counted("essential", picture.essential), ...counted("spillover", picture.spillover)];
    return [...new Set(names), ...parts].map((part) => `${part}.`).join(" ") || say("body3d.nothing");
  }

  function update(state, picture) {
    now = [state, picture];
    if (state.three_d !== isOpen) {
      isOpen = state.three_d;
      put(button, "aria-expanded", isOpen);
      setText(button, say(isOpen ? "body3d.close" : "body3d.open"));
      if (isOpen) start();
      else stop();
    }
    if (!scene) return;
    const pain = state.mode === "pain";
    const compared = state.mode === "compare";
    const every = [...new Set(Object.values(model.get("body").marks).flatMap((view) => Object.keys(view)))];
    const muscles = new Set(picture.chosen.map(({ muscle }) => muscle));
    const marked = pain && state.painful.length > 0 ? [{ places: state.painful, look: "marked" }] : [];
    if (state.zoom !== seen.zoom) scene.zoomTo(state.zoom);
    if (state.view !== seen.view) scene.face(state.view);
    seen = { zoom: state.zoom, view: state.view };
    scene.show({
      zones: [...picture.zones, ...marked],
      // Muscles would hide the patterns that are compared.
      chosen: compared ? picture.chosen.map(({ id, side }) => ({ id, side })) : picture.chosen,
      near:
        state.mode === "trigger_point"
          ? every.filter((key) => muscles.has(words.found(key.split(":")[0]).muscle))
          : [],
      quiet: state.layers.includes("points") ? every : [],
      layers: state.layers,
      label: description(picture),
    });
  }

  /** A script that is still on its way must find nobody waiting. */
  function dispose() {
    isOpen = false;
    stop();
  }

  return { node, update, dispose };
}
