import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findPersonNumber } from './privacy.mjs';

for (const [text, found] of [
  ['/patient/191212121212/intyg', '191212121212'],
  ['/patient?sok=19121212-1212', '19121212-1212'],
  ['/patient?sok=19121212%2D1212&x=1', '19121212-1212'],
  ['Intyg 121212-1212', '121212-1212'],
  ['/patient?sok=121212%2B1212', '121212+1212'],
  ['samordningsnummer 198507692385', '198507692385'],
  ['/intyg/20121212-1212-4121-9121-201212121212', undefined],
  ['2026-11-22 kl. 10.42', undefined],
  ['duration_ms=1764 at=1795341234567', undefined],
  ['08-465 004 10', undefined],
  ['100 % av %', undefined],
]) {
  test(`in "${text}" ${found ?? 'nothing'} is found`, () => assert.equal(findPersonNumber(text), found));
}
