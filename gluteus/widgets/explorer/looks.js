import { svg } from "./dom.js";

/** The trigger point's sign, an X in a circle, drawn round the origin; `radius` in millimetres of body. */
export function sign(radius) {
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
export function fills(uid) {
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
