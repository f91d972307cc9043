// No personnummer in addresses, page titles, logs or what the browser keeps.

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const NUMBERS = [
  // ååååmmddnnnn, also as samordningsnummer, with or without hyphen or plus
  /(?<!\d)(?:18|19|20)\d{2}[01]\d[0-9]\d[-+]?\d{4}(?!\d)/,
  // ååmmdd-nnnn
  /(?<!\d)\d{2}[01]\d[0-9]\d[-+]\d{4}(?!\d)/,
];

/** Returns the first personnummer in a text, percent-encoded or not; undefined when there is none. */
export function findPersonNumber(text) {
  const plain = decoded(text).replace(UUID, '');
  for (const number of NUMBERS) {
    const found = plain.match(number);
    if (found) return found[0];
  }
  return undefined;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Watches a browser context and notes what must not be: a personnummer in an address, a title or the browser's storage, a
 * request to another host, an error in a script, and anything that the content security policy refused.
 *
 * @param {string[]} hosts `host:port` of the servers that may be asked
 * @returns {{problems: string[], look: (page: import('playwright-core').Page) => Promise<void>}}
 */
export function watch(context, hosts) {
  const problems = new Set();
  const check = (where, text) => {
    const found = findPersonNumber(text);
    if (found) problems.add(`personnummer in ${where}: ${text}`);
  };

  async function look(page) {
    if (page.isClosed()) return;
    check('the title', await page.title());
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])).catch(() => '');
    check("the browser's storage", kept);
  }

  context.on('request', (request) => {
    check('an address', request.url());
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith('http') && !hosts.includes(host)) problems.add(`request to another host: ${request.url()}`);
  });
  context.on('weberror', (error) => problems.add(`error in a script: ${error.error().message}`));
  context.on('console', (message) => {
    if (message.type() === 'error' && /content security policy/i.test(message.text())) problems.add(message.text());
  });
  context.on('page', (page) => {
    page.on('domcontentloaded', () => look(page).catch(() => {}));
    page.on('framenavigated', (frame) => check('an address', frame.url()));
  });

  return {
    get problems() {
      return [...problems];
    },
    look,
  };
}
