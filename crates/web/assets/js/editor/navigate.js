// Navigator and error summary: from a gap to its field, and what has been cured. Source: ui 5.9, 5.10.

import { $, all, form, make } from "./editor/page.js";
import { tell } from "./editor/speak.js";

const COMPLETE = "Inget saknas. Intyget kan signeras.";
let before;

const gaps = () => all("#navigator a[data-gap]");
const name = (link) => link.closest("[data-name]").dataset.name;
const target = (link) => $(link.hash.slice(1));

/** Moves the focus to the field of a link. */
export function go(link) {
  const field = target(link);
  if (!field) return;
  field.closest("details")?.setAttribute("open", "");
  if ($("panel").matches(":popover-open")) $("panel").hidePopover();
  (field.closest(".question") ?? field).scrollIntoView({ block: "start" });
  field.scrollIntoView({ block: "nearest" });
  if (!field.matches("input, select, textarea")) field.tabIndex = -1;
  field.focus({ preventScroll: true });
}

/** Moves to the next (1) or previous (-1) gap from where the focus is. */
export function step(direction) {
  const links = gaps();
  if (!links.length) return tell(COMPLETE);
  const here = document.activeElement;
  const isAhead = (link) => target(link).compareDocumentPosition(here) & (direction > 0 ? 2 : 4);
  const ahead = form.contains(here) ? links.filter(isAhead) : [];
  const link = ahead.at(direction > 0 ? 0 : -1) ?? links.at(direction > 0 ? 0 : -1);
  go(link);
  tell(`${links.indexOf(link) + 1} av ${links.length}: ${name(link)}`);
}

/** Says what an answer has cured, and marks it in the summary. */
export function cured() {
  const left = gaps(), now = new Set(left.map(name)), open = new Set(left.map((link) => link.hash));
  const gone = [...(before ?? [])].filter((field) => !now.has(field));
  if (gone.length) tell(`${gone.join(", ")} klart. ${left.length ? `${left.length} kvar.` : COMPLETE}`);
  before = now;
  for (const link of all("#felsammanfattning a")) {
    const isCured = !open.has(link.hash);
    link.parentElement.classList.toggle("cured", isCured);
    link.nextElementSibling?.remove();
    if (isCured) link.after(make("span", { textContent: " ✓ klart" }));
  }
}

/** Marks the section that is being read. */
export function watch() {
  cured();
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const link of all("#navigator [data-section] > a")) {
        if (link.hash === `#${entry.target.id}`) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    }
  }, { rootMargin: "-20% 0px -70%" });
  for (const section of all(".card", form)) seen.observe(section);
}
