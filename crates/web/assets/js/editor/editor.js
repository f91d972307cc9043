// The editor with script: saves while one types, and does in place what the form does by posting.

import { choose, follow, live, refresh } from "./editor/aids.js";
import { diagnoses, onTaken } from "./editor/diagnosis.js";
import { open } from "./editor/dialog.js";
import { cured, go, step, watch } from "./editor/navigate.js";
import { act, changed, onDialog, onMerged, resume, settle } from "./editor/save.js";
import { tell } from "./editor/speak.js";

const form = document.getElementById("formular");
const draft = document.getElementById("utkast");
document.documentElement.classList.add("js");

const isAnswer = (field) => field.name && field.closest(".question");

form.addEventListener("input", ({ target }) => {
  live(target);
  if (isAnswer(target) && !target.matches("[type=checkbox], [type=radio], select")) changed(target, "later");
});

form.addEventListener("change", ({ target }) => {
  if (target.dataset.mirror) return void (draft.checked = target.checked);
  if (target === draft) document.querySelector("[data-mirror]").checked = draft.checked;
  if (isAnswer(target)) store([...follow(target), target]);
});

function store(fields) {
  for (const field of fields) changed(field, "now");
}

function taken(fields) {
  for (const field of fields) follow(field);
  store(fields);
}

diagnoses(taken, settle);
onTaken(taken);

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pick]");
  if (button) choose(button, (field) => { taken([field]); field.focus(); });
});

// Enter in a field of one line takes what is typed; it does not press a button.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.defaultPrevented || !event.target.matches("input[type=text]")) return;
  event.preventDefault();
  if (isAnswer(event.target)) taken([event.target]);
});

let busy = false;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = event.submitter ?? form.querySelector("[data-do=spara]");
  if (busy || button.dataset.journal) return;
  busy = true;
  const free = work(button);
  try {
    await press(button);
  } finally {
    busy = false;
    free();
  }
});

/** Says that a button is at work when that takes more than a moment. */
function work(button) {
  button.setAttribute("aria-disabled", "true");
  const label = button.innerHTML;
  const slow = setTimeout(() => {
    button.style.minWidth = `${button.offsetWidth}px`;
    button.textContent = "Arbetar…";
  }, 400);
  return () => {
    clearTimeout(slow);
    button.removeAttribute("aria-disabled");
    if (button.textContent === "Arbetar…") button.innerHTML = label;
  };
}

async function press(button) {
  const { svar, validera, stang } = form.dataset;
  if (button.dataset.do === "validera") await validate(validera);
  else if (button.dataset.do === "spara") await save();
  else if (button.dataset.do === "stang") await act(stang, {});
  else if (button.name === "oppna") await act(stang, { oppna: button.value });
  else if (button.hasAttribute("data-fold")) await fold(button, svar);
  else await rows(button, svar);
}

async function validate(url) {
  form.elements.visa.value = "saknas";
  if (!(await act(url, {}))) return;
  const [first] = document.querySelectorAll("#navigator a[data-gap]");
  tell(document.querySelector(first ? ".nav-count" : "#besked").textContent.trim());
  if (first) toNavigator();
}

function toNavigator() {
  const opener = document.getElementById("navigator-knapp"), panel = document.getElementById("panel");
  if (opener.offsetParent && !panel.matches(":popover-open")) panel.showPopover();
  document.getElementById("navigator-rubrik").focus();
}

async function save() {
  form.elements.visa.value = draft.checked ? form.elements.visa.value : "saknas";
  const answer = await act(form.action, draft.checked ? { utkast: "true" } : {});
  if (answer?.status !== 422) return;
  if (!document.title.startsWith("Fel: ")) document.title = `Fel: ${document.title}`;
  document.getElementById("felsammanfattning")?.focus();
}

