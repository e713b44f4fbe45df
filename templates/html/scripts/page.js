/* What every page does: remembers the reader's choices, and listens to the keyboard and to swipes. */
(() => {
  "use strict";
  const gallica = (window.gallica = window.gallica || {});
  document.documentElement.classList.add("scripted");
  const find = (selector) => document.querySelector(selector);

  /* A browser may keep nothing for pages opened from a disk. */
  function remembered(name) {
    try {
      return localStorage.getItem(`gallica-export-${name}`);
    } catch {
      return null;
    }
  }
  function remember(name, value) {
    try {
      localStorage.setItem(`gallica-export-${name}`, value);
    } catch {
      /* then each page begins anew */
    }
  }

  for (const choice of document.querySelectorAll(".choice input")) {
    if (remembered(choice.name) === choice.value) choice.checked = true;
    choice.addEventListener("change", () => remember(choice.name, choice.value));
  }

  function next(name) {
    const ways = [...document.querySelectorAll(`.choice input[name="${name}"]`)];
    if (ways.length) ways[(ways.findIndex((way) => way.checked) + 1) % ways.length].click();
  }

  /* Where the next page lies: in a book that is read from right to left, on the left. */
  const [leftwards, rightwards] = document.documentElement.dataset.turns === "rtl" ? ["next", "prev"] : ["prev", "next"];
  const follow = (rel) => find(`link[rel="${rel}"]`) && location.assign(find(`link[rel="${rel}"]`).href);
  const help = find("dialog.help");
  const keys = {
    ArrowLeft: () => follow(leftwards),
    ArrowRight: () => follow(rightwards),
    t: () => next("text"),
    f: () => next("show"),
    z: () => gallica.zoom?.(),
    "/": () => (find("form.search-page") || find("form.search"))?.elements.q.focus(),
    "?": () => help?.showModal(),
  };

  /* Who speaks to the browser, or strikes keys unawares, can do without those of one character. */
  const single = find('[name="single-keys"]');
  const isCharacter = (key) => key.length === 1;
  const areOn = () => remembered("single-keys") !== "off";
  if (single) {
    single.checked = areOn();
    single.addEventListener("change", () => remember("single-keys", single.checked ? "on" : "off"));
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (find("dialog[open]") || event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select")) return;
    if (event.target.type === "radio" && event.key.startsWith("Arrow")) return;
    if (!(event.key in keys) || (isCharacter(event.key) && !areOn())) return;
    event.preventDefault();
    keys[event.key]();
  });

  for (const button of document.querySelectorAll('[data-does="help"]')) {
    button.hidden = false;
    button.addEventListener("click", () => help.showModal());
  }
  for (const form of document.querySelectorAll("form.search")) form.hidden = false;

  for (const button of document.querySelectorAll('[data-does="copy"]')) {
    const quote = button.parentNode.querySelector(".quote");
    button.hidden = !quote || !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(quote.textContent);
      button.textContent = button.dataset.done;
    });
  }

  /* The picture of a view is turned like a leaf. */
  const figure = find(".facsimile");
  let began = null;
  figure?.addEventListener("touchstart", (event) => (began = event.touches.length === 1 ? event.touches[0] : null), { passive: true });
  figure?.addEventListener("touchend", (event) => {
    if (!began || find("dialog[open]") || !getSelection().isCollapsed) return;
    const { clientX, clientY } = event.changedTouches[0];
    const across = clientX - began.clientX;
    const isTurned = Math.abs(across) > 60 && Math.abs(across) > 2 * Math.abs(clientY - began.clientY);
    const isEnlarged = window.visualViewport?.scale > 1; /* then a finger moves the page */
    if (isTurned && !isEnlarged) follow(across > 0 ? leftwards : rightwards);
    began = null;
  });
})();
