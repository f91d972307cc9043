import assert from 'node:assert/strict';

import { fillComplete, newCertificate, openPatient, save, saved } from './lib/certificate.mjs';
import { FIELD, autosaved, beginForm, focused, lines, remarks, spoken, waitFor } from './lib/editor.mjs';
import { journeys } from './lib/journey.mjs';

const journey = journeys();

const options = (page) => page.getByRole('listbox', { name: 'Träffar i diagnosregistret' }).getByRole('option');
const journal = (page, row = 'Huvuddiagnos') => page.getByRole('group', { name: row }).getByRole('button', { name: /^Hämta diagnos från journalen/ });
const dialogOf = (page) => page.getByRole('dialog', { name: 'Patientens diagnoser' });

/** Opens the journal's list for a row. */
async function openJournal(page, row) {
  await journal(page, row).click();
  await dialogOf(page).waitFor();
  return dialogOf(page);
}

/** Types in a field that lists hits, one key at a time, and waits for the list. */
async function look(page, field, text) {
  await page.locator(field).fill('');
  await page.locator(field).pressSequentially(text, { delay: 30 });
  await options(page).first().waitFor();
}

journey('S38–S40: a diagnosis of the patient is fetched from the journal', async ({ page, inspect, screenshot }) => {
  await beginForm(page, '19850314-9828');
  const code = await page.locator(FIELD.code).boundingBox();
  const square = await journal(page).boundingBox();
  assert.ok(square.x >= code.x + code.width && Math.abs(square.y + square.height / 2 - code.y - code.height / 2) < 8, 'to the right of the code');

  let dialog = await openJournal(page);
  assert.equal(await focused(page), 'journal-rubrik');
  assert.match(await dialog.innerText(), /Välj den diagnos som intyget avser\./);
  assert.deepEqual(await dialog.locator('thead th').allInnerTexts(), ['Välj', 'Datum', 'Kod', 'Diagnos', 'Enhet']);
  const rows = await dialog.locator('tbody tr').evaluateAll((found) => found.map((row) => [...row.cells].slice(1).map((cell) => cell.innerText.trim())));
  assert.deepEqual(rows, [
    ['2026-10-12', 'M545', 'Lumbago', 'Exempelby vårdcentral'],
    ['2026-02-03', 'J069', 'Akut övre luftvägsinfektion, ospecificerad', 'Exempelby vårdcentral'],
    ['2024-05-20', 'S525', 'Fraktur på nedre delen av radius', 'Ortopedmottagningen Exempelby sjukhus'],
  ]);
  await inspect();
  await screenshot('journal-diagnoses');

  // Avbryt and Esc change nothing, and lead back.
  await dialog.getByRole('radio', { name: /^S525/ }).check();
  await dialog.getByRole('link', { name: 'Avbryt' }).click();
  assert.equal(await dialogOf(page).count(), 0);
  assert.ok(await journal(page).evaluate((button) => button === document.activeElement));
  dialog = await openJournal(page);
  await dialog.getByRole('radio', { name: /^S525/ }).check();
  await page.keyboard.press('Escape');
  assert.equal(await dialogOf(page).count(), 0);
  assert.deepEqual([await page.locator(FIELD.code).inputValue(), await page.locator(FIELD.diagnosis).inputValue()], ['', '']);

  dialog = await openJournal(page);
  await dialog.getByRole('button', { name: 'OK' }).click();
  await dialog.getByText('Välj en diagnos, eller tryck Avbryt.').waitFor();
  await spoken(page, 'Välj en diagnos, eller tryck Avbryt.', 'alert');
  await dialog.getByRole('radio', { name: /^J069/ }).check();
  await dialog.getByRole('button', { name: 'OK' }).click();
  await waitFor(page, FIELD.code, 'J069');
  await waitFor(page, FIELD.diagnosis, 'Akut övre luftvägsinfektion, ospecificerad');
  assert.equal(await focused(page), FIELD.diagnosis.slice(1));
  await autosaved(page);
  await page.reload();
  await waitFor(page, FIELD.code, 'J069');

  // What is used already cannot be used again.
  await page.getByRole('button', { name: 'Lägg till diagnos' }).click();
  await page.getByRole('group', { name: 'Diagnos 2' }).waitFor();
  dialog = await openJournal(page, 'Diagnos 2');
  const used = dialog.getByRole('row', { name: /J069/ });
  assert.match(await used.innerText(), /finns i intyget/);
  assert.equal(await used.getByRole('radio').count(), 0);
});

journey('S38 S39 A21: codes that are too short for Försäkringskassan cannot be fetched', async ({ page, inspect }) => {
  await beginForm(page, '19930730-9881');
  const dialog = await openJournal(page);
  for (const code of ['F32', 'Z73']) {
    const row = dialog.getByRole('row', { name: new RegExp(`${code}\\b`) });
    assert.match(await row.innerText(), /Koden behöver fyra tecken\. Välj en mer exakt kod i registret\./);
    assert.equal(await row.getByRole('radio').count(), 0);
  }
  await inspect();
  await dialog.getByRole('radio', { name: /^G470/ }).check();
  await dialog.getByRole('button', { name: 'OK' }).click();
  await waitFor(page, FIELD.code, 'G470');
});

