import { html, measure, put, show, svg } from "../dom.js";
import { brush } from "./brush.js";
import { nearest } from "./geometry.js";
import { LOOKS, lookOf, patternsFor, sign, zoneShape } from "./looks.js";
import { strokePath } from "./strokes.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const RADIUS = { chosen: 10, near: 5.5, quiet: 3.4 }; // of a trigger point's sign, in millimetres of body
const REACH = 17; // how far from its middle a sign can still be pressed
const FINGER = 22; // the same for a finger, in pixels

/**
 * One view of the body: places that can be marked, zones that are shown, points that can be pressed, strokes of paint.
 *
 * It knows the body and nothing of what a press means:
 * `on.place(place)` and `on.point(key)` are told of a press, by pointer or by key, `on.bare(place)` of a press on a
 * place while points are pressed, `on.hover(target)` of what lies under the pointer or has the focus, and
 * `on.draw`, `on.stroke` and `on.cancel` of strokes.
 * `texts` has the names that are read aloud: `place(place)`, `point(key)`, `places`, `points`, `empty`, `caption`,
 * and `ends`, what stands at the left and the right edge: a letter and words each.
 * `looks` are the looks of the zones, in the order in which they are drawn.
 */
export function bodyView({ view, widest, uid, texts, on, looks = LOOKS }) {
  const id = `${uid}-${view.name}`;
  const union = (places) => places.map((place) => view.regions[place] ?? "").join("");
  const path = (name, more = {}) => svg("path", { class: `gx-${name}`, ...more });
  const layer = (name, more, ...content) =>
    svg("svg", { class: `gx-layer gx-${name}`, preserveAspectRatio: "xMidYMid meet", ...more }, ...content);

  // Layers that a browser paints one by one: the body stands still, only what lies over it changes.
  const skin = path("skin", { d: view.outline });
  const relief = svg("image", {
    class: "gx-relief",
    width: view.width,
    height: view.height,
    preserveAspectRatio: "none",
    transform: view.flipped ? `translate(${view.width}) scale(-1 1)` : null,
  });
  const bones = svg("g");
  const muscles = svg("g");
  const borders = path("borders", { d: Object.values(view.regions).join("") });
  const still = layer("still", { "aria-hidden": "true" }, skin, relief, bones, muscles, borders);

  const muscle = path("muscle-chosen");
  const zones = new Map(looks.map((name) => [name, zoneShape(name, id)]));
  const casing = path("casing");
  const marked = zoneShape("marked", id);
  const clip = path("clip");
  const paint = path("paint");
  const [hovered, focused] = [path("hover"), path("focus")];
  const regions = Object.entries(view.regions).map(([place, d]) => ({
    place,
    node: path("region", { d, "data-place": place, role: "checkbox", "aria-label": texts.place(place) }),
  }));
  const marks = Object.entries(view.marks).map(([key, centre]) => ({ key, centre, size: "", node: null }));
  const over = layer(
    "over",
    { "aria-hidden": "true" },
    patternsFor(id, [...looks, "marked"]),
    svg("clipPath", { id: `${id}-clip` }, clip),
    muscle,
    ...zones.values(),
    path("outline", { d: view.contour }),
    casing,
    marked,
    svg("g", { "clip-path": `url(#${id}-clip)` }, paint),
  );
  const regionLayer = layer("regions", { role: "none" }, ...regions.map(({ node }) => node));
  const pointed = layer("pointed", { "aria-hidden": "true" }, hovered, focused);
  const markLayer = layer("marks", { role: "none" });
  const layers = [still, over, regionLayer, pointed, markLayer];
  const picture = html("div", { class: "gx-picture", role: "group" }, ...layers);

  const [start, end] = texts.ends;
  const node = html(
    "figure",
    { class: "gx-view", "data-view": view.name },
    html(
      "p",
      { class: "gx-ends", "aria-hidden": "true" },
      html("span", {}, html("b", {}, start.letter), ` ${start.words}`),
      html("span", {}, `${end.words} `, html("b", {}, end.letter)),
    ),
    picture,
    html("figcaption", {}, texts.caption),
  );
  node.style.setProperty("--width", view.width);
  node.style.setProperty("--widest", widest);

  // --- What is pressed

  let pressing = ""; // "places" or "points"
  let brushing = false;
  let items = [];
  let active = null; // one tab stop for each view: the arrow keys move within it

  function centreOf(item) {
    if (!item.centre) {
      const { x, y, width, height } = item.node.getBBox();
      item.centre = [x + width / 2, y + height / 2];
    }
    return item;
  }
  function activate(item) {
    if (item === active) return;
    active?.node.setAttribute("tabindex", "-1");
    active = item;
    active?.node.setAttribute("tabindex", "0");
  }
  function press(item) {
    activate(item);
    if (pressing === "places") on.place(item.place);
    else on.point(item.key);
  }
  const itemOfNode = new Map(regions.map((item) => [item.node, item]));

  /** Gives a mark its node when it is first shown: most never are. */
  function made(mark) {
    if (mark.node) return mark.node;
    // A sign of each size waits in it: to choose one is to write one attribute.
    const signs = Object.entries(RADIUS).map(([size, radius]) =>
      sign(mark.centre, radius, `gx-sign-${size}`),
    );
    mark.node = svg(
      "g",
      {
        class: "gx-mark",
        role: "button",
        "aria-label": texts.point(mark.key),
        "aria-pressed": "false",
        "data-point": mark.key,
        tabindex: pressing === "points" ? "-1" : null,
      },
      ...signs,
    );
    itemOfNode.set(mark.node, mark);
    const after = marks.slice(marks.indexOf(mark) + 1).find(({ node }) => node);
    markLayer.insertBefore(mark.node, after?.node ?? null);
    return mark.node;
  }

  function itemOf(event) {
    const item = itemOfNode.get(event.target.closest("[data-place], [data-point]"));
    return items.includes(item) ? item : null;
  }

  const toUnits = () => regionLayer.getScreenCTM().inverse();

  /** The sign nearest to an event, among those within reach: signs may lie close together. */
  function signAt(event) {
    const matrix = toUnits();
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
    let best = null;
    let least = event.pointerType === "touch" ? Math.max(REACH, FINGER * matrix.a) : REACH;
    for (const item of items) {
      const away = Math.hypot(item.centre[0] - x, item.centre[1] - y);
      if (away <= least) [best, least] = [item, away];
    }
    return best;
  }
  const itemAt = (event) => (pressing === "points" ? signAt(event) : itemOf(event));

  picture.addEventListener("click", (event) => {
    if (brushing) return;
    const item = itemAt(event);
    if (item) press(item);
    else if (event.target.dataset.place) on.bare(event.target.dataset.place);
  });
  picture.addEventListener("keydown", (event) => {
    const item = itemOf(event);
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") press(item);
    else if (ARROWS[event.key]) {
      const next = nearest(centreOf(item).centre, items.map(centreOf), ARROWS[event.key]);
      if (next) {
        activate(next);
        next.node.focus();
      }
    } else return;
    event.preventDefault();
    event.stopPropagation(); // JupyterLab has keys of its own
  });
  // On the figure: Chromium gives an SVG element that listens to focus a tab stop of its own.
  node.addEventListener("focusin", (event) => {
    const item = itemOf(event);
    if (!item?.node.matches(":focus-visible")) return;
    put(focused, "d", view.regions[item.place] ?? "");
    on.hover(item);
  });
  node.addEventListener("focusout", () => {
    put(focused, "d", "");
    on.hover(null);
  });

  let under = null;
  function hover(item) {
    if (item?.node === under) return;
    under = item?.node ?? null;
    on.hover(item);
  }
  picture.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || strokes.drawing()) return;
    const { place } = event.target.dataset;
    hover(itemAt(event) ?? (place ? { place, node: event.target } : null));
  });
  picture.addEventListener("pointerleave", () => hover(null));

  // --- Paint

  let paths = null;
  let last = null;
  const pen = () => document.createElement("canvas").getContext("2d");
  const contains = (one, x, y) =>
    x >= one.left &&
    x <= one.right &&
    y >= one.top &&
    y <= one.bottom &&
    paths.pen.isPointInPath(one.path, x, y);

  /** The place at a point of the view; the one found last is the likeliest. */
  function placeAt(x, y) {
    paths ??= {
      pen: pen(),
      all: regions.map(({ place, node: one }) => {
        const { x: left, y: top, width, height } = one.getBBox();
        const path = new Path2D(view.regions[place]);
        return { place, path, left, top, right: left + width, bottom: top + height };
      }),
    };
    if (!last || !contains(last, x, y)) last = paths.all.find((one) => contains(one, x, y)) ?? null;
    return last?.place ?? null;
  }
  const strokes = brush({
    picture,
    toUnits,
    active: () => brushing,
    placeAt,
    on: { start: () => hover(null), draw: on.draw, end: on.stroke, cancel: on.cancel },
  });

  // --- What is shown

  let flesh = []; // pairs of a muscle's name and its path
  const shown = {};
  /** Whether something is new since the last update. */
  function isNew(name, value) {
    if (shown[name] === value) return false;
    shown[name] = value;
    return true;
  }

  function setPressing(next) {
    if (!isNew("pressing", next)) return;
    pressing = next;
    const ofPlaces = pressing === "places";
    for (const { node: one } of regions) {
      if (ofPlaces) one.setAttribute("tabindex", "-1");
      else one.removeAttribute("tabindex");
    }
    for (const { node: one } of marks) {
      if (ofPlaces) one?.removeAttribute("tabindex");
      else one?.setAttribute("tabindex", "-1");
    }
    const [heard, unheard] = ofPlaces ? [regionLayer, markLayer] : [markLayer, regionLayer];
    heard.removeAttribute("aria-hidden");
    unheard.setAttribute("aria-hidden", "true");
    markLayer.classList.toggle("gx-still-marks", ofPlaces);
    show(borders, ofPlaces);
    active = null;
  }

  const drawn = new Map();
  /** Writes a path where it is new: a browser looks at a shape again after every write, needed or not. */
  function draw(d, ...shapes) {
    for (const shape of shapes) {
      if (drawn.get(shape) === d) continue;
      drawn.set(shape, d);
      shape.setAttribute("d", d);
    }
  }

  const nodes = new Map(regions.map(({ place, node: one }) => [place, one]));
  for (const one of nodes.values()) one.setAttribute("aria-checked", "false");
  let ticked = new Set();
  function setMarked(places, striped = places) {
    if (isNew("striped", striped.join())) draw(union(striped), casing, marked);
    if (!isNew("marked", places.join())) return;
    const next = new Set(places);
    for (const place of ticked) if (!next.has(place)) nodes.get(place)?.setAttribute("aria-checked", "false");
    for (const place of next) if (!ticked.has(place)) nodes.get(place)?.setAttribute("aria-checked", "true");
    ticked = next;
  }

  let seenMarks = [];
  function setMarks(near, quiet, chosen) {
    if (!isNew("marks", [near, quiet, chosen].join(";"))) return;
    const sizes = new Map();
    for (const [size, keys] of Object.entries({ quiet, near, chosen }))
      for (const key of keys) sizes.set(key, size);
    for (const mark of marks) {
      const size = sizes.get(mark.key) ?? "";
      if (mark.size === size) continue;
      const node = made(mark);
      if ((mark.size === "") !== (size === "")) show(node, size !== "");
      if ((mark.size === "chosen") !== (size === "chosen"))
        node.setAttribute("aria-pressed", size === "chosen");
      mark.size = size;
      node.setAttribute("data-size", size);
    }
    seenMarks = marks.filter(({ size }) => size !== "");
  }

  /**
   * Shows a state.
   *
   * `picture`: top and bottom; `current`: whether a narrow screen shows this view; `layers`: what of the body is
   * seen; `pressing`: "places" or "points"; `brushing`: whether strokes are drawn; `zones`: places and the look of
   * each; `muscles`: names such as "piriformis:left"; `chosen`, `near`, `quiet`: keys of points, the largest signs
   * first; `marked`: places, and `striped` those that the picture shows as such, if not all; `strokes`: points of each.
   */
  function update(state) {
    const [top, bottom] = state.picture;
    if (isNew("picture", `0 ${top} ${view.width} ${bottom - top}`)) {
      for (const one of layers) one.setAttribute("viewBox", shown.picture);
      measure(node, "--height", bottom - top);
    }
    if (isNew("current", state.current)) node.classList.toggle("gx-current", state.current);
    if (isNew("layers", state.layers.join())) {
      for (const one of [skin, relief]) show(one, state.layers.includes("skin"));
      show(bones, state.layers.includes("bones"));
      show(muscles, state.layers.includes("muscles"));
    }
    setPressing(state.pressing);
    if (isNew("brushing", state.brushing)) {
      brushing = state.brushing;
      picture.classList.toggle("gx-brushing", brushing);
    }
    if (isNew("zones", state.zones)) {
      const drawnAs = new Map(state.zones.map((zone) => [lookOf(zone), union(zone.places)]));
      for (const [name, shape] of zones) draw(drawnAs.get(name) ?? "", shape);
    }
    if (isNew("muscles", state.muscles.join())) {
      const chosen = flesh.filter(([name]) => state.muscles.includes(name));
      draw(chosen.map(([, d]) => d).join(""), muscle);
    }
    setMarked(state.marked, state.striped);
    draw(state.strokes.map(strokePath).join(""), paint);
    if (state.strokes.length > 0) draw(drawn.get(marked), clip); // without paint it clips nothing
    setMarks(state.near, state.quiet, state.chosen);

    // The tab stop waits where something is chosen, but never leaves a reader who is moving about.
    items = pressing === "places" ? regions : seenMarks;
    const here = picture.contains(document.activeElement);
    const wanted =
      pressing === "places"
        ? regions.find(({ place }) => ticked.has(place))
        : seenMarks.find(({ size }) => size === "chosen");
    if (!items.includes(active)) activate(wanted ?? items[0] ?? null);
    else if (pressing === "points" && wanted && !here) activate(wanted);
    const label = items.length > 0 ? texts[pressing] : texts.empty;
    if (isNew("label", label)) {
      picture.setAttribute("role", items.length > 0 ? "group" : "img");
      picture.setAttribute("aria-label", label);
    }
  }

  /** Takes what makes the body look like one; it can come after the first update, and wants another one then. */
  function dress(scenery) {
    relief.setAttribute("href", scenery.relief);
    bones.replaceChildren(...scenery.bones.map(([, d]) => path("bone", { d })));
    muscles.replaceChildren(...scenery.muscles.map(([, d]) => path("muscle", { d })));
    flesh = scenery.muscles;
    delete shown.muscles;
  }

  return {
    node,
    update,
    dress,
    placeAt,
    cancel: strokes.cancel,
    outline: (place) => put(hovered, "d", view.regions[place] ?? ""),
  };
}
