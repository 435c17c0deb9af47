// Everything that is said to the reader; a translation replaces this one object.
const STRINGS = {
  title: "Referred-pain explorer",
  modes: { trigger_point: "From a trigger point", pain: "From where it hurts" },
  mode: "Where to start",
  muscle: "Muscle",
  triggerPoint: "Trigger point",
  side: "Side",
  sides: { left: "Left", right: "Right", both: "Both" },
  sideWords: { left: "left", right: "right", both: "left and right" },
  layer: "Show",
  layers: { skin: "Skin", muscles: "Muscles", bones: "Bones" },
  zoom: "Picture",
  zooms: { hip: "Hip", whole: "Whole legs" },
  view: "View of the body",
  views: { back: "Back", front: "Front", left: "Left side", right: "Right side" },
  captions: { back: "Back", front: "Front", left: "Your left side", right: "Your right side" },
  ends: {
    back: ["L", "your left", "your right", "R"],
    front: ["R", "your right", "your left", "L"],
    left: ["", "front", "back", ""],
    right: ["", "back", "front", ""],
  },
  marksGroup: (view) => `${view} of the body. Trigger points: arrow keys move, Enter chooses.`,
  regionsGroup: (view) => `${view} of the body. Places: arrow keys move, Enter marks.`,
  emptyView: (view) => `${view} of the body. No trigger point is seen from here.`,
  sided: (name, side) => `${name}, ${side}`,
  point: (muscle, label, side) => `${muscle} ${label}, ${side}`,
  essential: "Essential zone",
  spillover: "Spillover zone",
  area: "Where it is felt",
  essentialMeaning: "felt by nearly everyone with this point, by tradition",
  spilloverMeaning: "felt by some, usually when the pain is stronger",
  inEssential: "essential zone",
  inSpillover: "spillover zone",
  inArea: "felt here",
  marked: "marked",
  unmarked: "not marked",
  legend: "Key",
  legendChosen: "a common site, not a fixed one",
  legendMuscle: "the muscle it lies in",
  legendOther: ["Other trigger points", "press one to choose it"],
  legendMarked: "Places you marked",
  legendArea: ["Where it is felt", "the condition you chose"],
  below: "Some of these places lie below the picture.",
  showWhole: "Show whole legs",
  site: "Where the point is",
  complaints: "What people notice",
  mimics: "What else can feel like this",
  neighbours: "Muscles that hurt in the same places",
  howSure: "How sure is this?",
  sources: "Sources",
  none: "None described.",
  certainty: {
    measured: "measured",
    traditional: "traditional",
    disputed: "disputed",
    unverified: "not verified",
  },
  certaintyMeaning: {
    measured: "seen in a study that is cited.",
    traditional: "handed down in expert drawings, not measured.",
    disputed: "studies or experts contradict it.",
    unverified: "believed right; the first source has not been read for this course.",
  },
  lookup: "This is a look-up in expert drawings, not a diagnosis.",
  safety:
    "New numbness, weakness, fever, a fall, or trouble with bladder or bowel? Do not work on the muscle.",
  safetyLink: "Read Safety first",
  flags: {
    saddle: [
      "You marked the saddle area.",
      "Numbness there, new trouble with bladder, bowel or sexual feeling, or weak legs can be an emergency. Get help now: hours matter.",
    ],
    bothLegs: [
      "You marked both legs.",
      "If both legs are weak or numb, or weakness is getting worse quickly, get emergency help now.",
    ],
    belowKnee: [
      "You marked a place below the knee.",
      "With numbness or weakness it can come from a nerve root: see a clinician soon. A new swollen, warm or red leg needs help today.",
    ],
  },
  places: "Places",
  filter: "Find a place by name",
  noPlaces: "No place has that name.",
  areaCount: (name, count) => (count ? `${name} (${count} marked)` : name),
  yourPlaces: "Where it hurts",
  press: "Press the places that hurt, on the body or in the list. Nothing you mark leaves this page.",
  noneMarked: "No place is marked yet.",
  clear: "Clear all",
  remove: (name) => `Remove ${name}`,
  results: "What could send pain there",
  noResults: "No pattern in the atlas reaches these places.",
  resultsOrder: "Muscles and other conditions stand side by side, the best fit first.",
  more: (count) => `Show ${count} more`,
  kinds: { trigger_point: "Muscle trigger point", condition: "Condition, not a muscle" },
  covers: (hits, marked) => `covers ${hits} of the ${marked} ${marked === 1 ? "place" : "places"} you marked`,
  fills: (hits, total) => `${hits} of this pattern's ${total} places ${hits === 1 ? "is" : "are"} marked`,
  show: "Show on the body",
  signs: "What speaks for it",
  advice: "What to do",
  copy: "Copy link",
  copied: "Link copied.",
  copyByHand: "Copy this link:",
  damaged: (parts) => `Part of the link was not understood and was left out: ${parts}.`,
  saidPoint: (point, essential, spillover) =>
    `${point}. Essential zone: ${essential} ${essential === 1 ? "place" : "places"}. ` +
    `Spillover: ${spillover} ${spillover === 1 ? "place" : "places"}.`,
  saidRegion: (name, marked, count) =>
    `${name}: ${marked ? "marked" : "not marked"}. ${count} ${count === 1 ? "place" : "places"} marked.`,
  saidBest: (name) => `Best fit: ${name}.`,
  saidShown: (name) => `${name}: shown on the body.`,
  saidHidden: "Pattern hidden.",
  saidCleared: "All places cleared.",
  saidMode: (name) => `${name}.`,
  saidLayer: (name, on) => `${name} ${on ? "shown" : "hidden"}.`,
  saidZoom: (name) => `Picture: ${name}.`,
};