journey('S38: a patient without diagnoses, and one with many', async ({ page, inspect }) => {
  await beginForm(page, '19870119-9864');
  let dialog = await openJournal(page);
  assert.match(await dialog.innerText(), /Det finns inga diagnoser i journalen\. Sök i diagnosregistret i stället\./);
  await inspect();
  await dialog.getByRole('link', { name: 'Avbryt' }).click();

  await openPatient(page, '19590404-9870');
  await newCertificate(page);
  dialog = await openJournal(page);
  const rows = dialog.locator('tbody tr:visible');
  assert.equal(await rows.count(), 12);
  await dialog.getByLabel('Filtrera').fill('artros');
  assert.equal(await rows.count(), 1);
  await inspect();
  await dialog.getByRole('radio', { name: /^M161/ }).check();
  await dialog.getByRole('button', { name: 'OK' }).click();
  await waitFor(page, FIELD.diagnosis, 'Annan primär höftledsartros');
});

journey('S38 A22: a diagnosis of the primary care register brings its register along', async ({ page }) => {
  await beginForm(page, '19661015-9896');
  const dialog = await openJournal(page);
  await dialog.getByRole('radio', { name: /^M549P/ }).check();
  await dialog.getByRole('button', { name: 'OK' }).click();
  await waitFor(page, FIELD.code, 'M549P');
  assert.ok(await page.getByRole('radio', { name: /^KSH97-P/ }).isChecked());
  await autosaved(page);
  assert.deepEqual(await remarks(page, '6'), []);
  await page.reload();
  await waitFor(page, FIELD.code, 'M549P');

  // All diagnoses of a certificate are of one register: changing it clears them, and says so.
  await page.getByRole('radio', { name: /^ICD-10-SE/ }).check();
  await waitFor(page, FIELD.code, '');
  await waitFor(page, FIELD.diagnosis, '');
});

journey('S41–S43 A20: hits show while one types the code, and a click takes one', async ({ page, inspect, screenshot }) => {
  await beginForm(page, '19850314-9828');
  const field = page.locator(FIELD.code);
  let asked = 0;
  page.on('request', (request) => {
    if (request.url().includes('/diagnosregister?')) asked += 1;
  });
  await field.pressSequentially('M5');
  await autosaved(page);
  assert.equal(asked, 0, 'a code is searched from three characters');
  await field.press('4');
  await options(page).first().waitFor();
  assert.equal(await field.getAttribute('aria-expanded'), 'true');
  const hits = await options(page).allInnerTexts();
  assert.ok(hits.length > 3);
  for (const hit of hits) assert.match(hit, /^M54\S* \p{L}/u);
  await spoken(page, `${hits.length} träffar`);
  assert.ok((await page.locator('.hits b').first().innerText()) === 'M54', 'what was typed is in bold');
  await inspect();
  await screenshot('diagnosis-hits');

  await options(page).filter({ hasText: 'M543' }).click();
  assert.deepEqual([await field.inputValue(), await page.locator(FIELD.diagnosis).inputValue()], ['M543', 'Ischias']);
  assert.equal(await options(page).count(), 0);
  assert.equal(await focused(page), FIELD.diagnosis.slice(1));
  await autosaved(page);
  await page.reload();
  await waitFor(page, FIELD.diagnosis, 'Ischias');
});

journey('S42 A20: diagnoses are found by words, at most 18 at a time', async ({ page }) => {
  await beginForm(page, '19850314-9828');
  const field = page.locator(FIELD.diagnosis);
  await field.pressSequentially('a');
  await options(page).first().waitFor();
  assert.equal(await options(page).count(), 18);
  await page.getByText('Fler träffar finns. Skriv mer för att begränsa.').waitFor();
  for (const [words, expected] of [
    ['depressiv lindrig', 'F320'],
    ['brostrygg smartor', 'M546'],
    ['utmatningssyndrom', 'F438A'],
    ['LUMBAGO', 'M545'],
  ]) {
    await look(page, FIELD.diagnosis, words);
    assert.ok((await options(page).first().innerText()).startsWith(expected), `${words}: ${await options(page).first().innerText()}`);
  }
  await field.fill('qqqq');
  await page.locator('.hits', { hasText: 'Ingen träff på qqqq i ICD-10-SE.' }).waitFor();
  await spoken(page, 'Ingen träff på qqqq i ICD-10-SE.');
  await field.press('Escape');
  assert.equal(await page.locator('.hits').count(), 0);
});

