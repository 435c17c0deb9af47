import { html, put, setText, show } from "../dom.js";
import { EMERGENCIES, redFlags } from "./flags.js";
import { match, ruledOutFirst } from "./lookups.js";
import { placePicker } from "./picker.js";
import { SIDES } from "./sides.js";
import { badges, certainty, compareButton, lines, sources } from "./text.js";

const FIRST_RESULTS = 4; // of each kind, so that neither hides the other
const NEARLY = 0.1; // as much of the marked places, give or take: no order of likelihood

/** The places marked so far and the patterns that reach them. */
export function painText({ atlas, words, uid, link, act, title, entry, section }) {
  const { say } = words;
  let picker = null; // a list of all places is long, and a page starts sooner without it
  const marked = html("ul", { class: "gx-plain gx-marked-list" });
  const none = html("p", { class: "gx-quiet" }, say("noneMarked"));
  const heading = title(say("yourPlaces"));
  const everywhere = html("p", {}, say("everywhere"));
  const empty = html("p", {}, say("noResults"));
  const order = html("p", { class: "gx-quiet" });
  const urgent = html("ul", { class: "gx-plain gx-results" });
  const urgentPart = html("section", { class: "gx-urgent" }, entry(say("ruleOut")), urgent);
  const list = html("ol", { class: "gx-plain gx-results gx-by-kind" });
  const more = html("button", { type: "button", class: "gx-button gx-control", onclick: showAll });
  const found = html("div", {}, everywhere, empty, urgentPart, order, list, more);
  const unfold = html(
    "button",
    { type: "button", class: "gx-button gx-control", "aria-expanded": "false", onclick: () => fold(false) },
    say("showAllTheSame"),
  );
  const cards = new Map();
  let all = false;
  let listed = null;
  let names = new Set();
  let folded = null;
  let numb = null;
  let wasEmergency = false;

  /** Each pattern has one card for good, so that focus stays where it is when the order changes. */
  function card(id, side) {
    const name = `${id}:${side}`;
    if (cards.has(name)) return cards.get(name);
    const one = words.found(id);
    const fit = html("p", { class: "gx-fit" });
    const body = html("div", { class: "gx-card-detail", hidden: true });
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
    const compared = compareButton(name, { words, act });
    const node = html(
      "li",
      { class: `gx-card gx-${one.kind.replace("_", "-")}`, "data-pattern": name },
      entry(words.pattern(id, side)),
      badges(one, words),
      fit,
      one.advice ? html("p", {}, html("strong", {}, `${say("advice")}:`), ` ${one.advice}`) : "",
      html("div", { class: "gx-card-acts" }, button, compared),
      body,
    );
    const made = { one, node, fit, button, compared, body };
    cards.set(name, made);
    return made;
  }

  /** What a card says when it is opened; written then. */
  function detail({ one, body }) {
    if (body.hasChildNodes()) return;
    const parts =
      one.kind === "condition"
        ? [section(say("signs"), lines(one.signs))]
        : [
            section(say("site"), html("p", {}, `${one.name}. ${one.site}`)),
            section(say("complaints"), lines(one.complaints, say("none"))),
          ];
    body.append(
      ...parts,
      one.note ? html("p", {}, one.note) : "",
      section(say("howSure"), certainty(one, words), sources(one.sources, atlas, link)),
    );
  }

  function showAll() {
    all = true;
    listed = null;
    act.refresh();
  }

  function fold(on) {
    if (folded === on) return;
    folded = on;
    show(found, !on);
    show(unfold, on);
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
          html("span", { class: "gx-control", "aria-hidden": "true" }, "×"),
        );
        return html("li", {}, remove);
      }),
    );
    show(none, painful.length === 0);
  }

  function updateResults({ painful, shown }) {
    const hits = match(painful, atlas);
    const first = ruledOutFirst(hits, atlas);
    const rest = hits.filter((hit) => !first.includes(hit));
    const ranks = { trigger_point: 0, condition: 0 };
    const kept = rest.filter(({ kind, id, side }) => {
      ranks[kind] += 1;
      return all || ranks[kind] <= FIRST_RESULTS || shown === `${id}:${side}`;
    });
    // What the search or a link shows need not meet the marks.
    const [id, side] = shown.split(":");
    const asked = shown && !hits.some((hit) => hit.id === id && hit.side === side);
    const extra = asked ? [{ id, side, essential: 0, spillover: 0 }] : [];
    names = new Set([...extra, ...first, ...kept].map((hit) => `${hit.id}:${hit.side}`));
    const nodes = (some) =>
      some.map((hit) => {
        const one = card(hit.id, hit.side);
        const count = hit.essential + hit.spillover;
        const total = count > 0 ? Math.round(count / hit.marked) : 0;
        const said =
          count > 0
            ? `${say("covers", { hits: count, count: painful.length })} · ${say("fills", { hits: count, count: total })}`
            : say("noFit");
        setText(one.fit, said);
        return one.node;
      });
    urgent.replaceChildren(...nodes(first));
    list.replaceChildren(...nodes([...extra, ...kept]));
    show(urgentPart, first.length > 0);
    show(everywhere, painful.length > atlas.regions.length * SIDES.length * 0.5);
    show(empty, painful.length > 0 && hits.length === 0);
    const equal = rest.filter(({ covers }) => rest[0].covers - covers <= NEARLY).length;
    show(order, rest.length > 0);
    setText(order, `${say("resultsOrder")} ${equal > 1 ? say("nearlyEqual", { count: equal }) : ""}`);
    show(more, rest.length > kept.length);
    setText(more, say("more", { count: rest.length - kept.length }));
  }

  function update(state) {
    if (state.mode !== "pain") return;
    if (!picker) {
      picker = placePicker({ atlas, words, uid, act });
      places.append(picker.node);
    }
    picker.update(state);
    const changed = listed !== state.painful;
    if (changed) updateMarked(state.painful);
    if (changed || (state.shown && !names.has(state.shown))) updateResults(state);
    if (changed || state.numb !== numb) {
      const emergency = redFlags(state.painful, state.numb, atlas).some((flag) => EMERGENCIES.includes(flag));
      // Once unfolded it stays so until the reason is gone.
      if (!emergency) fold(false);
      else if (!wasEmergency) fold(true);
      wasEmergency = emergency;
    }
    numb = state.numb;
    listed = state.painful;
    show(answers, state.painful.length > 0 || state.shown !== "");
    for (const [name, one] of cards) {
      const on = state.shown === name;
      one.node.classList.toggle("gx-card-shown", on);
      put(one.button, "aria-pressed", on);
      put(one.compared, "aria-pressed", state.compared.includes(name));
      if (on) detail(one);
      show(one.body, on);
    }
  }

  const places = html("section", {}, heading, none, marked);
  const answers = html("section", {}, title(say("results")), unfold, found);
  const node = html("div", { class: "gx-text gx-only-pain" }, places, answers);
  fold(false);
  return { node, update };
}
