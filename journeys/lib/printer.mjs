// A printer that speaks IPP.

import { once } from 'node:events';
import { createServer } from 'node:http';

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
