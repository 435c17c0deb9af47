import { VIEWS } from "./address.js";
import { shownIn } from "./lookups.js";

/**
 * Keeps in sight what is newly shown: the legs below the picture of the hip, the side that a narrow screen shows.
 *
 * `seenIn(view, places)` counts the places that a view shows, `oneView()` says whether one view is seen at a time.
 */
export function inSight({ state, atlas, body, seenIn, oneView }) {
  const isBelow = (place) => body.below.includes(place.split(":")[0]);
  const reached = (now) => shownIn(now, atlas).reached;
  const placesOf = (now) => [...reached(now), ...(now.mode === "pain" ? now.painful : [])];
  const sharedIn = (now) => shownIn(now, atlas).zones.find(({ look }) => look === "shared")?.places ?? [];

  /** A pattern that is newly shown is not left below the picture. */
  function showLegs(before) {
    const low = (now) => reached(now).some(isBelow);
    if (state.get("zoom") === "hip" && !low(before) && low(state.work())) state.set({ zoom: "whole" });
  }

  /**
   * Where one view is seen at a time, what is newly shown is not left on the other side of the body.
   *
   * Of patterns that are compared that is what all of them reach: the rest of the latest may lie where no other does.
   */
  function showView(before) {
    const now = state.work();
    const added = placesOf(now).filter((place) => !before.includes(place));
    if (added.length === 0) return;
    const shared = sharedIn(now);
    const places = shared.length > 0 ? shared : added;
    const seen = Object.fromEntries(VIEWS.map((view) => [view, seenIn(view, places)]));
    const best = VIEWS.reduce((most, view) => (seen[view] > seen[most] ? view : most));
    const enough = 2 * seen[state.get("view")] >= seen[best];
    if (!enough && oneView()) state.set({ view: best });
  }

  return {
    /** Turns to what is shown now and was not shown before. */
    follow(before) {
      showLegs(before);
      showView(placesOf(before));
    },
    /** Turns to all that is shown. */
    find: () => showView([]),
    isBelow,
  };
}

/** Scrolls to a part that is not seen at all; what was pressed keeps the focus. */
export function bringToSight(node) {
  const { top, bottom } = node.getBoundingClientRect();
  if (bottom < 0 || top > window.innerHeight) node.scrollIntoView({ block: "nearest" });
}
