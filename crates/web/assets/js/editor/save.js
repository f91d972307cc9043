// Autosave: one request at a time, each with the revision that the one before returned.

import { merge } from "./editor/merge.js";
import { tell, warn } from "./editor/speak.js";

const PAUSE = 1000, LONGEST_WAIT = 10000, RETRY = [2, 5, 10, 20, 30];
const NO_CONTACT = "Det går inte utan kontakt med servern. Texten är kvar.";

const form = document.getElementById("formular");
const strip = document.getElementById("kontakt");
const listeners = { merged: [], dialog: () => {} };

let pending = new Set(); // names of fields with a change that is not stored
let underWay = null; // names in the request that is under way
let firstChange = 0, timer = 0, countdown = 0, failures = 0, lostAt = null, stopped = false;

/** Calls `after` whenever an answer has been merged. */
export const onMerged = (after) => listeners.merged.push(after);

/** Calls `open(html)` for an answer that is a dialog. */
export const onDialog = (open) => { listeners.dialog = open; };

/** Tells whether the page has something that the server has not confirmed. */
export const isUnsaved = () => pending.size > 0 || underWay?.size > 0;

/** Notes a change of a field; it is sent after a pause, or now. */
export function changed(field, when) {
  if (!field.name || stopped) return;
  if (!pending.size) firstChange = Date.now();
  pending.add(field.name);
  if (!failures) state("Sparar…");
  if (failures && when !== "now") return;
  const wait = when === "now" ? 0 : Math.min(PAUSE, Math.max(0, firstChange + LONGEST_WAIT - Date.now()));
  clearTimeout(timer);
  timer = setTimeout(() => send(when === "now" ? "" : typing()), wait);
}

/** Sends what is unsaved and waits for it. Gives false when that did not work. */
export async function settle() {
  for (let round = 0; round < 20; round++) {
    if (underWay) await underWay.done;
    else if (!pending.size) return !stopped;
    else if (!(await send(""))) return false;
  }
  return false;
}

/** Saves everything, then posts `fields` to `url`, and merges the answer. Gives the answer, or null when it could not be had. */
export async function act(url, fields) {
  if (!(await settle())) {
    if (!stopped) refuse(NO_CONTACT);
    return null;
  }
  const lock = hold(new Set());
  try {
    const answer = await post(url, new Set(), fields);
    lock.release();
    return (await take(answer, answer.ok || answer.status === 422)) ? answer : null;
  } catch {
    lock.release();
    refuse(NO_CONTACT);
    return null;
  }
}

function hold(names) {
  let release;
  const done = new Promise((resolve) => { release = resolve; });
  const lock = Object.assign(names, { done, release() { underWay = null; release(); } });
  underWay = lock;
  return lock;
}

/** The field that is being written in: its remarks wait until it is left. */
function typing() {
  const field = document.activeElement;
  return field?.matches("#formular .question :is(input[type=text], textarea)") ? field.name : "";
}

async function send(typingIn) {
  if (underWay || stopped) return false;
  clearTimeout(timer);
  clearInterval(countdown);
  const names = hold(pending);
  pending = new Set();
  firstChange = Date.now();
  try {
    const answer = await post(form.dataset.svar, names, { skriver: typingIn });
    const isSaved = answer.ok;
    if (!isSaved) giveBack(names);
    names.release();
    if (!(await take(answer, isSaved))) return false;
    if (failures) recovered();
    if (pending.size) timer = setTimeout(() => send(typing()), PAUSE);
    return true;
  } catch {
    giveBack(names);
    names.release();
    failed("lost");
    return false;
  }
}

function giveBack(names) {
  for (const name of names) pending.add(name);
}

function post(url, names, fields) {
  const body = new URLSearchParams();
  for (const name of ["csrf", "typ", "visa", "rev"]) body.append(name, form.elements[name].value);
  for (const open of form.querySelectorAll("[name=rader]")) body.append("rader", open.value);
  for (const name of names) body.append(name, valueOf(name));
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
  body.append("har", known(names));
  return fetch(url, { method: "POST", headers: { "HX-Request": "true" }, body, signal: AbortSignal.timeout(30000) });
}

