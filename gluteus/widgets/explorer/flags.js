import { html } from "../dom.js";

/** With these the patterns stay folded: nobody should look for a muscle first. */
export const EMERGENCIES = ["saddle", "bothLegs"];

/** Which safety messages the marked places call for, the most urgent first. */
export function redFlags(painful, numb, atlas) {
  const marked = new Set(painful.map((place) => place.split(":")[0]));
  const regions = atlas.regions.filter(({ id }) => marked.has(id));
  const inLeg = new Set(
    regions.filter(({ area }) => ["thigh", "knee", "leg"].includes(area)).map(({ id }) => id),
  );
  const legs = new Set(
    painful.map((place) => place.split(":")).flatMap(([id, side]) => (inLeg.has(id) ? side : [])),
  );
  const below = regions.some(({ area }) => area === "leg");
  const flags = [];
  if (regions.some((region) => region.red_flag)) flags.push("saddle");
  if (legs.size === 2) flags.push("bothLegs");
  if (below) flags.push(numb ? "belowKneeNumb" : "belowKnee");
  else if (numb) flags.push("numb"); // with no place marked too: weakness may come without pain
  return flags;
}

/** The safety message that marked places call for; it stands before any muscle. */
export function safetyFlags({ atlas, words, link }) {
  const { say } = words;
  const node = html("div", { class: "gx-only-pain gx-flags", role: "alert" });
  let shownFor = "";

  function update({ mode, painful, numb }) {
    const found = mode === "pain" ? redFlags(painful, numb, atlas) : [];
    if (found.join() === shownFor) return;
    shownFor = found.join();
    const messages = found.map((flag) =>
      html("p", {}, html("strong", {}, say(`flags.${flag}.title`)), ` ${say(`flags.${flag}.text`)}`),
    );
    if (found.length > 0) messages.push(html("p", {}, link(say("safetyLink"), "safety_page")));
    node.replaceChildren(...messages);
  }

  return { node, update };
}
