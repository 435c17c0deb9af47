import { compare } from "./compare.js";
import { namesShown, shownIn } from "./lookups.js";
import { listed } from "./places.js";
import { savePicture } from "./save-picture.js";

/** Where a picture or a sheet of paper comes from. */
export function sourceLine({ say }) {
  const { origin, pathname } = location;
  return say("sourceLine", { address: origin === "null" ? pathname : origin + pathname });
}

/** Saves the explorer as a picture, or prints it and nothing else of its page. */
export function onPaper({ atlas, words, root, announce }) {
  const { say } = words;
  const list = (name, places) => (places.length > 0 ? [`${say(name)}: ${listed(places, words)}.`] : []);

  /** What must be said beside the body. */
  function saidBeside(state) {
    const names = namesShown(state);
    const { kind, essential, spillover } = shownIn(state, atlas);
    const keys = new Set(names.flatMap((name) => words.found(name.split(":")[0]).sources));
    const shorts = atlas.sources.filter(({ key }) => keys.has(key)).map(({ short }) => short);
    const cited = shorts.length > 0 ? `${say("sources")}: ${shorts.join("; ")}. ` : "";
    return [
      ...(state.mode === "pain" ? list("yourPlaces", state.painful) : []),
      ...(kind === "condition"
        ? list("legend.area", essential)
        : [...list("essential", essential), ...list("spillover", spillover)]),
      ...(state.mode === "compare" && names.length > 1
        ? list("compare.shared", compare(names, atlas).shared)
        : []),
      `${say("lookup")} ${atlas.caution.text} ${say("safety")}`,
      cited + sourceLine(words),
    ];
  }

  async function save(state) {
    const titles = namesShown(state).map((name) => words.pattern(...name.split(":")));
    const title = state.mode === "pain" ? [say("yourPlaces"), ...titles].join(": ") : titles.join(" – ");
    const of = state.mode === "trigger_point" ? `${state.trigger_point}-${state.side}` : state.mode;
    const name = `gluteus-${of.replace(/[_.]/g, "-")}.png`;
    try {
      await savePicture(root, { title: title || say("title"), lines: saidBeside(state), name });
      announce(say("saved"));
    } catch (error) {
      console.error(error);
      announce(say("savedNot"));
    }
  }

  function print() {
    const page = document.documentElement;
    page.classList.add("gx-print-alone");
    root.classList.add("gx-printed");
    const done = () => {
      page.classList.remove("gx-print-alone");
      root.classList.remove("gx-printed");
    };
    window.addEventListener("afterprint", done, { once: true });
    window.print();
  }

  return { save, print };
}
