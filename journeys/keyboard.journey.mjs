import assert from 'node:assert/strict';

import { delivered } from './lib/certificate.mjs';
import { focused, focusIsSeen, spoken, waitFor } from './lib/editor.mjs';
import { journeys } from './lib/journey.mjs';
import { consentByKeyboard, isFocused, missing, newForm, next, openByKeyboard, tabTo } from './lib/keyboard.mjs';
import { PATIENTS } from './lib/pages.mjs';

const journey = journeys();

journey('A103 N03 S43 S47 S50: a whole certificate is written, checked, signed and sent with the keyboard alone', async ({ page, product }) => {
  const { keyboard } = page;
  await openByKeyboard(page, 'eva', PATIENTS.ordinary, 'Exempelby vårdcentral');
  const id = await newForm(page);
  await missing(page, 8);

  await next(page, 'f-1-undersokning', 'Intyget är baserat på');
  await keyboard.press('Space');
  assert.equal(await focused(page), 'f-1-undersokning-datum');
  await waitFor(page, '#f-1-undersokning-datum', await page.locator('#formular').getAttribute('data-idag'));
  await keyboard.type('igår');
  await missing(page, 7);
  await next(page, 'f-28-nuvarande_arbete', 'Sysselsättning');
  await keyboard.press('Space');
  await page.locator('#q-29').waitFor();
  await missing(page, 7);
  await next(page, 'f-29', 'Yrke och arbetsuppgifter');
  await keyboard.type('Snickare, bygger hus.');
  await missing(page, 6);
  await next(page, 'f-6-1-kod', 'Diagnos');
  await keyboard.type('M54');
  await page.getByRole('option').first().waitFor();
  for (const _ of [1, 2, 3]) await keyboard.press('ArrowDown');
  await keyboard.press('ArrowUp');
  await keyboard.press('Enter');
  await waitFor(page, '#f-6-1-text', 'Radikulopati');
  assert.equal(await focused(page), 'f-6-1-text');
  await missing(page, 5);
  await next(page, 'f-35', 'Funktionsnedsättning');
  await keyboard.type('Nedsatt känsel i vänster ben.');
  await missing(page, 4);
  await next(page, 'f-17', 'Aktivitetsbegränsning');
  await keyboard.type('Kan inte klättra eller bära.');
  await missing(page, 3);
  await next(page, 'f-32-en_fjardedel', 'Nedsättning av arbetsförmågan');
  for (const _ of [1, 2, 3]) {
    await keyboard.press('Shift+Tab');
    await keyboard.press('Tab');
  }
  await keyboard.press('Space');
  assert.equal(await focused(page), 'f-32-en_fjardedel-tom');
  await keyboard.type('3v');
  await page.locator('#nav-33 a[data-gap]').waitFor({ state: 'attached' });
  await missing(page, 3);
  await next(page, 'f-33', 'Arbetstidens förläggning');
  await keyboard.press('ArrowDown');
  await missing(page, 2);
  await next(page, 'f-39', 'Prognos för arbetsförmåga');
  await keyboard.press('Space');
  await missing(page, 1);
  // Round from the end to the beginning, where the last gap is.
  await next(page, 'f-40-ej_aktuellt', 'Åtgärder');
  await keyboard.press('Shift+F8');
  assert.equal(await focused(page), 'f-40-ej_aktuellt');
  await keyboard.press('F8');
  assert.equal(await focused(page), 'f-40-ej_aktuellt');
  await keyboard.press('Space');
  await missing(page, 0);
  await keyboard.press('F8');
  await spoken(page, 'Inget saknas. Intyget kan signeras.');

  await keyboard.press('F9');
  await spoken(page, 'Alla obligatoriska uppgifter är ifyllda. Intyget kan sparas och skickas.');
  assert.equal(await page.getByRole('dialog').count(), 0);
  await keyboard.press('Control+Enter');
  const dialog = page.getByRole('dialog', { name: 'Samtycke' });
  await dialog.waitFor();
  assert.ok(await isFocused(dialog.getByRole('heading', { name: 'Samtycke' })));
  // Ctrl+Enter leads to the consent, never past it.
  await keyboard.press('Control+Enter');
  await keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.match(page.url(), /\/redigera/);
  await keyboard.press('Control+Enter');
  await dialog.waitFor();
  await consentByKeyboard(page, dialog, id);
  const stored = await (await page.request.get(`${product.simulator}api/certificates/${id}`)).text();
  assert.match(stored, /Snickare, bygger hus\./);
});

