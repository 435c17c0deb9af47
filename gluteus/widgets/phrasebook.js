/** Reads a widget's words: texts with {places} for values, and plurals by the rules of their language. */
export function phrasebook(strings) {
  let rules = null;
  function found(path) {
    let value = strings;
    for (const key of path.split(".")) value = value?.[key];
    if (value === undefined) throw new Error(`The words in ${strings.language} have no ${path}`);
    return value;
  }
  function formOf(texts, count) {
    rules ??= new Intl.PluralRules(strings.language);
    return texts[rules.select(count)] ?? texts.other;
  }
  /** The text at a path such as "modes.pain"; where it has plural forms, `count` says which. */
  function say(path, values = {}) {
    const text = found(path);
    const form = typeof text === "string" ? text : formOf(text, values.count);
    return form.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }
  /** The texts of a group, those of `keys` in their order: a page does not keep the order of its words. */
  function group(path, keys = null) {
    const texts = found(path);
    return keys ? Object.fromEntries(keys.map((key) => [key, texts[key]])) : texts;
  }
  return { say, group };
}
