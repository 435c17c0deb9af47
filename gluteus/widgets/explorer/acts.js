import { MOST_COMPARED } from "./address.js";
import { EMERGENCIES, redFlags } from "./flags.js";
import { bringToSight } from "./in-sight.js";
import { match, ruledOutFirst, shownIn } from "./lookups.js";

/**
 * What a reader can do with the explorer: each act is one step that can be undone, and is said when it is done.
 *
 * `follow(before)` turns to what an act shows, `stage()` and `tool()` give the body and the tool in hand, `announce` says
 * a text at once, `sayWithUpdate` asks for an update and takes what to say then, `refresh` updates at once.
 */
export function explorerActs({ state, atlas, words, follow, stage, tool, announce, sayWithUpdate, refresh }) {
  const { say } = words;
  const { get } = state;
  const firstPoint = (muscleId) => atlas.trigger_points.find((point) => point.muscle === muscleId).id;

  /** Changes the state by one step that can be undone. */
  function change(patch, said) {
    const before = state.work();
    state.set(patch);
    follow(before);
    state.keep(before);
    sayWithUpdate(said);
  }

  /** Marks these places and no others; the rest of the paint stays where a place is marked. */
  function mark(places, strokes, said) {
    const shown = get("shown");
    const stays = shown !== "" && match(places, atlas).some(({ id, side }) => shown === `${id}:${side}`);
    const patch = {
      mode: "pain",
      painful: places,
      brushed: get("painful").every((place) => places.includes(place))
        ? strokes
        : stage().kept(strokes, places),
      shown: stays ? shown : "",
    };
    change(patch, () => `${said(places.length)} ${saidNext(places)}`);
  }

  /** Who hears the page gets no muscle before what cannot wait either. */
  function saidNext(places) {
    const emergency = redFlags(places, get("numb"), atlas).some((flag) => EMERGENCIES.includes(flag));
    const found = emergency ? [] : match(places, atlas);
    const urgent = new Set(ruledOutFirst(found, atlas).map(({ id }) => words.found(id).name));
    if (urgent.size > 0) return `${say("ruleOut")}: ${[...urgent].join("; ")}.`;
    const [best] = found;
    return best ? say("said.best", { pattern: words.pattern(best.id, best.side) }) : "";
  }

  function saidPoint() {
    const { essential, spillover } = shownIn(state.read(), atlas);
    return say("said.point", {
      point: words.pattern(get("trigger_point"), get("side")),
      essential: say("placeCount", { count: essential.length }),
      spillover: say("placeCount", { count: spillover.length }),
    });
  }

  const act = {
    choose(point, side) {
      const now = get("side");
      const on = now === "both" ? now : (side ?? now);
      change({ mode: "trigger_point", trigger_point: point, side: on }, saidPoint);
    },
    chooseMuscle: (id) => act.choose(firstPoint(id)),
    chooseSide: (side) => change({ side }, saidPoint),
    /** Goes where a result of the search leads. */
    find({ kind, id, side }) {
      const now = get("side");
      const beside = get("mode") === "compare" ? get("compared").at(-1)?.split(":")[1] : null;
      const on = side || beside || (now === "both" ? "right" : now);
      if (kind === "region") act.begin(`${id}:${on}`);
      else if (kind === "muscle") act.find({ kind: "trigger_point", id: firstPoint(id), side });
      else if (get("mode") === "compare") act.compare(`${id}:${on}`, true);
      else if (kind === "condition") act.overlay(`${id}:${on}`, true);
      else change({ mode: "trigger_point", trigger_point: id, side: side || now }, saidPoint);
    },
    /** Takes a pattern into the comparison or, unless it is to stay, out of it. */
    compare(name, stay = false) {
      const compared = get("compared");
      const pattern = words.pattern(...name.split(":"));
      if (compared.includes(name)) {
        if (stay) return;
        const rest = compared.filter((one) => one !== name);
        change({ compared: rest }, () => say("said.comparedNot", { pattern }));
      } else if (compared.length === MOST_COMPARED) announce(say("compare.full"));
      else
        change({ compared: [...compared, name] }, () =>
          say("said.compared", { pattern, count: compared.length + 1 }),
        );
    },
    numb: (on) => change({ numb: on }, () => say(on ? "said.numb" : "said.numbNot")),
    go: (mode) =>
      change({ mode }, () =>
        mode === "trigger_point" ? saidPoint() : say("said.mode", { mode: say(`modes.${mode}`) }),
      ),
    toggle(place) {
      const painful = get("painful");
      const marked = !painful.includes(place);
      const next = marked ? [...painful, place] : painful.filter((one) => one !== place);
      mark(next, get("brushed"), (count) =>
        say("said.region", { place: words.place(place), state: say(marked ? "marked" : "unmarked"), count }),
      );
    },
    /** Takes a stroke of the brush over, or rubs out what lies under its middle. */
    brushed(places, stroke) {
      const painful = get("painful");
      if (tool() === "rub") {
        const next = painful.filter((place) => !places.includes(place));
        const gone = painful.length - next.length;
        mark(next, get("brushed"), () => say("said.rubbed", { count: gone }));
      } else {
        const next = [...new Set([...painful, ...places])];
        const strokes = places.length > 0 ? [...get("brushed"), stroke] : get("brushed");
        mark(next, strokes, () => say("said.brushed", { count: next.length - painful.length }));
      }
    },
    /** Marks a place, whichever way the explorer was opened. */
    begin(place) {
      if (get("painful").includes(place)) act.go("pain");
      else act.toggle(place);
    },
    clear() {
      if (get("mode") === "compare") change({ compared: [] }, () => say("said.comparedNone"));
      else change({ painful: [], brushed: [], numb: false, shown: "" }, () => say("said.cleared"));
    },
    overlay(name, stay = false) {
      const shown = get("shown") === name && !stay ? "" : name;
      if (shown) bringToSight(stage().node);
      change({ mode: "pain", shown }, () =>
        shown ? say("said.shown", { pattern: words.pattern(...shown.split(":")) }) : say("said.hidden"),
      );
    },
    layers: (layers, layer) =>
      change({ layers }, () =>
        say(layers.includes(layer) ? "said.layerShown" : "said.layerHidden", {
          layer: say(`layers.${layer}`),
        }),
      ),
    zoom: (zoom) => change({ zoom }, () => say("said.zoom", { zoom: say(`zooms.${zoom}`) })),
    turn: (view) => change({ view }, () => say(`views.${view}`)),
    undo: () => announce(say(state.undo() ? "said.undone" : "said.nothingToUndo")),
    redo: () => announce(say(state.redo() ? "said.redone" : "said.nothingToRedo")),
    announce,
    refresh,
  };
  return act;
}
