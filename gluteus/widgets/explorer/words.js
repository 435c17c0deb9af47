import { phrasebook } from "../phrasebook.js";

/** Names as the reader sees them. */
export function vocabulary(atlas, strings) {
  const { say, group } = phrasebook(strings);
  const regions = new Map(atlas.regions.map((one) => [one.id, one]));
  const found = new Map([...atlas.trigger_points, ...atlas.conditions].map((one) => [one.id, one]));
  const muscles = new Map(atlas.muscles.map((one) => [one.id, one]));
  const title = (id) => {
    const one = found.get(id);
    return one.kind === "trigger_point" ? `${muscles.get(one.muscle).name} ${one.label}` : one.name;
  };
  return {
    say,
    group,
    region: (id) => regions.get(id),
    found: (id) => found.get(id),
    muscle: (id) => muscles.get(id),
    title,
    pattern: (id, side) => say("sided", { name: title(id), side: say(`sideWords.${side}`) }),
    place: (place) => {
      const [id, side] = place.split(":");
      return say("sided", { name: regions.get(id).name, side: say(`sideWords.${side}`) });
    },
  };
}
