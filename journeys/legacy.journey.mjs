import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { journeys } from './lib/journey.mjs';
import { logIn, openPatient, PATIENTS } from './lib/pages.mjs';
import { program } from './lib/product.mjs';
import { accessLog, configuration, record } from './lib/stored.mjs';

const journey = journeys();
const run = promisify(execFile);

const NAME = 'Läkarintyg FK7263';
const READ_ONLY = 'Intyget kan bara läsas. Nya intyg skrivs i Nationella intyg.';
const FILE = new URL('../crates/server/data/legacy-2017.xml', import.meta.url);

async function begin(page) {
  await logIn(page, 'anna');
  await openPatient(page, PATIENTS.certificateFrom2017);
}

const menu = (page, name) => page.getByRole('navigation', { name: 'Huvudmeny' }).getByRole('link', { name, exact: true });

/** Opens the certificate from 2017 by the menu and its list. Returns its id. */
async function openOld(page) {
  await menu(page, 'Läkarintyg').click();
  await page.getByRole('heading', { level: 1, name: 'Läkarintyg', exact: true }).waitFor();
  await page.getByRole('radio', { name: `${NAME}, 2017-04-24` }).check();
  await page.getByRole('button', { name: 'Visa', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: NAME }).waitFor();
  return new URL(page.url()).pathname.split('/').at(-1);
}

journey('S06: the old form is offered nowhere, and a typed address that asks for a new one is refused with the reason', async ({ page, inspect }) => {
  await begin(page);
  await page.locator('.split-menu summary').click();
  const offered = await page.locator('.split-menu li').allInnerTexts();
  assert.ok(offered.length > 0 && offered.every((name) => !name.includes('7263')), offered.join());

  const start = new URL(page.url()).pathname;
  const answer = await page.goto(`${start}?typ=FK7263`);
  assert.equal(answer.status(), 409);
  await page.getByText('Läkarintyg FK7263 har ersatts av Läkarintyg för sjukpenning FK7804').waitFor();
  await inspect();
  await page.goto(start);
  await page.getByText('Patienten har inga intyg här ännu.').waitFor();
});

journey('S07: the certificate from 2017 is listed under Läkarintyg and not on the start page', async ({ page, inspect, screenshot }) => {
  await begin(page);
  await page.getByText('Patienten har inga intyg här ännu.').waitFor();
  await menu(page, 'Läkarintyg').click();
  await page.getByText('Här finns läkarintyg som utfärdades före juni 2018. De kan bara läsas.').waitFor();
  assert.equal(await menu(page, 'Läkarintyg').getAttribute('aria-current'), 'page');
  const row = page.getByRole('row', { name: NAME });
  assert.match(await row.innerText(), /2017-04-24.*Läkarintyg FK7263.*2017-04-24–2017-05-31, 100 %, 50 %.*Eva Exempelius.*Exempelby vårdcentral/s);
  await inspect();
  await screenshot('lakarintyg-list');
  await row.getByRole('link', { name: NAME }).click();
  await page.getByRole('heading', { level: 1, name: NAME }).waitFor();
  await inspect();
  await screenshot('lakarintyg');

  await openPatient(page, PATIENTS.ordinary);
  await menu(page, 'Läkarintyg').click();
  await page.getByText('Patienten har inga läkarintyg från före juni 2018.').waitFor();
  await inspect();
});

journey('S08: it can only be read, and what is made by hand to change it is refused and leaves it as it was', async ({ page, product, inspect }) => {
  await begin(page);
  const id = await openOld(page);
  await page.getByText(READ_ONLY).waitFor();
  const controls = await page.locator('main').getByRole('button').or(page.locator('main').getByRole('link')).allInnerTexts();
  for (const word of ['Ny', 'Ändra', 'Signera', 'Radera', 'Ny kopia']) assert.ok(!controls.includes(word), word);
  const shown = await page.locator('main').innerText();

  const statuses = await page.evaluate(async (id) => {
    const token = document.querySelector('meta[name=csrf-token]').content;
    const ask = async (method, path) => {
      const body = method === 'POST' ? new URLSearchParams({ csrf: token, rev: '1', typ: 'LISJP 1', nyckel: crypto.randomUUID(), 35: 'x' }) : undefined;
      return [`${method} ${path}`, (await fetch(path, { method, body, headers: { 'x-csrf-token': token } })).status];
    };
    const paths = [`/lakarintyg/${id}`, `/lakarintyg/${id}/radera`, `/intyg/${id}/svar`, `/intyg/${id}/spara`, `/intyg/${id}/samtycke`];
    return Promise.all([...paths.map((path) => ask('POST', path)), ask('DELETE', `/lakarintyg/${id}`), ask('PUT', `/lakarintyg/${id}`)]);
  }, id);
  for (const [what, status] of statuses) assert.ok([403, 409].includes(status), `${what}: ${status}`);

  const typed = await page.goto(`/lakarintyg/${id}/redigera`);
  assert.equal(typed.status(), 409);
  await page.locator('main').getByText(READ_ONLY).waitFor();
  await inspect();
  await page.getByRole('link', { name: 'Till intyget' }).click();
  await page.getByRole('heading', { level: 1, name: NAME }).waitFor();
  assert.equal(await page.locator('main').innerText(), shown);

  let stored;
  let imported;
  let log;
  await product.restart(async () => {
    stored = await record(product, id);
    log = await accessLog(product);
    imported = await importAgain(product);
    return [];
  });
  assert.match(stored.text, /^personnummer: 196902039830$/m);
  assert.ok(!stored.text.includes('Påhittsson'), 'the stored record has no name');
  const of = log.filter((entry) => entry.resource_id === id).map((entry) => `${entry.action} ${entry.outcome}`);
  assert.ok(of.includes('legacy_import done') && of.includes('view_legacy done') && of.includes('change_legacy refused'), of.join());
  assert.deepEqual(imported, [`already there old.xml: ${id}`, 'unreadable cut.xml', 'refused other.xml'], 'one line per file');
});

/** Imports the same certificate, a cut one and a changed one. Returns the beginning of each line. */
async function importAgain(product) {
  const { data } = product;
  const text = await readFile(FILE, 'utf8');
  const config = await configuration(product);
  await writeFile(join(data, 'old.xml'), text);
  await writeFile(join(data, 'cut.xml'), text.slice(0, 2000));
  await writeFile(join(data, 'other.xml'), text.replace('Ryggvärk', 'Huvudvärk'));
  const files = ['old.xml', 'cut.xml', 'other.xml'];
  const error = await run(program(), ['legacy', 'import', '--config', config, ...files], { cwd: data }).then(
    () => assert.fail('a file that cannot be read is told by the exit code'),
    (error) => error,
  );
  assert.equal(error.code, 2);
  const [first, ...rest] = error.stdout.trim().split('\n');
  return [first, ...rest.map((line) => line.split(':')[0])];
}
