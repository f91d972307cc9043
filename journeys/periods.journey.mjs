import assert from 'node:assert/strict';

import { fillComplete, save } from './lib/certificate.mjs';
import { FIELD, autosaved, beginForm, focused, lines, plus, remarks, spoken, today, waitFor } from './lib/editor.mjs';
import { journeys } from './lib/journey.mjs';

const journey = journeys();

const FROM = (degree) => `${degree}-from`;
const TO = (degree) => `${degree}-tom`;
const DAYS = (degree) => `${degree}-days`;
const ROW = (degree) => `${degree}-row`;
const COVERED = '#q-32-covered';

/** Writes a date as people do, and leaves the field. */
async function write(page, field, text) {
  await page.locator(field).fill(text);
  await page.locator(field).press('Tab');
}

journey('A17 A15: the end is written as a length, and the form counts the days', async ({ page, inspect, screenshot }) => {
  await beginForm(page, '19850314-9828');
  const day = await today(page);
  await page.locator(FIELD.whole).check();
  await waitFor(page, FROM(FIELD.whole), day);
  assert.equal(await focused(page), TO(FIELD.whole).slice(1), 'the cursor goes to the end');
  for (const [typed, days] of [
    ['7d', 7],
    ['2v', 14],
    ['1m', 31],
    ['+14', 14],
    ['10 d', 10],
  ]) {
    const end = plus(day, days - 1);
    await page.locator(TO(FIELD.whole)).fill('');
    await page.locator(TO(FIELD.whole)).pressSequentially(typed);
    await waitFor(page, DAYS(FIELD.whole), `= ${end}, ${days} dagar`);
    await page.locator(TO(FIELD.whole)).press('Tab');
    await waitFor(page, TO(FIELD.whole), end);
    await waitFor(page, DAYS(FIELD.whole), `${days} dagar`);
    await waitFor(page, COVERED, `Intyget omfattar ${days} dagar, ${day}–${end}.`);
  }
  await inspect();
  await screenshot('editor-period');

  for (const [typed, read] of [
    ['idag', day],
    ['igår', plus(day, -1)],
    ['imorgon', plus(day, 1)],
    [day.replaceAll('-', ''), day],
    [day.replaceAll('-', '').slice(2), day],
  ]) {
    await write(page, FROM(FIELD.whole), typed);
    await waitFor(page, FROM(FIELD.whole), read);
  }
  // With Enter as well, which presses no button.
  await page.locator(TO(FIELD.whole)).fill('1d');
  await page.locator(TO(FIELD.whole)).press('Enter');
  await waitFor(page, TO(FIELD.whole), day);
  await waitFor(page, DAYS(FIELD.whole), '1 dag');
  await waitFor(page, COVERED, `Intyget omfattar 1 dag, ${day}–${day}.`);
  await autosaved(page);
  assert.match(page.url(), /redigera$/);

  // The calendar is the browser's own.
  assert.equal(await page.getByRole('button', { name: /^Välj datum/ }).count(), 12);
});

journey('A18 A15: the next period begins the day after the one before', async ({ page }) => {
  await beginForm(page, '19850314-9828');
  const day = await today(page);
  await page.locator(FIELD.whole).check();
  await write(page, TO(FIELD.whole), '2v');
  await page.locator(FIELD.half).check();
  await waitFor(page, FROM(FIELD.half), plus(day, 14));
  assert.equal(await focused(page), TO(FIELD.half).slice(1));
  await write(page, TO(FIELD.half), '1v');
  await waitFor(page, COVERED, `Intyget omfattar 21 dagar, ${day}–${plus(day, 20)}.`);
  await page.locator(FIELD.quarter).check();
  await waitFor(page, FROM(FIELD.quarter), plus(day, 21));

  // Unticking clears the row, also after it has been stored.
  await page.locator(FIELD.half).uncheck();
  await waitFor(page, FROM(FIELD.half), '');
  await waitFor(page, TO(FIELD.half), '');
  await autosaved(page);
  await page.reload();
  await waitFor(page, FROM(FIELD.half), '');
  await waitFor(page, FROM(FIELD.whole), day);
});

