// The lists of the start page: marking a row, its keys, and what can be done with it.

import { tell } from "./editor/speak.js";

const NOTHING = "Markera ett intyg i listan först.";

export function lists(show) {
  const form = document.querySelector("form[data-list]");
  if (!form) return;
  const button = (action) => form.querySelector(`.bar [data-action=${action}]`);
  const rows = () => [...form.querySelectorAll("tr[data-status]")].filter((row) => row.offsetParent);
  const marked = () => form.querySelector("input[name=intyg]:checked")?.closest("tr");
  const isDraft = (row) => ["begun", "draft", "ready"].includes(row.dataset.status);

  // What the server says of a refused button stays until another row is marked.
  function explain(isOther) {
    const row = marked();
    for (const control of form.querySelectorAll(".bar [data-row]")) {
      const { action } = control.dataset;
      const reason = row ? (row.dataset[action] ?? "") : NOTHING;
      let words = document.getElementById(`orsak-${action}`);
      if (!words) {
        words = Object.assign(document.createElement("span"), { id: `orsak-${action}`, className: "sr" });
        control.after(words);
        control.setAttribute("aria-describedby", words.id);
      }
      words.textContent = control.dataset.reason = reason;
      control.dataset.leads = row?.dataset[`${action}Leads`] ?? "";
      control.ariaDisabled = reason ? "true" : null;
    }
    if (isOther) document.getElementById("orsak").replaceChildren();
  }

  function choose(row) {
    const radio = row?.querySelector("input[name=intyg]");
    if (!radio) return;
    radio.checked = true;
    radio.focus();
    explain(true);
  }

  const press = (action) => button(action).click();

  form.addEventListener("change", explain);
  form.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-status]");
    if (row && !event.target.closest("a, button, input")) choose(row);
    const dialog = event.target.dataset.row;
    if (dialog && !event.defaultPrevented) {
      event.preventDefault();
      show(`/intyg/${marked().querySelector("input").value}/${dialog}`);
    }
  });
  form.addEventListener("dblclick", (event) => {
    const row = event.target.closest("tr[data-status]");
    if (!row || event.target.closest("a, button")) return;
    choose(row);
    press(isDraft(row) && !row.dataset.andra ? "andra" : "visa");
  });

  form.addEventListener("keydown", (event) => {
    if (!event.target.closest("table") || event.ctrlKey || event.altKey || event.metaKey) return;
    const list = rows();
    const at = list.indexOf(event.target.closest("tr[data-status]"));
    const go = {
      ArrowDown: () => choose(list[Math.min(at + 1, list.length - 1)]),
      ArrowUp: () => choose(list[Math.max(at - 1, 0)]),
      Home: () => choose(list[0]),
      End: () => choose(list.at(-1)),
      Insert: () => press("ny"),
      F2: () => press("andra"),
      Delete: () => press("radera"),
      Enter: () => press(marked() && isDraft(marked()) && !marked().dataset.andra ? "andra" : "visa"),
    }[event.key];
    if (!go || event.target.closest("a")) return;
    event.preventDefault();
    go();
  });

  // The cell of a state is replaced when it changes; the row and the radio's name follow it.
  addEventListener("htmx:afterSettle", () => {
    for (const cell of form.querySelectorAll("td[data-status]")) {
      const row = cell.closest("tr");
      if (row.dataset.status === cell.dataset.status) continue;
      row.dataset.status = cell.dataset.status;
      const state = cell.querySelector(".tag").textContent.trim();
      const radio = row.querySelector("input");
      radio.setAttribute("aria-label", radio.getAttribute("aria-label").replace(/[^,]*$/, ` ${state}`));
      tell(`${row.querySelector("th").firstChild.textContent}: ${state}`);
    }
  });

  addEventListener("pageshow", () => explain());
  keep(form);
  explain();
}

const place = (path) => `lista:${path}`;
const kept = (path) => JSON.parse(sessionStorage.getItem(place(path)) ?? "{}");

/** Keeps the order, the marked row and the folded lists of this page for the way back to it. */
function keep(form) {
  const parts = [...form.querySelectorAll("details.list-section")];
  const mark = () => form.querySelector("input[name=intyg]:checked");
  const { marked, open = {} } = kept(location.pathname);
  const radio = marked && !mark() && form.querySelector(`input[name=intyg][value="${marked}"]`);
  if (radio) radio.checked = true;
  for (const part of parts) part.open = (open[part.id] ?? part.open) || part.contains(mark());
  addEventListener("pagehide", () => {
    const state = { order: location.search, marked: mark()?.value, open: Object.fromEntries(parts.map((part) => [part.id, part.open])) };
    sessionStorage.setItem(place(location.pathname), JSON.stringify(state));
  });
}

/** Lets links to a start page lead to it in the order that it was left in. */
export function leadBack() {
  for (const link of document.querySelectorAll("#flikar a, #menyrad a")) {
    if (!link.search) link.search = kept(link.pathname).order ?? "";
  }
}
