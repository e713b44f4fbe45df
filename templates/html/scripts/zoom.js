/* The facsimile at any size: wheel, two fingers, keys and buttons. It shows the picture that the
   edition has; the library's own is a link away. */
(() => {
  "use strict";
  const gallica = (window.gallica = window.gallica || {});
  const leaf = document.querySelector(".leaf");
  const dialog = document.querySelector("dialog.zoom");
  const opener = document.querySelector('[data-does="zoom"]');
  if (!leaf || !dialog || !opener) return;

  const stage = dialog.querySelector(".stage");
  const home = leaf.parentNode;
  const after = leaf.nextSibling;
  const LARGEST = 12;
  let scale = 1;
  let x = 0;
  let y = 0;

  const middle = () => [stage.clientWidth / 2, stage.clientHeight / 2];

  /* The middle of the stage always shows some of the picture: it cannot be lost. */
  function place() {
    const [across, down] = middle();
    x = Math.min(across, Math.max(across - leaf.offsetWidth * scale, x));
    y = Math.min(down, Math.max(down - leaf.offsetHeight * scale, y));
    leaf.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
  }

  /* Zooms so that what is under the point stays there; the point is in the stage's pixels. */
  function zoomTo(wanted, px, py) {
    const next = Math.min(LARGEST, Math.max(0.2, wanted));
    x = px - ((px - x) * next) / scale;
    y = py - ((py - y) * next) / scale;
    scale = next;
    place();
  }

  const closer = () => zoomTo(scale * 1.4, ...middle());
  const farther = () => zoomTo(scale / 1.4, ...middle());

  function fit() {
    scale = 1;
    place();
    const { width, height } = leaf.getBoundingClientRect();
    scale = Math.min(stage.clientWidth / width, stage.clientHeight / height);
    x = (stage.clientWidth - width * scale) / 2;
    y = (stage.clientHeight - height * scale) / 2;
    place();
  }

  function open() {
    stage.append(leaf);
    dialog.showModal();
    fit();
  }

  /* The event comes a moment later: the reader may have opened it again, or gone to another field,
     which keeps the focus (the browser itself gave it back to where it was). */
  dialog.addEventListener("close", () => {
    if (dialog.open) return;
    leaf.style.transform = "";
    home.insertBefore(leaf, after);
  });

  const does = { closer, farther, fit, close: () => dialog.close() };
  for (const button of dialog.querySelectorAll("[data-does]")) {
    button.addEventListener("click", () => does[button.dataset.does]());
  }

  stage.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const { left, top } = stage.getBoundingClientRect();
      zoomTo(scale * Math.exp(-event.deltaY / 400), event.clientX - left, event.clientY - top);
    },
    { passive: false },
  );

  /* One finger moves, two zoom. A mouse on a word selects it: only the rest of the leaf drags. What
     is clicked, and not dragged, comes to the middle. */
  const fingers = new Map();
  let pressed = null;
  stage.addEventListener("pointerdown", (event) => {
    pressed = event;
    if (event.pointerType === "mouse" && event.target.closest("text")) return;
    fingers.set(event.pointerId, event);
    stage.setPointerCapture(event.pointerId);
  });
  stage.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    if (fingers.size === 1) {
      x += event.clientX - before.clientX;
      y += event.clientY - before.clientY;
      place();
    } else {
      const other = [...fingers.values()].find((finger) => finger.pointerId !== event.pointerId);
      const apart = (a, b) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) || 1;
      const { left, top } = stage.getBoundingClientRect();
      const px = (event.clientX + other.clientX) / 2 - left;
      const py = (event.clientY + other.clientY) / 2 - top;
      zoomTo((scale * apart(event, other)) / apart(before, other), px, py);
    }
    fingers.set(event.pointerId, event);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    stage.addEventListener(end, (event) => fingers.delete(event.pointerId));
  }

  let centring;
  stage.addEventListener("dblclick", () => clearTimeout(centring)); /* it selects a word */
  stage.addEventListener("click", (event) => {
    clearTimeout(centring);
    const isDragged = Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) > 5;
    if (isDragged || !getSelection().isCollapsed) return;
    centring = setTimeout(() => {
      if (!getSelection().isCollapsed) return;
      const { left, top } = stage.getBoundingClientRect();
      const [across, down] = middle();
      x += across - (event.clientX - left);
      y += down - (event.clientY - top);
      place();
    }, 300);
  });

  addEventListener("resize", () => dialog.open && fit());

  dialog.addEventListener("keydown", (event) => {
    if (!dialog.open) return;
    const step = 60;
    const moves = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (event.key in moves) {
      x += moves[event.key][0];
      y += moves[event.key][1];
      place();
    } else if (event.key === "+" || event.key === "=") closer();
    else if (event.key === "-") farther();
    else if (event.key === "0") fit();
    else if (event.key === "z") dialog.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  opener.hidden = false;
  opener.addEventListener("click", open);
  gallica.zoom = open;
})();
