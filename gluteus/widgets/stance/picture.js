import { put, setText, show, svg } from "../dom.js";
import { scene } from "./scene.js";

const LINE = 27; // from one row of text to the next

/** The bones on one leg with what lies over them; `update` writes what changes. */
export function picture(figure, numbers, say, uid) {
  const [x, y, width, height] = figure.window;
  const [, hipY] = figure.hip;
  const trunk = figure.trunk.map(([d, share]) => ({ part: svg("path", { d }), share }));
  const bones = svg(
    "g",
    { class: "st-bones" },
    svg("path", { class: "st-muscle", d: figure.muscle }),
    ...trunk.map(({ part }) => part),
    ...figure.legs.map((d) => svg("path", { d })),
  );
  const shapes = svg("g");
  const texts = svg("g");
  const attributes = { class: "st-picture", viewBox: figure.window.join(" "), role: "img" };
  // The body goes on beyond the picture: it fades, it is not cut off.
  const shades = ["#000", "#fff", "#fff", "#000"];
  const stops = [0, 0.08, 0.88, 1].map((offset, at) => svg("stop", { offset, "stop-color": shades[at] }));
  const frame = { x, y, width, height };
  const fade = svg(
    "mask",
    { id: `${uid}-fade`, maskUnits: "userSpaceOnUse", ...frame },
    svg("rect", { ...frame, fill: `url(#${uid}-shade)` }),
  );
  const shade = svg("linearGradient", { id: `${uid}-shade`, x2: 0, y2: 1 }, ...stops);
  const body = svg("g", { mask: `url(#${uid}-fade)` }, bones);
  const node = svg("svg", attributes, shade, fade, body, shapes, texts);

  /** Gives the child at a place, made when it is first needed. */
  function child(group, place, tag) {
    if (place === group.children.length) group.append(svg(tag));
    return group.children[place];
  }

  function hideFrom(group, place) {
    [...group.children].forEach((one, index) => {
      show(one, index < place);
    });
  }

  function update(state, help, held, said) {
    put(node, "aria-label", said);
    put(bones, "transform", state.leg === "right" ? "" : `translate(${2 * figure.middle}) scale(-1 1)`);
    for (const { part, share } of trunk)
      put(part, "transform", `rotate(${-share * help.lean_deg} ${figure.middle} ${hipY})`);
    let [shapeCount, textCount] = [0, 0];
    for (const { name, d, place, anchor, rows } of scene(numbers, figure, state, help, held, say)) {
      const kind = `st-${name.replace(" ", " st-")}`;
      if (d !== undefined) {
        const one = child(shapes, shapeCount++, "path");
        put(one, "class", kind);
        put(one, "d", d);
        continue;
      }
      const one = child(texts, textCount++, "text");
      put(one, "class", kind);
      put(one, "text-anchor", anchor);
      rows.forEach((row, index) => {
        const span = child(one, index, "tspan");
        setText(span, row);
        put(span, "x", place[0].toFixed(1));
        put(span, "y", (place[1] + index * LINE).toFixed(1));
      });
      for (const span of [...one.children].slice(rows.length)) setText(span, "");
    }
    hideFrom(shapes, shapeCount);
    hideFrom(texts, textCount);
  }

  return { node, update };
}
