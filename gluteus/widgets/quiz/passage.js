import { html } from "../dom.js";

/** The passage that a question is about: a link on the chapter's page; elsewhere, as in JupyterLab, its name has to do. */
export function passageLink({ anchor, title }, say) {
  const name = title || anchor;
  return document.getElementById(anchor)
    ? html("a", { href: `#${anchor}` }, name)
    : say("card.passage", { name });
}
