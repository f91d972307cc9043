// Dates as people type them, by the rule of the server, which has the last word. Source: ui 5.6.

import { all, form, make } from "./editor/page.js";

const DAY = 86400000, DAYS_OF_A_MONTH = 31;

export const today = form.dataset.idag;
const iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const number = (text) => Date.parse(`${text}T00:00:00Z`) / DAY;

/** Reads `2026-04-01`, `20260401`, `260401`, `idag`, `igår` and `imorgon` as a count of days; null when it is none. */
function read(text) {
  const typed = text.trim().toLowerCase().replace(/^i /, "i");
  const near = { idag: 0, igår: -1, imorgon: 1 }[typed];
  if (near !== undefined) return number(today) + near;
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(typed) ?? /^(\d{4}|\d\d)(\d\d)(\d\d)$/.exec(typed);
  if (!parts) return null;
  let [, year, month, day] = parts;
  if (year < 100) year = +year + (+year + 2000 > +today.slice(0, 4) + 20 ? 1900 : 2000);
  const date = `${year}-${month}-${day}`, found = number(date);
  return found === found && iso(found) === date ? found : null;
}

/** Reads a length in days: `7d`, `2v`, `1m`, `+14`; 0 when the text is none. */
function length(text) {
  const typed = text.toLowerCase().replace(/\s/g, "");
  const [, unit, count] = /^([+dvm])(\d{1,4})$/.exec(typed) ?? [];
  const [, back, after] = /^(\d{1,4})([dvm])$/.exec(typed) ?? [];
  return +(count ?? back ?? 0) * ({ v: 7, m: DAYS_OF_A_MONTH }[unit ?? after] ?? 1);
}

function readEnd(text, from) {
  const days = length(text);
  if (!days) return read(text);
  return from === null ? null : from + days - 1;
}

/** Returns first and last day of a row, null for what cannot be read. */
function days(row) {
  const [from, to] = all("[data-date]", row);
  const start = read(from.value);
  return [start, to ? readEnd(to.value, start) : null, to];
}

/** Writes a date field as åååå-mm-dd when it can be read. */
export function rewrite(field) {
  const day = field.dataset.date ? days(field.closest("[data-period]"))[1] : read(field.value);
  if (day !== null && field.value !== iso(day)) field.value = iso(day);
}

/** Says how many days the row of an end date covers. */
export function showDays(row) {
  const [start, end, to] = days(row);
  const isKnown = start !== null && end !== null && start <= end;
  const count = isKnown ? end - start + 1 : 0;
  const words = count === 1 ? "1 dag" : count ? `${count} dagar` : "";
  row.querySelector(".days").textContent = isKnown && to.value.trim() !== iso(end) ? `= ${iso(end)}, ${words}` : words;
}

/** Returns the first day of a newly ticked period: after the latest end here, otherwise after the extended certificate, otherwise today. */
export function nextStart() {
  const ends = all("[data-period]", form).map((row) => days(row)[1]).filter((end) => end !== null);
  const end = ends.length ? Math.max(...ends) : read(form.dataset.slut ?? "");
  return end === null ? today : iso(end + 1);
}

/** Opens the browser's own calendar for a date field. */
export function pick(field, button, done) {
  const picker = make("input", { type: "date", tabIndex: -1, className: "native-date", value: field.value, set: { "data-js": "", "aria-hidden": "true" } });
  button.after(picker);
  picker.onchange = () => {
    field.value = picker.value;
    done(field);
  };
  picker.onblur = () => picker.remove();
  picker.focus();
  picker.showPicker?.();
}
