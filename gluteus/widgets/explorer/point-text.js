import { html } from "./dom.js";
import { certainty, lines, placeList, sources } from "./text.js";

/** Everything about the chosen trigger point, in words. */
export function triggerPointText({ atlas, words, link, title, section }) {
  const { say } = words;
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
      section(say("essential"), placeList(essential, words)),
      section(say("spillover"), placeList(spillover, words)),
      section(say("howSure"), certainty(point.certainty, words), html("p", {}, muscle.caution)),
      section(say("complaints"), lines(point.complaints)),
      section(say("mimics"), lines(point.mimics.map((id) => words.found(id).name))),
      section(say("neighbours"), lines(point.neighbours)),
      section(
        say("sources"),
        sources([...new Set([...point.sources, ...muscle.caution_sources])], atlas, link),
      ),
    );
  }

  return { node, update };
}
