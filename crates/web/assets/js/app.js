// What scripts add to every page: dialogs on top of the page, reasons at once, no double deeds, spoken changes.

import { show, work } from "./dialogs.js";
import { tell, warn } from "./editor/speak.js";
import { leadBack, lists } from "./list.js";

document.documentElement.classList.add("js");

const token = document.querySelector("meta[name=csrf-token]").content;
addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["X-CSRF-Token"] = token;
});

// What is not possible says why; what works is not pressed twice.

function refuse({ reason, leads }) {
  const box = document.getElementById("orsak");
  if (box) {
    const shown = document.createElement("div");
    shown.className = "box box-warning";
    const words = Object.assign(document.createElement("p"), { textContent: `${reason} ` });
    if (leads) words.append(Object.assign(document.createElement("a"), { href: leads, textContent: "Öppna" }));
    shown.append(words);
    box.replaceChildren(shown);
  }
  warn(reason);
}

addEventListener("click", (event) => {
  const control = event.target.closest("a, button");
  if (!control) return;
  // A double click on an entry acts as one click.
  if (event.detail > 1 && control.closest(".menu, #flikar")) event.preventDefault();
  if (control.getAttribute("aria-disabled") === "true") {
    event.preventDefault();
    event.stopPropagation();
    if (control.dataset.reason) refuse(control.dataset);
  }
}, true);

addEventListener("click", (event) => {
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented);
  const link = event.target.closest("[data-dialog]");
  if (link && plain) {
    event.preventDefault();
    show(link.href);
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    navigator.clipboard.writeText(document.querySelector(copy.dataset.copy).textContent.trim()).then(() => tell("Kopierat."));
  }
  const fill = event.target.closest("[data-fill]");
  if (fill) {
    const field = document.getElementById(fill.dataset.fill);
    field.value = fill.textContent;
    field.focus();
  }
  for (const menu of document.querySelectorAll("details.split-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

const working = [];

addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented && !form.matches("[hx-post]")) return;
  if (form.dataset.busy) return void event.preventDefault();
  if (!form.matches("[hx-post]")) working.push(work(form, event.submitter));
});

// A page that comes back from the browser's memory works again.
addEventListener("pageshow", () => working.splice(0).forEach((free) => free()));

// Small things.

addEventListener("change", ({ target }) => {
  if (target.dataset.shows) document.querySelector(target.dataset.shows).type = target.checked ? "text" : "password";
  const said = target.id && document.querySelector(`[data-say-${target.checked ? "when" : "unless"}="${target.id}"]`);
  if (said) tell(said.lastChild.textContent);
});

addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.target.closest("button, summary")?.classList.add("tip-off");
  const menu = event.target.closest("details.split-menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
addEventListener("focusout", ({ target }) => target.classList?.remove("tip-off"));

const bars = document.querySelector(".patient-bar");
if (bars) new ResizeObserver(() => document.body.style.setProperty("--bars", `${bars.offsetHeight}px`)).observe(bars);

const tabs = document.querySelectorAll(".panel-tabs a");
function mark() {
  const current = [...tabs].find((tab) => tab.hash === location.hash) ?? tabs[0];
  for (const tab of tabs) tab.ariaCurrent = tab === current ? "true" : null;
}
addEventListener("hashchange", mark);
mark();

// What the page asks for by itself.

let spoken = document.querySelector("[data-say]")?.dataset.say;
addEventListener("htmx:afterSettle", () => {
  const now = document.querySelector("[data-say]")?.dataset.say;
  if (now && now !== spoken) tell(now);
  spoken = now;
});

// Nobody looks: nothing is asked for.
addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.closest("[data-poll]")) event.preventDefault();
});

addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, elt } = event.detail;
  if (xhr.status < 400) return;
  if (elt.closest("[data-poll]")) {
    event.detail.shouldSwap = false;
    if (xhr.status === 401) location.assign(`/logga-in?till=${encodeURIComponent(location.pathname)}`);
  } else if (xhr.getResponseHeader("X-Error-Code") && elt.matches("form[hx-select]")) {
    event.detail.shouldSwap = true;
  }
});

lists(show);
leadBack();
