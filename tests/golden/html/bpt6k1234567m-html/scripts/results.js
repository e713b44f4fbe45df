/* The page of the search: shows what was found, some views at a time. */
(() => {
  "use strict";
  const gallica = window.gallica;
  const form = document.querySelector("form.search-page");
  const field = form.elements.q;
  const status = document.getElementById("found");
  const list = document.getElementById("results");
  const more = document.getElementById("more");
  const said = form.dataset;
  const AT_ONCE = 20;
  const CONTEXTS = 3;
  let asked = 0;

  function element(name, text, properties = {}) {
    const made = Object.assign(document.createElement(name), properties);
    if (text) made.textContent = text;
    return made;
  }

  function excerpt(runs) {
    const line = element("p", "", { className: "excerpt" });
    for (const { text, isHit } of runs) line.append(isHit ? element("mark", text) : text, " ");
    return line;
  }

  async function shown(found, query) {
    const item = element("li");
    const link = element("a", found.name, { href: `views/f${found.view}.html?q=${encodeURIComponent(query)}` });
    item.append(link);
    if (found.hits.length > 1) {
      item.append(" ", element("span", `× ${found.hits.length}`, { className: "quiet" }));
    }
    const text = element("div");
    text.lang = said.lang;
    text.dir = said.dir;
    text.append(...(await gallica.excerpts(found.hits, CONTEXTS)).map(excerpt));
    item.append(text);
    return item;
  }

  function fill(message, values) {
    return message.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  /* Shows the next views, each as soon as it and those before it are there. */
  async function show(results, from, query, turn) {
    const some = results.slice(from, from + AT_ONCE);
    const items = some.map((found) => shown(found, query));
    Promise.allSettled(items); /* whoever waits for one of them tells of what failed */
    for (const item of items) {
      const made = await item;
      if (turn !== asked) return;
      list.append(made);
    }
    more.hidden = results.length <= from + AT_ONCE;
    more.onclick = async () => {
      await show(results, from + AT_ONCE, query, turn);
      if (items.length) list.children[from + AT_ONCE]?.querySelector("a").focus();
    };
  }

  async function search(query) {
    const turn = ++asked;
    if (!gallica.phrases(query).length) {
      list.replaceChildren();
      more.hidden = true;
      status.textContent = "";
      return;
    }
    try {
      const results = await gallica.find(query);
      if (turn !== asked) return;
      list.replaceChildren();
      const hits = results.reduce((sum, found) => sum + found.hits.length, 0);
      const one = hits === 1 ? said.once : said.one;
      const message = results.length === 0 ? said.none : results.length === 1 ? one : said.many;
      status.textContent = fill(message, { query, hits, views: results.length });
      await show(results, 0, query, turn);
    } catch (error) {
      status.textContent = fill(said.failed, { file: error.message });
    }
  }

  const query = new URLSearchParams(location.search).get("q") || "";
  field.value = query;
  let pause;
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      const address = new URL(location.href);
      address.searchParams.set("q", field.value);
      history.replaceState(null, "", address);
      search(field.value);
    }, 150);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search(field.value);
  });
  form.hidden = false;
  if (!query) field.focus();
  search(query);
})();
