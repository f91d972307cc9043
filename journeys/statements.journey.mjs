import assert from 'node:assert/strict';

import { day, delivered, inEditor, newCertificate, save, saved, sign } from './lib/certificate.mjs';
import { FIELD, autosaved, focused, lines, remarks, waitFor } from './lib/editor.mjs';
import { journeys } from './lib/journey.mjs';
import { received } from './lib/overview.mjs';
import { PATIENTS, begin, openPatient } from './lib/pages.mjs';

const journey = journeys();

/** Folds or unfolds the text of a question. */
const fold = (page, question) => page.locator(`#q-${question} .folded summary`);

/** Answers what the three statements have in common, with an investigation that has been taken away again. */
async function grounds(page) {
  await page.locator(FIELD.examination).check();
  await page.locator('#f-2').fill('2019-05-06');
  await page.locator('#f-3').check();
  await page.locator('#q-4').waitFor();
  await page.locator('#f-4-1-typ').selectOption({ label: 'Underlag från psykolog' });
  await page.locator('#f-4-1-datum').fill(day(-30));
  await page.locator('#f-4-1-text').fill('Psykologmottagningen, Exempelby');
  await page.getByRole('button', { name: 'Lägg till utredning' }).click();
  await page.waitForFunction(() => document.activeElement?.id === 'f-4-2-typ');
  await page.locator('#f-4-2-typ').selectOption({ label: 'Övrigt' });
  await page.locator('#f-4-2-datum').fill('igår');
  await page.locator('#f-4-2-text').fill('Patienten bifogar');
  await page.getByRole('button', { name: 'Ta bort utredning 1' }).click();
  await waitFor(page, '#f-4-1-text', 'Patienten bifogar');
  await waitFor(page, '#f-4-1-datum', day(-1));
  const main = page.getByRole('group', { name: 'Huvuddiagnos' });
  await main.getByLabel('Diagnoskod', { exact: true }).fill('F840');
  await page.getByRole('listbox', { name: 'Träffar i diagnosregistret' }).getByRole('option').first().click();
}

/** Answers the questions on working capacity. */
async function workingCapacity(page) {
  await page.locator('#f-7').fill('På vårdcentralen 2019.');
  await page.locator('#f-45').check();
  await page.locator('#f-45-2').fill('Depressionen');
  await page.locator('#f-5').fill('Besvär sedan barndomen.');
  assert.equal(await page.locator('#f-12').isVisible(), false, 'folded away until it is used');
  await fold(page, 12).click();
  await page.locator('#f-12').fill('Utbredd smärta, måttlig grad.');
  await page.locator('#f-17').fill('Klarar inte hushållsarbete.');
  await page.locator('#f-22').fill('Ingen förbättring väntas.');
}

async function schooling(page) {
  await page.locator('#f-15').fill('Symtom sedan förskolan.');
  await page.locator('#f-16').fill('Behöver längre tid.');
}

const TYPES = [
  {
    rows: 'S04',
    form: 'FK7800',
    name: 'Läkarutlåtande för sjukersättning FK7800',
    code: 'LUSE',
    patient: PATIENTS.noDiagnoses,
    fill: workingCapacity,
    gaps: 10,
    shown: ['Utbredd smärta, måttlig grad.', 'Depressionen', 'Patienten bifogar'],
  },
  {
    rows: 'S02',
    form: 'FK7801',
    name: 'Läkarutlåtande för aktivitetsersättning vid nedsatt arbetsförmåga FK7801',
    code: 'LUAE_NA',
    patient: PATIENTS.young,
    async fill(page) {
      await workingCapacity(page);
      await page.locator('#f-24').fill('Arbetsträning med stöd.');
    },
    gaps: 10,
    shown: ['Utbredd smärta, måttlig grad.', 'Arbetsträning med stöd.', 'Patienten bifogar'],
  },
  {
    rows: 'S03',
    form: 'FK7802',
    name: 'Läkarutlåtande för aktivitetsersättning vid förlängd skolgång FK7802',
    code: 'LUAE_FS',
    patient: PATIENTS.young,
    fill: schooling,
    gaps: 6,
    shown: ['Symtom sedan förskolan.', 'Behöver längre tid.', 'Patienten bifogar'],
  },
];