/** Returns what stands in a field of this name. */
export function valueOf(name) {
  const fields = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)].filter((field) => field.type !== "hidden");
  const [first] = fields;
  if (first?.type === "checkbox") return String(first.checked);
  if (first?.type === "radio") return fields.find((field) => field.checked)?.value ?? "";
  return first?.value ?? "";
}

/** The fragments that the page has. Those that are being saved come back in any case, since the server may have rewritten what was typed. */
function known(names) {
  const list = [];
  for (const part of document.querySelectorAll("[data-h]")) {
    const isSent = [...part.querySelectorAll("[name]")].some((field) => names.has(field.name));
    if (!isSent && part.id !== "sparstatus") list.push(`${part.id}:${part.dataset.h}`);
  }
  return list.join(" ");
}

/** Does what an answer says. Gives false when nothing was stored. */
async function take(answer, isUsable) {
  const target = answer.headers.get("hx-redirect");
  if (target) {
    stopped = true;
    location.assign(target);
    return true;
  }
  const html = await answer.text();
  if (isUsable && !html.includes("dialog-body")) {
    merge(html, isLive);
    for (const after of listeners.merged) after();
    return true;
  }
  const code = answer.headers.get("x-error-code");
  if (html.includes("dialog-body")) {
    stopped = code !== null;
    if (code === "DRAFT_CONFLICT") state("Inte sparat. Någon annan har ändrat utkastet.");
    listeners.dialog(html, code);
  } else if (answer.status >= 500 || answer.status === 429 || answer.status === 408) failed("refused");
  else if (answer.status === 401) loggedOut();
  else {
    stopped = answer.status !== 422;
    refuse(new DOMParser().parseFromString(html, "text/html").querySelector("p")?.textContent ?? "Texten kunde inte sparas.");
  }
  return false;
}

/** Goes on after somebody else's change has been settled. */
export function resume(html) {
  stopped = false;
  pending.clear();
  if (html) merge(html, isLive);
  for (const after of listeners.merged) after();
}

function isLive(field) {
  if (pending.has(field.name) || underWay?.has(field.name)) return true;
  return field === document.activeElement && field.matches("input[type=text], textarea");
}

function failed(how) {
  failures += 1;
  let left = RETRY[Math.min(failures, RETRY.length) - 1];
  const show = () => state(`Inte sparat. Försöker igen om ${left} s.`);
  show();
  if (failures === 1) warn("Inte sparat. Försöker igen.");
  if (how === "lost" && !lostAt) {
    lostAt = clock();
    strip.textContent = `Ingen kontakt med servern sedan ${lostAt}. Du kan fortsätta skriva. Texten sparas när kontakten är tillbaka.`;
    strip.hidden = false;
    warn(strip.textContent);
  }
  clearInterval(countdown);
  countdown = setInterval(() => {
    left -= 1;
    if (left > 0) show();
    else send(typing());
  }, 1000);
}

function recovered() {
  failures = 0;
  lostAt = null;
  strip.hidden = true;
  const status = document.getElementById("sparstatus");
  status.textContent = `${status.textContent.replace(/\.$/, "")}. Kontakten är tillbaka.`;
  tell(status.textContent);
}

function loggedOut() {
  failed("refused");
  strip.innerHTML = "Du är utloggad. Texten är kvar här. <a target=\"_blank\" href=\"/logga-in\">Logga in i en ny flik</a>, så sparas den.";
  strip.hidden = false;
  warn(strip.textContent);
  lostAt = clock();
  // The new session has a new token; the page that carries it is asked for once the user is back.
  window.addEventListener("focus", renew, { once: true });
}

async function renew() {
  try {
    const page = await fetch(location.pathname);
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("#formular [name=csrf]");
    if (!fresh) return void window.addEventListener("focus", renew, { once: true });
    for (const token of document.querySelectorAll("[name=csrf]")) token.value = fresh.value;
    send(typing());
  } catch {
    window.addEventListener("focus", renew, { once: true });
  }
}

function refuse(text) {
  state(`Inte sparat. ${text}`);
  warn(text);
}

function state(text) {
  document.getElementById("sparstatus").textContent = text;
}

const clock = () => new Date().toTimeString().slice(0, 5).replace(":", ".");

window.addEventListener("online", () => { if (failures) send(typing()); });
window.addEventListener("beforeunload", (event) => { if (isUnsaved()) event.preventDefault(); });
