import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { missingRows, rowsIn } from './rows.mjs';

for (const [title, rows] of [
  ['S05 S31: Ny opens an empty form', ['S05', 'S31']],
  ['S09–S11, A102: what is stored', ['S09', 'S10', 'S11', 'A102']],
  ['A99-A101: ranges with a hyphen', ['A99', 'A100', 'A101']],
  ['D08–10: short range', ['D08', 'D09', 'D10']],
  ['Only the keyboard, FK7804, F32', []],
]) {
  test(`the rows in "${title}" are found`, () => assert.deepEqual(rowsIn(title), rows));
}

test('a row that no title names is missing', () => {
  assert.deepEqual(missingRows(['S01', 'S09–S11'], ['S10: a', 'S01 S11: b']), ['S09']);
});

test('the list of rows can be read', () => {
  const list = JSON.parse(readFileSync(new URL('../rows.json', import.meta.url), 'utf8'));
  for (const entry of list) assert.notEqual(rowsIn(entry).length, 0, entry);
});
