import { html, svg } from "./dom.js";
import { fills, sign } from "./looks.js";

/** The key to the picture, in words. */
export function legend(uid, { say }) {
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
    { class: "gx-plain gx-legend", "aria-label": say("legend.title") },
    item(
      "gx-only-pain",
      swatch(fills(uid), box({ class: "gx-marked", fill: `url(#${uid}-stripes)` })),
      say("legend.marked"),
    ),
    item(both, swatch(box({ class: "gx-essential" })), say("essential"), say("essentialMeaning")),
    item(
      both,
      swatch(fills(`${uid}-key`), box({ class: "gx-spillover", fill: `url(#${uid}-key-dots)` })),
      say("spillover"),
      say("spilloverMeaning"),
    ),
    item(
      "gx-only-condition",
      swatch(box({ class: "gx-essential" })),
      say("legend.area"),
      say("legend.areaMeaning"),
    ),
    item(
      both,
      swatch(svg("g", { class: "gx-mark gx-mark-chosen" }, ...sign(8))),
      say("triggerPoint"),
      say("legend.pointMeaning"),
    ),
    item(
      both,
      swatch(box({ class: "gx-muscle gx-muscle-chosen" })),
      say("muscle"),
      say("legend.muscleMeaning"),
    ),
    item(
      "gx-only-trigger-point gx-control",
      swatch(svg("g", { class: "gx-mark" }, ...sign(5))),
      say("legend.other"),
      say("legend.otherMeaning"),
    ),
  );
}