for (const { rows, form, name, code, patient, fill, gaps, shown } of TYPES) {
  journey(`${rows}: ${form} is chosen beside Ny, filled in, signed and sent`, async ({ page, product, inspect }) => {
    await begin(page, patient);
    const id = await newCertificate(page, form);
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), name);
    await page.getByText(`${gaps} uppgifter saknas`, { exact: true }).waitFor();
    await inspect();
    await save(page);
    await page.locator('#felsammanfattning').waitFor();
    assert.equal(await page.locator('#felsammanfattning a').count(), gaps);
    await inspect();

    await grounds(page);
    await fill(page);
    await saved(page);
    await page.getByText('Inget saknas. Intyget kan signeras.', { exact: true }).waitFor();
    await inspect();
    await sign(page);
    await delivered(page);
    for (const words of shown) await page.getByText(words, { exact: true }).first().waitFor();
    await inspect();

    const { register, recipient } = await received(product, id);
    assert.equal(register.length, 1);
    assert.equal(recipient.length, 1);
    const stored = await (await page.request.get(`${product.simulator}api/certificates/${id}`)).text();
    assert.ok(stored.includes(code) && shown.every((words) => stored.includes(words)));
  });

  journey(`D03 S61: ${form} is copied, with its answers and without any date`, async ({ page, product, inspect }) => {
    await begin(page, patient);
    const id = await newCertificate(page, form);
    await grounds(page);
    await fill(page);
    await saved(page);
    await sign(page);
    await page.getByRole('button', { name: 'Ny kopia' }).click();
    await page.waitForURL((url) => /redigera/.test(url.pathname) && !url.pathname.includes(id));
    const copy = await inEditor(page);
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), name);
    assert.equal(await page.locator('#originalets-period').count(), 0, 'it has no period');
    assert.equal(await page.locator(FIELD.examination).isChecked(), false, 'a fact of a visit');
    assert.equal(await page.locator(FIELD.examinationDate).inputValue(), '');
    const texts = await page.locator('textarea').evaluateAll((fields) => fields.map((field) => field.value));
    for (const words of shown.slice(0, -1)) assert.ok(texts.includes(words), words);
    await inspect();
    await page.locator(FIELD.examination).check();
    await saved(page);
    await page.getByLabel('Utkast', { exact: true }).first().uncheck();
    await sign(page);
    await delivered(page);
    const exact = await (await fetch(`${product.simulator}api/certificates/${copy}`)).json();
    assert.ok(exact.xml.includes('FRLANG') && exact.xml.includes(id), 'the receivers know what it extends');
  });
}

journey('S04: one of seven impairments must be described, and an empty one stays folded', async ({ page, inspect }) => {
  await begin(page, PATIENTS.noDiagnoses);
  await newCertificate(page, 'FK7800');
  await page.getByRole('button', { name: 'Validera' }).first().click();
  const words = 'Beskriv minst en funktionsnedsättning.';
  const atSection = page.locator('#s-4-head .remark');
  await atSection.getByText(words).waitFor();
  assert.deepEqual(await remarks(page, '8'), [], 'it concerns the section, not its first question');
  const line = page.locator('#navigator a', { hasText: words });
  assert.match(await line.innerText(), /Funktionsnedsättningar: Beskriv minst en/);
  assert.equal(await page.locator('#f-8').isVisible(), false);
  await line.click();
  assert.equal(await focused(page), 'f-8', 'the way to the gap unfolds its first text');
  await inspect();

  const label = async () => (await fold(page, 14).innerText()).replace(/\s+,/, ',');
  assert.equal(await label(), 'Visa fritextfältet, Annan kroppslig funktion');
  await fold(page, 14).click();
  assert.equal(await label(), 'Dölj fritextfältet, Annan kroppslig funktion');
  await page.locator('#f-14').fill('Andfådd vid ansträngning.');
  await page.locator('#f-14').blur();
  await atSection.waitFor({ state: 'detached' });
  await page.locator('#f-14').fill('');
  await page.locator('#f-14').blur();
  await atSection.waitFor();
  assert.ok(await page.locator('#f-14').isVisible(), 'what has been unfolded stays so while the page is open');
  await page.locator('#f-14').fill('Andfådd vid ansträngning.');
  await saved(page);
  await page.reload();
  assert.ok(await page.locator('#f-14').isVisible(), 'a text that is there is seen');
  assert.equal(await page.locator('#f-13').isVisible(), false);
});

