// Search in what the atlas says: names, synonyms, places, and what people notice.

const FIELD_WEIGHT = { name: 1, synonym: 0.95, own: 0.8, area: 0.6, notice: 0.55, about: 0.35 };
const PART_OF_WORD = 4; // letters from which a word is also found in the middle of another
const SLIP = 5; // letters from which one wrong letter is forgiven
const LEAST = 0.5; // of the best result of a group: what lies below is not worth a line
const MOST = { notice: 12 }; // results of a group; many muscles and conditions hurt on sitting
const USUALLY = 6;
const WHOLE = 0.5; // more for a name that is asked for in full

/** A word as it is compared: no accents, no doubled letters, one spelling for Britain and America. */
function folded(word) {
  return word
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[ao]e/g, "e")
    .replace(/ou/g, "o")
    .replace(/(?<=[iy])z/g, "s")
    .replace(/(.)\1+/g, "$1")
    .replace(/(?<=...)s$/, "");
}

/** What is left of sitting, sits and stairs: sit, sit, stair. */
function stem(word) {
  return word.replace(/(?<=...)(ing|ed|e)$/, "");
}

const wordsOf = (text) => [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)];

/** Whether two words differ by one letter: left out, added, changed, or two swapped. */
function nearly(a, b) {
  if (Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const [restA, restB] = [a.slice(at), b.slice(at)];
  return (
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    restA.slice(1) === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}

/** A function that says how well a word that was typed, perhaps only its beginning, fits a word of the atlas: 0 to 1. */
function fitting(typed) {
  const root = stem(typed);
  const inflected = root.length > 2 && root !== typed;
  return (word, wordRoot = stem(word)) => {
    if (typed === word) return 1;
    if (word.startsWith(typed)) return 0.65 + (0.3 * typed.length) / word.length;
    if (root === wordRoot) return 0.9;
    if (inflected && word.startsWith(root)) return 0.6;
    if (typed.length >= PART_OF_WORD && word.includes(typed)) return 0.4;
    if (typed.length < SLIP || typed[0] !== word[0]) return 0;
    return nearly(typed, word.slice(0, Math.max(typed.length, word.length - 2))) ? 0.35 : 0;
  };
}

/** One thing that can be found, with the texts in which it is found. */
function entry(group, kind, id, fields) {
  return { group, kind, id, fields: fields.filter(({ text }) => text) };
}

const field = (name, text) => ({ name, text });
const each = (name, texts = []) => texts.map((text) => field(name, text));

function entriesOf(atlas) {
  const areas = new Map(atlas.areas.map(({ id, name }) => [id, name]));
  const all = [];
  for (const muscle of atlas.muscles) {
    const points = atlas.trigger_points.filter((point) => point.muscle === muscle.id);
    const named = [
      field("name", muscle.name),
      ...each("synonym", [...(muscle.synonyms ?? []), muscle.latin]),
    ];
    all.push(entry("muscles", "muscle", muscle.id, named));
    for (const point of points) {
      // A point is found by its own words; its muscle's only help to tell it from another's.
      const own = [field("own", point.label), field("own", point.name), field("about", point.site)];
      const of = named.map(({ text }) => field("of", text));
      all.push(entry("muscles", "trigger_point", point.id, [...own, ...of]));
    }
    for (const text of new Set(points.flatMap(({ complaints }) => complaints))) {
      const first = points.find(({ complaints }) => complaints.includes(text));
      all.push(entry("notice", "trigger_point", first.id, [field("notice", text)]));
    }
  }
  for (const condition of atlas.conditions) {
    const named = [field("name", condition.name), ...each("synonym", condition.synonyms)];
    all.push(entry("conditions", "condition", condition.id, named));
    for (const text of condition.signs)
      all.push(entry("notice", "condition", condition.id, [field("notice", text)]));
  }
  for (const region of atlas.regions) {
    const named = [field("name", region.name), ...each("synonym", region.synonyms)];
    all.push(entry("places", "region", region.id, [...named, field("area", areas.get(region.area))]));
  }
  return all;
}

const made = new WeakMap();

/** Every word of the atlas with the fields that hold it; made once an atlas. */
function wordIndex(atlas) {
  if (!made.has(atlas)) {
    const entries = entriesOf(atlas);
    const index = new Map();
    entries.forEach(({ fields }, at) => {
      fields.forEach(({ text }, number) => {
        const keys = wordsOf(text).map(([word]) => folded(word));
        Object.assign(fields[number], { count: keys.length, whole: keys.join(" ") });
        for (const key of keys) {
          if (!index.has(key)) index.set(key, { root: stem(key), places: [] });
          index.get(key).places.push([at, number]);
        }
      });
    });
    made.set(atlas, { entries, index });
  }
  return made.get(atlas);
}

const learned = new WeakMap();

/** The words of a language that are no help, as they are compared. */
function silentWords(quiet) {
  if (!learned.has(quiet)) learned.set(quiet, new Set(quiet.map(folded)));
  return learned.get(quiet);
}

/**
 * Finds muscles, trigger points, conditions, places and what people notice.
 *
 * `language` holds the words that are no help ("the", "pain"), `quiet`, and the words for the sides, `sides`.
 * Gives groups, the one with the best result first: `{ group, results }`, a result being `{ kind, id, side, text, field,
 * marks }`: the text that was found, where it stands in the record, and where in the text the words stand.
 */
export function search(query, atlas, { quiet = [], sides = {} } = {}) {
  const { entries, index } = wordIndex(atlas);
  const silent = silentWords(quiet);
  const typed = [...new Set(wordsOf(query).map(([word]) => folded(word)))];
  const sideOf = new Map(Object.entries(sides).map(([side, word]) => [folded(word), side]));
  const side = typed.map((word) => sideOf.get(word)).find(Boolean) ?? null;
  const wanted = typed.filter((word) => !sideOf.has(word));
  const needed = wanted.filter((word) => !silent.has(word));
  const tokens = needed.length > 0 ? needed : wanted;
  if (tokens.length === 0) return [];

  // For every entry: how well each word is met, and the field that meets it best.
  const met = new Map();
  const fits = tokens.map(fitting);
  fits.forEach((fit, number) => {
    for (const [word, { root, places }] of index) {
      const quality = fit(word, root);
      if (quality === 0) continue;
      for (const [at, which] of places) {
        const { name } = entries[at].fields[which];
        const score = quality * (FIELD_WEIGHT[name] ?? 0.3);
        if (!met.has(at)) met.set(at, []);
        const best = met.get(at);
        if (!best[number] || score > best[number].score) best[number] = { score, which, name };
      }
    }
  });

  const asked = typed.join(" ");
  const found = [];
  for (const [at, hits] of met) {
    const real = hits.filter(Boolean);
    const own = real.filter(({ name }) => name !== "of");
    if (own.length === 0) continue;
    const best = own.reduce((a, b) => (b.score > a.score ? b : a));
    const { group, kind, id, fields } = entries[at];
    const { name, text } = fields[best.which];
    // A name that holds nothing else is meant sooner than a long one that holds it too.
    const brief = 0.05 / fields[best.which].count;
    const whole = fields.some((one) => one.name !== "of" && one.whole === asked) ? WHOLE : 0;
    const score = real.reduce((sum, one) => sum + one.score, 0) / tokens.length + brief + whole;
    found.push({ at, group, kind, id, side, field: name, text, score, words: real.length });
  }
  // All of the words, where anything has them all; otherwise what has most of them.
  const most = Math.max(0, ...found.map(({ words }) => words));
  const kept = found.filter(({ words }) => words === most).sort((a, b) => b.score - a.score || a.at - b.at);

  const groups = new Map();
  const seen = new Set();
  for (const one of kept) {
    const key = `${one.group} ${one.kind} ${one.id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (!groups.has(one.group)) groups.set(one.group, []);
    const results = groups.get(one.group);
    if (results.length < (MOST[one.group] ?? USUALLY) && one.score >= LEAST * (results[0]?.score ?? 0))
      results.push(one);
  }
  return [...groups].map(([group, results]) => ({
    group,
    results: results.map(({ kind, id, side: on, field: where, text }) => ({
      kind,
      id,
      side: on,
      field: where,
      text,
      marks: marksIn(text, fits),
    })),
  }));
}

/** Where the words stand in a text: pairs of beginning and end. */
function marksIn(text, fits) {
  return wordsOf(text)
    .filter(([word]) => fits.some((fit) => fit(folded(word)) > 0))
    .map((found) => [found.index, found.index + found[0].length]);
}
