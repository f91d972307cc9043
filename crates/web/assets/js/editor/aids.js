// What the form does by itself while one fills it in. The server does the same when it saves.

import { nextStart, pick, rewrite, showDays } from "./editor/dates.js";
import { tell } from "./editor/speak.js";

const form = document.getElementById("formular");
const today = form.dataset.idag;
let counting = 0;

/** Follows a change and returns the other fields that it has changed. */
export function follow(field) {
  if (field.matches("[data-date]")) rewrite(field, today);
  const also = field.matches("[data-tick]") ? tick(field) : [];
  const row = field.closest("[data-period]");
  if (row) showDays(row, today);
  return also;
}

function tick(box) {
  const row = box.closest("[data-row], [data-period]");
  const dates = [...row.querySelectorAll("[data-date]")];
  const texts = [...row.querySelectorAll("textarea")];
  if (!box.checked) {
    const filled = [...dates, ...texts].filter((field) => field.value);
    for (const field of filled) field.value = "";
    return filled;
  }
  const [first, last = first] = dates;
  const isEmpty = !first.value;
  if (isEmpty) first.value = row.matches("[data-period]") ? nextStart([...form.querySelectorAll("[data-period]")], today) : today;
  last.focus();
  if (last === first) last.select();
  return isEmpty ? [first] : [];
}

/** Follows typing: lengths, counters and working hours. */
export function live(field) {
  const row = field.closest("[data-period]");
  if (row) showDays(row, today);
  if (field.matches("[data-limit]")) count(field, true);
  if (field.matches("[data-week]")) hours();
}

function count(field, isTyping) {
  const line = document.getElementById(`${field.id}-count`);
  if (!line) return;
  const limit = Number(field.dataset.limit), left = limit - [...field.value].length;
  line.textContent = left < 0 ? `${-left} tecken för mycket` : left * 10 <= limit ? `${left} tecken kvar` : "";
  line.classList.toggle("over", left < 0);
  clearTimeout(counting);
  if (isTyping && line.textContent) counting = setTimeout(() => tell(line.textContent), 1000);
}

function hours() {
  const week = form.querySelector("[data-week]");
  const typed = week?.value.trim().replace(",", ".") ?? "";
  const total = typed === "" ? NaN : Number(typed);
  for (const line of form.querySelectorAll("[data-rest]")) {
    const left = Math.round(total * line.dataset.rest) / 100;
    line.textContent = total >= 0 && total <= 168 ? `Arbetar ${String(left).replace(".", ",")} timmar per vecka` : "";
  }
}

/** Brings what only scripts show up to date after an answer. */
export function refresh() {
  for (const row of form.querySelectorAll("[data-period]")) showDays(row, today);
  hours();
  const field = document.activeElement;
  if (field?.matches?.("[data-limit]")) count(field, false);
}

/** Opens the calendar of a button. */
export function choose(button, done) {
  pick(document.getElementById(button.dataset.pick), button, done);
}
