import { html, measure, put, show, svg } from "./dom.js";
import { nearest } from "./geometry.js";
import { fills, sign } from "./looks.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function bodyView({ view, ends, widest, zooms, words, uid, act }) {
  const { say } = words;
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
  const node = html(
    "figure",
    { class: "gx-view", "data-view": view.name },
    html(
      "p",
      { class: "gx-ends", "aria-hidden": "true" },
      html("span", {}, html("b", {}, say(`endLetters.${ends[0]}`)), ` ${say(`ends.${ends[0]}`)}`),
      html("span", {}, `${say(`ends.${ends[1]}`)} `, html("b", {}, say(`endLetters.${ends[1]}`))),
    ),
    picture,
    html("figcaption", {}, say(`captions.${view.name}`)),
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
    const instruction = pain ? "regionsGroup" : "marksGroup";
    put(picture, "role", items.length > 0 ? "group" : "img");
    put(
      picture,
      "aria-label",
      say(items.length > 0 ? instruction : "emptyView", { view: say(`views.${view.name}`) }),
    );
  }

  return {
    node,
    update,
    outline: (place) => over.hover.setAttribute("d", (place && view.regions[place]) || ""),
  };
}
