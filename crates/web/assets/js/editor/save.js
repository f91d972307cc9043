// Autosave: one request at a time, each with the revision that the one before returned. Source: ui 4.6, reliability-security R109–R111.

import { show } from "../dialogs.js";
import { merge } from "./editor/merge.js";
import { $, all, ask, form, make } from "./editor/page.js";
import { tell, warn } from "./editor/speak.js";

const PAUSE = 1000, LONGEST_WAIT = 10000, RETRY = [2, 5, 10, 20, 30];
const NO_CONTACT = "Det går inte utan kontakt med servern. Texten är kvar.";

const strip = $("kontakt");

let pending = new Set(); // names of fields with a change that is not stored
let underWay = null; // names in the request that is under way
let firstChange = 0, timer, countdown, failures = 0, isLost = false, isOut = false, stopped = false;
let onMerged, onDialog;

/** `merged()` is called after every answer, `dialog(html, code)` for an answer that is one. */
export function listen(merged, dialog) {
  [onMerged, onDialog] = [merged, dialog];
}

/** Notes a change of a field; it is sent after a pause, or now. */
export function changed(field, now) {
  if (stopped) return;
  if (!pending.size) firstChange = Date.now();
  pending.add(field.name);
  if (failures && !now) return;
  if (!failures) state("Sparar…");
  clearTimeout(timer);
  // Nobody types for long without a save.
  timer = setTimeout(() => send(now ? "" : typing()), now ? 0 : Math.min(PAUSE, firstChange + LONGEST_WAIT - Date.now()));
}

/** Sends what is unsaved and waits for it. Gives false when that did not work. */
export async function settle() {
  for (;;) {
    if (underWay) await underWay.done;
    else if (!pending.size) return !stopped;
    else if (!(await send(""))) return false;
  }
}

/** Saves everything, then posts `fields` to `url`, and merges the answer. Gives the answer, or null when it could not be had. */
export async function act(url, fields) {
  if (!(await settle())) {
    if (!stopped) refuse(NO_CONTACT);
    return null;
  }
  const names = hold(new Set());
  try {
    const answer = await post(url, names, fields);
    const html = await answer.text();
    names.release();
    const isTaken = take(answer, html, answer.ok || answer.status === 422);
    if (isTaken) later();
    return isTaken ? answer : null;
  } catch {
    names.release();
    refuse(NO_CONTACT);
    return null;
  }
}

function hold(names) {
  names.done = new Promise((resolve) => {
    names.release = () => {
      underWay = null;
      resolve();
    };
  });
  return (underWay = names);
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
    const answer = await post(form.action, names, { skriver: typingIn });
    const html = await answer.text();
    if (!answer.ok) giveBack(names);
    names.release();
    if (!take(answer, html, answer.ok)) return false;
    if (failures) recovered();
    later();
    return true;
  } catch {
    giveBack(names);
    names.release();
    failed(true);
    return false;
  }
}

/** What was changed during a request follows it. */
function later() {
  if (!pending.size || stopped) return;
  state("Sparar…");
  timer = setTimeout(() => send(typing()), PAUSE);
}

function giveBack(names) {
  for (const name of names) pending.add(name);
}

function post(url, names, fields) {
  const body = new URLSearchParams();
  for (const name of ["csrf", "typ", "visa", "rev"]) body.append(name, form.elements[name].value);
  for (const open of all("[name=rader]", form)) body.append("rader", open.value);
  for (const name of names) body.append(name, valueOf(name));
  for (const name in fields) body.append(name, fields[name]);
  // Fragments that hold what is being saved come back in any case: the server may have rewritten it.
  const isSent = (part) => part.id === "sparstatus" || all("[name]", part).some((field) => names.has(field.name));
  const known = all("[data-h]").filter((part) => !isSent(part));
  body.append("har", known.map((part) => `${part.id}:${part.dataset.h}`).join(" "));
  return ask(url, body);
}