const SIDES = ["left", "right"];
const LAYERS = ["skin", "muscles", "bones"];
const USUAL_LAYERS = ["skin"];
const FIRST_RESULTS = 6;
const WRITE_AFTER = 250; // milliseconds without a change
const SVG = "http://www.w3.org/2000/svg";
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

let instances = 0;

// --- Look-ups, the same as gluteus.atlas -------------------------------------------------------------------------

/** The sided regions of a list, for a source on one side; some are felt on both. */
function sided(regions, both, side) {
  const other = side === "left" ? "right" : "left";
  return [
    ...regions.map((region) => `${region}:${side}`),
    ...regions.filter((region) => both.includes(region)).map((region) => `${region}:${other}`),
  ];
}

const known = new WeakMap();

/** Every pattern of the atlas on each side, in the order in which equal matches are listed; made once an atlas. */
function patterns(atlas) {
  if (!known.has(atlas)) {
    const sides = [...atlas.trigger_points, ...atlas.conditions].flatMap((one) =>
      SIDES.map((side) => ({
        kind: one.kind,
        id: one.id,
        side,
        essential: sided(one.essential, one.both_sides, side),
        spillover: sided(one.spillover, one.both_sides, side),
      })),
    );
    known.set(atlas, sides);
  }
  return known.get(atlas);
}

/** Ranks the patterns that reach the marked places; figures and order are those of gluteus.atlas.match. */
export function match(regions, atlas) {
  const marks = new Set(regions);
  const found = [];
  for (const { kind, id, side, essential, spillover } of patterns(atlas)) {
    const hits = [essential, spillover].map((zone) => zone.filter((region) => marks.has(region)).length);
    const shared = hits[0] + hits[1];
    if (shared === 0) continue;
    found.push({
      kind,
      id,
      side,
      covers: shared / marks.size,
      marked: shared / (essential.length + spillover.length),
      essential: hits[0],
      spillover: hits[1],
    });
  }
  return found.sort((a, b) => b.covers - a.covers || b.marked - a.marked || b.essential - a.essential);
}

/** Which safety messages the marked places call for, the most urgent first. */
export function redFlags(painful, atlas) {
  const places = painful.map((place) => place.split(":"));
  const region = (id) => atlas.regions.find((one) => one.id === id);
  const legs = places.filter(([id]) => ["thigh", "knee", "leg"].includes(region(id).area));
  const flags = [];
  if (places.some(([id]) => region(id).red_flag)) flags.push("saddle");
  if (new Set(legs.map(([, side]) => side)).size === 2) flags.push("bothLegs");
  if (legs.some(([id]) => region(id).area === "leg")) flags.push("belowKnee");
  return flags;
}

// --- The state in the address ------------------------------------------------------------------------------------

const HASH = "#explorer=";

/** The state as the readable part of a link, such as trp:gluteus_medius.1;side:left. */
export function toHash(state) {
  const parts =
    state.mode === "trigger_point"
      ? [`trp:${state.trigger_point}`, `side:${state.side}`]
      : [`pain:${state.painful.join(",")}`, ...(state.shown ? [`show:${state.shown}`] : [])];
  if (state.layers.join() !== USUAL_LAYERS.join()) parts.push(`layers:${state.layers.join(",")}`);
  if (state.zoom !== "hip") parts.push(`zoom:${state.zoom}`);
  if (state.view !== "back") parts.push(`view:${state.view}`);
  return HASH + parts.join(";");
}

/** Reads a link: what can be read is in `state`, what cannot is in `unknown`. */
export function fromHash(hash, atlas) {
  const state = {};
  const unknown = [];
  const regions = new Set(atlas.regions.flatMap(({ id }) => SIDES.map((side) => `${id}:${side}`)));
  const points = new Set(atlas.trigger_points.map(({ id }) => id));
  const shown = new Set(patterns(atlas).map(({ id, side }) => `${id}:${side}`));
  const one = (trait, known) => (value) => {
    if (known.has(value)) state[trait] = value;
    else unknown.push(value);
  };
  const several = (trait, known) => (text) => {
    const values = text.split(",").filter((value) => value !== "");
    state[trait] = [...new Set(values.filter((value) => known.has(value)))];
    unknown.push(...values.filter((value) => !known.has(value)));
  };
  const readers = {
    trp: (value) => {
      state.mode = "trigger_point";
      one("trigger_point", points)(value);
    },
    pain: (value) => {
      state.mode = "pain";
      several("painful", regions)(value);
    },
    side: one("side", new Set(Object.keys(STRINGS.sides))),
    show: one("shown", shown),
    layers: several("layers", new Set(LAYERS)),
    zoom: one("zoom", new Set(Object.keys(STRINGS.zooms))),
    view: one("view", new Set(Object.keys(STRINGS.views))),
  };
  for (const part of decode(hash.slice(HASH.length)).split(";")) {
    const colon = part.indexOf(":");
    const key = part.slice(0, colon);
    if (colon > 0 && Object.hasOwn(readers, key)) readers[key](part.slice(colon + 1));
    else if (part !== "") unknown.push(part);
  }
  return { state, unknown };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// --- Building blocks ---------------------------------------------------------------------------------------------

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

const html = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, tag), attributes, children);

