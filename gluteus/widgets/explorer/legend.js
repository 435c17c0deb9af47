import { html, setText, show, svg } from "../dom.js";
import { sample, sign, swatch } from "./looks.js";
import { COMPARED_LOOKS } from "./lookups.js";

/** The key to the picture, in words. */
export function legend(uid, words) {
  const { say } = words;
  const item = (className, picture, term, meaning = "") =>
    html(
      "li",
      { class: className },
      picture,
      html("span", {}, html("strong", {}, term), meaning && `: ${meaning}`),
    );
  const both = "gx-only-pattern";
  const compared = COMPARED_LOOKS.map((look) =>
    item("gx-only-compare", swatch(look, `${uid}-key-${look}`), ""),
  );
  const shared = item("gx-only-compare", swatch("shared", `${uid}-key-shared`), say("compare.shared"));
  const spillover = item(both, swatch("spillover", uid), say("spillover"), say("spilloverMeaning"));
  const node = html(
    "ul",
    { class: "gx-plain gx-legend", "aria-label": say("legend.title") },
    ...compared,
    shared,
    item("gx-only-pain", swatch("marked", uid), say("legend.marked")),
    item(both, swatch("essential", uid), say("essential"), say("essentialMeaning")),
    spillover,
    item(
      "gx-only-condition",
      swatch("essential", `${uid}-area`),
      say("legend.area"),
      say("legend.areaMeaning"),
    ),
    item(both, sample(sign([0, 0], 8, "gx-sign-chosen")), say("triggerPoint"), say("legend.pointMeaning")),
    item(
      both,
      sample(svg("rect", { class: "gx-muscle-chosen", x: -14, y: -9, width: 28, height: 18, rx: 3 })),
      say("muscle"),
      say("legend.muscleMeaning"),
    ),
    item(
      "gx-only-trigger-point gx-control",
      sample(sign([0, 0], 5.5)),
      say("legend.other"),
      say("legend.otherMeaning"),
    ),
  );

  /** The key of a comparison names its patterns; one alone shares nothing. Not every pattern has a spillover zone. */
  function update({ mode, compared: names }, shown) {
    if (mode !== "compare") {
      show(spillover, shown.spillover.length > 0);
      return;
    }
    compared.forEach((one, at) => {
      show(one, at < names.length);
      if (names[at]) setText(one.querySelector("strong"), words.pattern(...names[at].split(":")));
    });
    show(shared, names.length > 1);
  }

  return { node, update };
}
