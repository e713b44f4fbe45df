/* The list of a collection: sorts it, counts what the choices leave, and keeps them in the address.
   The stylesheet alone makes the choices. */
(() => {
  "use strict";
  const form = document.querySelector("form.facets");
  const list = document.querySelector(".holdings");
  const shown = document.getElementById("shown");
  const facets = [...form.querySelectorAll("select")];
  const rows = [...list.children];
  const ways = [...form.elements.sort];
  const chosen = (row, facet, value) => !value || row.dataset[facet.name].split(" ").includes(value);

  /* Says how many documents are left, and beside each choice how many it would leave. */
  function count() {
    const left = rows.filter((row) => facets.every((facet) => chosen(row, facet, facet.value)));
    const message = [shown.dataset.none, shown.dataset.one][left.length] || shown.dataset.many;
    shown.textContent = message.replace("{n}", left.length);
    for (const facet of facets) {
      const others = facets.filter((other) => other !== facet);
      const open = rows.filter((row) => others.every((other) => chosen(row, other, other.value)));
      for (const option of [...facet.options].slice(1)) {
        const total = open.filter((row) => chosen(row, facet, option.value)).length;
        option.textContent = `${option.dataset.label} (${total})`;
        option.disabled = !total && !option.selected;
      }
    }
  }

  function sort(name) {
    const place = (row) => Number(row.getAttribute(`data-by-${name}`));
    list.append(...rows.sort((a, b) => place(a) - place(b)));
  }

  /* "?author=Verne, Jules&sort=date": labels, which outlive another build. */
  function keep() {
    const address = new URL(location.href);
    for (const facet of facets) {
      const label = facet.selectedOptions[0]?.dataset.label;
      if (label) address.searchParams.set(facet.name, label);
      else address.searchParams.delete(facet.name);
    }
    const way = ways.find(({ checked }) => checked);
    if (way && way !== ways[0]) address.searchParams.set("sort", way.value);
    else address.searchParams.delete("sort");
    try {
      history.replaceState(null, "", address);
    } catch {
      /* a browser may refuse it for pages opened from a disk */
    }
  }

  function follow() {
    const wanted = new URLSearchParams(location.search);
    for (const facet of facets) {
      const option = [...facet.options].find((one) => one.dataset.label === wanted.get(facet.name));
      if (option) facet.value = option.value;
    }
    const way = ways.find(({ value }) => value === wanted.get("sort")) || ways.find(({ checked }) => checked);
    if (way) {
      way.checked = true;
      sort(way.value);
    }
  }

  for (const way of ways) way.addEventListener("change", () => sort(way.value));
  form.querySelector(".sorting").hidden = rows.length < 2;
  form.addEventListener("change", () => {
    count();
    keep();
  });
  /* Its button shows all again: without a script the page, loaded anew, does so. */
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.reset();
    sort(ways.find((way) => way.checked).value);
    count();
    keep();
  });
  follow();
  count();
})();