/** Writes an attribute where it differs: a browser looks at the style again after every write, needed or not. */
function put(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

/** Writes a style where it differs. */
function measure(node, name, value) {
  if (node.style.getPropertyValue(name) !== String(value)) node.style.setProperty(name, value);
}

/** Writes a text where it differs. */
function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Shows or hides an element of HTML or SVG. */
function show(node, visible) {
  node.toggleAttribute("hidden", !visible);
}

/** A row of radio buttons or checkboxes that looks like one control. */
function choices({ legend, type, name, options, onpick, className = "" }) {
  const inputs = new Map();
  const labels = Object.entries(options).map(([value, content]) => {
    const input = html("input", { type, name, value, onchange: () => onpick(value, input.checked) });
    inputs.set(value, input);
    return html(
      "label",
      { class: "gx-choice" },
      input,
      html("span", { class: "gx-choice-face" }, ...[content].flat()),
    );
  });
  const node = html(
    "fieldset",
    { class: `gx-choices ${className}` },
    html("legend", { class: "gx-hidden" }, legend),
    ...labels,
  );
  const set = (values) => {
    for (const [value, input] of inputs) input.checked = [values].flat().includes(value);
  };
  return { node, set };
}

/** The trigger point's sign, an X in a circle, drawn round the origin; `radius` in millimetres of body. */
function sign(radius) {
  const arm = radius * 0.46;
  return [
    svg("circle", { class: "gx-sign-ground", r: radius }),
    svg("path", {
      class: "gx-sign-cross",
      d: `M${-arm} ${-arm}L${arm} ${arm}M${arm} ${-arm}L${-arm} ${arm}`,
    }),
  ];
}

/** Dots and stripes: zones differ by pattern, not by colour alone. */
function fills(uid) {
  return svg(
    "defs",
    {},
    svg(
      "pattern",
      { id: `${uid}-dots`, width: 10, height: 10, patternUnits: "userSpaceOnUse" },
      svg("rect", { class: "gx-dots-ground", width: 10, height: 10 }),
      svg("circle", { class: "gx-dot", cx: 2.5, cy: 2.5, r: 2 }),
      svg("circle", { class: "gx-dot", cx: 7.5, cy: 7.5, r: 2 }),
    ),
    svg(
      "pattern",
      {
        id: `${uid}-stripes`,
        width: 9,
        height: 9,
        patternUnits: "userSpaceOnUse",
        patternTransform: "rotate(45)",
      },
      svg("rect", { class: "gx-stripes-ground", width: 9, height: 9 }),
      svg("rect", { class: "gx-stripe", width: 3, height: 9 }),
    ),
  );
}

/** The nearest item in a direction: straight ahead counts once, sideways counts double. */
function nearest(from, items, [dx, dy]) {
  let best = null;
  let least = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const [x, y] = [item.centre[0] - from[0], item.centre[1] - from[1]];
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy - y * dx);
    if (ahead < 1 || aside > 2 * ahead) continue;
    if (ahead + 2 * aside < least) [best, least] = [item, ahead + 2 * aside];
  }
  return best;
}

/** The other side of a sided name. */
const otherSide = (name) =>
  name.replace(/:(left|right)$/, (_, side) => (side === "left" ? ":right" : ":left"));

/** A path of M, l and z, mirrored in a picture of a width. */
function mirrored(path, width) {
  return path.replace(/([Ml])([^Mlz]*)/g, (_, command, text) => {
    const numbers = text.match(/-?[\d.]+/g).map(Number);
    const flip = (x) => Math.round(10 * (command === "M" ? width - x : -x)) / 10;
    return command + numbers.map((number, at) => (at % 2 === 0 ? flip(number) : number)).join(" ");
  });
}

/** The four views in full: the body is symmetric, and the page gets one half of it. */
export function wholeViews(body) {
  const mirror = (paths, width) => paths.map(([name, path]) => [otherSide(name), mirrored(path, width)]);
  const both = (paths, width) =>
    mirror(paths, width).flatMap((pair, at) => (pair[0] === paths[at][0] ? [paths[at]] : [paths[at], pair]));
  const each = (view, change) => ({
    regions: Object.fromEntries(change(view.regions, view.width)),
    bones: change(view.bones, view.width),
    muscles: change(view.muscles, view.width),
  });
  const [back, front, left] = body.views;
  const right = {
    ...left,
    ...each(left, mirror),
    name: "right",
    outline: mirrored(left.outline, left.width),
    contour: mirrored(left.contour, left.width),
    flipped: true,
  };
  const whole = [
    { ...back, ...each(back, both) },
    { ...front, ...each(front, both) },
    { ...left, regions: Object.fromEntries(left.regions) },
    right,
  ];
  return whole.map((view) => ({ ...view, marks: body.marks[view.name] }));
}

// --- One view of the body ----------------------------------------------------------------------------------------

