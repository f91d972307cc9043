// An installation that offers later versions of forms.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Returns the arguments of a demo that offers version 2 of the FK7804 from the moment that is given, or from long ago. */
export function versionTwo(from = '2026-01-01T00:00:00') {
  const path = join(mkdtempSync(join(tmpdir(), 'nationella-intyg-config-')), 'config.toml');
  writeFileSync(path, `[[certificate_types]]\ncode = "LISJP"\nversion = 2\nactive_from = ${from}\n`);
  return ['--config', path];
}
