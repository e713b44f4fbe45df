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

  /* Puts <mark> around each word of the blocks that belongs to what was looked for. */
  gallica.markText = (blocks, phrases) => {
    for (const block of blocks) {
      const words = [];
      const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
          for (const term of gallica.fold(word)) words.push({ term, node, start: index, end: index + word.length });
        }
      }
      const hits = new Set();
      words.forEach((_, at) => {
        for (const { words: wanted, isPrefix } of phrases) {
          const fits = wanted.every((term, place) => {
            const said = words[at + place]?.term;
            return said === term || (isPrefix && place === wanted.length - 1 && said?.startsWith(term));
          });
          if (fits) wanted.forEach((_, place) => hits.add(at + place));
        }
      });
      const spans = [...hits].sort((a, b) => a - b).map((at) => words[at]);
      const once = spans.filter((span, at) => !at || span.node !== spans[at - 1].node || span.start !== spans[at - 1].start);
      for (const { node, start, end } of once.reverse()) gallica.wrap(node, start, end);
    }
  };

  /* A chapter shows what its address asks for: text/s2.html?q=relieur. */
  const chapter = document.querySelector("main.chapter article");
  const query = new URLSearchParams(location.search).get("q");
  if (chapter && query) {
    gallica.markText(chapter.querySelectorAll("p, h1, h2, h3, h4, h5, h6, td, figcaption"), gallica.phrases(query));
    if (!location.hash) chapter.querySelector("mark")?.scrollIntoView({ block: "center" });
  }
})();
