import { html, put } from "../../dom.js";
import { remark, remarkSaid } from "../remarks.js";
import { grow, plain } from "../text.js";
import { dealt, settled } from "../variants.js";
import { isAnswered } from "../words.js";

// Characters that a closed list shows in full: on a phone, and where a row stands beside its list.
const FITS_A_PHONE = 20;
const FITS_A_COLUMN = 32;

/** Rows that each get one of the texts on the right, from a list of the browser's own. */
export function matchSheet(question, prefix, onAnswer, { paper, say: speak }) {
  const options = dealt(question, question.options, paper);
  const named = (id) => options.find((option) => option.id === id);
  let hinted = null;

  const rows = question.rows.map((text, at) => {
    const select = html(
      "select",
      { id: `${prefix}-row-${at}`, onchange: () => answer() },
      html("option", { value: "" }, speak("match.choose")),
      ...options.map(({ id, text: said }) =>
        html("option", { value: id }, speak("match.letter", { letter: id, text: plain(said) })),
      ),
    );
    // A closed list cuts off what is too long for it: here it stands in full.
    const chosen = html("p", { class: "gluteus-quiz-chosen" });
    const note = html("div", { class: "gluteus-quiz-note", id: `${select.id}-feedback` });
    const element = html(
      "li",
      { class: "gluteus-quiz-row" },
      html(
        "div",
        { class: "gluteus-quiz-row-line" },
        html("label", { for: select.id }, ...grow(text)),
        select,
        chosen,
      ),
      note,
    );
    return { select, chosen, note, element };
  });

  function answer() {
    const letters = rows.map(({ select }) => select.value || null);
    onAnswer(letters.some(Boolean) ? letters : null);
    update();
  }

  function update() {
    for (const [at, row] of rows.entries()) {
      const { select, chosen } = row;
      const text = select.value ? named(select.value).text : [];
      const { length } = plain(text);
      chosen.replaceChildren(...(length > FITS_A_PHONE ? grow(text) : []));
      put(chosen, "data-fits", length > FITS_A_COLUMN ? "nowhere" : "column");
      if (hinted && (select.value || null) !== hinted[at]) unsay(row);
    }
  }

  function say({ element, note, select }, kind, content) {
    element.dataset.kind = kind;
    note.replaceChildren(content);
    select.setAttribute("aria-describedby", note.id);
  }

  function unsay({ element, note, select }) {
    delete element.dataset.kind;
    note.replaceChildren();
    select.removeAttribute("aria-describedby");
  }

  const solution = (id) => [
    speak("match.solution"),
    " ",
    html("strong", {}, `${id}: `, ...grow(named(id).text)),
    ". ",
  ];

  return {
    element: html(
      "div",
      {},
      html(
        "ul",
        { class: "gluteus-quiz-bank", role: "list", "aria-label": speak("match.bank") },
        ...options.map(({ id, text }) =>
          html("li", {}, html("span", { class: "gluteus-quiz-letter" }, id), html("span", {}, ...grow(text))),
        ),
      ),
      html("ol", { class: "gluteus-quiz-rows", role: "list" }, ...rows.map(({ element }) => element)),
    ),
    focus: () => (rows.find(({ select }) => !select.value) ?? rows[0]).select.focus(),
    show(given) {
      for (const [at, { select }] of rows.entries()) select.value = (isAnswered(given) && given[at]) || "";
      update();
    },
    hint(given, teaching) {
      const { key } = settled(teaching.rule, paper);
      hinted = given;
      for (const [at, row] of rows.entries()) {
        if (given[at] === null) continue;
        const kind = given[at] === key[at] ? "right" : "wrong";
        say(row, kind, remark(speak, kind));
      }
    },
    teach(given, teaching) {
      const { key } = settled(teaching.rule, paper);
      for (const [at, row] of rows.entries()) {
        const why = grow(teaching.rows[at]);
        if (given[at] === key[at]) say(row, "right", remark(speak, "right", ...why));
        else if (given[at] === null)
          say(row, "missed", remarkSaid("missed", speak("remark.open"), ...solution(key[at]), ...why));
        else say(row, "wrong", remark(speak, "wrong", ...solution(key[at]), ...why));
      }
    },
    forget() {
      hinted = null;
      for (const row of rows) unsay(row);
    },
  };
}
