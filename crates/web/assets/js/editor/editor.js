// The editor with script: saves while one types, and does in place what the form does by posting.

import { work } from "../dialogs.js";
import { follow, live, refresh } from "./editor/aids.js";
import { pick } from "./editor/dates.js";
import { diagnoses } from "./editor/diagnosis.js";
import { open } from "./editor/dialog.js";
import { cured, go, step, watch } from "./editor/navigate.js";
import { $, all, ask, form, make } from "./editor/page.js";
import { act, changed, listen, resume, settle } from "./editor/save.js";
import { tell } from "./editor/speak.js";

const draft = $("utkast");
const TEXT = "input[type=text], textarea";

const isAnswer = (field) => field.name && field.closest(".question");

form.addEventListener("input", ({ target }) => {
  live(target);
  if (isAnswer(target) && target.matches(TEXT)) changed(target, false);
});

form.addEventListener("change", ({ target }) => {
  // The tick stands above and below the form, and is one.
  if (target.matches("#utkast, [data-mirror]")) for (const box of all("#utkast, [data-mirror]")) box.checked = target.checked;
  if (isAnswer(target)) taken([target]);
});

/** Saves fields at once, with those that follow from them. */
function taken(fields) {
  for (const field of fields) for (const one of [...follow(field), field]) changed(one, true);
}

diagnoses(taken, settle);

form.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-pick]");
  if (!button) return;
  pick($(button.dataset.pick), button, (field) => {
    taken([field]);
    field.focus();
  });
});

// Enter in a field of one line takes what is typed; it does not press a button.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.defaultPrevented || !event.target.matches("input[type=text]")) return;
  event.preventDefault();
  commit();
});

/** Takes what is typed in the field that has the focus. */
function commit() {
  const field = document.activeElement;
  if (isAnswer(field) && field.matches(TEXT)) taken([field]);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  if (!form.dataset.busy && !button.dataset.journal) press(button).finally(work(form, button));
});

async function press(button) {
  const what = button.dataset.do, url = button.formAction;
  if (what === "validera") await validate(url);
  else if (what === "spara") await save(url);
  else if (what === "stang") await act(url, {});
  else if (button.name === "oppna") await act(url, { oppna: button.value });
  else if ("fold" in button.dataset) await fold(button);
  else if (button.closest("[data-rows]")) await rows(button);
  else await undo(button);
}

async function validate(url) {
  form.elements.visa.value = "saknas";
  if (!(await act(url, {}))) return;
  const isComplete = !document.querySelector("#navigator [data-gap]");
  tell(isComplete ? $("besked").textContent.trim() : document.querySelector(".nav-count").textContent);
  if (!isComplete) toNavigator();
}

function toNavigator() {
  if ($("navigator-knapp").offsetParent && !$("panel").matches(":popover-open")) $("panel").showPopover();
  $("navigator-rubrik").focus();
}

$("panel").addEventListener("toggle", ({ newState }) => newState === "open" && $("navigator-rubrik").focus());

async function save(url) {
  if (!draft.checked) form.elements.visa.value = "saknas";
  const answer = await act(url, draft.checked ? { utkast: "true" } : {});
  if (answer?.status !== 422) return;
  document.title = `Fel: ${document.title.replace(/^Fel: /, "")}`;
  const summary = $("felsammanfattning");
  summary.scrollIntoView({ block: "start" });
  summary.focus({ preventScroll: true });
}

async function fold(button) {
  const isOpen = button.value === "text:dolj";
  if (!(await act(form.action, { gor: button.value }))) return;
  $("informationstext-text").hidden = isOpen;
  button.value = isOpen ? "text:visa" : "text:dolj";
  button.ariaExpanded = !isOpen;
  button.querySelector(".tip").textContent = `${isOpen ? "Visa" : "Dölj"} informationstexten`;
  button.classList.toggle("turned");
}

/** Takes back what the notice tells of; what replaces it may be taken back again. */
async function undo(button) {
  await act(form.action, { gor: button.value });
  ($("notis").querySelector("button") ?? form.querySelector("[data-do=spara]")).focus();
}

/** Adds, removes and moves rows. */
async function rows(button) {
  const [what, element, row] = button.value.split(":");
  const group = button.closest("[data-rows]");
  const fields = { gor: button.value, fraga: element };
  for (const field of all("[name]:is([type=text], select, :checked)", group)) fields[field.name] = field.value;
  if (!(await act(form.action, fields))) return;
  const last = all("[data-row]:not([hidden])", group).length;
  const to = { "lagg-till": last, ner: +row + 1 }[what] ?? Math.max(1, row - 1);
  group.querySelector(`[data-row="${Math.min(to, last)}"] :is(input, select)`)?.focus();
}

addEventListener("click", (event) => {
  const link = event.target.closest("#navigator a, #felsammanfattning a, [data-go], dialog a[href*='#'], [href='#navigator-rubrik']");
  const { step: direction, close } = event.target.dataset;
  if (direction) step(+direction);
  if (close !== undefined) $("notis").replaceChildren();
  if (!link) return;
  event.preventDefault();
  link.closest("dialog")?.close();
  if (link.hash === "#navigator-rubrik") toNavigator();
  else go(link);
});

// Source: ui 4.8.
const KEYS = {
  F8: () => step(1),
  "Shift+F8": () => step(-1),
  F9: () => request("validera"),
  "Ctrl+s": now,
  "Ctrl+Enter": () => request("spara"),
  F1: () => document.querySelector("a[href='/kortkommandon']").click(),
};

addEventListener("keydown", (event) => {
  const key = (event.ctrlKey ? "Ctrl+" : "") + (event.shiftKey ? "Shift+" : "") + event.key;
  if (!KEYS[key] || event.altKey || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  KEYS[key]();
});

function request(what) {
  commit();
  form.requestSubmit(form.querySelector(`[data-do=${what}]`));
}

async function now() {
  commit();
  if (await settle()) tell($("sparstatus").textContent);
}

let noticed = "";

listen(() => {
  refresh();
  cured();
  const notice = $("notis").querySelector("p")?.textContent;
  if (notice !== noticed) tell(notice);
  noticed = notice;
}, (html, code) => {
  if (code === "DRAFT_CONFLICT") conflict(html);
  else open(html, submit);
});

/** Posts a form of a dialog. Gives the answer, unless it leads elsewhere. */
async function submit(choice, button) {
  const answer = await ask(choice.action, new URLSearchParams(new FormData(choice, button)));
  const target = answer.headers.get("hx-redirect");
  if (target) location.assign(target);
  else return { ok: answer.ok, html: await answer.text() };
}

/** The choice between two people's answers can be put off, not skipped: nothing is saved before it is made. */
function conflict(html) {
  const dialog = open(html, async (choice, _, done) => {
    const answer = await submit(choice);
    done();
    if (answer.ok) resume(answer.html);
    else conflict(answer.html);
  }, () => {
    const again = make("button", { type: "button", className: "button", textContent: "Visa skillnader", set: { "data-js": "" } });
    again.onclick = () => {
      again.remove();
      conflict(html);
    };
    $("sparstatus").after(again);
  });
  $("sparstatus").textContent = dialog.querySelector("[data-state]").dataset.state;
}

// What is scrolled to stops below the bar, which takes another line when there is more to say.
const bar = $("atgarder");
new ResizeObserver(() => form.style.setProperty("--bar", `${bar.offsetHeight}px`)).observe(bar);

watch();
refresh();
