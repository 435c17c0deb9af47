import { html, setText, show } from "../dom.js";

/** The name of what is pointed at, above it; its parent is what it must not stick out of. */
export function nameTag() {
  const node = html("div", { class: "gx-tip", "aria-hidden": "true", hidden: true });
  return {
    node,
    isShown: () => !node.hidden,
    /** Names an element; without one, the name goes away. */
    point(target, name) {
      show(node, Boolean(target));
      if (!target) return;
      const box = target.getBoundingClientRect();
      const ground = node.parentElement.getBoundingClientRect();
      setText(node, name);
      const middle = box.left + box.width / 2 - ground.left;
      const half = node.offsetWidth / 2;
      node.style.setProperty("left", `${Math.max(half, Math.min(middle, ground.width - half))}px`);
      node.style.setProperty("top", `${box.top - ground.top}px`);
    },
  };
}