journey('A103: with the keyboard one gets out of lists, dialogs and drawers to where one was', async ({ page }) => {
  const { keyboard } = page;
  await openByKeyboard(page, 'anna', PATIENTS.manyDiagnoses);
  await newForm(page);

  const journal = page.getByRole('button', { name: /^Hämta diagnos från journalen/ });
  await tabTo(page, journal);
  await keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Patientens diagnoser' });
  await dialog.waitFor();
  await keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.ok(await isFocused(journal));
  await keyboard.press('Enter');
  await dialog.waitFor();
  await tabTo(page, dialog.getByRole('radio').first());
  await keyboard.press('ArrowDown');
  await tabTo(page, dialog.getByRole('button', { name: 'OK' }));
  await keyboard.press('Enter');
  await waitFor(page, '#f-6-1-kod', 'I489');
  assert.equal(await focused(page), 'f-6-1-text');

  // Ctrl+S saves and sends nothing.
  await keyboard.press('Control+s');
  await spoken(page, /^Sparat \d\d\.\d\d/);
  assert.match(page.url(), /\/redigera/);
  await keyboard.press('F9');
  await page.waitForFunction(() => document.activeElement?.id === 'navigator-rubrik');
  await tabTo(page, page.locator('#navigator a[data-gap]').first());
  await keyboard.press('Enter');
  assert.equal(await focused(page), 'f-1-undersokning');
  await focusIsSeen(page);
  await keyboard.press('Control+Enter');
  await page.waitForFunction(() => document.activeElement?.id === 'felsammanfattning');
  await tabTo(page, page.locator('#felsammanfattning a').last());
  await keyboard.press('Enter');
  assert.equal(await focused(page), 'f-40-ej_aktuellt');
  await focusIsSeen(page);
});

/** Goes to the next gap, which must be that field, answers it, and waits until the Navigator has taken the answer. */
async function answer(page, id, ...keys) {
  await page.keyboard.press('F8');
  assert.equal(await focused(page), id);
  await focusIsSeen(page);
  for (const key of keys) await (key.startsWith('!') ? page.keyboard.press(key.slice(1)) : page.keyboard.type(key));
  await page.locator(`#navigator a[data-gap][href="#${id}"]`).waitFor({ state: 'detached' });
}

/** Answers what the three statements have in common, the diagnosis last. */
async function grounds(page) {
  await answer(page, 'f-1-undersokning', '!Space');
  await answer(page, 'f-2', '20190506');
  await answer(page, 'f-3', '!Space');
  await answer(page, 'f-4-1-typ', '!ArrowDown');
  await answer(page, 'f-4-1-datum', 'igår');
  await answer(page, 'f-4-1-text', 'Neuropsykiatriska kliniken');
  await page.keyboard.press('F8');
  assert.equal(await focused(page), 'f-6-1-kod');
  await page.keyboard.type('F840');
  await page.getByRole('listbox', { name: 'Träffar i diagnosregistret' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await waitFor(page, '#f-6-1-text', 'Autism i barndomen');
  await page.locator('#navigator a[data-gap][href="#f-6-1-kod"]').waitFor({ state: 'detached' });
}

/** Answers the questions on working capacity. */
async function workingCapacity(page) {
  await answer(page, 'f-7', 'På vårdcentralen 2019.');
  await answer(page, 'f-45', '!ArrowDown');
  await answer(page, 'f-5', 'Besvär sedan barndomen.');
  // The gap is the whole section; its first text unfolds.
  await answer(page, 'f-8', 'Svårt att planera.');
  await answer(page, 'f-17', 'Klarar inte grupparbete.');
  await answer(page, 'f-22', 'Ingen förbättring väntas.');
}

async function schooling(page) {
  await answer(page, 'f-15', 'Symtom sedan förskolan.');
  await answer(page, 'f-16', 'Behöver längre tid.');
}

for (const [rows, form, patient, rest] of [
  ['S04', 'FK7800', '19870119-9864', workingCapacity],
  ['S02', 'FK7801', '20010610-9804', workingCapacity],
  ['S03', 'FK7802', '20010610-9804', schooling],
]) {
  journey(`A103 ${rows}: a whole ${form} is written, checked, signed and sent with the keyboard alone`, async ({ page, product }) => {
    const { keyboard } = page;
    await openByKeyboard(page, 'anna', patient);
    const id = await newForm(page, form);
    await grounds(page);
    await rest(page);
    await missing(page, 0);
    await keyboard.press('F9');
    await spoken(page, 'Alla obligatoriska uppgifter är ifyllda. Intyget kan sparas och skickas.');
    await keyboard.press('Control+Enter');
    const dialog = page.getByRole('dialog', { name: 'Samtycke' });
    await dialog.waitFor();
    await tabTo(page, dialog.getByRole('checkbox', { name: /samtycke/ }));
    await keyboard.press('Space');
    await tabTo(page, dialog.getByRole('button', { name: 'OK', exact: true }));
    await keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/intyg/${id}$`));
    await delivered(page);
    const stored = await (await page.request.get(`${product.simulator}api/certificates/${id}`)).text();
    assert.match(stored, /Neuropsykiatriska kliniken/);
  });
}