function bodyView({ view, widest, zooms, words, uid, act }) {
  const id = `${uid}-${view.name}`;
  const union = (places) => places.map((place) => view.regions[place] ?? "").join("");
  const path = (name) => svg("path", { class: `gx-${name}` });
  const zones = { spillover: path("spillover"), essential: path("essential") };
  const over = { casing: path("casing"), marked: path("marked"), hover: path("hover"), focus: path("focus") };
  zones.spillover.setAttribute("fill", `url(#${id}-dots)`);
  over.marked.setAttribute("fill", `url(#${id}-stripes)`);

  const skin = svg("path", { class: "gx-skin", d: view.outline });
  const relief = svg("image", {
    class: "gx-relief",
    href: view.relief,
    width: view.width,
    height: view.height,
    preserveAspectRatio: "none",
    transform: view.flipped ? `translate(${view.width}) scale(-1 1)` : null,
  });
  const bones = svg("g", {}, ...view.bones.map(([, d]) => svg("path", { class: "gx-bone", d })));
  const muscles = view.muscles.map(([key, d]) => {
    const [muscle, side] = key.split(":");
    return { muscle, side, node: svg("path", { class: "gx-muscle", d }) };
  });
  const muscleLayer = svg("g", {}, ...muscles.map(({ node }) => node));
  const regions = Object.entries(view.regions).map(([place, d]) => ({
    place,
    node: svg("path", { class: "gx-region", d, "data-place": place }),
  }));
  const marks = Object.entries(view.marks).map(([key, centre]) => {
    const [point, side] = key.split(":");
    const node = svg(
      "g",
      {
        class: "gx-mark",
        transform: `translate(${centre.join(" ")})`,
        role: "button",
        "aria-label": words.pattern(point, side),
        "data-point": key,
      },
      svg("circle", { class: "gx-mark-reach", r: 17 }),
      svg("g", { class: "gx-mark-sign" }, ...sign(10)),
    );
    return { point, side, centre, node };
  });
  const regionLayer = svg("g", {}, ...regions.map(({ node }) => node));
  const markLayer = svg("g", {}, ...marks.map(({ node }) => node));
  const picture = svg(
    "svg",
    { class: "gx-picture", role: "group", preserveAspectRatio: "xMidYMid meet" },
    fills(id),
    skin,
    relief,
    bones,
    muscleLayer,
    zones.spillover,
    zones.essential,
    svg("path", { class: "gx-outline", d: view.contour }),
    over.casing,
    over.marked,
    regionLayer,
    over.hover,
    over.focus,
    markLayer,
  );
  const [first, start, end, last] = STRINGS.ends[view.name];
  const node = html(
    "figure",
    { class: "gx-view", "data-view": view.name },
    html(
      "p",
      { class: "gx-ends", "aria-hidden": "true" },
      html("span", {}, html("b", {}, first), ` ${start}`),
      html("span", {}, `${end} `, html("b", {}, last)),
    ),
    picture,
    html("figcaption", {}, STRINGS.captions[view.name]),
  );
  node.style.setProperty("--width", view.width);
  node.style.setProperty("--widest", widest);

  // One tab stop for each view: the arrow keys move within it.
  let mode = "";
  let items = [];
  let active = null;

  function centreOf(item) {
    if (!item.centre) {
      const box = item.node.getBBox();
      item.centre = [box.x + box.width / 2, box.y + box.height / 2];
    }
    return item;
  }
  function activate(item) {
    active?.node.setAttribute("tabindex", "-1");
    active = item;
    active?.node.setAttribute("tabindex", "0");
  }
  function press(item) {
    activate(item);
    if (mode === "pain") act.toggle(item.place);
    else act.choose(item.point, item.side);
  }
  const itemOf = (event) => items.find(({ node: one }) => one.contains(event.target));

  picture.addEventListener("click", (event) => {
    const item = itemOf(event);
    if (item) press(item);
    // Who presses on the bare body says where it hurts, whichever way the explorer was opened.
    else if (event.target.dataset.place) act.begin(event.target.dataset.place);
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
    if (!item) return;
    over.focus.setAttribute(
      "d",
      item.node.matches(":focus-visible") && item.place ? view.regions[item.place] : "",
    );
    if (item.node.matches(":focus-visible"))
      act.hover(item.node, item.place, item.point && `${item.point}:${item.side}`);
  });
  node.addEventListener("focusout", () => {
    over.focus.setAttribute("d", "");
    act.hover(null);
  });
  picture.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const target = event.target.closest("[data-place], [data-point]");
    act.hover(target, target?.dataset.place, target?.dataset.point);
  });
  picture.addEventListener("pointerleave", () => act.hover(null));

  function setMode(next) {
    if (mode === next) return;
    mode = next;
    const pain = mode === "pain";
    for (const { place, node: one } of regions) {
      if (pain) {
        one.setAttribute("role", "checkbox");
        one.setAttribute("aria-label", words.place(place));
        one.setAttribute("tabindex", "-1");
      } else for (const name of ["role", "aria-label", "aria-checked", "tabindex"]) one.removeAttribute(name);
    }
    for (const { node: one } of marks) {
      if (pain) one.removeAttribute("tabindex");
      else one.setAttribute("tabindex", "-1");
      one.setAttribute("aria-hidden", pain);
    }
    markLayer.classList.toggle("gx-still", pain);
    regionLayer.setAttribute("aria-hidden", !pain);
    items = pain ? regions : marks;
    active = null;
  }

  function update(state, { essential, spillover, chosen }) {
    setMode(state.mode);
    const pain = mode === "pain";
    const [top, bottom] = zooms[state.zoom];
    put(picture, "viewBox", `0 ${top} ${view.width} ${bottom - top}`);
    measure(node, "--height", bottom - top);
    node.classList.toggle("gx-current", state.view === view.name);

    show(skin, state.layers.includes("skin"));
    show(relief, state.layers.includes("skin"));
    show(bones, state.layers.includes("bones"));
    for (const { muscle, side, node: one } of muscles) {
      const on = chosen.some((pick) => pick.muscle === muscle && pick.side === side);
      one.classList.toggle("gx-muscle-chosen", on);
      show(one, on || state.layers.includes("muscles"));
    }
    put(zones.essential, "d", union(essential));
    put(zones.spillover, "d", union(spillover));
    for (const layer of [over.casing, over.marked]) put(layer, "d", pain ? union(state.painful) : "");
    for (const { place, node: one } of regions) {
      if (pain) put(one, "aria-checked", state.painful.includes(place));
    }
    for (const { point, side, node: one } of marks) {
      const on = chosen.some((pick) => pick.id === point && pick.side === side);
      one.classList.toggle("gx-mark-chosen", on);
      put(one, "aria-pressed", on);
      show(one, on || !pain);
    }
    // The tab stop waits where something is chosen, but never leaves a reader who is moving about.
    const chosenItem = pain ? null : marks.find(({ node: one }) => one.classList.contains("gx-mark-chosen"));
    if (!active)
      activate(regions.find(({ place }) => pain && state.painful.includes(place)) ?? items[0] ?? null);
    if (chosenItem && !picture.contains(document.activeElement)) activate(chosenItem);
    const name = STRINGS.views[view.name];
    const instruction = pain ? STRINGS.regionsGroup : STRINGS.marksGroup;
    put(picture, "role", items.length > 0 ? "group" : "img");
    put(picture, "aria-label", items.length > 0 ? instruction(name) : STRINGS.emptyView(name));
  }

  return {
    node,
    update,
    outline: (place) => over.hover.setAttribute("d", (place && view.regions[place]) || ""),
  };
}

