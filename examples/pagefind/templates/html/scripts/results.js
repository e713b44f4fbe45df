/* The page of the search, answered by Pagefind instead of the site's own index: for a site on a
   server, since browsers import nothing into a page opened from a disk. */
(() => {
  "use strict";
  const gallica = window.gallica;
  const status = document.getElementById("found");
  const list = document.getElementById("results");
  const more = document.getElementById("more");
  const said = document.querySelector("form.search-page").dataset;
  const AT_ONCE = 20;

  function shown({ url, meta, excerpt }, query) {
    const item = gallica.element("li");
    const href = `${url}?q=${encodeURIComponent(query)}`;
    const line = gallica.element("p", "", { className: "excerpt", lang: said.lang, dir: said.dir });
    line.innerHTML = excerpt; /* the text escaped, with <mark> around what was found */
    item.append(gallica.element("a", meta.title, { href }), line);
    return item;
  }

  async function show(results, from, query, isOver) {
    more.hidden = true;
    const some = await Promise.all(results.slice(from, from + AT_ONCE).map((result) => result.data()));
    if (isOver()) return;
    list.append(...some.map((data) => shown(data, query)));
    more.hidden = results.length <= from + AT_ONCE;
    more.onclick = () => show(results, from + AT_ONCE, query, isOver);
  }

  gallica.searching(async (query, isOver) => {
    const pagefind = await import(`${gallica.root}pagefind/pagefind.js`);
    const { results } = await pagefind.search(query);
    if (isOver()) return;
    list.replaceChildren();
    const hits = results.reduce((sum, { words }) => sum + words.length, 0);
    const one = hits === 1 ? said.once : said.one;
    const message = results.length === 0 ? said.none : results.length === 1 ? one : said.many;
    status.textContent = gallica.fill(message, { query, hits, views: results.length });
    await show(results, 0, query, isOver);
  });
})();
