import { html, put, setText, show } from "../../dom.js";
import { pairsOf } from "../marks.js";
import { remark } from "../remarks.js";
import { grow, plain } from "../text.js";
import { dealt, settled } from "../variants.js";
import { isAnswered } from "../words.js";

const STEPS = { ArrowUp: -1, ArrowDown: 1 };

/** A list to bring into order: by buttons, by arrow keys on them, or by dragging an item's handle. */
export function orderSheet(question, prefix, onAnswer, { paper, say }) {
  const rows = dealt(question, question.items, paper).map(row);
  const list = html(
    "ol",
    { class: "gluteus-quiz-order", role: "list" },
    ...rows.map(({ element }) => element),
  );
  const said = html("p", { class: "gluteus-quiz-unseen", "aria-live": "polite" });
  const keep = html(
    "button",
    { type: "button", class: "gluteus-quiz-keep", onclick: accept },
    say("order.keep"),
  );
  const lesson = html("div", { class: "gluteus-quiz-note" });
  let order = rows;
  let hinted = null;

  function row(item) {
    const name = plain(item.text);
    const button = (way, arrow, by) =>
      html(
        "button",
        {
          type: "button",
          class: "gluteus-quiz-move",
          "aria-label": say(`order.${way}`, { name }),
          "aria-describedby": `${told.id} ${note.id}`,
          onclick: () => step(self, by),
        },
        html("span", { "aria-hidden": "true" }, arrow),
      );
    const number = html("span", { "aria-hidden": "true" });
    const place = html("span", { class: "gluteus-quiz-unseen" });
    const told = html("span", { id: `${prefix}-place-${item.id}`, hidden: true });
    const grip = html("span", { class: "gluteus-quiz-grip", "aria-hidden": "true", onpointerdown: grab });
    const note = html("div", { class: "gluteus-quiz-note", id: `${prefix}-note-${item.id}` });
    const up = button("up", "↑", -1);
    const down = button("down", "↓", 1);
    const element = html(
      "li",
      { class: "gluteus-quiz-item", onkeydown: (event) => key(event) },
      html(
        "div",
        { class: "gluteus-quiz-item-line" },
        grip,
        html("span", { class: "gluteus-quiz-place" }, number, place),
        told,
        html("span", { class: "gluteus-quiz-letter" }, item.id),
        html("span", { class: "gluteus-quiz-item-text" }, ...grow(item.text)),
        html("span", { class: "gluteus-quiz-moves" }, up, down),
      ),
      note,
    );
    const self = { item, name, element, number, place, told, up, down, note };

    function key(event) {
      if (!STEPS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      step(self, STEPS[event.key]);
    }
    function grab(event) {
      if (event.button === 0 && event.isPrimary) drag(self, event);
    }
    return self;
  }

  /** Moves an item past its neighbour; the neighbour goes round it, so that the item keeps the focus. */
  function pass(one, by) {
    const from = order.indexOf(one);
    const other = order[from + by];
    if (!other) return false;
    order = order.slice();
    [order[from], order[from + by]] = [other, one];
    if (by < 0) one.element.after(other.element);
    else one.element.before(other.element);
    renumber();
    return true;
  }

  function step(one, by) {
    const moved = pass(one, by);
    answer(moved ? where(one) : say(by < 0 ? "order.first" : "order.last", { name: one.name }));
  }

  function accept() {
    answer(say("order.kept"));
    order[0].down.focus(); // the button that was pressed is gone
  }

  const where = (one) =>
    say("order.now", { name: one.name, place: order.indexOf(one) + 1, count: order.length });

  function answer(words) {
    onAnswer(order.map(({ item }) => item.id));
    update(true);
    setText(said, words);
  }

  function renumber() {
    for (const [at, { number, place, up, down }] of order.entries()) {
      setText(number, `${at + 1}`);
      setText(place, say("order.place", { place: at + 1, count: order.length }));
      // Never `disabled`: a button that has the focus would lose it.
      put(up, "aria-disabled", at === 0);
      put(down, "aria-disabled", at === order.length - 1);
    }
    if (!list.contains(document.activeElement)) describe();
  }

  /** A button tells its place when it is come to. A move is told once, as what is heard, and not by the button again. */
  function describe() {
    for (const { place, told } of order) setText(told, place.textContent);
  }

  function update(answered) {
    renumber();
    show(keep, !answered);
    if (hinted) for (const [at, one] of order.entries()) if (hinted[at] !== one) unsay(one);
  }

  // ---- Dragging: the list holds the pointer, because an item that moves in the document would lose it.

  let dragged = null;

  function drag(one, { pointerId }) {
    dragged = { one, pointer: pointerId, before: order };
    list.setPointerCapture(pointerId);
    document.addEventListener("keydown", callOff, true);
    one.element.dataset.dragged = "";
  }

  function follow({ pointerId, clientY }) {
    if (pointerId !== dragged?.pointer) return;
    const { one } = dragged;
    const middle = (element) => {
      const { top, height } = element.getBoundingClientRect();
      return top + height / 2;
    };
    for (const by of [-1, 1]) {
      const beyond = () => {
        const other = order[order.indexOf(one) + by];
        return other && (clientY - middle(other.element)) * by > 0;
      };
      while (beyond()) pass(one, by);
    }
  }

  function callOff(event) {
    if (event.key === "Escape") drop(false);
  }

  function drop(keepIt) {
    const { one, pointer, before } = dragged;
    dragged = null;
    document.removeEventListener("keydown", callOff, true);
    delete one.element.dataset.dragged;
    if (list.hasPointerCapture(pointer)) list.releasePointerCapture(pointer);
    if (!keepIt) {
      stand(before);
      renumber();
    } else if (order !== before) answer(where(one));
  }

  list.addEventListener("focusout", describe);
  list.addEventListener("pointermove", follow);
  list.addEventListener("pointerup", ({ pointerId }) => pointerId === dragged?.pointer && drop(true));
  list.addEventListener("pointercancel", ({ pointerId }) => pointerId === dragged?.pointer && drop(false));

  function stand(rightly) {
    order = rightly;
    for (const [at, { element }] of order.entries())
      if (list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null);
  }

  // ---- What is said of it

  function judge(one, place, words) {
    const right = order.indexOf(one) === place;
    one.element.dataset.kind = right ? "right" : "wrong";
    one.note.replaceChildren(remark(say, right ? "right" : "wrong", ...words(right)));
  }

  function unsay({ element, note }) {
    delete element.dataset.kind;
    note.replaceChildren();
  }

  const keyOf = (teaching) => settled(teaching.rule, paper).key;

  update(false);
  return {
    element: html("div", {}, list, html("p", {}, keep), said, lesson),
    focus: () => order[0].down.focus(),
    show(given) {
      const letters = isAnswered(given) ? given : rows.map(({ item }) => item.id);
      stand(letters.map((id) => rows.find(({ item }) => item.id === id)));
      update(isAnswered(given));
      if (!isAnswered(given)) setText(said, "");
    },
    hint(given, teaching) {
      const key = keyOf(teaching);
      hinted = order;
      for (const one of order)
        judge(one, key.indexOf(one.item.id), (right) => [say(right ? "order.here" : "order.elsewhere")]);
      lesson.replaceChildren(pairs(key, given, say));
    },
    teach(given, teaching) {
      const key = keyOf(teaching);
      const why = ({ item }) => grow(teaching.items[item.home]);
      const isSolved = order.every(({ item }, at) => item.id === key[at]);
      for (const one of order) {
        const place = key.indexOf(one.item.id);
        judge(one, place, (right) =>
          isSolved ? why(one) : [right ? say("order.here") : say("order.belongs", { place: place + 1 })],
        );
      }
      const inOrder = key.map((id) => rows.find(({ item }) => item.id === id));
      const solution = inOrder.map((one) =>
        html("li", {}, html("strong", {}, ...grow(one.item.text)), ": ", ...why(one)),
      );
      const wrong = [
        pairs(key, given, say),
        html("p", { class: "gluteus-quiz-solution-title" }, say("order.solution")),
        html("ol", { class: "gluteus-quiz-solution" }, ...solution),
      ];
      lesson.replaceChildren(...(isSolved ? [] : wrong));
    },
    forget() {
      hinted = null;
      for (const one of rows) unsay(one);
      lesson.replaceChildren();
    },
  };
}

function pairs(key, answer, say) {
  const { all, right } = pairsOf(key, answer);
  return html("p", { class: "gluteus-quiz-aside" }, say("order.pairs", { right, count: all }));
}
