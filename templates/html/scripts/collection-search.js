/* The search of all documents: those that have the words are asked for their places, one by one. */
(() => {
  "use strict";
  const gallica = window.gallica;
  const home = new URL("../", gallica.root).href;
  const status = document.getElementById("found");
  const list = document.getElementById("results");
  const more = document.getElementById("more");
  const said = document.querySelector("form.search-page").dataset;
  const AT_ONCE = 10;
  const CONTEXTS = 3;

  async function excerpt(root, found, query) {
    const [runs] = await gallica.excerpts(found.hits, 1, root);
    const line = gallica.element("p", "", { className: "excerpt" });
    const href = `${root}views/f${found.view}.html?q=${encodeURIComponent(query)}`;
    const context = gallica.marked(gallica.element("bdi"), runs);
    line.append(gallica.element("a", found.name, { href }), " ", context);
    return line;
  }

  /* What one document has; nothing where its words stand on different views. */
  async function shown([title, about, folder, lang], query) {
    const root = `${home}${folder}/`;
    const results = await gallica.find(query, root);
    if (!results.length) return null;
    const hits = results.reduce((sum, found) => sum + found.hits.length, 0);
    const item = gallica.element("li");
    const heading = gallica.element("h2");
    const href = `${root}search.html?q=${encodeURIComponent(query)}`;
    heading.append(gallica.element("a", title, { href, lang, dir: "auto" }));
    const message = results.length === 1 ? said.view : said.views;
    const times = gallica.fill(message, { hits, views: results.length });
    const told = [about, times].filter(Boolean).join(" · ");
    const text = gallica.element("div", "", { lang });
    const some = results.slice(0, CONTEXTS).map((found) => excerpt(root, found, query));
    text.append(...(await Promise.all(some)));
    item.append(heading, gallica.element("p", told, { className: "quiet" }), text);
    return item;
  }

  /* Shows the next documents that have something, from the place given. */
  async function show(numbers, documents, from, query, isOver) {
    let added = 0;
    let first = null;
    let place = from;
    while (place < numbers.length && added < AT_ONCE) {
      const some = numbers.slice(place, place + AT_ONCE - added);
      const items = await Promise.all(some.map((number) => shown(documents[number], query)));
      if (isOver()) return null;
      const found = items.filter(Boolean);
      first = first || found[0];
      list.append(...found);
      added += found.length;
      place += some.length;
    }
    more.hidden = place >= numbers.length;
    more.onclick = async () => {
      more.hidden = true;
      const next = await show(numbers, documents, place, query, isOver);
      next?.querySelector("a").focus();
    };
    return first;
  }

  gallica.searching(async (query, isOver) => {
    const { documents, numbers } = await gallica.documents(query);
    if (isOver()) return;
    list.replaceChildren();
    const n = numbers.length;
    const words = gallica.phrases(query).reduce((sum, phrase) => sum + phrase.words.length, 0);
    const message = n === 0 ? said.none : n === 1 ? said.one : words > 1 ? said.apart : said.many;
    status.textContent = gallica.fill(message, { query, n });
    await show(numbers, documents, 0, query, isOver);
    if (!isOver() && !list.children.length) status.textContent = gallica.fill(said.none, { query });
  });
})();