journey('S03: a first meeting after the examination is told of at its field', async ({ page }) => {
  await begin(page, PATIENTS.young);
  await newCertificate(page, 'FK7802');
  await page.locator(FIELD.examination).check();
  await page.locator(FIELD.examinationDate).fill(day(-10));
  await page.locator('#f-2').fill(day(-9));
  await page.locator('#f-2').blur();
  await autosaved(page);
  const words = 'Ange ett datum som är tidigare än eller samma som för min undersökning av patienten.';
  await page.locator('#q-2 .remark', { hasText: words }).waitFor();
  assert.ok((await lines(page)).some((line) => line.includes(words)));
  await page.locator('#f-2').fill(day(-10));
  await page.locator('#f-2').blur();
  await page.locator('#q-2 .remark').waitFor({ state: 'detached' });
});

journey('A29: FK7801 for somebody over 30 says so, leads to FK7800, and stops nobody', async ({ page, inspect }) => {
  const words = 'Aktivitetsersättning vid nedsatt arbetsförmåga gäller den som är under 30 år.';
  await begin(page, PATIENTS.young);
  await newCertificate(page, 'FK7801');
  assert.equal(await page.getByText(words).count(), 0);

  await openPatient(page, PATIENTS.overHundred);
  const id = await newCertificate(page, 'FK7801');
  await page.getByText(words).waitFor();
  await inspect();
  await page.getByRole('button', { name: 'Byt till FK7800' }).click();
  await page.waitForURL((url) => /redigera/.test(url.pathname) && !url.pathname.includes(id));
  await inEditor(page);
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Läkarutlåtande för sjukersättning FK7800');
  assert.equal(await page.getByText(words).count(), 0);

  await openPatient(page, PATIENTS.overHundred);
  assert.equal(await page.locator(`#rad-${id}`).count(), 0, 'the untouched form left nothing behind');
  await newCertificate(page, 'FK7801');
  await grounds(page);
  await workingCapacity(page);
  await saved(page);
  await save(page);
  const dialog = page.getByRole('dialog', { name: 'Samtycke' });
  await dialog.getByText(words).waitFor();
  await inspect();
});

journey('S04: rows are added and removed, and texts unfolded, without scripts', async ({ page, inspect }) => {
  await begin(page, PATIENTS.leapDay);
  await newCertificate(page, 'FK7800');
  await page.locator('#f-3').check();
  await page.getByRole('button', { name: 'Validera' }).first().click();
  await page.locator('#f-4-1-typ').selectOption({ label: 'Underlag från psykolog' });
  await page.getByRole('button', { name: 'Lägg till utredning' }).click();
  await page.locator('#f-4-2-typ').selectOption({ label: 'Övrigt' });
  await page.locator('#f-4-2-text').fill('Patienten bifogar');
  await page.getByRole('button', { name: 'Ta bort utredning 1' }).click();
  assert.equal(await page.locator('#f-4-1-text').inputValue(), 'Patienten bifogar');
  await fold(page, 12).click();
  await page.locator('#f-12').fill('Utbredd smärta.');
  await page.getByRole('button', { name: 'Validera' }).first().click();
  assert.ok(await page.locator('#f-12').isVisible());
  await inspect();
}, { scripts: false });
