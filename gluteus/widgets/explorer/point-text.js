import { html, put } from "../dom.js";
import { neighbours } from "./lookups.js";
import { placeList } from "./places.js";
import { badges, certainty, compareButton, lines, sources } from "./text.js";

/** Everything about the chosen trigger point, in words. */
export function triggerPointText({ atlas, words, link, act, title, section }) {
  const { say } = words;
  const node = html("div", { class: "gx-text gx-only-trigger-point" });
  let shownFor = "";
  let button = null;
  let wanted = false; // the pressed button will be gone: the new title takes the focus

  /** Muscles that share places, each a way to its own pattern. */
  function others(point) {
    const items = neighbours(point.id, atlas).map((id) => {
      const go = () => {
        act.choose(atlas.trigger_points.find((one) => one.muscle === id).id);
        wanted = true;
      };
      return html(
        "li",
        {},
        html("button", { type: "button", class: "gx-word", onclick: go }, words.muscle(id).name),
      );
    });
    return items.length > 0 ? html("ul", { class: "gx-plain gx-words" }, ...items) : lines([], say("none"));
  }

  function write(point, state, { essential, spillover }) {
    const compared = `${point.id}:${state.side === "both" ? "right" : state.side}`;
    button = { node: compareButton(compared, { words, act }, "compare.addThis"), name: compared };
    const heading = title(words.pattern(point.id, state.side));
    const mimics = [...point.mimics.map((id) => words.found(id).name), ...point.other_mimics];
    node.replaceChildren(
      html(
        "header",
        { class: "gx-text-head" },
        heading,
        badges(point, words),
        html("p", {}, `${point.name}. ${point.site}`, point.note ? ` ${point.note}` : ""),
        button.node,
      ),
      section(say("essential"), placeList(essential, words)),
      section(say("spillover"), placeList(spillover, words)),
      section(say("howSure"), certainty(point, words), html("p", {}, atlas.caution.text)),
      section(say("complaints"), lines(point.complaints, say("none"))),
      section(say("mimics"), lines(mimics, say("none"))),
      section(say("neighbours"), others(point)),
      section(
        say("sources"),
        sources([...new Set([...point.sources, ...atlas.caution.sources])], atlas, link),
      ),
    );
    if (wanted) heading.focus();
    wanted = false;
  }

  function update(state, shown) {
    if (state.mode !== "trigger_point") return;
    const now = `${state.trigger_point}:${state.side}`;
    if (now !== shownFor) write(words.found(state.trigger_point), state, shown);
    shownFor = now;
    put(button.node, "aria-pressed", state.compared.includes(button.name));
  }

  return { node, update };
}