function valueOf(name) {
  const fields = all(`[name="${CSS.escape(name)}"]:not([type=hidden])`, form);
  const [first] = fields;
  if (first?.type === "checkbox") return String(first.checked);
  return (first?.type === "radio" ? fields.find((field) => field.checked) : first)?.value ?? "";
}

/** Does what an answer says, at once: the next request needs its revision. Gives false when nothing was stored. */
function take(answer, html, isUsable) {
  const target = answer.headers.get("hx-redirect");
  if (target && /\/(samtycke|klart-att-signera)$/.test(target)) {
    show(target);
    return true;
  }
  if (target) {
    stopped = true;
    location.assign(target);
    return true;
  }
  const code = answer.headers.get("x-error-code");
  if (html.includes("dialog-body")) {
    stopped = !answer.ok;
    if (stopped) state("Inte sparat.");
    onDialog(html, code);
  } else if (isUsable) {
    merge(html, isLive);
    onMerged();
    return true;
  } else if (answer.status === 401 || isOut) loggedOut();
  else if (answer.status >= 500 || answer.status === 429 || answer.status === 408) failed(false);
  else {
    stopped = answer.status !== 422;
    refuse(new DOMParser().parseFromString(html, "text/html").querySelector("p")?.textContent);
  }
  return false;
}

/** Goes on after somebody else's change has been settled. */
export function resume(html) {
  stopped = false;
  pending.clear();
  merge(html, isLive);
  onMerged();
}

function isLive(field) {
  if (pending.has(field.name) || underWay?.has(field.name)) return true;
  return field === document.activeElement && field.matches("input[type=text], textarea");
}

function failed(isNetwork) {
  failures += 1;
  let left = RETRY[Math.min(failures, RETRY.length) - 1];
  const show = () => state(`Inte sparat. Försöker igen om ${left} s.`);
  show();
  if (isNetwork && !isLost) {
    isLost = true;
    const time = new Date().toTimeString().slice(0, 5).replace(":", ".");
    showStrip(`Ingen kontakt med servern sedan ${time}. Du kan fortsätta skriva. Texten sparas när kontakten är tillbaka.`);
  } else if (failures === 1) warn("Inte sparat. Försöker igen.");
  clearInterval(countdown);
  countdown = setInterval(() => {
    left -= 1;
    if (left > 0) show();
    else again();
  }, 1000);
}

function showStrip(...content) {
  strip.replaceChildren(...content);
  strip.hidden = false;
  warn(strip.textContent);
}

function recovered() {
  failures = 0;
  isLost = false;
  strip.hidden = true;
  state(`${$("sparstatus").textContent.replace(/\.$/, "")}. Kontakten är tillbaka.`);
  tell($("sparstatus").textContent);
}

function loggedOut() {
  failed(false);
  if (isOut) return;
  isOut = true;
  const link = make("a", { href: "/logga-in", target: "_blank", textContent: "Logga in i en ny flik" });
  showStrip("Du är utloggad. Texten är kvar här. ", link, ", så sparas den.");
}

/** The new session has a new token; a page of it carries that, if it is the same person's. */
async function renew() {
  const page = await fetch(location.pathname).then((answer) => answer.text(), () => "");
  const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("#formular [name=csrf]");
  if (!fresh) return failed(false);
  const person = (token) => token.value.split(".")[1];
  if (person(fresh) !== person(form.elements.csrf)) {
    stopped = true;
    return refuse("Någon annan är inloggad. Ladda om sidan.");
  }
  isOut = false;
  for (const token of all("[name=csrf]")) token.value = fresh.value;
  send(typing());
}

function again() {
  clearInterval(countdown);
  return isOut ? renew() : send(typing());
}

function refuse(text) {
  state(`Inte sparat. ${text}`);
  warn(text);
}

function state(text) {
  $("sparstatus").textContent = text;
}

for (const event of ["online", "focus"]) window.addEventListener(event, () => { if (failures && !stopped) again(); });
window.addEventListener("beforeunload", (event) => { if (pending.size || underWay?.size) event.preventDefault(); });