journey('S43 A21: the list is used by keyboard; Tab takes nothing, and short codes cannot be taken', async ({ page }) => {
  await beginForm(page, '20010610-9804');
  await look(page, FIELD.code, 'F32');
  const short = options(page).first();
  assert.match(await short.innerText(), /^F32 Depressiv episod Välj en kod med fyra tecken/);
  assert.equal(await short.getAttribute('aria-disabled'), 'true');
  // Forced, since the list says that it cannot be taken.
  await short.click({ force: true });
  await spoken(page, 'Välj en kod med fyra tecken', 'alert');
  assert.equal(await page.locator(FIELD.diagnosis).inputValue(), '');

  const field = page.locator(FIELD.code);
  await field.press('ArrowDown');
  await field.press('ArrowDown');
  const current = await field.getAttribute('aria-activedescendant');
  assert.match(await page.locator(`#${current}`).innerText(), /^F320/);
  await field.press('Escape');
  assert.equal(await options(page).count(), 0);
  await look(page, FIELD.code, 'F32');
  await field.press('ArrowDown');
  await field.press('ArrowDown');
  await field.press('Tab');
  assert.equal(await page.locator(FIELD.diagnosis).inputValue(), '', 'Tab takes nothing');
  await page.locator('#q-6 .remark', { hasText: 'Koden F32 behöver fyra tecken.' }).waitFor();

  await look(page, FIELD.code, 'F32');
  await field.press('ArrowDown');
  await field.press('ArrowDown');
  await field.press('Enter');
  await waitFor(page, FIELD.code, 'F320');
  await page.locator('#q-6 .remark').first().waitFor({ state: 'detached' });

  // Z73 as well.
  await field.fill('Z73');
  await field.press('Tab');
  await page.locator('#q-6 .remark', { hasText: 'Koden Z73 behöver fyra tecken.' }).waitFor();
  await fillComplete(page);
  await field.fill('F32');
  await field.press('Tab');
  await save(page);
  await page.locator('#felsammanfattning', { hasText: 'Koden F32 behöver fyra tecken.' }).waitFor();
});

journey('A22: up to three diagnoses of one register, with known codes and the main one first', async ({ page, inspect }) => {
  await beginForm(page, '19690203-9830');
  const field = page.locator(FIELD.code);
  await field.fill('X99999');
  await field.press('Tab');
  await page.locator('#q-6 .remark', { hasText: 'X99999 finns inte i diagnosregistret.' }).waitFor();

  // Code and text belong together: a known code brings its text, another one takes it away.
  await field.fill('m54.5');
  await field.press('Tab');
  await waitFor(page, FIELD.diagnosis, 'Lumbago');
  await waitFor(page, FIELD.code, 'M545');
  await field.fill('M54');
  await field.press('Tab');
  await waitFor(page, FIELD.diagnosis, 'Ryggvärk');
  await field.fill('M5');
  await field.press('Tab');
  await page.locator('#q-6 .remark.stop').first().waitFor();
  await waitFor(page, FIELD.diagnosis, '');

  const add = page.getByRole('button', { name: 'Lägg till diagnos' });
  await field.fill('');
  await field.press('Tab');
  await add.click();
  await page.locator('#f-6-2-kod').waitFor();
  await page.locator('#f-6-2-kod').fill('G470');
  await page.locator('#f-6-2-kod').press('Tab');
  await page.locator('#q-6 .remark', { hasText: 'Fyll i huvuddiagnosen först.' }).waitFor();
  await field.fill('M545');
  await field.press('Tab');
  await page.locator('#q-6 .remark').first().waitFor({ state: 'detached' });
  await add.click();
  await page.locator('#f-6-3-kod').waitFor();
  assert.equal(await add.count(), 0, 'three at most');
  await page.locator('#f-6-3-kod').fill('I109');
  await page.locator('#f-6-3-kod').press('Tab');
  await saved(page);
  assert.deepEqual(await lines(page), []);
  await inspect();

  const codes = () => page.locator('[data-search=kod]:visible').evaluateAll((fields) => fields.map((one) => one.value));
  assert.deepEqual(await codes(), ['M545', 'G470', 'I109']);
  await page.getByRole('button', { name: 'Flytta upp diagnos 3' }).click();
  await waitFor(page, '#f-6-2-kod', 'I109');
  await page.getByRole('button', { name: 'Flytta upp diagnos 2' }).click();
  await waitFor(page, FIELD.code, 'I109');
  assert.deepEqual(await codes(), ['I109', 'M545', 'G470']);
  await page.getByRole('button', { name: 'Flytta ner diagnos 1' }).click();
  await waitFor(page, FIELD.code, 'M545');
  await page.getByRole('button', { name: 'Ta bort diagnos 2' }).click();
  await waitFor(page, '#f-6-2-kod', 'G470');
  assert.deepEqual(await codes(), ['M545', 'G470']);
  await page.reload();
  await waitFor(page, '#f-6-2-kod', 'G470');
  assert.equal(await page.getByRole('group', { name: 'Huvuddiagnos' }).count(), 1);
});

journey('the register can be searched on a page of its own', async ({ page, inspect }) => {
  await beginForm(page, '19850314-9828');
  await page.goto('/diagnosregister?sok=rygg');
  await page.getByRole('heading', { level: 1, name: 'Diagnosregister' }).waitFor();
  assert.match(await page.locator('#antal').innerText(), /^\d+ träffar$/);
  await inspect();
  await page.goto('/diagnosregister?sok=qqqq');
  await page.getByText('Ingen träff på qqqq i ICD-10-SE.').waitFor();
});
