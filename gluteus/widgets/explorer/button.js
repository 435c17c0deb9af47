import { html } from "../dom.js";

/** A button with a text. */
export const button = (text, onclick, more = {}) =>
  html("button", { type: "button", class: "gx-button", onclick, ...more }, text);
