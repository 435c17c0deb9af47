/** Reads the words of the explorer: texts with {places} for values, and plurals by the rules of their language. */
function phrasebook(strings) {
  const rules = new Intl.PluralRules(strings.language);
  function found(path) {
    let value = strings;
    for (const key of path.split(".")) value = value?.[key];
    if (value === undefined) throw new Error(`explorer.${strings.language}.json has no ${path}`);
    return value;
  }
  /** The text at a path such as "modes.pain"; where it has plural forms, `count` says which. */
  function say(path, values = {}) {
    const text = found(path);
    const form = typeof text === "string" ? text : (text[rules.select(values.count)] ?? text.other);
    return form.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }
  /** The texts of a group, those of `keys` in their order: a page does not keep the order of its words. */
  function group(path, keys = null) {
    const texts = found(path);
    return keys ? Object.fromEntries(keys.map((key) => [key, texts[key]])) : texts;
  }
  return { say, group };
}

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
