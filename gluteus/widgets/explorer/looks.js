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

const PATTERNED = [
  "spillover",
  "marked",
  "second",
  "second-faint",
  "third",
  "third-faint",
  "answer-missed",
  "answer-extra",
];

function stripes(name, size, width, angle) {
  const turned = { patternTransform: `rotate(${angle})` };
  return tile(name, size, turned, svg("rect", { class: `gx-ink-${name}`, width, height: size }));
}

function dots(name, size, radius) {
  const dot = (at) => svg("circle", { class: `gx-ink-${name}`, cx: at, cy: at, r: radius });
  return tile(name, size, {}, dot(size / 4), dot((3 * size) / 4));
}

function crosses(name, size, width) {
  const bar = (more) => svg("rect", { class: `gx-ink-${name}`, ...more });
  const turned = { patternTransform: "rotate(45)" };
  return tile(name, size, turned, bar({ width, height: size }), bar({ width: size, height: width }));
}

function tile(name, size, more, ...content) {
  return (uid) =>
    svg(
      "pattern",
      { id: `${uid}-${name}`, width: size, height: size, patternUnits: "userSpaceOnUse", ...more },
      ...content.map((one) => one.cloneNode()),
    );
}

/** The patterns that a picture fills its zones with; `uid` is the picture's own. */
export function patternsFor(uid) {
  const tiles = [
    dots("spillover", 10, 2),
    stripes("marked", 9, 3, 45),
    stripes("second", 11, 5, -45),
    stripes("second-faint", 11, 2, -45),
    dots("third", 13, 3.4),
    dots("third-faint", 13, 1.7),
    dots("answer-missed", 9, 1.7),
    crosses("answer-extra", 11, 2.2),
  ];
  return svg("defs", {}, ...tiles.map((made) => made(uid)));
}

/** An empty shape that looks like a zone. */
export function zoneShape(name, uid, tag = "path", more = {}) {
  const fill = PATTERNED.includes(name) ? `url(#${uid}-${name})` : null;
  return svg(tag, { class: `gx-${name}`, fill, ...more });
}

/** A small sample of a look, for a key. */
export function swatch(name, uid) {
  const own = `${uid}-key-${name}`;
  const box = { x: -14, y: -9, width: 28, height: 18, rx: 3 };
  return sample(patternsFor(own), zoneShape(name, own, "rect", box));
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
