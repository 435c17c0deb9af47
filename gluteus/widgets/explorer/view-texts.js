/** What is read and said of a view of the body; `words` are those of the explorer's vocabulary. */
export function viewTexts(name, ends, words) {
  const { say } = words;
  const named = { view: say(`views.${name}`) };
  return {
    place: words.place,
    point: (key) => words.pattern(...key.split(":")),
    places: say("regionsGroup", named),
    points: say("marksGroup", named),
    empty: say("emptyView", named),
    caption: say(`captions.${name}`),
    ends: ends[name].map((at) => ({ letter: say(`endLetters.${at}`), words: say(`ends.${at}`) })),
  };
}
