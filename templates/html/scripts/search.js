/* Finds words in the edition. A page opened from a disk may load scripts but no data, so each piece
   of the index is a script that calls gallica.take. */
(() => {
  "use strict";
  const gallica = window.gallica;
  const root = (gallica.root = new URL("../", document.currentScript.src).href);
  const waiting = new Map();

  gallica.take = (kind, number, data) => waiting.get(`${kind}-${number}`).keep(data);

  function piece(kind, number) {
    const name = `${kind}-${number}`;
    if (!waiting.has(name)) {
      const entry = {};
      entry.promise = new Promise((keep, fail) => {
        entry.keep = keep;
        const script = document.createElement("script");
        script.src = `${root}search/${kind === "index" ? "index" : name}.js`;
        script.onerror = () => {
          waiting.delete(name);
          fail(new Error(script.src));
        };
        document.head.append(script);
      });
      waiting.set(name, entry);
    }
    return waiting.get(name).promise;
  }

  /* The place of the last of the ascending values that is not above the wanted one; -1 if none. */
  function lastUpTo(count, isAbove) {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isAbove(middle)) high = middle;
      else low = middle + 1;
    }
    return low - 1;
  }

  async function positionsOf(index, word, isPrefix) {
    const found = [];
    const starts = index.words;
    let file = Math.max(0, lastUpTo(starts.length, (n) => starts[n] > word));
    for (; file < starts.length; file++) {
      if (starts[file] > word && !(isPrefix && starts[file].startsWith(word))) break;
      const words = await piece("words", file);
      for (const known of isPrefix ? Object.keys(words) : [word]) {
        if (!Object.hasOwn(words, known) || (isPrefix && !known.startsWith(word))) continue;
        let position = 0;
        for (const step of words[known]) found.push((position += step));
      }
    }
    return isPrefix ? found.sort((a, b) => a - b) : found;
  }

  async function occurrences(index, { words, isPrefix }) {
    const last = words.length - 1;
    const each = await Promise.all(
      words.map((word, place) => positionsOf(index, word, isPrefix && place === last)),
    );
    const others = each.slice(1).map((positions) => new Set(positions));
    return each[0].filter((at) => others.every((set, place) => set.has(at + place + 1)));
  }

  /* The views on which all that a query asks for begins, in the order of the text:
     [{view, name, hits: [{at, length}]}]. */
  gallica.find = async (query) => {
    const phrases = gallica.phrases(query);
    const index = await piece("index", 0);
    const turns = index.turns;
    const views = new Map();
    for (const [place, phrase] of phrases.entries()) {
      for (const at of await occurrences(index, phrase)) {
        const view = turns[lastUpTo(turns.length, (n) => turns[n][0] > at)][1];
        if (!views.has(view)) views.set(view, { view, name: index.names[view], hits: [], met: new Set() });
        const found = views.get(view);
        found.met.add(place);
        found.hits.push({ at, length: phrase.words.length });
      }
    }
    return [...views.values()]
      .filter((found) => found.met.size === phrases.length)
      .map(({ view, name, hits }) => ({ view, name, hits: hits.sort((a, b) => a.at - b.at) }))
      .sort((a, b) => a.hits[0].at - b.hits[0].at);
  };

  /* The words of a passage as they read: {text, terms, places: [{view, line, word, count}]}. */
  function wholeWords(passage) {
    const words = [];
    let begun = null;
    for (const [view, line, first, text, isGlued = 0, forWords = 0] of passage) {
      text.split(" ").forEach((part, place, parts) => {
        const word = begun || { text: "", places: [] };
        word.text += part;
        word.places.push(
          forWords ? { view, line, word: first, count: forWords } : { view, line, word: first + place, count: 1 },
        );
        const goesOn = isGlued && place === parts.length - 1;
        begun = goesOn ? word : null;
        if (!goesOn) words.push(word);
      });
    }
    if (begun) words.push(begun);
    for (const word of words) word.count = gallica.fold(word.text).length;
    return words;
  }

  /* What stands around a position: {words, first, last}, the hit from first to last. */
  gallica.context = async ({ at, length }) => {
    const index = await piece("index", 0);
    const file = lastUpTo(index.texts.length, (n) => index.texts[n] > at);
    const [start, passages] = await piece("text", file).then((text) => [text.start, text.passages]);
    let position = start;
    for (const passage of passages) {
      const words = wholeWords(passage);
      const total = words.reduce((sum, word) => sum + word.count, 0);
      if (at < position + total) {
        let first = 0;
        for (; position + words[first].count <= at; first++) position += words[first].count;
        let last = first;
        for (; position + words[last].count < at + length; last++) position += words[last].count;
        return { words, first, last };
      }
      position += total + 1;
    }
    throw new Error(`no word at ${at}`);
  };
})();
