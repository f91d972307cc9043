// A printer that speaks IPP, and an installation whose unit has it.

import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Starts a printer that takes every document.
 *
 * @returns {Promise<{url: string, papers: Buffer[], stop: () => void}>} `papers` are the documents that have come
 */
export async function startPrinter() {
  const papers = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    papers.push(body.subarray(body.indexOf('%PDF-')));
    response.writeHead(200, { 'Content-Type': 'application/ipp' });
    response.end(Buffer.from([1, 1, 0, 0, 0, 0, 0, 1, 3]));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `ipp://127.0.0.1:${server.address().port}/ipp/print`, papers, stop: () => server.close() };
}

/** Returns the arguments of a demo whose unit has these printers, by name and address. */
export function withPrinters(unit, printers) {
  const path = join(mkdtempSync(join(tmpdir(), 'nationella-intyg-config-')), 'config.toml');
  const tables = Object.entries(printers).map(([name, url]) => `[[printers]]\nunit = "${unit}"\nname = "${name}"\nurl = "${url}"\n`);
  writeFileSync(path, tables.join(''));
  return ['--config', path];
}
