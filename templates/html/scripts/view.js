/* The page of a view: the words lie over the facsimile, to be selected, found and linked to. */
(() => {
  "use strict";
  const gallica = window.gallica;
  const SVG = "http://www.w3.org/2000/svg";
  const leaf = document.querySelector(".leaf");
  const prose = document.querySelector(".prose");
  const query = new URLSearchParams(location.search).get("q");

  function drawn(name, attributes, text) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  }

  /* The boxes of a line's words, in master pixels. */
  function boxesOf(line) {
    const boxes = line.dataset.boxes;
    return boxes ? boxes.split(" ").map((box) => box.split(",").map(Number)) : [];
  }

  const wordsOf = (line) => line.textContent.split(/\s+/).filter(Boolean);

  /* The layer of words: as large as the picture, in the master's pixels. */
  let layer = null;
  let marks = null;
  function lay() {
    const { width, height } = leaf.dataset;
    if (!Number(width) || !Number(height)) return;
    layer = drawn("svg", { viewBox: `0 0 ${width} ${height}`, class: "words", "aria-hidden": "true" });
    marks = drawn("g", { class: "marks" });
    const rows = drawn("g", { class: "rows" });
    layer.append(marks, rows);
    for (const line of document.querySelectorAll(".line")) {
      const words = wordsOf(line);
      const row = drawn("g", {});
      boxesOf(line).forEach(([x, y, wide, high], place) => {
        if (!wide || !high || !words[place]) return;
        const word = drawn("text", {
          x,
          y: y + high * 0.8,
          "font-size": high,
          textLength: wide,
          lengthAdjust: "spacingAndGlyphs",
          "data-word": `${line.id}-w${place}`,
        });
        word.textContent = words[place];
        row.append(word);
      });
      rows.append(row);
    }
    leaf.append(layer);
  }

  /* The selected words as text, with a space between them and a line for each line. */
  function copied() {
    const selection = getSelection();
    const rows = [...layer.querySelector(".rows").children].map((row) =>
      [...row.querySelectorAll("text")]
        .filter((word) => selection.containsNode(word, true))
        .map((word) => word.textContent)
        .join(" "),
    );
    return rows.filter(Boolean).join("\n");
  }

  function mark(line, first, count, kind) {
    if (!marks) return;
    for (const [x, y, width, height] of boxesOf(line).slice(first, first + count)) {
      const box = { x, y, width, height, class: kind, "vector-effect": "non-scaling-stroke" };
      marks.append(drawn("rect", box));
    }
  }

  /* Puts <mark> around some words of a printed line, which may stand in several elements. */
  function markWords(line, first, count) {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    const parts = [];
    let place = -1;
    let inWord = false;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
        if (!(inWord && index === 0)) place++;
        if (place >= first && place < first + count) parts.push([node, index, index + word.length]);
      }
      inWord = /\S$/.test(node.data);
    }
    for (const [node, start, end] of parts.reverse()) gallica.wrap(node, start, end);
  }

  /* "#f12-l3-w2" or "#f12-l3": a word or a line, marked on the facsimile; gives the line. */
  function markAddress() {
    marks?.querySelectorAll(".target").forEach((old) => old.remove());
    const [, id, word] = /^#(f\d+-l\d+)(?:-w(\d+))?$/.exec(location.hash) || [];
    const line = id && document.getElementById(id);
    if (line && word === undefined) mark(line, 0, Infinity, "target");
    else if (line) mark(line, Number(word), 1, "target");
    return line;
  }

  function followAddress() {
    const line = markAddress();
    if (!line) return;
    showLines();
    line.scrollIntoView({ block: "center" }); /* it may only just have been shown */
  }

  /* An address that names a printed line shows the lines; what the reader chose stays remembered. */
  function showLines() {
    for (const [name, other, shown] of [["text", "reading", "lines"], ["show", "image", "both"]]) {
      const choice = (value) => document.querySelector(`input[name="${name}"][value="${value}"]`);
      if (choice(other)?.checked) choice(shown).checked = true;
    }
  }

  /* A hit that goes over a page turn has here the last words of the text, or the first. */
  function markEdges(words, view) {
    const own = words.filter(({ places }) => places.some((place) => place.view === view));
    const texts = own.map(({ text }) => text);
    const blocks = gallica.blocksOf(prose);
    const comes = words[0].places[0].view < view;
    const goes = words.at(-1).places.at(-1).view > view;
    if (own.length && comes) blocks.some((block) => gallica.markEdge(block, texts, true));
    if (own.length && goes) blocks.reverse().some((block) => gallica.markEdge(block, texts, false));
  }

  async function showHits() {
    const view = Number(/f(\d+)\.html$/.exec(location.pathname)[1]);
    const results = await gallica.find(query);
    const marked = new Set();
    if (prose) gallica.markText(prose, gallica.phrases(query));
    for (const hit of await gallica.hitsOn(view, results)) {
      const { words, first, last } = await gallica.context(hit);
      const found = words.slice(first, last + 1);
      for (const place of found.flatMap(({ places }) => places)) {
        const line = document.getElementById(`f${place.view}-l${place.line}`);
        const name = `${line?.id}-w${place.word}`;
        if (!line || marked.has(name)) continue;
        marked.add(name);
        mark(line, place.word, place.count, "hit");
        markWords(line, place.word, place.count);
      }
      if (prose) markEdges(found, view);
    }
    showWay(results, view);
  }

  /* From one view where the words occur to the next. */
  function showWay(results, view) {
    const bar = document.getElementById("hits");
    if (!bar || !results.length) return;
    const at = results.findIndex((found) => found.view === view);
    /* Where it does not occur, from one neighbour to the other. */
    const next = at < 0 ? results.findIndex((found) => found.view > view) : at + 1;
    const before = at < 0 ? (next < 0 ? results.length : next) - 1 : at - 1;
    const address = (found) => `f${found.view}.html?q=${encodeURIComponent(query)}`;
    bar.querySelector("a.results").href = `${gallica.root}search.html?q=${encodeURIComponent(query)}`;
    bar.querySelector(".query").textContent = query;
    bar.querySelector(".place").textContent = at < 0 ? "" : `${at + 1} / ${results.length}`;
    for (const [name, found] of [["before", results[before]], ["after", results[next]]]) {
      const link = bar.querySelector(`a.${name}`);
      link.hidden = !found;
      if (found) link.href = address(found);
    }
    bar.hidden = false;
  }

  if (leaf) {
    lay();
    /* The line under the pointer is shown on the facsimile; a word clicked there gives its address. */
    document.addEventListener("pointerover", (event) => {
      const line = event.target.closest?.(".line");
      marks?.querySelectorAll(".line-box").forEach((old) => old.remove());
      if (line) mark(line, 0, Infinity, "line-box");
    });
    layer?.addEventListener("copy", (event) => {
      event.clipboardData.setData("text/plain", copied());
      event.preventDefault();
    });
    /* A browser's own choice in a picture is often a neighbour. */
    layer?.addEventListener("dblclick", ({ target }) => {
      if (target.dataset.word) getSelection().selectAllChildren(target);
    });
    layer?.addEventListener("click", (event) => {
      const word = event.target.dataset.word;
      if (!word || !getSelection().isCollapsed) return;
      history.replaceState(null, "", `#${word}`);
      markAddress(); /* the reader is where it is: nothing moves under a second click */
    });
  }
  addEventListener("hashchange", followAddress);
  followAddress();
  const isSearched = document.querySelector("form.search"); /* an edition without text has none */
  if (query && isSearched && gallica.phrases(query).length) showHits();
})();
