// The body that turns, as one classic script: a page opened from disk may load no module file.

import { ColorManagement } from "three";
import { createScene } from "./scene.js";
import { readSolid } from "./solid.js";
import css from "./style.css";

// The colours are the page's own and are used as they are.
ColorManagement.enabled = false;

let body = null;
let style = null;
let announce;
const ready = new Promise((resolve) => {
  announce = resolve;
});

async function unpacked(base64) {
  const packed = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

globalThis.gluteusBody3D = {
  /** Is fulfilled when the body has been read, rejected when this browser cannot read it. */
  ready,
  register(base64) {
    announce(
      unpacked(base64).then((bytes) => {
        body = readSolid(bytes);
      }),
    );
  },
  create(host, options) {
    if (!style) {
      // A constructed sheet, because the page's content security policy allows no style elements.
      style = new CSSStyleSheet();
      style.replaceSync(css);
      document.adoptedStyleSheets.push(style);
    }
    host.classList.add("gluteus-body3d");
    return createScene(host, body, options);
  },
};
