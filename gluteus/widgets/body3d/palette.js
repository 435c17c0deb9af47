import { Color } from "three";

const TOKENS = {
  skin: "skin",
  skinLine: "skin-line",
  bone: "bone",
  boneLine: "bone-line",
  muscle: "muscle",
  muscleLine: "muscle-line",
  essential: "essential",
  spillover: "spillover",
  marked: "accent",
  first: "series-1",
  second: "series-2",
  third: "series-3",
  shared: "text",
  sign: "trigger-point",
  ground: "background",
};

/** The course's colours, as the page has them now. */
export function colours(node) {
  const style = getComputedStyle(node);
  return Object.fromEntries(
    Object.entries(TOKENS).map(([name, token]) => [
      name,
      new Color(style.getPropertyValue(`--gluteus-${token}`).trim() || "#888888"),
    ]),
  );
}

/** Says when the page goes from light to dark or back. */
export function watchTheme(changed) {
  const observer = new MutationObserver(changed);
  for (const root of [document.documentElement, document.body]) {
    observer.observe(root, {
      attributes: true,
      attributeFilter: ["data-theme", "data-jp-theme-light", "class"],
    });
  }
  return () => observer.disconnect();
}
