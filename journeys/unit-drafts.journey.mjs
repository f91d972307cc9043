import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fillComplete, inEditor, logIn, newCertificate, openPatient, save } from './lib/certificate.mjs';
import { sql } from './lib/database.mjs';
import { journeys } from './lib/journey.mjs';
import { tabTo } from './lib/keyboard.mjs';
import { action, row } from './lib/overview.mjs';
import { PATIENTS } from './lib/pages.mjs';

const config = join(mkdtempSync(join(tmpdir(), 'nationella-intyg-config-')), 'config.toml');
writeFileSync(config, '[drafts]\nlock_after_days = 14\n');
const journey = journeys(['--empty', '--config', config]);

const UNIT = 'Exempelby vårdcentral';
const menu = (page) => page.getByRole('navigation', { name: 'Huvudmeny' });

/** Writes a draft and keeps it as Utkast. Returns its id. */
async function draft(page, patient, { complete = true } = {}) {
  await openPatient(page, patient);
  const id = await newCertificate(page);
  if (complete) await fillComplete(page);
  else await page.getByLabel('Beskriv undersökningsfynd, testresultat och observationer').fill('Ett halvt svar.');
  await page.getByLabel('Utkast', { exact: true }).first().check();
  await save(page);
  await page.waitForURL(/\/patient\/[^/]+\/intyg/);
  return id;
}

journey(
  'A77 A54: the unit\'s drafts are listed, filtered, sorted and assigned',
  async ({ page, another, inspect, screenshot }) => {
    const nurse = await another();
    await logIn(nurse.page, 'vera', UNIT);
    const hers = await draft(nurse.page, PATIENTS.leapDay, { complete: false });
    await logIn(page, 'eva', UNIT);
    const his = await draft(page, PATIENTS.ordinary);
    const secret = await draft(page, PATIENTS.protectedIdentity);

    await menu(page).getByRole('link', { name: 'Utkast, 3', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Utkast på enheten' }).waitFor();
    await page.getByText('3 träffar').waitFor();
    await row(page, secret).waitFor();
    assert.match(await row(page, hers).innerText(), /20000229-9816[\s\S]*Utkast/);
    assert.equal(await row(page, his).locator('td.number').innerText(), '0');
    assert.ok(Number(await row(page, hers).locator('td.number').innerText()) > 0);
    await inspect();

    await row(page, hers).getByRole('link', { name: /^Tilldela / }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Vem ska fortsätta med utkastet?').selectOption({ index: 1 });
    const name = (await dialog.locator('option:checked').innerText()).split(',')[0];
    await inspect();
    await dialog.getByRole('button', { name: 'OK' }).click();
    await page.locator('#flash').getByText('Utkastet är tilldelat.').waitFor();
    assert.match(await row(page, hers).innerText(), new RegExp(name));
    await screenshot('unit-drafts');

    await page.getByLabel('Tilldelat', { exact: true }).selectOption({ label: name });
    await page.getByRole('button', { name: 'Sök' }).click();
    await page.getByText('1 träff', { exact: true }).waitFor();
    await row(page, hers).waitFor();
    await page.getByRole('link', { name: 'Återställ sökfilter' }).click();
    await page.getByText('3 träffar').waitFor();
    await page.getByLabel('Personnummer').fill(PATIENTS.ordinary);
    await page.getByRole('button', { name: 'Sök' }).click();
    await page.getByText('1 träff', { exact: true }).waitFor();
    assert.doesNotMatch(page.url(), /850314/);
    await page.getByRole('link', { name: 'Sparat av' }).click();
    assert.match(page.url(), /sortera=sparat-av&ordning=stigande/);
    await row(page, his).getByRole('link', { name: /^Ändra/ }).click();
    await inEditor(page);

    // Care staff neither see nor count a protected patient's draft.
    await nurse.page.goto('/enhet/utkast');
    await nurse.page.getByText('2 träffar').waitFor();
    assert.equal(await row(nurse.page, secret).count(), 0);
    await menu(nurse.page).getByRole('link', { name: 'Utkast, 2', exact: true }).waitFor();
  },
);

journey(
  'A77: the list of drafts without scripts, by keyboard and at 820 px',
  async ({ page, inspect }) => {
    await logIn(page, 'eva', UNIT);
    await page.goto('/enhet/utkast');
    await inspect();
    await page.getByLabel('Status').selectOption({ label: 'Klart att signera' });
    await page.getByRole('button', { name: 'Sök' }).click();
    await page.getByText('Inga utkast på enheten passar filtret.').waitFor();
    await page.getByRole('link', { name: 'Återställ sökfilter' }).click();
    await tabTo(page, page.getByRole('link', { name: /^Tilldela / }).first());
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Tilldela utkast' }).waitFor();
    await inspect();
    await page.getByRole('button', { name: 'OK' }).click();
    await page.getByText('Utkastet är inte längre tilldelat.').waitFor();
  },
  { scripts: false, viewport: 'tablet' },
);

journey(
  'A47: an old draft is locked, says so, and is copied without a relation',
  async ({ page, product, inspect }) => {
    await logIn(page, 'eva', UNIT);
    const id = await draft(page, PATIENTS.young);
    await product.restart(async () => {
      await sql(product, `UPDATE certificate SET created_at = created_at - 14 * 86400000 WHERE id = '${id}'`);
      return [];
    });
    await page.reload();
    await row(page, id).locator('.tag', { hasText: 'Låst utkast' }).waitFor();
    await row(page, id).getByRole('radio').check();
    await action(page, 'Ändra').click({ force: true });
    await page.locator('#orsak').getByText(/^Utkastet är låst sedan \d{4}-\d\d-\d\d\. Välj Ny kopia för att fortsätta\./).waitFor();
    await inspect();
    await page.goto('/enhet/utkast?status=locked');
    await page.getByText('1 träff', { exact: true }).waitFor();
    await page.goto(`/intyg/${id}/redigera`);
    await page.getByText(/Utkastet är låst sedan/).first().waitFor();
    await page.goto(`/intyg/${id}`);
    await page.getByRole('button', { name: 'Ny kopia' }).click();
    const copy = await inEditor(page);
    assert.notEqual(copy, id);
    await page.goto(`/intyg/${copy}`);
    await page.getByText(/^Kopia av det låsta/).waitFor();
  },
);
