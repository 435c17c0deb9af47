import { html } from "../dom.js";

/**
 * Paper shows the quiz as a sheet of its own, made when somebody prints: the page, or the quiz alone.
 *
 * `draw(withAnswers)` gives the sheet's content.
 */
export function printing(root, prefix, say, draw) {
  const sheet = html("div", { class: "gluteus-quiz-sheet", "aria-hidden": "true" });
  const withAnswers = html("input", { type: "checkbox", id: `${prefix}-print-answers` });
  const media = matchMedia("print");
  const prepare = () => sheet.replaceChildren(...draw(withAnswers.checked));
  const onMedia = () => (media.matches ? prepare() : sheet.replaceChildren());

  function print() {
    const page = document.documentElement;
    page.classList.add("gluteus-quiz-print-alone");
    root.classList.add("gluteus-quiz-printed");
    const done = () => {
      page.classList.remove("gluteus-quiz-print-alone");
      root.classList.remove("gluteus-quiz-printed");
    };
    window.addEventListener("afterprint", done, { once: true });
    window.print();
  }

  window.addEventListener("beforeprint", prepare);
  media.addEventListener("change", onMedia);
  root.append(sheet);
  return {
    controls: html(
      "span",
      { class: "gluteus-quiz-print" },
      html("button", { type: "button", onclick: print }, say("print.label")),
      html("span", {}, withAnswers, html("label", { for: withAnswers.id }, say("print.answers"))),
    ),
    close() {
      window.removeEventListener("beforeprint", prepare);
      media.removeEventListener("change", onMedia);
    },
  };
}
