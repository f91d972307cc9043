// Navigator and error summary: from a gap to its field, and what has been cured.

import { tell } from "./editor/speak.js";

const form = document.getElementById("formular");
let before = new Map();

const gaps = () => [...document.querySelectorAll("#navigator a[data-gap]")];

/** Moves the focus to the field of a link. */
export function go(link) {
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target) return;
  const panel = document.getElementById("panel");
  if (panel.matches(":popover-open")) panel.hidePopover();
  for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  (target.closest(".question") ?? target).scrollIntoView({ block: "start" });
  if (!target.matches("a, button, input, select, textarea")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

/** Moves to the next (1) or previous (-1) gap from where the focus is. */
export function step(direction) {
  const links = gaps();
  if (!links.length) return tell("Inget saknas. Intyget kan signeras.");
  const here = document.activeElement;
  const isInForm = form.contains(here);
  const targets = links.map((link) => document.getElementById(link.hash.slice(1)));
  const side = direction > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  const order = direction > 0 ? targets.keys() : [...targets.keys()].reverse();
  let found = direction > 0 ? 0 : targets.length - 1;
  if (isInForm) {
    for (const i of order) {
      if (targets[i] && targets[i] !== here && here.compareDocumentPosition(targets[i]) & side) {
        found = i;
        break;
      }
    }
  }
  go(links[found]);
  tell(`${found + 1} av ${links.length}: ${links[found].closest("[data-name]").dataset.name}`);
}

/** Says what an answer has cured, and marks it in the summary. */
export function cured() {
  const now = names();
  const gone = [...before].filter(([id]) => !now.has(id)).map(([, name]) => name);
  if (gone.length && before.size) {
    const left = gaps().length;
    tell(`${gone.join(", ")} klart. ${left ? `${left} kvar.` : "Inget saknas. Intyget kan signeras."}`);
  }
  before = now;
  const open = new Set(gaps().map((link) => link.hash));
  for (const link of document.querySelectorAll("#felsammanfattning a")) {
    const isCured = !open.has(link.hash);
    link.parentElement.classList.toggle("cured", isCured);
    const word = link.nextElementSibling;
    if (isCured && !word) link.after(Object.assign(document.createElement("span"), { textContent: " klart" }));
    else if (!isCured) word?.remove();
  }
}

function names() {
  const lines = [...document.querySelectorAll("#navigator [data-name]")].filter((line) => line.querySelector("[data-gap]"));
  return new Map(lines.map((line) => [line.id, line.dataset.name]));
}

/** Marks the section that is being read. */
export function watch() {
  before = names();
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      for (const link of document.querySelectorAll("#navigator [data-section] > a")) link.removeAttribute("aria-current");
      document.querySelector(`#navigator [data-section="${target.id}"] > a`)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-20% 0px -70% 0px" });
  for (const section of form.querySelectorAll("section.card")) seen.observe(section);
}
