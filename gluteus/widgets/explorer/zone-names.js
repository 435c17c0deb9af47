import { COMPARED_LOOKS, shownIn } from "./lookups.js";

/** The name of a place with the zones that it lies in. */
export function nameWithZone(place, state, { atlas, words }) {
  const { say } = words;
  const { kind, zones } = shownIn(state, atlas);
  const own = {
    essential: say("inEssential"),
    spillover: say("inSpillover"),
    shared: say("compare.inAll"),
  };
  const parts = zones
    .filter(({ places }) => places.includes(place))
    .map(({ look }) => {
      if (kind === "condition") return say("inArea");
      return own[look] ?? words.pattern(...state.compared[COMPARED_LOOKS.indexOf(look)].split(":"));
    });
  if (state.mode === "pain" && state.painful.includes(place)) parts.push(say("marked"));
  return [words.place(place), ...parts].join(" · ");
}
