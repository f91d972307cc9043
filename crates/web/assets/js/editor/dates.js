// Dates as people type them, by the rule of the server, which has the last word.

const DAY = 86400000, DAYS_OF_A_MONTH = 31;

const iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const number = (text) => Date.parse(`${text}T00:00:00Z`) / DAY;

/** Reads `2026-04-01`, `20260401`, `260401`, `idag`, `igår` and `imorgon` as a count of days; null when it is none. */
export function read(text, today) {
  const typed = text.trim().toLowerCase().replace(/^i /, "i");
  const near = { idag: 0, igår: -1, imorgon: 1 }[typed];
  if (near !== undefined) return number(today) + near;
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(typed) ?? /^(\d{4}|\d\d)(\d\d)(\d\d)$/.exec(typed);
  if (!parts) return null;
  let [, year, month, day] = parts;
  if (year.length === 2) year = String(+year + (2000 + +year > +today.slice(0, 4) + 20 ? 1900 : 2000));
  const date = `${year}-${month}-${day}`, found = number(date);
  return Number.isNaN(found) || iso(found) !== date ? null : found;
}

/** Reads an end date: as `read`, or a length from the from-date: `7d`, `2v`, `1m`, `+14`. */
export function readEnd(text, from, today) {
  const days = length(text);
  if (days === null) return read(text, today);
  return from === null ? null : from + days - 1;
}

/** Reads a length in days; null when the text is none. */
export function length(text) {
  const typed = text.trim().toLowerCase();
  const [, unit = "+", count] = /^(\+)\s*(\d{1,4})$/.exec(typed) ?? /^([dvm])\s*(\d{1,4})$/.exec(typed) ?? [];
  const [, count2, unit2] = /^(\d{1,4})\s*([dvm])$/.exec(typed) ?? [];
  const days = Number(count ?? count2 ?? 0) * { "+": 1, d: 1, v: 7, m: DAYS_OF_A_MONTH }[unit2 ?? unit];
  return days > 0 ? days : null;
}

const words = (days) => (days === 1 ? "1 dag" : `${days} dagar`);

/** Writes a date field as åååå-mm-dd when it can be read. */
export function rewrite(field, today) {
  const day = fieldDay(field, today);
  if (day !== null && field.value !== iso(day)) field.value = iso(day);
}

function fieldDay(field, today) {
  const from = field.dataset.date && document.getElementById(field.dataset.date);
  return from ? readEnd(field.value, read(from.value, today), today) : read(field.value, today);
}

/** Says how many days the row of an end date covers. */
export function showDays(row, today) {
  const [from, to] = row.querySelectorAll("[data-date]");
  const start = read(from.value, today), end = readEnd(to.value, start, today);
  const isKnown = start !== null && end !== null && start <= end;
  const days = isKnown ? words(end - start + 1) : "";
  row.querySelector(".days").textContent = isKnown && to.value.trim() !== iso(end) ? `= ${iso(end)}, ${days}` : days;
}

/** Fills the from-date of a newly ticked period: the day after the latest end in the certificate, otherwise today. */
export function nextStart(rows, today) {
  const ends = rows.map((row) => row.querySelectorAll("[data-date]"))
    .map(([from, to]) => readEnd(to.value, read(from.value, today), today))
    .filter((end) => end !== null);
  return ends.length ? iso(Math.max(...ends) + 1) : today;
}

/** Opens the browser's own calendar for a date field. */
export function pick(field, button, done) {
  const picker = Object.assign(document.createElement("input"), { type: "date", tabIndex: -1, className: "native-date" });
  picker.setAttribute("data-js", "");
  picker.setAttribute("aria-hidden", "true");
  if (/^\d{4}-\d\d-\d\d$/.test(field.value)) picker.value = field.value;
  button.after(picker);
  picker.addEventListener("change", () => {
    field.value = picker.value;
    done(field);
  });
  picker.addEventListener("blur", () => picker.remove());
  picker.focus();
  picker.showPicker?.();
}
