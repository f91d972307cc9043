// What becomes so after a while.

import assert from 'node:assert/strict';

const TRIES = 150;
const PAUSE_MS = 200;

const pause = () =>
  new Promise((resolve) => {
    setTimeout(resolve, PAUSE_MS);
  });

/** Asks until the answer is as expected. */
export async function becomes(ask, expected) {
  let last;
  for (let tries = 0; tries < TRIES; tries += 1) {
    last = await ask();
    if (JSON.stringify(last) === JSON.stringify(expected)) return;
    await pause();
  }
  assert.deepEqual(last, expected);
}

/** Asks until there is something, and returns it. */
export async function comes(what, ask) {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const found = await ask();
    if (found) return found;
    await pause();
  }
  return assert.fail(`it never came: ${what}`);
}