journey('A11: periods that overlap within the certificate are an error', async ({ page, inspect }) => {
  await beginForm(page, '19900917-9806');
  const day = await today(page);
  await fillComplete(page, { from: day, to: plus(day, 13) });
  await page.locator(FIELD.half).check();
  await page.locator('#f-33-nej').check();
  await write(page, TO(FIELD.half), '2v');
  await page.locator('#q-32 .remark').first().waitFor({ state: 'detached' });
  await write(page, FROM(FIELD.half), plus(day, 10));
  const words = `50 procent och 100 procent överlappar ${plus(day, 10)}–${plus(day, 13)}.`;
  const either = new RegExp(`(50 procent och 100|100 procent och 50) procent överlappar ${plus(day, 10)}–${plus(day, 13)}\\.`);
  await page.locator('#q-32 .remark.stop', { hasText: either }).first().waitFor();
  assert.match((await lines(page)).join(' '), either, words);
  await inspect();
  await save(page);
  await page.locator('#felsammanfattning', { hasText: either }).waitFor();
  assert.equal(await page.getByRole('dialog').count(), 0, 'no way to consent');

  await write(page, FROM(FIELD.half), plus(day, 14));
  await page.locator('#q-32 .remark.stop').first().waitFor({ state: 'detached' });
  await save(page);
  await page.getByRole('dialog', { name: 'Samtycke' }).waitFor();
});

journey('A13: a start more than 7 days back is to be explained, which stops nothing', async ({ page, inspect }) => {
  await beginForm(page, '19900917-9806');
  const day = await today(page);
  await fillComplete(page, { from: plus(day, -6), to: plus(day, 13) });
  const reason = page.locator(FIELD.earlyStart);
  assert.ok(await reason.isHidden());
  await write(page, FROM(FIELD.whole), plus(day, -10));
  await reason.waitFor();
  const warning = 'Perioden börjar mer än 7 dagar bakåt. Skriv orsaken.';
  await page.locator('#q-tidigt-startdatum .remark.warning', { hasText: `Kontrollera: ${warning}` }).waitFor();
  assert.match((await lines(page)).join(' '), /Perioden börjar mer än 7 dagar bakåt/);
  await inspect();

  // A warning stops nothing: it is said once more beside the consent.
  await save(page);
  const dialog = page.getByRole('dialog', { name: 'Samtycke' });
  await dialog.getByRole('link', { name: warning }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await focused(page), FIELD.earlyStart.slice(1));
  await reason.fill('Provsvaren dröjde.');
  await reason.press('Tab');
  await page.locator('#q-tidigt-startdatum .remark').first().waitFor({ state: 'detached' });
});

journey('A16: hours left to work at each degree, which are stored nowhere', async ({ page }) => {
  await beginForm(page, '19850314-9828');
  const sent = [];
  page.on('request', (request) => sent.push(request.postData() ?? ''));
  await page.getByLabel('Ordinarie arbetstid per vecka (sparas inte i intyget)').fill('38,25');
  for (const [degree, hours] of [
    [FIELD.quarter, '28,69'],
    [FIELD.half, '19,13'],
    [FIELD.threeQuarters, '9,56'],
    [FIELD.whole, '0'],
  ]) {
    assert.match(await page.locator(ROW(degree)).innerText(), new RegExp(`Arbetar ${hours} timmar per vecka`));
  }
  await page.locator(FIELD.half).check();
  await autosaved(page);
  assert.match(await page.locator(ROW(FIELD.half)).innerText(), /Arbetar 19,13 timmar per vecka/);
  await page.getByLabel('Ordinarie arbetstid per vecka (sparas inte i intyget)').fill('40');
  await waitFor(page, `${FIELD.half}-hours`, 'Arbetar 20 timmar per vecka');
  assert.ok(sent.length > 0 && sent.every((body) => !/38[,%]|week/.test(body)));
  await page.reload();
  assert.equal(await page.getByLabel('Ordinarie arbetstid per vecka (sparas inte i intyget)').inputValue(), '');
});

journey('choosing "Inte aktuellt" takes the other measures away, and says so', async ({ page }) => {
  await beginForm(page, '19850314-9828');
  await page.getByLabel('Arbetsträning').check();
  await page.getByLabel('Arbetsanpassning').check();
  await page.locator(FIELD.notRelevant).check();
  await page.getByText('Övriga val togs bort.').first().waitFor();
  await spoken(page, /Övriga val togs bort\./);
  assert.ok(!(await page.getByLabel('Arbetsträning').isChecked()));
  await page.getByLabel('Arbetsträning').check();
  await page.waitForFunction((box) => !document.querySelector(box).checked, FIELD.notRelevant);
  assert.deepEqual(await remarks(page, '40'), []);
  await page.locator(FIELD.notRelevant).check();
  await page.getByText('Övriga val togs bort.').first().waitFor();
  await page.getByRole('button', { name: 'Ångra' }).press('Enter');
  await page.waitForFunction((box) => !document.querySelector(box).checked, FIELD.notRelevant);
  assert.ok(await page.getByLabel('Arbetsträning').isChecked());
});
