/* The search of all documents: those that have the words are asked for their places, one by one. */
(() => {
  "use strict";
  const gallica = window.gallica;
  const home = new URL("../", gallica.root).href;
  const form = document.querySelector("form.search-page");
  const field = form.elements.q;
  const status = document.getElementById("found");
  const list = document.getElementById("results");
  const more = document.getElementById("more");
  const said = form.dataset;
  const AT_ONCE = 10;
  const CONTEXTS = 3;
  let asked = 0;

  const fill = (message, values) => message.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  function element(name, text, properties = {}) {
    const made = Object.assign(document.createElement(name), properties);
    if (text) made.textContent = text;
    return made;
  }

  async function excerpt(root, found, query) {
    const [runs] = await gallica.excerpts(found.hits, 1, root);
    const line = element("p", "", { className: "excerpt" });
    const address = `${root}views/f${found.view}.html?q=${encodeURIComponent(query)}`;
    const context = element("span");
    for (const { text, isHit } of runs) context.append(isHit ? element("mark", text) : text, " ");
    line.append(element("a", found.name, { href: address }), " ", context);
    return line;
  }

  /* What one document has; nothing where its words stand on different views. */
  async function shown([title, about, folder, language], query) {
    const root = `${home}${folder}/`;
    const results = await gallica.find(query, root);
    if (!results.length) return null;
    const hits = results.reduce((sum, found) => sum + found.hits.length, 0);
    const item = element("li");
    const heading = element("h2");
    const name = element("a", title, { href: `${root}search.html?q=${encodeURIComponent(query)}`, lang: language });
    heading.append(name);
    const times = fill(results.length === 1 ? said.view : said.views, { hits, views: results.length });
    item.append(heading, element("p", [about, times].filter(Boolean).join(" · "), { className: "quiet" }));
    const text = element("div", "", { lang: language });
    text.append(...(await Promise.all(results.slice(0, CONTEXTS).map((found) => excerpt(root, found, query)))));
    item.append(text);
    return item;
  }

  /* Shows the next documents that have something, from the place given. */
  async function show(numbers, documents, from, query, turn) {
    let added = 0;
    let first = null;
    let place = from;
    while (place < numbers.length && added < AT_ONCE) {
      const some = numbers.slice(place, place + AT_ONCE - added);
      const items = await Promise.all(some.map((number) => shown(documents[number], query)));
      if (turn !== asked) return;
      const found = items.filter(Boolean);
      first = first || found[0];
      list.append(...found);
      added += found.length;
      place += some.length;
    }
    more.hidden = place >= numbers.length;
    more.onclick = async () => {
      const next = await show(numbers, documents, place, query, turn);
      next?.querySelector("a").focus();
    };
    return first;
  }

  async function search(query) {
    const turn = ++asked;
    more.hidden = true;
    const phrases = gallica.phrases(query);
    if (!phrases.length) {
      list.replaceChildren();
      status.textContent = "";
      return;
    }
    try {
      const { documents, numbers } = await gallica.documents(query);
      if (turn !== asked) return;
      list.replaceChildren();
      const n = numbers.length;
      const words = phrases.reduce((sum, phrase) => sum + phrase.words.length, 0);
      const message = n === 0 ? said.none : words > 1 ? said.apart : n === 1 ? said.one : said.many;
      status.textContent = fill(message, { query, n });
      await show(numbers, documents, 0, query, turn);
      if (turn === asked && !list.children.length) status.textContent = fill(said.none, { query });
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
      try {
        history.replaceState(null, "", address);
      } catch {
        /* a browser may refuse it for pages opened from a disk */
      }
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
