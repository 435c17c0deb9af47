import { html, show } from "../dom.js";
import { LAYERS, VIEWS, ZOOMS } from "./address.js";
import { button } from "./button.js";
import { choices } from "./choices.js";

/** How the body is looked at: the view, where there is room for one, the layers, and how much of it. */
export function pictureOptions({ words, uid, act, state, isBelow }) {
  const { say } = words;
  const layers = choices({
    legend: say("layer"),
    type: "checkbox",
    name: `${uid}-layers`,
    className: "gx-layers",
    options: words.group("layers", LAYERS),
    onpick: (layer, on) =>
      act.layers(
        LAYERS.filter((one) => (one === layer ? on : state.get("layers").includes(one))),
        layer,
      ),
  });
  const zoom = choices({
    legend: say("zoom"),
    type: "radio",
    name: `${uid}-zoom`,
    options: words.group("zooms", ZOOMS),
    onpick: act.zoom,
  });
  const viewPicker = choices({
    legend: say("view"),
    type: "radio",
    name: `${uid}-view`,
    className: "gx-view-picker",
    options: words.group("views", VIEWS),
    onpick: act.turn,
  });
  const below = html(
    "p",
    { class: "gx-below gx-control" },
    say("below"),
    " ",
    button(say("showWhole"), () => act.zoom("whole")),
  );

  function update(now, shown) {
    layers.set(now.layers);
    zoom.set(now.zoom);
    viewPicker.set(now.view);
    const places = [
      ...shown.zones.flatMap((zone) => zone.places),
      ...(now.mode === "pain" ? now.painful : []),
    ];
    show(below, now.zoom === "hip" && places.some(isBelow));
  }

  return {
    views: html("div", { class: "gx-control" }, viewPicker.node),
    below,
    layersAndZoom: html("div", { class: "gx-options gx-control" }, layers.node, zoom.node),
    /** Whether one view is seen at a time. */
    oneView: () => viewPicker.node.offsetParent !== null,
    update,
  };
}
