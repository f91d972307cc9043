// What the form does by itself while one fills it in. The server does the same when it saves.

import { nextStart, rewrite, showDays, today } from "./editor/dates.js";
import { $, all, form } from "./editor/page.js";
import { tell } from "./editor/speak.js";

let counting;

/** Follows a change and returns the other fields that it has changed. */
export function follow(field) {
  if (field.matches("[data-date]")) rewrite(field);
  const also = field.matches("[data-tick]") ? tick(field) : [];
  live(field);
  return also;
}

function tick(box) {
  const row = box.closest("[data-row], [data-period]");
  const dates = all("[data-date]", row);
  if (!box.checked) {
    const filled = [...dates, ...all("textarea", row)].filter((field) => field.value);
    for (const field of filled) field.value = "";
    return filled;
  }
  const [first, last = first] = dates;
  const isEmpty = !first.value;
  if (isEmpty) first.value = row.matches("[data-period]") ? nextStart() : today;
  last.select();
  return isEmpty ? [first] : [];
}

/** Follows typing: lengths, counters and working hours. */
export function live(field) {
  const row = field.closest("[data-period]");
  if (row) showDays(row);
  if (field.matches("textarea[data-limit]")) count(field);
  if (field.matches("[data-week]")) hours();
}

function count(field) {
  const line = $(`${field.id}-count`);
  const limit = +field.dataset.limit, left = limit - [...field.value].length;
  line.textContent = left < 0 ? `${-left} tecken för mycket` : left * 10 <= limit ? `${left} tecken kvar` : "";
  line.classList.toggle("over", left < 0);
  clearTimeout(counting);
  if (line.textContent) counting = setTimeout(() => tell(line.textContent), 1000);
}

/** Hours left to work at each degree, from the ordinary week, which is not stored. Source: acceptance A16. */
function hours() {
  const typed = form.querySelector("[data-week]")?.value.trim().replace(",", ".");
  for (const line of all("[data-rest]", form)) {
    const left = String(Math.round(typed * line.dataset.rest) / 100).replace(".", ",");
    line.textContent = typed && typed >= 0 && typed <= 168 ? `Arbetar ${left} timmar per vecka` : "";
  }
}

/** Brings what only scripts show up to date after an answer. */
export function refresh() {
  for (const row of all("[data-period]", form)) showDays(row);
  hours();
  if (document.activeElement.matches("textarea[data-limit]")) count(document.activeElement);
}
