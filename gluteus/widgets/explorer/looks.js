import { svg } from "../dom.js";

/**
 * How the zones of a picture look, in the order in which they are drawn.
 *
 * Each has a pattern and a colour of its own; where zones lie over each other, both patterns are seen.
 * The faint ones are the weaker parts of a pattern.
 */
export const LOOKS = [
  "spillover",
  "essential",
  "first-faint",
  "first",
  "second-faint",
  "second",
  "third-faint",
  "third",
  "shared",
];

/** The name of a zone's look: `{ look: "first", faint: true }` is first-faint. */
export const lookOf = ({ look, faint }) => (faint ? `${look}-faint` : look);

/** How the places of an answer look once they are judged. */
export const ANSWER_LOOKS = ["answer-right", "answer-missed", "answer-extra"];

const tile = (size, more, content) => (name, uid) =>
  svg(
    "pattern",
    { id: `${uid}-${name}`, width: size, height: size, patternUnits: "userSpaceOnUse", ...more },
    ...content(`gx-ink-${name}`),
  );

const turned = (angle) => ({ patternTransform: `rotate(${angle})` });

const stripes = (size, width, angle) =>
  tile(size, turned(angle), (ink) => [svg("rect", { class: ink, width, height: size })]);

const dots = (size, radius) =>
  tile(size, {}, (ink) =>
    [size / 4, (3 * size) / 4].map((at) => svg("circle", { class: ink, cx: at, cy: at, r: radius })),
  );

const crosses = (size, width) =>
  tile(size, turned(45), (ink) =>
    [
      { width, height: size },
      { width: size, height: width },
    ].map((bar) => svg("rect", { class: ink, ...bar })),
  );

const TILES = {
  spillover: dots(10, 2),
  marked: stripes(9, 3, 45),
  second: stripes(11, 5, -45),
  "second-faint": stripes(11, 2, -45),
  third: dots(13, 3.4),
  "third-faint": dots(13, 1.7),
  "answer-missed": dots(9, 1.7),
  "answer-extra": crosses(11, 2.2),
};

/** The patterns that a picture fills zones of these looks with; `uid` is the picture's own. */
export const patternsFor = (uid, looks) =>
  svg("defs", {}, ...looks.filter((look) => look in TILES).map((look) => TILES[look](look, uid)));

/** An empty shape that looks like a zone. */
export function zoneShape(name, uid, tag = "path", more = {}) {
  const fill = name in TILES ? `url(#${uid}-${name})` : null;
  return svg(tag, { class: `gx-${name}`, fill, ...more });
}

/** A small sample of a look, for a key. */
export function swatch(name, uid) {
  const own = `${uid}-key-${name}`;
  const box = { x: -14, y: -9, width: 28, height: 18, rx: 3 };
  return sample(patternsFor(own, [name]), zoneShape(name, own, "rect", box));
}

/** A small picture for a key, drawn round the origin. */
export function sample(...content) {
  return svg("svg", { class: "gx-swatch", viewBox: "-15 -10 30 20", "aria-hidden": "true" }, ...content);
}

/** A trigger point's sign round a point, an X in a circle; the radius in millimetres of body. */
export function sign([x, y], radius, name = "") {
  const arm = radius * 0.46;
  const [left, right, top, bottom] = [x - arm, x + arm, y - arm, y + arm].map((one) => one.toFixed(2));
  return svg(
    "g",
    { class: `gx-sign ${name}` },
    svg("circle", { class: "gx-sign-ground", cx: x, cy: y, r: radius }),
    svg("path", {
      class: "gx-sign-cross",
      d: `M${left} ${top}L${right} ${bottom}M${right} ${top}L${left} ${bottom}`,
    }),
  );
}
