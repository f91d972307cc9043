// What becomes so after a while.

import assert from 'node:assert/strict';

/** Asks until the answer is as expected. */
export async function becomes(ask, expected) {
  let last;
  for (let tries = 0; tries < 150; tries += 1) {
    last = await ask();
    if (JSON.stringify(last) === JSON.stringify(expected)) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 200);
    });
  }
  assert.deepEqual(last, expected);
}
