// Diagnosis rows: the list of hits while one types, and the patient's own diagnoses. Source: ui 5.7, 6.7.

import { load, open } from "./editor/dialog.js";
import { tell, warn } from "./editor/speak.js";

const WAIT = 150, SHORTEST = { kod: 3, text: 1 };

const form = document.getElementById("formular");
let box = null, list = null, hits = [], at = -1, timer = 0, latest = 0;

/** Sets up the diagnosis rows; `changed(fields)` is told what has been filled in, `settle()` saves what is unsaved. */
export function diagnoses(changed, settle) {
  form.addEventListener("focusin", ({ target }) => { if (target.matches("[data-search]")) equip(target); });
  form.addEventListener("focusout", ({ target }) => { if (target.matches("[data-search]")) close(); });
  form.addEventListener("input", ({ target }) => { if (target.matches("[data-search]")) search(target); });
  form.addEventListener("keydown", (event) => { if (event.target.matches("[data-search]")) press(event, changed); });
  form.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-journal]");
    if (!button) return;
    event.preventDefault();
    await settle();
    journal(button, changed);
  });
}

function equip(field) {
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", "diagnostraffar");
}

function search(field) {
  clearTimeout(timer);
  const text = field.value.trim(), kind = field.dataset.search;
  if (text.length < SHORTEST[kind]) return close();
  timer = setTimeout(() => ask(field, text, kind), WAIT);
}

async function ask(field, text, kind) {
  const turn = ++latest;
  const kodverk = register(field);
  const query = new URLSearchParams({ sok: text.slice(0, 100), kodverk, falt: kind });
  try {
    const answer = await fetch(`/diagnosregister?${query}`, { headers: { "HX-Request": "true" } });
    const found = await answer.json();
    if (turn === latest && field === document.activeElement) show(field, text, found);
  } catch {
    close();
  }
}

const register = (field) => {
  const rows = field.closest("[data-diagnoses]");
  return rows.querySelector("[type=radio]:checked")?.value ?? "";
};

function show(field, text, found) {
  close();
  hits = found.hits;
  at = -1;
  box = element("div", { className: "hits" });
  box.setAttribute("data-js", "");
  list = element("ul", { id: "diagnostraffar" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Träffar i diagnosregistret");
  list.append(...hits.map((hit, i) => option(hit, i, text)));
  box.append(list);
  if (!hits.length) box.append(element("p", { textContent: found.words }));
  if (found.more) box.append(element("p", { textContent: "Fler träffar finns. Skriv mer för att begränsa." }));
  box.addEventListener("mousedown", (event) => event.preventDefault());
  field.closest(".field").append(box);
  field.setAttribute("aria-expanded", String(hits.length > 0));
  tell(found.more ? `${found.words}. Fler träffar finns.` : found.words);
}

const element = (tag, properties) => Object.assign(document.createElement(tag), properties);

function option(hit, i, text) {
  const row = element("li", { id: `diagnostraff-${i}` });
  row.setAttribute("role", "option");
  row.setAttribute("aria-selected", "false");
  row.dataset.hit = i;
  row.append(...bold(hit.code, text), " ", ...bold(hit.title, text));
  if (hit.short) {
    row.setAttribute("aria-disabled", "true");
    row.append(element("span", { className: "note", textContent: " Välj en kod med fyra tecken" }));
  }
  return row;
}

function bold(whole, typed) {
  const parts = [];
  const words = typed.split(/\s+/).filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  for (const part of whole.split(new RegExp(`(${words.join("|")})`, "i"))) {
    if (words.some((word) => new RegExp(`^${word}$`, "i").test(part))) parts.push(element("b", { textContent: part }));
    else if (part) parts.push(part);
  }
  return parts;
}

function close() {
  clearTimeout(timer);
  latest++;
  if (!box) return;
  const field = box.parentElement?.querySelector("[data-search]");
  field?.setAttribute("aria-expanded", "false");
  field?.removeAttribute("aria-activedescendant");
  box.remove();
  box = list = null;
}

function move(field, to) {
  list.children[at]?.setAttribute("aria-selected", "false");
  at = (to + hits.length) % hits.length;
  const row = list.children[at];
  row.setAttribute("aria-selected", "true");
  row.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", row.id);
}

function press(event, changed) {
  const field = event.target;
  if (!box) return;
  if (event.key === "Escape") {
    event.preventDefault();
    close();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (hits.length) move(field, event.key === "ArrowDown" ? at + 1 : at < 0 ? hits.length - 1 : at - 1);
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (at >= 0) take(field, hits[at], changed);
  }
}

function take(field, hit, changed) {
  if (hit.short) return warn("Välj en kod med fyra tecken");
  fill(field.closest("[data-row]"), hit.code, hit.title, changed);
}

function fill(row, code, title, changed, more = []) {
  close();
  const [codeField, textField] = row.querySelectorAll("[data-search]");
  codeField.value = code;
  textField.value = title;
  textField.focus();
  changed([...more, codeField, textField]);
}

document.addEventListener("click", ({ target }) => {
  const row = target.closest?.("#diagnostraffar [data-hit]");
  const field = row?.closest(".field").querySelector("[data-search]");
  if (field) field.dispatchEvent(new CustomEvent("taken", { bubbles: true, detail: hits[row.dataset.hit] }));
});

/** Takes the hits that are clicked. */
export function onTaken(changed) {
  form.addEventListener("taken", ({ target, detail }) => take(target, detail, changed));
}

async function journal(button, changed) {
  const html = await load(`${form.dataset.diagnos}${button.dataset.journal}/journal`);
  if (!html) return warn("Journalen svarar inte. Sök i diagnosregistret i stället.");
  const dialog = open(html, (picked, _, closeDialog) => {
    const choice = picked.querySelector("[name=val]:checked");
    const error = dialog.querySelector("#journal-fel");
    if (!choice) {
      error.hidden = false;
      dialog.querySelector("[name=val]")?.focus();
      return warn("Välj en diagnos, eller tryck Avbryt.");
    }
    closeDialog();
    const { code, title, system } = choice.dataset;
    const radio = form.querySelector(`[data-diagnoses] [type=radio][value="${CSS.escape(system)}"]:not(:checked)`);
    if (radio) radio.checked = true;
    fill(button.closest("[data-row]"), code, title, changed, radio ? [radio] : []);
  });
  narrow(dialog);
}

/** The filter and the older records of the same code. */
function narrow(dialog) {
  const filter = dialog.querySelector("[data-filter]"), all = dialog.querySelector("[data-all-contacts]");
  const apply = () => {
    const wanted = (filter?.value ?? "").trim().toLowerCase();
    for (const row of dialog.querySelectorAll("tbody tr")) {
      row.hidden = (row.matches("[data-repeat]") && !(all?.checked)) || !row.textContent.toLowerCase().includes(wanted);
    }
  };
  filter?.addEventListener("input", apply);
  all?.addEventListener("change", apply);
  apply();
}
