import { html } from "./dom.js";

/** Which safety messages the marked places call for, the most urgent first. */
export function redFlags(painful, atlas) {
  const places = painful.map((place) => place.split(":"));
  const region = (id) => atlas.regions.find((one) => one.id === id);
  const legs = places.filter(([id]) => ["thigh", "knee", "leg"].includes(region(id).area));
  const flags = [];
  if (places.some(([id]) => region(id).red_flag)) flags.push("saddle");
  if (new Set(legs.map(([, side]) => side)).size === 2) flags.push("bothLegs");
  if (legs.some(([id]) => region(id).area === "leg")) flags.push("belowKnee");
  return flags;
}

/** The safety message that marked places call for; it stands before any muscle. */
export function safetyFlags({ atlas, words, link }) {
  const { say } = words;
  const node = html("div", { class: "gx-only-pain gx-flags", role: "alert" });
  let shownFor = "";

  function update({ mode, painful }) {
    const found = mode === "pain" ? redFlags(painful, atlas) : [];
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
