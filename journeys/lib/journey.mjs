// One file of journeys has one product and one browser; each journey has a context, and thereby a login, of its own.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { noSidewaysScroll, noViolations } from './axe.mjs';
import { VIEWPORTS, launchBrowser } from './browser.mjs';
import { draws, keepDrawing } from './drawing.mjs';
import { watch } from './privacy.mjs';
import { onPostgres, startProduct } from './product.mjs';

const JOURNEY_MS = 180_000;
const ACTION_MS = 20_000;

/**
 * What a journey gets.
 *
 * @typedef {object} Visit
 * @property {import('playwright-core').Page} page an empty page; relative addresses lead to the product
 * @property {import('playwright-core').BrowserContext} context for further tabs
 * @property {Awaited<ReturnType<typeof startProduct>>} product the running product
 * @property {(page?: import('playwright-core').Page) => Promise<void>} inspect checks the page as it is now, wide and narrow: accessibility, width, privacy
 * @property {(name: string, page?: import('playwright-core').Page) => Promise<void>} screenshot writes docs/screenshots/{name}.png when SCREENSHOTS=1
 * @property {(options?: object) => Promise<Visit>} another a second visitor with a login of their own
 */

/**
 * Declares the journeys of a file.
 *
 * @param {string[]} demoArguments further arguments of the demo command
 * @returns {(title: string, body: (visit: Visit) => Promise<void>, options?: {viewport?: keyof VIEWPORTS, scripts?: boolean, forcedColors?: boolean, readsFile?: boolean}) => void}
 *   the title names the rows that it shows: `S05 S31–S32: Ny opens an empty form`
 */
export function journeys(demoArguments = []) {
  let product;
  let browser;
  before(async () => {
    [product, browser] = await Promise.all([startProduct(demoArguments), launchBrowser()]);
  });
  after(async () => {
    await browser?.close();
    await product?.stop();
  });

  return (title, body, options = {}) =>
    test(title, { timeout: JOURNEY_MS, skip: options.readsFile && onPostgres && 'looks into the SQLite file' }, async () => {
      const visits = [];
      try {
        await body(await visit(product, browser, options, visits));
        for (const { watcher, context } of visits) {
          for (const page of context.pages()) await watcher.look(page);
          if (watcher.problems.length > 0) throw new Error(watcher.problems.join('\n'));
        }
      } catch (error) {
        await keepPictures(title, visits);
        throw error;
      } finally {
        for (const { context } of visits) await context.close();
      }
    });
}

async function visit(product, browser, { viewport = 'desktop', scripts = true, forcedColors = false }, visits) {
  const context = await browser.newContext({
    baseURL: product.url,
    viewport: VIEWPORTS[viewport],
    javaScriptEnabled: scripts,
    forcedColors: forcedColors ? 'active' : 'none',
    reducedMotion: 'reduce',
    locale: 'sv-SE',
    timezoneId: 'Europe/Stockholm',
  });
  context.setDefaultTimeout(ACTION_MS);
  const hosts = [product.url, product.simulator].map((url) => new URL(url).host);
  const watcher = watch(context, hosts);
  // Without scripts no frame can be asked for.
  if (scripts) context.on('page', keepDrawing);
  visits.push({ context, watcher });
  const page = await context.newPage();

  return {
    page,
    context,
    product,
    inspect: (of = page) => inspect(of, watcher),
    screenshot: (name, of = page) => screenshot(of, name),
    another: (options = {}) => visit(product, browser, options, visits),
  };
}

async function inspect(page, watcher) {
  const before = page.viewportSize();
  for (const size of [VIEWPORTS.desktop, VIEWPORTS.tablet]) {
    await page.setViewportSize(size);
    await noSidewaysScroll(page);
    // Bars that stick would cover what happens to lie beneath them.
    await page.evaluate(() => scrollTo(0, 0));
    await noViolations(page);
  }
  await page.setViewportSize(before);
  await watcher.look(page);
}

async function screenshot(page, name) {
  if (process.env.SCREENSHOTS !== '1') return;
  await page.evaluate(() => scrollTo(0, 0));
  const path = new URL(`../../docs/screenshots/${name}.png`, import.meta.url).pathname;
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
}

/** Shows what the pages of a failed journey looked like. */
async function keepPictures(title, visits) {
  const folder = join(process.env.CARGO_TARGET_DIR ?? new URL('../../target', import.meta.url).pathname, 'journeys');
  await mkdir(folder, { recursive: true });
  const pages = visits.flatMap(({ context }) => context.pages());
  for (const [index, page] of pages.entries()) {
    const path = join(folder, `${title.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80)}-${index + 1}.png`);
    await page.screenshot({ path, fullPage: true, timeout: 5_000 }).catch(() => {});
    const state = { true: 'draws', false: 'does not draw', undefined: 'does not answer' }[await draws(page)];
    console.error(`${title}: ${new URL(page.url()).pathname} ${state}, see ${path}`);
  }
}
