import assert from 'node:assert/strict';

import { comes } from './lib/becomes.mjs';
import { fillComplete, inEditor, newCertificate } from './lib/certificate.mjs';
import { FIELD, lines, remarks } from './lib/editor.mjs';
import { journeys } from './lib/journey.mjs';
import { received } from './lib/overview.mjs';
import { begin } from './lib/pages.mjs';

const journey = journeys();

const bar = (page) => page.getByRole('group', { name: 'Åtgärder', exact: true });
const press = (page, name) => bar(page).getByRole('button', { name, exact: true }).click();
const main = (page, row = 'Huvuddiagnos') => page.getByRole('group', { name: row });

/** Waits until Försäkringskassan has the certificate: nothing changes by itself on a page without scripts. */
const arrived = (product, id) =>
  comes(`certificate ${id}`, async () => (await received(product, id)).recipient.length > 0);

/** Marks the patient's only draft on the start page. */
async function mark(page, id) {
  await page.locator(`#rad-${id}`).getByRole('radio').check();
}

journey(
  'S25 S44 S46 S48 S55: gaps are listed and a draft is kept and taken up again, without scripts',
  async ({ page, inspect }) => {
    await begin(page, '19850314-9828');
    const id = await newCertificate(page);
    await inspect();

    // Spara with gaps refuses, and Validera lists them.
    await press(page, 'Spara');
    await page.locator('#felsammanfattning').waitFor();
    assert.equal(await page.locator('#felsammanfattning a').count(), 8);
    assert.match(await page.title(), /^Fel: /);
    await inspect();
    await press(page, 'Validera');
    assert.equal((await lines(page)).length, 8);
    assert.equal(await page.locator('.nav-count').innerText(), '8 uppgifter saknas');
    await page.locator('#navigator a[data-gap]').nth(3).click();
    assert.match(page.url(), /#f-35$/);

    // A draft is kept as it is, and is not sent.
    await page.locator(FIELD.impairment).fill('Ett halvt svar.');
    await page.getByLabel('Utkast', { exact: true }).first().check();
    await press(page, 'Spara');
    await page.waitForURL(/\/patient\/[^/]+\/intyg/);
    await page.getByText('Utkastet är sparat. Det är inte skickat.').waitFor();
    await inspect();
    await mark(page, id);
    await page.getByRole('button', { name: 'Ändra' }).click();
    await inEditor(page);
    assert.ok(await page.getByLabel('Utkast', { exact: true }).first().isChecked());
    assert.equal(await page.locator(FIELD.impairment).inputValue(), 'Ett halvt svar.');

  },
  { scripts: false },
);

journey(
  'S38–S42 A20 A22: diagnoses from the journal and from the register, without scripts',
  async ({ page, inspect }) => {
    await begin(page, '19850314-9828');
    await newCertificate(page);
    await main(page).getByRole('button', { name: /^Hämta diagnos från journalen/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Patientens diagnoser' }).waitFor();
    await inspect();
    await page.getByRole('button', { name: 'OK' }).click();
    await page.getByText('Välj en diagnos, eller tryck Avbryt.').first().waitFor();
    await page.getByRole('link', { name: 'Avbryt' }).click();
    await inEditor(page);
    assert.equal(await page.locator(FIELD.code).inputValue(), '');
    await main(page).getByRole('button', { name: /^Hämta diagnos från journalen/ }).click();
    await page.getByRole('radio', { name: /^J069/ }).check();
    await page.getByRole('button', { name: 'OK' }).click();
    await inEditor(page);
    assert.equal(await page.locator(FIELD.code).inputValue(), 'J069');
    assert.equal(await page.locator(FIELD.diagnosis).inputValue(), 'Akut övre luftvägsinfektion, ospecificerad');

    // Another one from the register.
    await page.getByRole('button', { name: 'Lägg till diagnos' }).click();
    await main(page, 'Diagnos 2').getByLabel('Diagnos', { exact: true }).fill('rygg');
    await main(page, 'Diagnos 2').getByRole('button', { name: /^Sök/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Diagnosregister' }).waitFor();
    assert.equal(await page.getByLabel('Diagnoskod eller diagnos').inputValue(), 'rygg');
    await inspect();
    await page.getByLabel('Diagnoskod eller diagnos').fill('M54');
    await page.getByRole('button', { name: 'Sök' }).click();
    await page.getByRole('radio', { name: /^M543/ }).check();
    await page.getByRole('button', { name: 'OK' }).click();
    await inEditor(page);
    assert.equal(await page.locator('#f-6-2-kod').inputValue(), 'M543');
    assert.equal(await page.locator('#f-6-2-text').inputValue(), 'Ischias');
    await page.getByRole('button', { name: 'Flytta upp diagnos 2' }).click();
    assert.equal(await page.locator(FIELD.code).inputValue(), 'M543');
    await page.getByRole('button', { name: 'Ta bort diagnos 2' }).click();
    assert.ok(await page.locator('#f-6-2-kod').isHidden());

  },
  { scripts: false },
);

journey(
  'S25 S46 S49–S52 S55: from login to a certificate that has arrived, without scripts',
  async ({ page, product, inspect }) => {
    await begin(page, '20010610-9804');
    const id = await newCertificate(page);
    await page.getByLabel('Utkast', { exact: true }).first().check();
    await press(page, 'Spara');
    await page.waitForURL(/\/patient\/[^/]+\/intyg/);
    await mark(page, id);
    await page.getByRole('button', { name: 'Ändra' }).click();
    await inEditor(page);
    await fillComplete(page);
    await page.getByLabel('Utkast', { exact: true }).first().uncheck();
    await press(page, 'Validera');
    await page.getByText('Alla obligatoriska uppgifter är ifyllda. Intyget kan sparas och skickas.').waitFor();
    assert.ok(!(await page.getByLabel('Utkast', { exact: true }).first().isChecked()));
    await inspect();
    await press(page, 'Spara');
    await page.getByRole('heading', { level: 1, name: 'Samtycke' }).waitFor();
    await inspect();
    await page.getByRole('link', { name: 'Avbryt' }).click();
    await inEditor(page);
    await press(page, 'Spara');
    await page.getByRole('heading', { level: 1, name: 'Samtycke' }).waitFor();
    await page.getByRole('checkbox', { name: /samtycke/ }).check();
    await page.getByRole('button', { name: 'OK', exact: true }).click();
    await page.waitForURL(new RegExp(`/intyg/${id}$`));
    await page.getByText('Intyget är signerat och skickas till Intygstjänsten och Försäkringskassan.').waitFor();
    await inspect();
    await arrived(product, id);
    await page.reload();
    await page.locator('#lage', { hasText: 'Skickat till Försäkringskassan' }).waitFor();
    await page.getByRole('link', { name: 'Översikt' }).click();
    await mark(page, id);
    await page.getByRole('button', { name: 'Visa', exact: true }).last().click();
    await page.waitForURL(new RegExp(`/intyg/${id}$`));
    assert.match(await page.getByRole('main').innerText(), /Lumbago/);
  },
  { scripts: false },
);

journey(
  'A03 A04 A11 A17 A18: the rules of the form hold on the server, without scripts',
  async ({ page, inspect }) => {
    await begin(page, '19780522-9817');
    await newCertificate(page);
    const day = await page.locator('#formular').getAttribute('data-idag');
    const later = (days) => new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
    await page.locator(FIELD.whole).check();
    await page.locator(`${FIELD.whole}-tom`).fill('2v');
    await page.getByLabel('Nuvarande arbete').check();
    await page.locator(FIELD.impairment).fill('Kvar när den inte syns.');
    await press(page, 'Validera');
    assert.equal(await page.locator(`${FIELD.whole}-from`).inputValue(), day);
    assert.equal(await page.locator(`${FIELD.whole}-tom`).inputValue(), later(13));
    assert.ok(await page.locator(FIELD.occupation).isVisible());
    await page.getByText(`Intyget omfattar 14 dagar, ${day}–${later(13)}.`).waitFor();

    await page.locator(FIELD.half).check();
    await press(page, 'Validera');
    assert.equal(await page.locator(`${FIELD.half}-from`).inputValue(), later(14));
    await page.locator(`${FIELD.half}-from`).fill(later(12));
    await page.locator(`${FIELD.half}-tom`).fill('2026-02-31');
    await press(page, 'Validera');
    assert.match((await remarks(page, '32')).join(), /2026-02-31 finns inte i kalendern\./);
    await page.locator(`${FIELD.half}-tom`).fill(later(20));
    await press(page, 'Validera');
    assert.match((await remarks(page, '32')).join(), /procent överlappar/);
    await inspect();

    await page.getByLabel(/^Avstängning enligt smittskyddslagen/).check();
    await press(page, 'Validera');
    assert.match(await page.locator('#s-5').innerText(), /fylls inte i när avstängning enligt smittskyddslagen är ikryssad\./);
    assert.equal(await page.locator('#s-5 textarea:visible').count(), 0);
    await inspect();
    await page.getByLabel(/^Avstängning enligt smittskyddslagen/).uncheck();
    await press(page, 'Validera');
    assert.equal(await page.locator(FIELD.impairment).inputValue(), 'Kvar när den inte syns.');

    await page.getByRole('button', { name: 'Dölj informationstexten' }).click();
    await page.getByRole('button', { name: 'Visa informationstexten' }).waitFor();
    assert.equal(await page.locator(FIELD.impairment).inputValue(), 'Kvar när den inte syns.');
    await page.getByRole('button', { name: 'Visa informationstexten' }).click();
    await page.getByRole('button', { name: 'Dölj informationstexten' }).waitFor();

    await press(page, 'Stäng');
    await page.getByRole('heading', { level: 1, name: 'Behålla utkastet?' }).waitFor();
    await inspect();
    await page.getByRole('button', { name: 'Behåll som utkast' }).click();
    await page.waitForURL(/\/patient\/[^/]+\/intyg/);
  },
  { scripts: false },
);
