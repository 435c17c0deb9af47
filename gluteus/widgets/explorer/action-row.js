import { html, setText, show } from "../dom.js";
import { button } from "./button.js";

/** The row of what can be done with the whole: a step back or forth, clear, link, picture, print. */
export function actionRow({ words, act, state, inLab, address: linkTo, paper }) {
  const { say } = words;
  const undo = button(say("undo"), () => act.undo());
  const redo = button(say("redo"), () => act.redo());
  const clear = button(say("clear"), () => act.clear());
  const copy = button(say("copy"), copyLink, { hidden: inLab });
  const save = button(say("save"), () => paper().save(state.read()));
  const print = button(say("print"), () => paper().print());
  const address = html("input", {
    class: "gx-address",
    readonly: true,
    hidden: true,
    "aria-label": say("copyByHand"),
  });

  async function copyLink() {
    const url = linkTo();
    try {
      await navigator.clipboard.writeText(url);
      act.announce(say("copied"));
      copy.textContent = say("copied");
    } catch {
      address.value = url;
      show(address, true);
      address.select();
      act.announce(say("copyByHand"));
    }
  }

  function update({ mode, painful, shown, compared }) {
    const held = [undo, redo, clear].find((one) => one === document.activeElement);
    undo.disabled = !state.canUndo();
    show(redo, state.canRedo());
    show(clear, mode !== "trigger_point");
    clear.disabled = mode === "compare" ? compared.length === 0 : painful.length === 0 && shown === "";
    // A button that can do no more would drop the focus, and the keys with it.
    if (held?.disabled || held?.hidden) (undo.disabled ? redo : undo).focus();
    setText(copy, say("copy"));
  }

  const node = html(
    "div",
    { class: "gx-actions gx-control" },
    ...[undo, redo, clear, copy, address, save, print],
  );
  return { node, update };
}
