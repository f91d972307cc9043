// The checks of the harness find what they are there for, on pages of their own.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { noSidewaysScroll, noViolations } from './axe.mjs';
import { VIEWPORTS, launchBrowser } from './browser.mjs';
import { watch } from './privacy.mjs';
import { addresses } from './product.mjs';

const PAGES = {
  '/good': '<main><h1>Rubrik</h1><label for="a">Namn</label><input id="a"><div class="scrolls" tabindex="0"><div class="wide"></div></div></main>',
  '/unlabelled': '<main><h1>Rubrik</h1><input></main>',
  '/wide': '<main><h1>Rubrik</h1><div class="wide">Bred</div></main>',
  '/inline-script': '<main><h1>Rubrik</h1><script>1</script></main>',
  '/elsewhere': '<main><h1>Rubrik</h1><img alt="" src="http://localhost:9/x.png"></main>',
  '/titled': '<main><h1>Rubrik</h1></main>',
};

let server;
let browser;
let url;
before(async () => {
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://x');
    response.setHeader('Content-Security-Policy', "default-src 'self'; img-src * data:; style-src 'self'");
    if (pathname === '/style.css') {
      response.setHeader('Content-Type', 'text/css');
      response.end('.wide { width: 2000px; height: 1px } .scrolls { overflow-x: auto }');
      return;
    }
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    const title = pathname === '/titled' ? '19121212-1212' : 'Prov';
    const head = `<meta charset="utf-8"><link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css"><title>${title}</title>`;
    response.end(`<!doctype html><html lang="sv">${head}${PAGES[pathname]}</html>`);
  });
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${server.address().port}`;
  browser = await launchBrowser();
});
after(async () => {
  await browser.close();
  server.close();
});

async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: VIEWPORTS.tablet, ...options });
  const watcher = watch(context, [new URL(url).host]);
  const page = await context.newPage();
  await page.goto(url + path);
  return { page, watcher };
}

test('a page without faults passes all checks, with scripts and without', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const { page, watcher } = await open('/good', { javaScriptEnabled });
    await noViolations(page);
    await noSidewaysScroll(page);
    await watcher.look(page);
    assert.deepEqual(watcher.problems, []);
  }
});

test('a field without label is found, with scripts and without', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const { page } = await open('/unlabelled', { javaScriptEnabled });
    await assert.rejects(noViolations(page), /label/);
  }
});

test('a page that is too wide is found and the wide part is named', async () => {
  const { page } = await open('/wide');
  await assert.rejects(noSidewaysScroll(page), /class="wide"/);
});

for (const [path, problem] of [
  ['/good?sok=191212121212', /personnummer in an address/],
  ['/titled', /personnummer in the title/],
  ['/elsewhere', /request to another host/],
  ['/inline-script', /content security policy/i],
]) {
  test(`the watcher sees what is wrong with ${path}`, async () => {
    const { page, watcher } = await open(path);
    await watcher.look(page);
    assert.match(watcher.problems.join('\n'), problem);
  });
}

test('a personnummer that the browser keeps is found', async () => {
  const { page, watcher } = await open('/good');
  await page.evaluate(() => localStorage.setItem('senast', '191212121212'));
  await watcher.look(page);
  assert.match(watcher.problems.join('\n'), /storage/);
});

test('the addresses are read when both are printed', () => {
  const first = 'Startar…\nNationella intyg: http://127.0.0.1:8080/\n';
  assert.equal(addresses(first), undefined);
  assert.deepEqual(addresses(`${first}Simulator: http://127.0.0.1:8081/\n`), {
    url: 'http://127.0.0.1:8080/',
    simulator: 'http://127.0.0.1:8081/',
  });
});
