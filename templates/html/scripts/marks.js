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

  /* The words of a block, with the pieces of text that each is made of: a page may turn within. */
  function wordsOf(block) {
    const words = [];
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let open = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentNode.closest("a.call")) open = null;
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

  /* Puts <mark> around each word of the blocks that belongs to what was looked for. */
  gallica.markText = (blocks, phrases) => {
    for (const block of blocks) {
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

  /* Marks so many words at the end of a block, or with `isStart` at its beginning. */
  gallica.markEdge = (block, count, isStart) => {
    const words = wordsOf(block);
    show(isStart ? words.slice(0, count) : words.slice(-count));
  };

  /* A chapter shows what its address asks for: text/s2.html?q=relieur. */
  const chapter = document.querySelector("main.chapter article");
  const query = new URLSearchParams(location.search).get("q");
  if (chapter && query) {
    gallica.markText(chapter.querySelectorAll("p, h1, h2, h3, h4, h5, h6, td, figcaption"), gallica.phrases(query));
    if (!location.hash) chapter.querySelector("mark")?.scrollIntoView({ block: "center" });
  }
})();
