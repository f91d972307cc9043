// An installation that is configured in another way than the demo.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Returns the arguments of a demo that offers version 2 of the FK7804 from the moment that is given, or from long ago. */
export function versionTwo(from = '2026-01-01T00:00:00') {
  return configured(`[[certificate_types]]\ncode = "LISJP"\nversion = 2\nactive_from = ${from}\n`);
}

/** Returns the arguments of a demo where a unit has taken over what another one issued. */
export function takeover(unit, by) {
  return configured(`[[takeovers]]\nunit = "${unit}"\nby = "${by}"\n`);
}

/** Returns the arguments of a demo where a unit has printers. */
export function withPrinters(unit, printers) {
  return configured(
    Object.entries(printers)
      .map(([name, url]) => `[[printers]]\nunit = "${unit}"\nname = "${name}"\nurl = "${url}"\n`)
      .join(''),
  );
}

function configured(text) {
  const path = join(mkdtempSync(join(tmpdir(), 'nationella-intyg-config-')), 'config.toml');
  writeFileSync(path, text);
  return ['--config', path];
}
