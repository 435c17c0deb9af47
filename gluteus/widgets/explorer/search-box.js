import { html, show } from "../dom.js";
import { search } from "./search.js";
import { SIDES } from "./sides.js";

/** A text with the parts that were found in it set off. */
function highlighted(text, marks) {
  const parts = [];
  let end = 0;
  for (const [from, to] of marks) {
    parts.push(text.slice(end, from), html("mark", {}, text.slice(from, to)));
    end = to;
  }
  return [...parts, text.slice(end)];
}

/** Where a result leads: a place without a side in the question stands there once for each side. */
function choicesOf(result) {
  if (result.kind !== "region" || result.side) return [{ ...result, side: result.side ?? "" }];
  return SIDES.map((side) => ({ ...result, side }));
}

/** The search at the top: a text field with a list below it (the combobox pattern of the ARIA practices). */
export function searchBox({ atlas, words, uid, act }) {
  const { say, group } = words;
  const language = { quiet: say("search.quiet").split(" "), sides: group("search.sides") };
  const list = html("div", { class: "gx-found", role: "listbox", id: `${uid}-found`, hidden: true });
  list.setAttribute("aria-label", say("search.results"));
  const field = html("input", {
    type: "search",
    id: `${uid}-search`,
    class: "gx-search-field",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: say("search.example"),
    "aria-label": say("search.label"),
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
    oninput: look,
    onfocus: look,
    onkeydown: move,
    onblur: close,
  });
  let options = [];
  let active = -1;

  /** What a result is called, and what choosing it does. */
  function face({ kind, id, side, text, field: where, marks }) {
    const names = { region: () => words.place(`${id}:${side}`), muscle: () => words.muscle(id).name };
    const name = (names[kind] ?? (() => words.title(id)))();
    const matched = ["name", "own"].includes(where) && name.startsWith(text) ? null : text;
    return [
      html("span", {}, ...(matched === null ? highlighted(name, marks) : [name])),
      matched === null ? "" : html("span", { class: "gx-found-text" }, ...highlighted(text, marks)),
    ];
  }

  function look() {
    const groups = search(field.value, atlas, language);
    options = [];
    active = -1;
    const sections = groups.map(({ group: name, results }) => {
      const heading = html(
        "div",
        { class: "gx-found-group", id: `${uid}-found-${name}` },
        say(`search.groups.${name}`),
      );
      const rows = results
        .flatMap((result) => choicesOf(result))
        .map((result) => {
          const node = html(
            "div",
            {
              role: "option",
              id: `${uid}-found-${options.length}`,
              class: "gx-found-row",
              "aria-selected": "false",
              // The field keeps the focus, so that the list stays open until the press is done.
              onpointerdown: (event) => event.preventDefault(),
              onclick: () => choose(result),
            },
            ...face(result),
          );
          options.push({ node, result });
          return node;
        });
      return html("div", { role: "group", "aria-labelledby": heading.id }, heading, ...rows);
    });
    const asked = field.value.trim() !== "";
    const nothing = html("div", { class: "gx-found-none" }, say("search.nothing"));
    list.replaceChildren(...(groups.length > 0 ? sections : [nothing]));
    open(asked);
    if (asked)
      act.announce(
        options.length > 0 ? say("search.count", { count: options.length }) : say("search.nothing"),
      );
  }

  function open(visible) {
    show(list, visible);
    field.setAttribute("aria-expanded", String(visible && options.length > 0));
    point(-1);
  }

  function close() {
    open(false);
  }

  /** Moves the mark in the list; the focus stays in the field. */
  function point(to) {
    options[active]?.node.setAttribute("aria-selected", "false");
    active = to;
    const now = options[active]?.node;
    if (!now) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    now.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", now.id);
    now.scrollIntoView({ block: "nearest" });
  }

  function choose(result) {
    field.value = "";
    close();
    act.find(result);
  }

  function move(event) {
    const closed = list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (closed) look();
      const count = options.length;
      if (count > 0)
        point(event.key === "ArrowDown" ? (active + 1) % count : (Math.max(active, 0) + count - 1) % count);
    } else if (event.key === "Enter" && !closed && options.length > 0)
      choose(options[Math.max(active, 0)].result);
    else if (event.key === "Escape" && !closed) close();
    else {
      event.stopPropagation(); // JupyterLab has keys of its own
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  return html("div", { class: "gx-search gx-control" }, field, list);
}