// --- The text beside the picture ---------------------------------------------------------------------------------

/** Names as the reader sees them. */
function vocabulary(atlas) {
  const regions = new Map(atlas.regions.map((one) => [one.id, one]));
  const found = new Map([...atlas.trigger_points, ...atlas.conditions].map((one) => [one.id, one]));
  const muscles = new Map(atlas.muscles.map((one) => [one.id, one]));
  const title = (id) => {
    const one = found.get(id);
    return one.kind === "trigger_point" ? `${muscles.get(one.muscle).name} ${one.label}` : one.name;
  };
  return {
    region: (id) => regions.get(id),
    found: (id) => found.get(id),
    muscle: (id) => muscles.get(id),
    title,
    pattern: (id, side) => STRINGS.sided(title(id), STRINGS.sideWords[side]),
    place: (place) => {
      const [id, side] = place.split(":");
      return STRINGS.sided(regions.get(id).name, STRINGS.sideWords[side]);
    },
  };
}

/** A list of sided places, one line for a place on both sides. */
function placeList(places, words) {
  const sides = new Map();
  for (const place of places) {
    const [id, side] = place.split(":");
    sides.set(id, [...(sides.get(id) ?? []), side]);
  }
  if (sides.size === 0) return html("p", { class: "gx-quiet" }, STRINGS.none);
  const lines = [...sides].map(([id, on]) =>
    html(
      "li",
      {},
      words.region(id).name,
      " ",
      html("span", { class: "gx-side" }, STRINGS.sideWords[on.length === 2 ? "both" : on[0]]),
    ),
  );
  return html("ul", { class: "gx-plain" }, ...lines);
}

function certainty(level) {
  return html(
    "p",
    { class: "gx-certainty" },
    html("strong", { class: "gx-badge", "data-certainty": level }, STRINGS.certainty[level]),
    " ",
    STRINGS.certaintyMeaning[level],
  );
}

function sources(keys, atlas, link) {
  const items = keys.map((key) => {
    const { short, title } = atlas.sources.find((one) => one.key === key);
    return html("li", {}, link(short, "bibliography_page"), title ? `: ${title}` : "");
  });
  return html("ul", { class: "gx-plain gx-sources" }, ...items);
}

/** Headings one and two levels below the heading that the explorer stands under. */
function headings(el) {
  const before = [...document.querySelectorAll("h1, h2, h3, h4")].filter(
    (one) =>
      one.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING && !one.closest(".gluteus-explorer"),
  );
  const above = Number(before.at(-1)?.tagName[1] ?? 1);
  const title = (...content) => html(`h${above + 1}`, { class: "gx-title", tabindex: "-1" }, ...content);
  const entry = (...content) => html(`h${above + 2}`, { class: "gx-entry" }, ...content);
  const section = (heading, ...content) => html("section", {}, entry(heading), ...content);
  return { title, entry, section };
}

const lines = (texts) => html("ul", {}, ...texts.map((text) => html("li", {}, text)));

/** Everything about the chosen trigger point, in words. */
function triggerPointText({ atlas, words, link, title, section }) {
  const node = html("div", { class: "gx-text gx-only-trigger-point" });
  let shownFor = "";

  function update(state, { essential, spillover }) {
    const now = `${state.trigger_point}:${state.side}`;
    if (state.mode !== "trigger_point" || now === shownFor) return;
    shownFor = now;
    const point = words.found(state.trigger_point);
    const muscle = words.muscle(point.muscle);
    node.replaceChildren(
      html(
        "header",
        { class: "gx-text-head" },
        title(words.pattern(point.id, state.side)),
        html("p", {}, point.site, point.note ? ` ${point.note}` : ""),
      ),
      section(STRINGS.essential, placeList(essential, words)),
      section(STRINGS.spillover, placeList(spillover, words)),
      section(STRINGS.howSure, certainty(point.certainty), html("p", {}, muscle.caution)),
      section(STRINGS.complaints, lines(point.complaints)),
      section(STRINGS.mimics, lines(point.mimics.map((id) => words.found(id).name))),
      section(STRINGS.neighbours, lines(point.neighbours)),
      section(
        STRINGS.sources,
        sources([...new Set([...point.sources, ...muscle.caution_sources])], atlas, link),
      ),
    );
  }

  return { node, update };
}

