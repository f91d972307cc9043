// The rows of the acceptance list that journeys have to show, and those that a title names.

const ROW = /\b([SDAN])(\d{2,3})(?:\s?[–-]\s?\1?(\d{2,3}))?/g;

/**
 * Returns the rows that a title names; `S09–S11` names three.
 *
 * @param {string} title of a journey
 */
export function rowsIn(title) {
  const rows = [];
  for (const [, letter, first, last = first] of title.matchAll(ROW)) {
    for (let number = Number(first); number <= Number(last); number += 1) {
      rows.push(letter + String(number).padStart(2, '0'));
    }
  }
  return rows;
}

/**
 * Returns the wanted rows that no title names, in the order of the list.
 *
 * @param {string[]} wanted rows or ranges, as in rows.json
 * @param {string[]} titles of the journeys that passed
 */
export function missingRows(wanted, titles) {
  const shown = new Set(titles.flatMap(rowsIn));
  return wanted.flatMap(rowsIn).filter((row) => !shown.has(row));
}
