import { html, setText, show } from "../dom.js";
import { MOST_COMPARED } from "./address.js";
import { compare } from "./compare.js";
import { swatch } from "./looks.js";
import { COMPARED_LOOKS } from "./lookups.js";
import { placeList } from "./places.js";
import { SIDES } from "./sides.js";
import { badges, certainty, lines, sources } from "./text.js";

/** Every pattern as a list to choose from, muscles in their groups first. */
function patternOptions({ atlas, words }) {
  const { say } = words;
  const option = ({ id }) => html("option", { value: id }, words.title(id));
  const groups = atlas.muscle_groups.map(([group, ids]) => {
    const points = ids.flatMap((id) => atlas.trigger_points.filter(({ muscle }) => muscle === id));
    return html("optgroup", { label: say(`muscleGroups.${group}`) }, ...points.map(option));
  });
  const conditions = html("optgroup", { label: say("compare.conditions") }, ...atlas.conditions.map(option));
  return [...groups, conditions];
}

/** The patterns that are picked, and how to add one; above the body. */
export function comparePicker({ atlas, words, uid, act }) {
  const { say } = words;
  const list = html("ul", { class: "gx-plain gx-marked-list gx-picked" });
  const pick = html(
    "select",
    { id: `${uid}-pattern`, onchange: add },
    html("option", { value: "" }, say("compare.pick")),
    ...patternOptions({ atlas, words }),
  );
  const side = html(
    "select",
    { "aria-label": say("side") },
    ...Object.entries(words.group("sides", SIDES)).map(([value, text]) => html("option", { value }, text)),
  );
  const field = html(
    "div",
    { class: "gx-compare-add gx-control" },
    html("label", { for: `${uid}-pattern` }, say("compare.another")),
    pick,
    side,
  );
  const full = html("p", { class: "gx-quiet gx-control", hidden: true }, say("compare.full"));
  let shownFor = null;

  function add() {
    const name = `${pick.value}:${side.value}`;
    const chosen = pick.value !== "";
    pick.value = "";
    if (chosen) act.compare(name, true);
  }

  function update({ compared, mode }) {
    if (mode !== "compare" || compared === shownFor) return;
    shownFor = compared;
    list.replaceChildren(
      ...compared.map((name, at) => {
        const title = words.pattern(...name.split(":"));
        const remove = html(
          "button",
          {
            type: "button",
            class: "gx-chip",
            "aria-label": say("remove", { place: title }),
            onclick: () => {
              act.compare(name);
              pick.focus(); // the pressed button is gone
            },
          },
          swatch(COMPARED_LOOKS[at], `${uid}-chip-${at}`),
          title,
          html("span", { class: "gx-control", "aria-hidden": "true" }, "×"),
        );
        return html("li", {}, remove);
      }),
    );
    // Patterns of one side are what most people compare.
    if (compared.length > 0) side.value = compared.at(-1).split(":")[1];
    show(field, compared.length < MOST_COMPARED);
    show(full, compared.length === MOST_COMPARED);
  }

  const node = html("div", { class: "gx-only-compare gx-tools" }, list, field, full);
  return { node, update };
}

/** In words: what the patterns share and what tells them apart. */
export function compareText({ atlas, words, uid, link, title, entry, section }) {
  const { say } = words;
  const heading = title(say("compare.title"));
  const hint = html("p", { class: "gx-quiet" });
  const body = html("div", { class: "gx-compared" });
  const node = html("div", { class: "gx-text gx-only-compare" }, heading, hint, body);
  let shownFor = null;

  const nameOf = (name) => words.pattern(...name.split(":"));

  function column(name, at, only) {
    const one = words.found(name.split(":")[0]);
    const condition = one.kind === "condition";
    const level = section(say("howSure"), certainty(one, words), sources(one.sources, atlas, link));
    return html(
      "section",
      { class: "gx-column", "data-pattern": name },
      entry(swatch(COMPARED_LOOKS[at], `${uid}-column-${at}`), nameOf(name)),
      badges(one, words),
      ...(only ? [section(say("compare.only"), placeList(only, words, say("compare.nothingOnly")))] : []),
      section(
        say(condition ? "signs" : "complaints"),
        lines(condition ? one.signs : one.complaints, say("none")),
      ),
      condition ? section(say("advice"), html("p", {}, one.advice)) : "",
      level,
    );
  }

  /** Place by place, for who wants to check. */
  function table({ patterns, places }) {
    const head = html(
      "tr",
      {},
      html("th", { scope: "col" }, say("place")),
      ...patterns.map((name) => html("th", { scope: "col" }, nameOf(name))),
    );
    const rows = Object.entries(places).map(([place, zones]) =>
      html(
        "tr",
        {},
        html("th", { scope: "row" }, words.place(place)),
        ...zones.map((zone, at) => {
          const condition = words.found(patterns[at].split(":")[0]).kind === "condition";
          const said = condition ? say("inArea") : say(zone === "essential" ? "inEssential" : "inSpillover");
          return html("td", {}, zone ? said : html("span", { class: "gx-quiet" }, say("compare.not")));
        }),
      ),
    );
    return html(
      "details",
      { class: "gx-table" },
      html("summary", {}, say("compare.table")),
      html(
        "div",
        { class: "gx-scroll" },
        html("table", {}, html("thead", {}, head), html("tbody", {}, ...rows)),
      ),
    );
  }

  /** One sentence for each pattern on what sets it apart. */
  function apart({ patterns, places, only }) {
    return patterns.map((name) => {
      const own = only[name].length;
      const reached = Object.values(places).filter((row) => row[patterns.indexOf(name)]).length;
      return say(own === 0 ? "compare.apartNot" : "compare.apart", {
        pattern: nameOf(name),
        own,
        count: own,
        reached,
      });
    });
  }

  function write(compared) {
    setText(hint, say(compared.length === 0 ? "compare.none" : "compare.one"));
    show(hint, compared.length < 2);
    if (compared.length < 2) {
      body.replaceChildren(...compared.map((name, at) => column(name, at, null)));
      return;
    }
    const found = compare(compared, atlas);
    body.replaceChildren(
      html(
        "section",
        { class: "gx-shared" },
        entry(swatch("shared", `${uid}-all`), say("compare.shared")),
        placeList(found.shared, words, say("compare.nothingShared")),
        html("p", {}, say("compare.tell")),
        lines(apart(found)),
      ),
      html("div", { class: "gx-columns" }, ...compared.map((name, at) => column(name, at, found.only[name]))),
      table(found),
    );
  }

  function update({ mode, compared }) {
    if (mode !== "compare" || compared === shownFor) return;
    shownFor = compared;
    write(compared);
  }

  return { node, update };
}
