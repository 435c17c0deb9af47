import { html, setText, show } from "../dom.js";
import { SIDES } from "./sides.js";

/** The list of places, those in `among` if it is given: the same answers as pressing the body. */
export function placePicker({ atlas, words, uid, act, among = null }) {
  const { say } = words;
  const boxes = new Map();
  const areas = atlas.areas.map((area) => {
    const rows = atlas.regions
      .filter((region) => region.area === area.id)
      .map((region) => {
        const sides = SIDES.filter((side) => !among || among.includes(`${region.id}:${side}`));
        const inputs = sides.map((side) => {
          const place = `${region.id}:${side}`;
          const input = html("input", {
            type: "checkbox",
            "aria-label": words.place(place),
            onchange: () => act.toggle(place),
          });
          boxes.set(place, input);
          return html(
            "label",
            { class: "gx-tick" },
            input,
            html("span", { "aria-hidden": "true" }, say(`sides.${side}`)),
          );
        });
        const node = html("li", { class: "gx-place" }, html("span", {}, region.name), ...inputs);
        return { node, text: `${region.name} ${area.name} ${region.id}`.toLowerCase() };
      });
    const summary = html("summary", {}, area.name);
    const node = html(
      "details",
      { class: "gx-area" },
      summary,
      html("ul", { class: "gx-plain" }, ...rows.map((row) => row.node)),
    );
    return { ...area, node, summary, rows };
  });
  const none = html("p", { class: "gx-quiet", hidden: true }, say("noPlaces"));
  const filter = html("input", {
    type: "search",
    id: `${uid}-filter`,
    class: "gx-filter",
    autocomplete: "off",
    oninput: narrow,
  });

  function narrow() {
    const wanted = filter.value.trim().toLowerCase().split(/\s+/);
    for (const { node, rows } of areas) {
      for (const row of rows)
        show(
          row.node,
          wanted.every((word) => row.text.includes(word)),
        );
      const hits = rows.some((row) => !row.node.hidden);
      show(node, hits);
      node.open = hits && filter.value.trim() !== "";
    }
    show(
      none,
      areas.every(({ node }) => node.hidden),
    );
  }

  function update({ painful }) {
    for (const [place, input] of boxes) input.checked = painful.includes(place);
    for (const { id, name, summary } of areas) {
      const count = painful.filter((place) => words.region(place.split(":")[0]).area === id).length;
      setText(summary, count ? say("areaCount", { area: name, count }) : name);
    }
  }

  const node = html(
    "details",
    { class: "gx-picker gx-control" },
    html("summary", {}, say("places")),
    html("label", { class: "gx-filter-label", for: `${uid}-filter` }, say("filter")),
    filter,
    none,
    ...areas.map((area) => area.node),
  );
  return { node, update };
}
