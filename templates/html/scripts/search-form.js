/* The form of a search, on the page of one edition and on that of a collection. */
(() => {
  "use strict";
  const gallica = window.gallica;
  const form = document.querySelector("form.search-page");
  const field = form.elements.q;
  const status = document.getElementById("found");
  const list = document.getElementById("results");
  const more = document.getElementById("more");
  let asked = 0;

  gallica.element = (name, text, properties = {}) => {
    const made = Object.assign(document.createElement(name), properties);
    if (text) made.textContent = text;
    return made;
  };

  /* A message with its places filled: "{hits} times". */
  gallica.fill = (message, values) => message.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /* Words with what was found among them marked. */
  gallica.marked = (line, runs) => {
    for (const { text, isHit } of runs) line.append(isHit ? gallica.element("mark", text) : text, " ");
    return line;
  };

  /* Asks `search` for what is typed, and for what the address asks for: it is given the query, and
     a function that tells whether somebody has asked for something else meanwhile. */
  gallica.searching = (search) => {
    async function ask(query) {
      const turn = ++asked;
      more.hidden = true;
      if (!gallica.phrases(query).length) {
        list.replaceChildren();
        status.textContent = "";
        return;
      }
      try {
        await search(query, () => turn !== asked);
      } catch (error) {
        if (turn === asked) status.textContent = gallica.fill(form.dataset.failed, { file: error.message });
      }
    }

    function remember() {
      const address = new URL(location.href);
      address.searchParams.set("q", field.value);
      try {
        history.replaceState(null, "", address);
      } catch {
        /* a browser may refuse it for pages opened from a disk */
      }
    }

    const query = new URLSearchParams(location.search).get("q") || "";
    field.value = query;
    let pause;
    field.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(() => {
        remember();
        ask(field.value);
      }, 150);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(field.value);
    });
    form.hidden = false;
    if (!query) field.focus();
    ask(query);
  };
})();
