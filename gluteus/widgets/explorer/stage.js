import { html } from "../dom.js";
import { bodyView } from "./body-view.js";
import { wholeViews } from "./geometry.js";
import { keptStrokes, readStroke, thinned, writeStroke } from "./strokes.js";
import { nameTag } from "./tip.js";
import { viewTexts } from "./view-texts.js";

/**
 * The four views of the body side by side, and the name of what is pointed at.
 *
 * `act.place`, `act.point` and `act.bare` are told of presses as `on` of a view; `act.brushed(places, stroke)` of a
 * stroke that is done.  `nameOf({ place, key })` names what is pointed at.
 */
export function bodyStage({ body, words, uid, act, nameOf }) {
  const tip = nameTag();
  let drawn = null; // the stroke that is being drawn, over the state that was shown last
  let state = null;

  const whole = wholeViews(body);
  const points = [...new Set(whole.flatMap((view) => Object.keys(view.marks)))];
  const pointsOf = new Map();
  for (const key of points) {
    const { muscle } = words.found(key.split(":")[0]);
    pointsOf.set(muscle, [...(pointsOf.get(muscle) ?? []), key]);
  }
  const widest = Math.max(...whole.map(({ width }) => width));
  const views = new Map(
    whole.map((view) => {
      const texts = viewTexts(view.name, body.ends, words);
      const on = {
        ...act,
        hover,
        draw: (points, places) => preview({ view: view.name, points, places }),
        cancel: () => preview(null),
        stroke: (points, places) => {
          drawn = null;
          act.brushed([...places], writeStroke({ view: view.name, points: thinned(points) }));
        },
      };
      return [view.name, bodyView({ view, widest, uid, texts, on })];
    }),
  );
  const node = html("div", { class: "gx-stage" }, ...[...views.values()].map((view) => view.node), tip.node);

  function hover(target) {
    for (const view of views.values()) view.outline(target?.place);
    tip.point(target?.node, target && nameOf(target));
  }

  function preview(stroke) {
    drawn = stroke;
    draw();
  }

  function draw() {
    let { marked, strokes } = state;
    if (drawn && state.tool === "brush") {
      marked = [...new Set([...marked, ...drawn.places])];
      strokes = [...strokes, drawn];
    } else if (drawn) marked = marked.filter((place) => !drawn.places.has(place));
    for (const [name, view] of views) {
      view.update({
        ...state,
        marked,
        current: state.view === name,
        strokes: strokes.filter((stroke) => stroke.view === name).map(({ points }) => points),
      });
    }
  }

  /** Shows a state of the explorer and the picture that goes with it. */
  function update(now, picture, tool) {
    const pain = now.mode === "pain";
    const keys = picture.chosen.map(({ id, side }) => `${id}:${side}`);
    state = {
      view: now.view,
      picture: body.zooms[now.zoom],
      layers: now.layers,
      tool,
      pressing: pain ? "places" : "points",
      brushing: pain && tool !== "press",
      zones: picture.zones,
      // Muscles would hide the patterns that are compared.
      muscles: now.mode === "compare" ? [] : picture.chosen.map(({ muscle, side }) => `${muscle}:${side}`),
      chosen: keys,
      near: now.mode === "trigger_point" ? pointsOf.get(picture.chosen[0].muscle) : [],
      quiet: now.layers.includes("points") ? points : [],
      marked: pain ? now.painful : [],
      strokes: pain ? now.brushed.map(readStroke) : [],
    };
    draw();
  }

  return {
    node,
    update,
    /** Takes relief, bones and muscles of each view. */
    dress(scenery) {
      for (const [name, view] of views) view.dress(scenery[name]);
      draw();
    },
    /** How many of these places a view shows. */
    shows: (name, places) => {
      const { regions } = whole.find((view) => view.name === name);
      return places.filter((place) => place in regions).length;
    },
    /** Calls off a stroke that is being drawn, and hides the name; says whether there was one of them. */
    dismiss() {
      const named = tip.isShown();
      hover(null);
      return [...views.values()].some((view) => view.cancel()) || named;
    },
    /** The strokes that remain when only these places are marked. */
    kept: (strokes, marked) =>
      strokes.length === 0
        ? strokes
        : keptStrokes(strokes, marked, (view, x, y) => views.get(view).placeAt(x, y)),
  };
}
