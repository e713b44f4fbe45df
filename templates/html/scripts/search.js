/* Finds words in the edition. A page opened from a disk may load scripts but no data, so each piece
   of the index is a script that calls gallica.take. */
(() => {
  "use strict";
  const gallica = window.gallica;
  const here = (gallica.root = new URL("../", document.currentScript.src).href);
  const pieces = new Map();
  /* How many words an excerpt has on each side of what was found. */
  const AROUND = 9;

  /* Whoever loads several editions tells their pieces apart by the script that hands one over. */
  gallica.take = (kind, number, data) => document.currentScript.keep(data);

  /* A piece of the index of the edition whose folder is the root. */
  function piece(root, kind, number) {
    const address = `${root}search/${kind === "index" ? kind : `${kind}-${number}`}.js`;
    if (!pieces.has(address)) {
      const taken = new Promise((keep, fail) => {
        const script = document.createElement("script");
        script.keep = keep;
        script.src = address;
        script.onerror = () => {
          pieces.delete(address);
          fail(new Error(address));
        };
        document.head.append(script);
      });
      pieces.set(address, taken);
    }
    return pieces.get(address);
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

  async function positionsOf(root, index, word, isPrefix) {
    const found = [];
    const starts = index.words;
    let file = Math.max(0, lastUpTo(starts.length, (n) => starts[n] > word));
    for (; file < starts.length; file++) {
      if (starts[file] > word && !(isPrefix && starts[file].startsWith(word))) break;
      const words = await piece(root, "words", file);
      for (const known of isPrefix ? Object.keys(words) : [word]) {
        if (!Object.hasOwn(words, known) || (isPrefix && !known.startsWith(word))) continue;
        let position = 0;
        for (const step of words[known]) found.push((position += step));
      }
    }
    return isPrefix ? found.sort((a, b) => a - b) : found;
  }

  async function occurrences(root, index, { words, isPrefix }) {
    const last = words.length - 1;
    const each = await Promise.all(
      words.map((word, place) => positionsOf(root, index, word, isPrefix && place === last)),
    );
    const others = each.slice(1).map((positions) => new Set(positions));
    return each[0].filter((at) => others.every((set, place) => set.has(at + place + 1)));
  }

  /* The views on which all that a query asks for begins, in the order of the text:
     [{view, name, hits: [{at, length}]}]. */
  gallica.find = async (query, root = here) => {
    const phrases = gallica.phrases(query);
    const index = await piece(root, "index", 0);
    const turns = index.turns;
    const views = new Map();
    for (const [place, phrase] of phrases.entries()) {
      for (const at of await occurrences(root, index, phrase)) {
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

  /* Of what was found, the hits of which a view has at least a part: some come over a page turn. */
  gallica.hitsOn = async (view, results) => {
    const { turns } = await piece(here, "index", 0);
    const begins = turns.filter((turn) => turn[1] === view).map((turn) => turn[0]);
    const comesOver = ({ at, length }) => begins.some((begin) => at < begin && begin <= at + length);
    return results.flatMap((found) => found.hits.filter((hit) => found.view === view || comesOver(hit)));
  };

  /* Of a collection: its documents, and the numbers of those that have each word asked for. In its
     index a position is the number of a document. */
  gallica.documents = async (query, root = here) => {
    const index = await piece(root, "index", 0);
    const words = gallica.phrases(query).flatMap(({ words, isPrefix }) =>
      words.map((word, place) => positionsOf(root, index, word, isPrefix && place === words.length - 1)),
    );
    const [first, ...others] = (await Promise.all(words)).map((numbers) => new Set(numbers));
    const numbers = [...first].filter((number) => others.every((set) => set.has(number)));
    return { documents: index.documents, numbers };
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

  /* What stands around a position: {words, start, first, last}, the words from position start on,
     the hit from first to last. */
  gallica.context = async ({ at, length }, root = here) => {
    const index = await piece(root, "index", 0);
    const file = lastUpTo(index.texts.length, (n) => index.texts[n] > at);
    const { starts, passages } = await piece(root, "text", file);
    const place = lastUpTo(starts.length, (n) => starts[n] > at);
    const words = wholeWords(passages[place]);
    let position = starts[place];
    let first = 0;
    for (; position + words[first].count <= at; first++) position += words[first].count;
    let last = first;
    for (; position + words[last].count < at + length; last++) position += words[last].count;
    return { words, start: starts[place], first, last };
  };

  /* Up to `most` excerpts, which hold as many of the hits as they can: [[{text, isHit}]]. */
  gallica.excerpts = async (hits, most, root = here) => {
    const excerpts = [];
    let end = 0;
    for (const hit of hits) {
      if (hit.at < end) continue;
      if (excerpts.length === most) break;
      const { words, start, first, last } = await gallica.context(hit, root);
      const before = Math.max(0, first - AROUND);
      const after = Math.min(words.length, last + 1 + AROUND);
      const runs = before ? [{ text: "…", isHit: false }] : [];
      end = start;
      words.forEach(({ text, count }, place) => {
        if (place >= after) return;
        const begins = end;
        end += count;
        if (place < before) return;
        const isHit = hits.some(({ at, length }) => begins < at + length && at < end);
        if (runs.at(-1)?.isHit === isHit) runs.at(-1).text += ` ${text}`;
        else runs.push({ text, isHit });
      });
      if (after < words.length) runs.push({ text: "…", isHit: false });
      excerpts.push(runs);
    }
    return excerpts;
  };
})();
