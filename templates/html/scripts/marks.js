/* Shows in the text what a reader looked for. */
(() => {
  "use strict";
  const gallica = window.gallica;

  gallica.wrap = (node, start, end) => {
    const range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, end);
    range.surroundContents(document.createElement("mark"));
  };

  /* What stands together in the search too: a stanza or a list with all of its lines. */
  const BLOCK = ":is(p, h1, h2, h3, h4, h5, h6, figcaption, .verse, ul, ol, table, blockquote, .advertisement)";
  const LINE = "p, li, td, h1, h2, h3, h4, h5, h6, figcaption";
  gallica.blocksOf = (root) => [...root.querySelectorAll(BLOCK)].filter((block) => !block.parentNode.closest(BLOCK));

  /* The words of a block, with the pieces of text that each is made of: a page may turn within. */
  function wordsOf(block) {
    const words = [];
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let open = null;
    let line = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentNode.closest("a.call")) {
        open = null; /* the call of a note is no word */
        continue;
      }
      if (node.parentNode.closest(LINE) !== line) open = null;
      line = node.parentNode.closest(LINE);
      for (const { 0: part, index } of node.data.matchAll(/\S+/g)) {
        if (!open || index) words.push((open = { text: "", parts: [] }));
        open.text += part;
        open.parts.push([node, index, index + part.length]);
      }
      if (/\s$/.test(node.data)) open = null;
    }
    return words;
  }

  function show(words) {
    for (const [node, start, end] of words.flatMap(({ parts }) => parts).reverse()) {
      if (node.parentNode.localName !== "mark") gallica.wrap(node, start, end);
    }
  }

  /* Puts <mark> around each word below the root that belongs to what was looked for. */
  gallica.markText = (root, phrases) => {
    for (const block of gallica.blocksOf(root)) {
      const terms = wordsOf(block).flatMap((word) => gallica.fold(word.text).map((term) => ({ term, word })));
      const found = new Set();
      for (const at of terms.keys()) {
        for (const { words: wanted, isPrefix } of phrases) {
          const fits = wanted.every((term, place) => {
            const said = terms[at + place]?.term;
            return said === term || (isPrefix && place === wanted.length - 1 && said?.startsWith(term));
          });
          if (fits) wanted.forEach((_, place) => found.add(at + place));
        }
      }
      show([...new Set([...found].sort((a, b) => a - b).map((at) => terms[at].word))]);
    }
  };

  /* Marks `texts` where a block ends with them, or with `isStart` begins; whether it does. A word
     that goes over the page turn has only a part of it there, and its hyphen. */
  gallica.markEdge = (block, texts, isStart) => {
    const words = wordsOf(block);
    const edge = isStart ? words.slice(0, texts.length) : words.slice(-texts.length);
    const isIt = edge.length === texts.length && edge.every(({ text }, at) => texts[at].includes(text.replace(/-$/, "")));
    if (isIt) show(edge);
    return isIt;
  };

  /* A chapter shows what its address asks for: text/s2.html?q=relieur. */
  const chapter = document.querySelector("main.chapter article");
  const query = new URLSearchParams(location.search).get("q");
  if (chapter && query) {
    gallica.markText(chapter, gallica.phrases(query));
    if (!location.hash) chapter.querySelector("mark")?.scrollIntoView({ block: "center" });
  }
})();