/** The list of places: the same answers as pressing the body. */
function placePicker({ atlas, words, uid, act, title }) {
  const boxes = new Map();
  const areas = atlas.areas.map((area) => {
    const rows = atlas.regions
      .filter((region) => region.area === area.id)
      .map((region) => {
        const inputs = SIDES.map((side) => {
          const place = `${region.id}:${side}`;
          const input = html("input", {
            type: "checkbox",
            "aria-label": words.place(place),
            onchange: () => act.toggle(place),
          });
          boxes.set(place, input);
          return html(
            "label",
            { class: "gx-tick" },
            input,
            html("span", { "aria-hidden": "true" }, STRINGS.sides[side]),
          );
        });
        const node = html("li", { class: "gx-place" }, html("span", {}, region.name), ...inputs);
        return { node, text: `${region.name} ${area.name} ${region.id}`.toLowerCase() };
      });
    const summary = html("summary", {}, area.name);
    const node = html(
      "details",
      { class: "gx-area" },
      summary,
      html("ul", { class: "gx-plain" }, ...rows.map((row) => row.node)),
    );
    return { ...area, node, summary, rows };
  });
  const none = html("p", { class: "gx-quiet", hidden: true }, STRINGS.noPlaces);
  const filter = html("input", {
    type: "search",
    id: `${uid}-filter`,
    class: "gx-filter",
    autocomplete: "off",
    oninput: narrow,
  });

  function narrow() {
    const wanted = filter.value.trim().toLowerCase().split(/\s+/);
    for (const { node, rows } of areas) {
      for (const row of rows)
        show(
          row.node,
          wanted.every((word) => row.text.includes(word)),
        );
      const hits = rows.some((row) => !row.node.hidden);
      show(node, hits);
      node.open = hits && filter.value.trim() !== "";
    }
    show(
      none,
      areas.every(({ node }) => node.hidden),
    );
  }

  function update({ painful }) {
    for (const [place, input] of boxes) input.checked = painful.includes(place);
    for (const { id, name, summary } of areas) {
      const count = painful.filter((place) => words.region(place.split(":")[0]).area === id).length;
      say(summary, STRINGS.areaCount(name, count));
    }
  }

  const node = html(
    "section",
    { class: "gx-picker gx-control" },
    title(STRINGS.places),
    html("label", { class: "gx-filter-label", for: `${uid}-filter` }, STRINGS.filter),
    filter,
    none,
    ...areas.map((area) => area.node),
  );
  return { node, update };
}

/** The safety message that marked places call for; it stands before any muscle. */
function safetyFlags({ atlas, link }) {
  const node = html("div", { class: "gx-only-pain gx-flags", role: "alert" });
  let shownFor = "";

  function update({ mode, painful }) {
    const found = mode === "pain" ? redFlags(painful, atlas) : [];
    if (found.join() === shownFor) return;
    shownFor = found.join();
    const messages = found.map((flag) => {
      const [title, text] = STRINGS.flags[flag];
      return html("p", {}, html("strong", {}, title), ` ${text}`);
    });
    if (found.length > 0) messages.push(html("p", {}, link(STRINGS.safetyLink, "safety_page")));
    node.replaceChildren(...messages);
  }

  return { node, update };
}

