/* The page of the search: shows what was found, some views at a time. */
(() => {
  "use strict";
  const gallica = window.gallica;
  const status = document.getElementById("found");
  const list = document.getElementById("results");
  const more = document.getElementById("more");
  const said = document.querySelector("form.search-page").dataset;
  const AT_ONCE = 20;
  const CONTEXTS = 3;

  async function shown(found, query) {
    const item = gallica.element("li");
    const href = `views/f${found.view}.html?q=${encodeURIComponent(query)}`;
    item.append(gallica.element("a", found.name, { href }));
    if (found.hits.length > 1) {
      item.append(" ", gallica.element("span", `× ${found.hits.length}`, { className: "quiet" }));
    }
    const text = gallica.element("div", "", { lang: said.lang, dir: said.dir });
    for (const runs of await gallica.excerpts(found.hits, CONTEXTS)) {
      text.append(gallica.marked(gallica.element("p", "", { className: "excerpt" }), runs));
    }
    item.append(text);
    return item;
  }

  /* Shows the next views, each as soon as it and those before it are there. */
  async function show(results, from, query, isOver) {
    const some = results.slice(from, from + AT_ONCE);
    const items = some.map((found) => shown(found, query));
    Promise.allSettled(items); /* whoever waits for one of them tells of what failed */
    for (const item of items) {
      const made = await item;
      if (isOver()) return;
      list.append(made);
    }
    more.hidden = results.length <= from + AT_ONCE;
    more.onclick = async () => {
      more.hidden = true;
      await show(results, from + AT_ONCE, query, isOver);
      if (items.length) list.children[from + AT_ONCE]?.querySelector("a").focus();
    };
  }

  gallica.searching(async (query, isOver) => {
    const results = await gallica.find(query);
    if (isOver()) return;
    list.replaceChildren();
    const hits = results.reduce((sum, found) => sum + found.hits.length, 0);
    const one = hits === 1 ? said.once : said.one;
    const message = results.length === 0 ? said.none : results.length === 1 ? one : said.many;
    status.textContent = gallica.fill(message, { query, hits, views: results.length });
    await show(results, 0, query, isOver);
  });
})();
