import assert from 'node:assert/strict';

import { day, saved } from './lib/certificate.mjs';
import { versionTwo } from './lib/configuration.mjs';
import { beginForm, focused, plus, remarks, today, waitFor } from './lib/editor.mjs';
import { journeys } from './lib/journey.mjs';
import { consentByKeyboard, missing, newForm, next, openByKeyboard } from './lib/keyboard.mjs';
import { PATIENTS } from './lib/pages.mjs';

const journey = journeys([...versionTwo(), '--empty']);

/** Writes in the field with the focus and waits until so many answers are missing. */
async function write(page, text, left) {
  await page.keyboard.type(text);
  await missing(page, left);
}

journey('A103: version 2 of the FK7804 is written, checked, signed and sent with the keyboard alone', async ({ page, product, inspect }) => {
  const { keyboard } = page;
  await openByKeyboard(page, 'eva', PATIENTS.ordinary, 'Exempelby vårdcentral');
  const id = await newForm(page);
  await missing(page, 7);
  await inspect();

  await next(page, 'f-1-fysiskundersokning', 'Intyget är baserat på');
  await keyboard.press('Space');
  await waitFor(page, '#f-1-fysiskundersokning-datum', await today(page));
  await missing(page, 6);
  await next(page, 'f-28-nuvarande_arbete', 'Sysselsättning');
  await keyboard.press('Space');
  await page.locator('#q-29').waitFor();
  await next(page, 'f-29', 'Yrke och arbetsuppgifter');
  await write(page, 'Snickare, bygger hus.', 5);
  await next(page, 'f-6-1-kod', 'Diagnos');
  await keyboard.type('M545');
  await page.getByRole('option').first().waitFor();
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await waitFor(page, '#f-6-1-text', 'Lumbago');
  await missing(page, 4);
  await next(page, 'f-35', 'Funktionsnedsättning');
  await write(page, 'Nedsatt känsel i vänster ben.', 3);
  await next(page, 'f-17', 'Aktivitetsbegränsning');
  await write(page, 'Kan inte klättra eller bära.', 2);
  await next(page, 'f-32-en_fjardedel', 'Nedsättning av arbetsförmågan');
  await keyboard.press('Space');
  assert.equal(await focused(page), 'f-32-en_fjardedel-tom');
  await keyboard.type('3v');
  await page.locator('#nav-33 a[data-gap]').waitFor({ state: 'attached' });
  await missing(page, 2);
  await next(page, 'f-33', 'Arbetstidens förläggning');
  await keyboard.press('ArrowDown');
  await missing(page, 1);
  await next(page, 'f-39', 'Prognos för arbetsförmåga');
  await keyboard.press('ArrowDown');
  await page.locator('#q-39-4').waitFor();
  await missing(page, 1);
  await next(page, 'f-39-4', 'Antal månader');
  await write(page, '6', 0);
  await inspect();

  await keyboard.press('Control+Enter');
  const dialog = page.getByRole('dialog', { name: 'Samtycke' });
  await dialog.waitFor();
  await consentByKeyboard(page, dialog, id);
  const cut = await page.locator('section.answers .scroll').evaluateAll((tables) => tables.filter((each) => each.scrollWidth > each.clientWidth).length);
  assert.equal(cut, 0, 'every column is seen');
  await inspect();
  const stored = await (await page.request.get(`${product.simulator}api/certificates/${id}`)).text();
  for (const part of [/>2\.0</, /Snickare, bygger hus\./, /ATER_X_ANTAL_MANADER/, /id=\\?"39\.4\\?">6</, /id=\\?"27\.1\\?">false</, /legitimeratYrke/]) {
    assert.match(stored, part);
  }
});

journey('A13: version 2 says in point 8 that an early start wants its reason, and refuses a number of months out of range', async ({ page, inspect }) => {
  await beginForm(page, PATIENTS.leapDay);
  const start = plus(await today(page), -8);
  await page.getByLabel('50 procent', { exact: true }).check();
  await page.getByLabel('Från och med, 50 procent', { exact: true }).fill(start);
  await page.getByLabel('Till och med, 50 procent', { exact: true }).fill(day(10));
  await saved(page);
  await page.locator('#q-32 .remark.warning').waitFor();
  assert.deepEqual(await remarks(page, '32'), [
    'Kontrollera: Du har angett att sjukskrivningsperioden startar mer än 7 dagar bakåt i tiden. Ange orsaken till detta i fältet "Övriga upplysningar".',
  ]);
  await page.locator('#q-32').getByRole('link', { name: 'Gå dit' }).click();
  assert.equal(await focused(page), 'f-25', 'where the reason is written');
  await page.getByLabel('Patienten förväntas kunna återgå helt i nuvarande sysselsättning efter angiven tid').check();
  await page.getByLabel('Ange antal månader').fill('100');
  await saved(page);
  await page.locator('#q-39-4 .remark.stop').waitFor();
  assert.deepEqual(await remarks(page, '39-4'), ['Fel: Ange ett värde mellan 1-99.']);
  await inspect();
  await page.getByLabel('Ange antal månader').fill(' 012 ');
  await page.keyboard.press('Tab');
  await saved(page);
  await waitFor(page, '#f-39-4', '12');
  assert.deepEqual(await remarks(page, '39-4'), []);

  // Smittskydd leaves the periods and the question on working time.
  await page.getByLabel('Förhållningsregler enligt smittskyddslagen på grund av smitta').check();
  await saved(page);
  await page.getByText('Prognos: fylls inte i när smittbärarpenning är ikryssad.').waitFor();
  assert.ok(await page.locator('#q-33').isVisible());
  assert.equal(await page.locator('#q-39:visible').count(), 0);
  await inspect();
});

journey('A21: where the register alone decides, a psychiatric code of three characters can be taken', async ({ page }) => {
  await beginForm(page, PATIENTS.noDiagnoses);
  await page.getByLabel('Diagnoskod', { exact: true }).first().fill('F32');
  await page.getByRole('option').first().waitFor();
  assert.equal(await page.getByRole('option', { disabled: true }).count(), 0);
  assert.equal(await page.getByRole('radio', { name: /KSH97-P/ }).count(), 0);
  await newDraftIsOfVersionTwo(page);
});

/** The form has what only version 2 asks. */
async function newDraftIsOfVersionTwo(page) {
  await page.getByLabel('min undersökning vid digitalt vårdmöte', { exact: true }).waitFor();
  assert.equal(await page.locator('#q-40').count(), 0);
}