async function fold(button, url) {
  const isOpen = button.value === "text:dolj";
  const text = document.getElementById("informationstext-text");
  if (!(await act(url, { gor: button.value }))) return;
  text.hidden = isOpen;
  button.value = isOpen ? "text:visa" : "text:dolj";
  button.setAttribute("aria-expanded", String(!isOpen));
  button.querySelector(".tip").textContent = isOpen ? "Visa informationstexten" : "Dölj informationstexten";
  button.classList.toggle("turned");
}

/** Adds, removes and moves rows of diagnoses. */
async function rows(button, url) {
  const [what, element, row] = button.value.split(":");
  const group = form.querySelector(`[data-diagnoses="${CSS.escape(element)}"]`);
  const fields = { gor: button.value, fraga: element };
  for (const field of group.querySelectorAll("[name]:is([type=text], [type=radio]:checked)")) fields[field.name] = field.value;
  if (!(await act(url, fields))) return;
  const last = group.querySelectorAll("[data-row]:not([hidden])").length;
  const to = { "lagg-till": last, ner: Number(row) + 1 }[what] ?? Math.max(1, Number(row) - 1);
  group.querySelector(`[data-row="${Math.min(to, last)}"] [data-search]`)?.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("#navigator a, #felsammanfattning a, .skip[href='#navigator-rubrik']");
  const stepper = event.target.closest("[data-step]");
  if (stepper) step(Number(stepper.dataset.step));
  if (!link) return;
  event.preventDefault();
  if (link.matches(".skip")) toNavigator();
  else go(link);
});

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]") || event.altKey) return;
  const key = `${event.ctrlKey ? "Ctrl+" : ""}${event.shiftKey ? "Shift+" : ""}${event.key}`;
  const action = {
    F8: () => step(1),
    "Shift+F8": () => step(-1),
    F9: () => submit("validera"),
    "Ctrl+s": now,
    "Ctrl+Enter": () => submit("spara"),
    F1: () => document.querySelector("a[href='/kortkommandon']").click(),
  }[key];
  if (!action) return;
  event.preventDefault();
  action();
});

function submit(what) {
  commit();
  form.requestSubmit(form.querySelector(`[data-do=${what}]`));
}

/** Takes what is typed in the field that has the focus. */
function commit() {
  const field = document.activeElement;
  if (field && isAnswer(field) && field.matches("input[type=text], textarea")) taken([field]);
}

async function now() {
  commit();
  if (await settle()) tell(document.getElementById("sparstatus").textContent);
}

onMerged(() => {
  refresh();
  cured();
});

onDialog((html, code) => {
  const isConflict = code === "DRAFT_CONFLICT";
  open(html, async (choice, submitter, close) => {
    if (choice.matches("[data-conflict]")) return settleConflict(choice, close);
    const body = new URLSearchParams(new FormData(choice, submitter));
    const answer = await fetch(choice.action, { method: "POST", headers: { "HX-Request": "true" }, body });
    const target = answer.headers.get("hx-redirect");
    if (target) location.assign(target);
    else tell("Det gick inte. Ladda om sidan.");
  }, () => { if (isConflict) offerAgain(html); });
});

/** Saves the choice. What was typed while the dialog was open cannot be: it is modal. */
async function settleConflict(choice, close) {
  const answer = await fetch(choice.action, { method: "POST", headers: { "HX-Request": "true" }, body: new URLSearchParams(new FormData(choice)) });
  const html = await answer.text();
  close();
  if (answer.ok) resume(html);
  else if (html.includes("dialog-body")) open(html, (again, _, closeAgain) => settleConflict(again, closeAgain), () => offerAgain(html));
}

/** The choice can be put off, not skipped: nothing is saved before it is made. */
function offerAgain(html) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Visa skillnader" });
  button.setAttribute("data-js", "");
  button.addEventListener("click", () => {
    button.remove();
    open(html, (choice, _, close) => settleConflict(choice, close), () => offerAgain(html));
  });
  document.getElementById("sparstatus").after(button);
}

watch();
refresh();