/** The places marked so far and the patterns that reach them. */
function painText({ atlas, words, uid, link, act, title, entry, section }) {
  const picker = placePicker({ atlas, words, uid, act, title });
  const marked = html("ul", { class: "gx-plain gx-marked-list" });
  const none = html("p", { class: "gx-quiet" }, STRINGS.noneMarked);
  const clear = html(
    "button",
    { type: "button", class: "gx-button gx-control", onclick: act.clear },
    STRINGS.clear,
  );
  const heading = title(STRINGS.yourPlaces);
  const empty = html("p", {}, STRINGS.noResults);
  const order = html("p", { class: "gx-quiet" }, STRINGS.resultsOrder);
  const list = html("ol", { class: "gx-plain gx-results" });
  const more = html("button", { type: "button", class: "gx-button gx-control", onclick: showAll });
  const cards = new Map();
  let all = false;
  let listed = null;
  let names = new Set();

  function figure(text) {
    const bar = html("span", { class: "gx-bar-fill" });
    const line = html("span", {}, text);
    const node = html(
      "p",
      { class: "gx-figure" },
      html("span", { class: "gx-bar", "aria-hidden": "true" }, bar),
      line,
    );
    const set = (share, said) => {
      measure(bar, "inline-size", `${share * 100}%`);
      say(line, said);
    };
    return { node, set };
  }

  /** Each pattern has one card for good, so that focus stays where it is when the order changes. */
  function card(id, side) {
    const name = `${id}:${side}`;
    if (cards.has(name)) return cards.get(name);
    const one = words.found(id);
    const [covers, fills] = [figure(""), figure("")];
    const detail =
      one.kind === "condition"
        ? [section(STRINGS.signs, lines(one.signs)), section(STRINGS.advice, html("p", {}, one.advice))]
        : [
            section(STRINGS.site, html("p", {}, one.site)),
            section(STRINGS.complaints, lines(one.complaints)),
          ];
    const body = html(
      "div",
      { class: "gx-card-detail" },
      ...detail,
      one.note ? html("p", {}, one.note) : "",
      section(STRINGS.howSure, certainty(one.certainty), sources(one.sources, atlas, link)),
    );
    const button = html(
      "button",
      {
        type: "button",
        class: "gx-button gx-control",
        "aria-pressed": "false",
        "aria-label": `${STRINGS.show}: ${words.pattern(id, side)}`,
        onclick: () => act.overlay(name),
      },
      STRINGS.show,
    );
    const node = html(
      "li",
      { class: `gx-card gx-${one.kind.replace("_", "-")}`, "data-pattern": name },
      entry(
        html("span", { class: "gx-kind" }, STRINGS.kinds[one.kind]),
        words.pattern(id, side),
        one.kind === "trigger_point" ? html("span", { class: "gx-quiet" }, ` ${one.name}`) : "",
      ),
      html("div", { class: "gx-figures" }, covers.node, fills.node),
      button,
      body,
    );
    const made = { node, covers, fills, button, body };
    cards.set(name, made);
    return made;
  }

  function showAll() {
    all = true;
    listed = null;
    act.refresh();
  }

  function updateMarked(painful) {
    marked.replaceChildren(
      ...painful.map((place) => {
        const name = words.place(place);
        const remove = html(
          "button",
          {
            type: "button",
            class: "gx-chip",
            "aria-label": STRINGS.remove(name),
            onclick: () => {
              act.toggle(place);
              heading.focus(); // the pressed button is gone
            },
          },
          name,
          html("span", { class: "gx-chip-cross gx-control", "aria-hidden": "true" }, "×"),
        );
        return html("li", {}, remove);
      }),
    );
    show(none, painful.length === 0);
    clear.disabled = painful.length === 0;
  }

  function updateResults({ painful, shown }) {
    const found = match(painful, atlas);
    const kept = found.filter(({ id, side }, at) => all || at < FIRST_RESULTS || shown === `${id}:${side}`);
    names = new Set(kept.map(({ id, side }) => `${id}:${side}`));
    list.replaceChildren(
      ...kept.map(({ id, side, covers, marked: share, essential, spillover }) => {
        const one = card(id, side);
        const hits = essential + spillover;
        one.covers.set(covers, STRINGS.covers(hits, painful.length));
        one.fills.set(share, STRINGS.fills(hits, Math.round(hits / share)));
        return one.node;
      }),
    );
    show(empty, painful.length > 0 && found.length === 0);
    show(order, found.length > 0);
    show(more, found.length > kept.length);
    say(more, STRINGS.more(found.length - kept.length));
  }

  function update(state) {
    if (state.mode !== "pain") return;
    picker.update(state);
    if (listed !== state.painful) updateMarked(state.painful);
    if (listed !== state.painful || (state.shown && !names.has(state.shown))) updateResults(state);
    listed = state.painful;
    for (const [name, { node, button, body }] of cards) {
      const on = state.shown === name;
      node.classList.toggle("gx-card-shown", on);
      put(button, "aria-pressed", on);
      show(body, on);
    }
  }

  const node = html(
    "div",
    { class: "gx-text gx-only-pain" },
    html(
      "div",
      { class: "gx-answers" },
      html("section", {}, html("header", { class: "gx-card-head" }, heading, clear), none, marked),
      html(
        "section",
        {},
        title(STRINGS.results),
        html("p", { class: "gx-quiet" }, STRINGS.lookup),
        order,
        empty,
        list,
        more,
      ),
    ),
    picker.node,
  );
  return { node, update };
}

// --- The whole ---------------------------------------------------------------------------------------------------

/** The key to the picture, in words. */
function legend(uid) {
  const swatch = (...content) =>
    svg("svg", { class: "gx-swatch", viewBox: "-15 -10 30 20", "aria-hidden": "true" }, ...content);
  const box = (attributes) => svg("rect", { x: -14, y: -9, width: 28, height: 18, rx: 3, ...attributes });
  const item = (className, picture, term, meaning = "") =>
    html(
      "li",
      { class: className },
      picture,
      html("span", {}, html("strong", {}, term), meaning && `: ${meaning}`),
    );
  const both = "gx-only-pattern";
  return html(
    "ul",
    { class: "gx-plain gx-legend", "aria-label": STRINGS.legend },
    item(
      "gx-only-pain",
      swatch(fills(uid), box({ class: "gx-marked", fill: `url(#${uid}-stripes)` })),
      STRINGS.legendMarked,
    ),
    item(both, swatch(box({ class: "gx-essential" })), STRINGS.essential, STRINGS.essentialMeaning),
    item(
      both,
      swatch(fills(`${uid}-key`), box({ class: "gx-spillover", fill: `url(#${uid}-key-dots)` })),
      STRINGS.spillover,
      STRINGS.spilloverMeaning,
    ),
    item("gx-only-condition", swatch(box({ class: "gx-essential" })), ...STRINGS.legendArea),
    item(
      both,
      swatch(svg("g", { class: "gx-mark gx-mark-chosen" }, ...sign(8))),
      STRINGS.triggerPoint,
      STRINGS.legendChosen,
    ),
    item(both, swatch(box({ class: "gx-muscle gx-muscle-chosen" })), STRINGS.muscle, STRINGS.legendMuscle),
    item(
      "gx-only-trigger-point gx-control",
      swatch(svg("g", { class: "gx-mark" }, ...sign(5))),
      ...STRINGS.legendOther,
    ),
  );
}

const TRAITS = ["mode", "trigger_point", "side", "painful", "shown", "layers", "view", "zoom"];

