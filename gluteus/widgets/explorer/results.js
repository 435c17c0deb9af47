import { html, measure, put, setText, show } from "./dom.js";
import { match } from "./lookups.js";
import { placePicker } from "./picker.js";
import { certainty, lines, sources } from "./text.js";

const FIRST_RESULTS = 6;

/** The places marked so far and the patterns that reach them. */
export function painText({ atlas, words, uid, link, act, title, entry, section }) {
  const { say } = words;
  const picker = placePicker({ atlas, words, uid, act, title });
  const marked = html("ul", { class: "gx-plain gx-marked-list" });
  const none = html("p", { class: "gx-quiet" }, say("noneMarked"));
  const clear = html(
    "button",
    { type: "button", class: "gx-button gx-control", onclick: act.clear },
    say("clear"),
  );
  const heading = title(say("yourPlaces"));
  const empty = html("p", {}, say("noResults"));
  const order = html("p", { class: "gx-quiet" }, say("resultsOrder"));
  const list = html("ol", { class: "gx-plain gx-results" });
  const more = html("button", { type: "button", class: "gx-button gx-control", onclick: showAll });
  const cards = new Map();
  let all = false;
  let listed = null;
  let names = new Set();

  function figure(text) {
    const bar = html("span", { class: "gx-bar-fill" });
    const line = html("span", {}, text);
    const node = html(
      "p",
      { class: "gx-figure" },
      html("span", { class: "gx-bar", "aria-hidden": "true" }, bar),
      line,
    );
    const set = (share, said) => {
      measure(bar, "inline-size", `${share * 100}%`);
      setText(line, said);
    };
    return { node, set };
  }

  /** Each pattern has one card for good, so that focus stays where it is when the order changes. */
  function card(id, side) {
    const name = `${id}:${side}`;
    if (cards.has(name)) return cards.get(name);
    const one = words.found(id);
    const [covers, fills] = [figure(""), figure("")];
    const detail =
      one.kind === "condition"
        ? [section(say("signs"), lines(one.signs)), section(say("advice"), html("p", {}, one.advice))]
        : [section(say("site"), html("p", {}, one.site)), section(say("complaints"), lines(one.complaints))];
    const body = html(
      "div",
      { class: "gx-card-detail" },
      ...detail,
      one.note ? html("p", {}, one.note) : "",
      section(say("howSure"), certainty(one.certainty, words), sources(one.sources, atlas, link)),
    );
    const button = html(
      "button",
      {
        type: "button",
        class: "gx-button gx-control",
        "aria-pressed": "false",
        "aria-label": `${say("show")}: ${words.pattern(id, side)}`,
        onclick: () => act.overlay(name),
      },
      say("show"),
    );
    const node = html(
      "li",
      { class: `gx-card gx-${one.kind.replace("_", "-")}`, "data-pattern": name },
      entry(
        html("span", { class: "gx-kind" }, say(`kinds.${one.kind}`)),
        words.pattern(id, side),
        one.kind === "trigger_point" ? html("span", { class: "gx-quiet" }, ` ${one.name}`) : "",
      ),
      html("div", { class: "gx-figures" }, covers.node, fills.node),
      button,
      body,
    );
    const made = { node, covers, fills, button, body };
    cards.set(name, made);
    return made;
  }

  function showAll() {
    all = true;
    listed = null;
    act.refresh();
  }

  function updateMarked(painful) {
    marked.replaceChildren(
      ...painful.map((place) => {
        const name = words.place(place);
        const remove = html(
          "button",
          {
            type: "button",
            class: "gx-chip",
            "aria-label": say("remove", { place: name }),
            onclick: () => {
              act.toggle(place);
              heading.focus(); // the pressed button is gone
            },
          },
          name,
          html("span", { class: "gx-chip-cross gx-control", "aria-hidden": "true" }, "×"),
        );
        return html("li", {}, remove);
      }),
    );
    show(none, painful.length === 0);
    clear.disabled = painful.length === 0;
  }

  function updateResults({ painful, shown }) {
    const found = match(painful, atlas);
    const kept = found.filter(({ id, side }, at) => all || at < FIRST_RESULTS || shown === `${id}:${side}`);
    names = new Set(kept.map(({ id, side }) => `${id}:${side}`));
    list.replaceChildren(
      ...kept.map(({ id, side, covers, marked: share, essential, spillover }) => {
        const one = card(id, side);
        const hits = essential + spillover;
        one.covers.set(covers, say("covers", { hits, count: painful.length }));
        one.fills.set(share, say("fills", { count: hits, total: Math.round(hits / share) }));
        return one.node;
      }),
    );
    show(empty, painful.length > 0 && found.length === 0);
    show(order, found.length > 0);
    show(more, found.length > kept.length);
    setText(more, say("more", { count: found.length - kept.length }));
  }

  function update(state) {
    if (state.mode !== "pain") return;
    picker.update(state);
    if (listed !== state.painful) updateMarked(state.painful);
    if (listed !== state.painful || (state.shown && !names.has(state.shown))) updateResults(state);
    listed = state.painful;
    for (const [name, { node, button, body }] of cards) {
      const on = state.shown === name;
      node.classList.toggle("gx-card-shown", on);
      put(button, "aria-pressed", on);
      show(body, on);
    }
  }

  const node = html(
    "div",
    { class: "gx-text gx-only-pain" },
    html(
      "div",
      { class: "gx-answers" },
      html("section", {}, html("header", { class: "gx-card-head" }, heading, clear), none, marked),
      html(
        "section",
        {},
        title(say("results")),
        html("p", { class: "gx-quiet" }, say("lookup")),
        order,
        empty,
        list,
        more,
      ),
    ),
    picker.node,
  );
  return { node, update };
}
