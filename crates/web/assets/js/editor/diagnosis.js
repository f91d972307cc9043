// Diagnosis rows: the list of hits while one types, and the patient's own diagnoses. Source: ui 5.7, 6.7.

import { load, open } from "./editor/dialog.js";
import { all, ask, form, make } from "./editor/page.js";
import { tell, warn } from "./editor/speak.js";

const WAIT = 150, SHORTEST = { kod: 3, text: 1 };
const FOUR = "Välj en kod med fyra tecken";

let box, hits = [], at, timer, latest = 0, filled;

/** Sets up the diagnosis rows; `changed(fields)` is told what has been filled in, `settle()` saves what is unsaved. */
export function diagnoses(changed, settle) {
  filled = changed;
  const on = (type, handle) => form.addEventListener(type, (event) => { if (event.target.matches("[data-search]")) handle(event.target, event); });
  on("focusin", equip);
  on("focusout", close);
  on("input", search);
  on("keydown", press);
  form.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-journal]");
    if (!button) return;
    event.preventDefault();
    await settle();
    journal(button);
  });
}

function equip(field) {
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "diagnostraffar" };
  for (const name in attributes) field.setAttribute(name, attributes[name]);
}

function search(field) {
  close();
  const text = field.value.trim(), kind = field.dataset.search;
  if (text.length >= SHORTEST[kind]) timer = setTimeout(() => look(field, text, kind), WAIT);
}

async function look(field, text, kind) {
  const turn = ++latest;
  const register = field.closest("[data-rows]").querySelector("[type=radio]:checked");
  const query = new URLSearchParams({ sok: text.slice(0, 100), kodverk: register?.value ?? "", falt: kind, typ: form.typ.value });
  const found = await ask(`/diagnosregister?${query}`).then((answer) => answer.json(), () => null);
  if (found && turn === latest && field === document.activeElement) show(field, text, found);
}

function show(field, text, found) {
  hits = found.hits;
  at = -1;
  box = make("div", { className: "hits", set: { "data-js": "" } });
  const list = make("ul", { id: "diagnostraffar", set: { role: "listbox", "aria-label": "Träffar i diagnosregistret" } });
  list.append(...hits.map((hit, i) => option(hit, i, text, field)));
  box.append(list);
  if (!hits.length) box.append(make("p", { textContent: found.words }));
  if (found.more) box.append(make("p", { textContent: "Fler träffar finns. Skriv mer för att begränsa." }));
  // The field keeps the focus.
  box.onmousedown = (event) => event.preventDefault();
  field.closest(".field").append(box);
  field.setAttribute("aria-expanded", String(hits.length > 0));
  tell(found.words + (found.more ? ". Fler träffar finns." : ""));
}

function option(hit, i, text, field) {
  const row = make("li", { id: `diagnostraff-${i}`, onclick: () => take(field, hit), set: { role: "option", "aria-selected": "false" } });
  row.append(...bold(hit.code, text), " ", ...bold(hit.title, text));
  if (hit.short) {
    row.ariaDisabled = "true";
    row.append(make("span", { className: "note", textContent: ` ${FOUR}` }));
  }
  return row;
}

/** Splits a text into what was typed, in bold, and the rest. */
function bold(whole, typed) {
  const words = typed.split(/\s+/).map((word) => word.replace(/[^\p{L}\p{N}]/gu, "\\$&"));
  return whole.split(new RegExp(`(${words.join("|")})`, "i")).map((part, i) => (i % 2 ? make("b", { textContent: part }) : part));
}

function close() {
  clearTimeout(timer);
  latest++;
  const field = box?.parentElement?.querySelector("[data-search]");
  field?.setAttribute("aria-expanded", "false");
  field?.removeAttribute("aria-activedescendant");
  box?.remove();
  box = null;
}

function press(field, event) {
  const rows = box ? all("li", box) : [];
  const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!box || !(way || event.key === "Escape" || event.key === "Enter")) return;
  event.preventDefault();
  if (event.key === "Escape") close();
  else if (!way) hits[at] && take(field, hits[at]);
  else if (rows.length) {
    rows[at]?.setAttribute("aria-selected", "false");
    at = at < 0 && way < 0 ? rows.length - 1 : (at + way + rows.length) % rows.length;
    rows[at].setAttribute("aria-selected", "true");
    rows[at].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", rows[at].id);
  }
}

function take(field, hit) {
  if (hit.short) warn(FOUR);
  else fill(field.closest("[data-row]"), hit.code, hit.title);
}

function fill(row, code, title, also = []) {
  close();
  const [codeField, textField] = all("[data-search]", row);
  codeField.value = code;
  textField.value = title;
  textField.focus();
  filled([...also, codeField, textField]);
}

async function journal(button) {
  const row = button.closest("[data-row]");
  const html = await load(`${form.dataset.diagnos}${button.dataset.journal}/journal`);
  if (!html) return warn("Journalen svarar inte. Sök i diagnosregistret i stället.");
  const dialog = open(html, (list, _, done) => {
    const choice = list.querySelector("[name=val]:checked");
    if (!choice) {
      const error = dialog.querySelector("#journal-fel");
      error.hidden = false;
      list.querySelector("[name=val]")?.focus();
      return warn(error.textContent);
    }
    done();
    const { code, title, system, date } = choice.dataset;
    const other = all(`[data-rows] [type=radio][value="${system}"]:not(:checked)`, form);
    for (const radio of other) radio.checked = true;
    const recorded = row.querySelector("[data-recorded]");
    recorded.value = date;
    fill(row, code, title, [recorded, ...other]);
  });
  const filter = dialog.querySelector("[data-filter]"), older = dialog.querySelector("[data-all-contacts]");
  // Older records of the same code wait for the tick.
  const narrow = () => {
    for (const line of all("tbody tr", dialog)) {
      const isFound = line.textContent.toLowerCase().includes(filter?.value.trim().toLowerCase() ?? "");
      line.hidden = !isFound || (line.matches("[data-repeat]") && !older?.checked);
    }
  };
  dialog.addEventListener("input", narrow);
  narrow();
}