function render({ model, el }) {
  const atlas = model.get("atlas");
  const body = model.get("body");
  const words = vocabulary(atlas);
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
          STRINGS.saidRegion(words.place(place), marked, next.length),
          best ? STRINGS.saidBest(words.pattern(best.id, best.side)) : "",
        ].join(" ");
      });
    },
    begin(place) {
      model.set("mode", "pain");
      if (model.get("painful").includes(place)) change({}, () => STRINGS.saidMode(STRINGS.modes.pain));
      else act.toggle(place);
    },
    clear: () => change({ painful: [], shown: "" }, () => STRINGS.saidCleared),
    overlay(name) {
      const shown = model.get("shown") === name ? "" : name;
      change({ shown }, () =>
        shown ? STRINGS.saidShown(words.pattern(...shown.split(":"))) : STRINGS.saidHidden,
      );
    },
    hover,
    refresh: () => update(),
  };

  function saidPoint() {
    const { essential, spillover } = picture(read());
    return STRINGS.saidPoint(
      words.pattern(model.get("trigger_point"), model.get("side")),
      essential.length,
      spillover.length,
    );
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
    legend: STRINGS.mode,
    type: "radio",
    name: `${uid}-mode`,
    className: "gx-modes",
    options: STRINGS.modes,
    onpick: (mode) =>
      change({ mode }, () => (mode === "pain" ? STRINGS.saidMode(STRINGS.modes.pain) : saidPoint())),
  });
  const muscle = html(
    "select",
    { id: `${uid}-muscle`, onchange: () => act.choose(pointsOf(muscle.value)[0].id) },
    ...atlas.muscles.map(({ id, name }) => html("option", { value: id }, name)),
  );
  const musclePicker = html(
    "label",
    { class: "gx-muscle-picker", for: `${uid}-muscle`, hidden: atlas.muscles.length < 2 },
    html("span", {}, STRINGS.muscle),
    muscle,
  );
  const pointsOf = (id) => atlas.trigger_points.filter((point) => point.muscle === id);
  const points = new Map(
    atlas.muscles.map(({ id, name }) => [
      id,
      choices({
        legend: `${STRINGS.triggerPoint}, ${name}`,
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
    legend: STRINGS.side,
    type: "radio",
    name: `${uid}-side`,
    options: STRINGS.sides,
    onpick: (value) => change({ side: value }, saidPoint),
  });
  const layers = choices({
    legend: STRINGS.layer,
    type: "checkbox",
    name: `${uid}-layers`,
    className: "gx-layers",
    options: STRINGS.layers,
    onpick: (layer, on) =>
      change(
        { layers: LAYERS.filter((one) => (one === layer ? on : model.get("layers").includes(one))) },
        () => STRINGS.saidLayer(STRINGS.layers[layer], on),
      ),
  });
  const zoom = choices({
    legend: STRINGS.zoom,
    type: "radio",
    name: `${uid}-zoom`,
    options: STRINGS.zooms,
    onpick: (value) => change({ zoom: value }, () => STRINGS.saidZoom(STRINGS.zooms[value])),
  });
  const viewPicker = choices({
    legend: STRINGS.view,
    type: "radio",
    name: `${uid}-view`,
    className: "gx-view-picker",
    options: STRINGS.views,
    onpick: (view) => change({ view }, () => STRINGS.views[view]),
  });
  const copy = html(
    "button",
    { type: "button", class: "gx-button gx-copy", hidden: inLab, onclick: copyLink },
    STRINGS.copy,
  );
  const address = html("input", {
    class: "gx-address",
    readonly: true,
    hidden: true,
    "aria-label": STRINGS.copyByHand,
  });

  // Pictures
  const whole = wholeViews(body);
  const widest = Math.max(...whole.map(({ width }) => width));
  const views = whole.map((view) => bodyView({ view, widest, zooms: body.zooms, words, uid, act }));
  const tip = html("div", { class: "gx-tip", "aria-hidden": "true", hidden: true });
  const stage = html("div", { class: "gx-stage" }, ...views.map((view) => view.node), tip);
  const below = html(
    "p",
    { class: "gx-below gx-control" },
    STRINGS.below,
    " ",
    html(
      "button",
      {
        type: "button",
        class: "gx-button",
        onclick: () => change({ zoom: "whole" }, () => STRINGS.saidZoom(STRINGS.zooms.whole)),
      },
      STRINGS.showWhole,
    ),
  );
  const notice = html("p", { class: "gx-notice", hidden: true });
  const status = html("p", { class: "gx-hidden", role: "status" });
  const flags = safetyFlags({ atlas, link });
  const parts = { atlas, words, uid, link, act, ...headings(el) };
  const texts = [triggerPointText(parts), painText(parts)];

  const root = html(
    "div",
    {
      class: "gluteus-explorer",
      role: "group",
      "aria-label": STRINGS.title,
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
    html("p", { class: "gx-only-pain gx-prompt gx-control" }, STRINGS.press),
    notice,
    html("div", { class: "gx-control" }, viewPicker.node),
    stage,
    flags.node,
    below,
    html("div", { class: "gx-options gx-control" }, layers.node, zoom.node, copy, address),
    legend(uid),
    html(
      "p",
      { class: "gx-safety" },
      `${STRINGS.lookup} ${STRINGS.safety} `,
      link(STRINGS.safetyLink, "safety_page"),
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
    if (essential.includes(place)) parts.push(kind === "condition" ? STRINGS.inArea : STRINGS.inEssential);
    if (spillover.includes(place)) parts.push(STRINGS.inSpillover);
    if (state.mode === "pain" && state.painful.includes(place)) parts.push(STRINGS.marked);
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
      announce(STRINGS.copied);
      copy.textContent = STRINGS.copied;
    } catch {
      address.value = url.href;
      show(address, true);
      address.select();
      announce(STRINGS.copyByHand);
    }
  }

  function restore() {
    if (!ownsAddress() || !location.hash.startsWith(HASH)) return;
    const { state, unknown } = fromHash(location.hash, atlas);
    for (const [name, value] of Object.entries(state)) model.set(name, value);
    model.save_changes();
    show(notice, unknown.length > 0);
    notice.textContent = unknown.length > 0 ? STRINGS.damaged(unknown.join(", ")) : "";
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
    say(copy, STRINGS.copy);
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
