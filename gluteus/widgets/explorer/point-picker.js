import { html } from "../dom.js";
import { SIDE_CHOICES } from "./address.js";
import { choices } from "./choices.js";

const MANY_POINTS = 3; // of one muscle: their names no longer fit beside each other

/** The choice of a trigger point: its muscle, which of the muscle's points, and its side. */
export function pointPicker({ atlas, words, uid, act }) {
  const { say } = words;
  const muscle = html(
    "select",
    { id: `${uid}-muscle`, onchange: () => act.chooseMuscle(muscle.value) },
    ...atlas.muscle_groups.map(([group, ids]) =>
      html(
        "optgroup",
        { label: say(`muscleGroups.${group}`) },
        ...ids.map((id) => html("option", { value: id }, words.muscle(id).name)),
      ),
    ),
  );
  const points = html("div", { class: "gx-points-of" });
  const side = choices({
    legend: say("side"),
    type: "radio",
    name: `${uid}-side`,
    options: words.group("sides", SIDE_CHOICES),
    onpick: act.chooseSide,
  });

  const made = new Map();
  /** The points of a muscle, made when they are first shown. */
  function pointsOf(id) {
    if (!made.has(id)) {
      const name = words.muscle(id).name;
      const own = atlas.trigger_points.filter((point) => point.muscle === id);
      const face = (point) => [html("strong", {}, point.label), " ", html("small", {}, point.name)];
      made.set(
        id,
        choices({
          legend: `${say("triggerPoint")}, ${name}`,
          type: "radio",
          name: `${uid}-point-${id}`,
          className: own.length > MANY_POINTS ? "gx-points gx-many" : "gx-points",
          options: Object.fromEntries(own.map((point) => [point.id, face(point)])),
          onpick: (point) => act.choose(point),
        }),
      );
    }
    return made.get(id);
  }

  function update(state) {
    side.set(state.side);
    muscle.value = words.found(state.trigger_point).muscle;
    const now = pointsOf(muscle.value);
    if (points.firstChild !== now.node) points.replaceChildren(now.node);
    now.set(state.trigger_point);
  }

  const musclePicker = html(
    "label",
    { class: "gx-muscle-picker", for: `${uid}-muscle` },
    html("span", { class: "gx-hidden" }, say("muscle")),
    muscle,
  );
  const node = html(
    "div",
    { class: "gx-only-trigger-point gx-tools gx-control" },
    musclePicker,
    points,
    side.node,
  );
  return { node, update };
}
