// What stands round the picture: the buttons, the words for left and right, the sentence when the picture is lost.

import { html } from "../dom.js";

let frames = 0;

export function frame({ strings, face, zoom, reset }) {
  const uid = `g3-${++frames}`;
  const canvas = html("canvas", {
    class: "g3-canvas",
    role: "img",
    tabindex: "0",
    "aria-describedby": uid,
  });
  const faces = Object.entries(strings.views).map(([view, text]) =>
    html(
      "button",
      {
        type: "button",
        class: "gx-button",
        "data-face": view,
        "aria-pressed": "false",
        onclick: () => face(view),
      },
      text,
    ),
  );
  const button = (name, text, onclick) =>
    html(
      "button",
      { type: "button", class: "gx-button g3-square", "aria-label": name, title: name, onclick },
      text,
    );
  const toolbar = html(
    "div",
    { class: "g3-toolbar", role: "group", "aria-label": strings.toolbar },
    html("span", { class: "g3-group", role: "group", "aria-label": strings.standard }, ...faces),
    html(
      "span",
      { class: "g3-group", role: "group", "aria-label": strings.size },
      button(strings.farther, "−", () => zoom(1 / 1.3)),
      button(strings.closer, "+", () => zoom(1.3)),
      html("button", { type: "button", class: "gx-button", onclick: reset }, strings.reset),
    ),
  );
  // The sides of the body, along the upper edge, each above where it is now.
  const ends = Object.entries(strings.ends).map(([side, text]) => ({
    side,
    node: html("span", { class: "g3-end", "data-side": side }, text),
  }));
  const lost = html("p", { class: "g3-lost", hidden: true }, strings.lost);
  const picture = html(
    "div",
    { class: "g3-picture" },
    canvas,
    html("div", { class: "g3-ends", "aria-hidden": "true" }, ...ends.map(({ node }) => node)),
    lost,
  );
  const help = html("p", { class: "g3-help", id: uid }, strings.help);
  const node = html("div", { class: "g3" }, toolbar, picture, help);

  let named = "";
  return {
    node,
    canvas,
    help,
    loss: (is) => lost.toggleAttribute("hidden", !is),
    /** Names the view: which buttons are pressed, and what a screen reader hears. */
    name(facing, sides, shown) {
      const seen = strings.seen[sides.join("_")] ?? strings.seen[[...sides].reverse().join("_")] ?? "";
      const label = strings.label.replace("{seen}", seen).replace("{shown}", shown);
      if (named === facing + label) return;
      named = facing + label;
      canvas.setAttribute("aria-label", label);
      for (const one of faces) one.setAttribute("aria-pressed", one.dataset.face === facing);
    },
    /** Moves the words to where the sides are now; `across` gives each side's place, -1 to 1, and how near it is. */
    turned(across) {
      for (const { side, node: end } of ends) {
        const [x, near] = across(side);
        const isSide = side === "left" || side === "right";
        // Left and right are always said, but not from behind the body; front and back only where they are the edges.
        const seen = isSide ? near > -0.35 : Math.abs(near) < 0.35;
        end.style.setProperty("opacity", seen ? "1" : "0");
        end.style.setProperty("left", `${50 + 50 * x}%`);
        end.style.setProperty("translate", `${-50 - 50 * x}% 0`);
      }
    },
  };
}
