import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after } from 'node:test';

import { fillComplete, logIn, newCertificate, openPatient, sign } from './lib/certificate.mjs';
import { withPrinters } from './lib/configuration.mjs';
import { journeys } from './lib/journey.mjs';
import { PATIENTS } from './lib/pages.mjs';
import { startPrinter } from './lib/printer.mjs';

const UNIT = { name: 'Exempelby vårdcentral', id: 'SE0000000000-E001' };
const REASON = 'Till annan vårdgivare';
const COMPUTER = 'Den här datorns skrivare';
const NAME = 'Expeditionen';
const OFF = 'Plan 2';

const printer = await startPrinter();
const off = await startPrinter();
off.stop();
after(() => printer.stop());
const journey = journeys(withPrinters(UNIT.id, { [NAME]: printer.url, [OFF]: off.url }));

/** Signs a certificate and opens its print dialog. */
async function begin(page, patient) {
  await logIn(page, 'eva', UNIT.name);
  await openPatient(page, patient);
  await newCertificate(page);
  await fillComplete(page);
  const id = await sign(page);
  await page.getByRole('group', { name: 'Åtgärder', exact: true }).getByRole('link', { name: 'Skriv ut', exact: true }).click();
  await page.getByRole('heading', { name: 'Skriv ut' }).waitFor();
  return id;
}

async function print(page, name) {
  await page.getByLabel('Skrivare').selectOption({ label: name });
  await page.getByLabel('Varför skriver du ut?').fill(REASON);
  await page.getByRole('button', { name: 'Skriv ut', exact: true }).click();
}

const textOf = (pdf) => execFileSync('pdftotext', ['-enc', 'UTF-8', '-raw', '-', '-'], { input: pdf, encoding: 'utf8' });

/** How often the history tells of a print. */
async function prints(page, id) {
  await page.goto(`/intyg/${id}`);
  return page.getByRole('region', { name: 'Händelser' }).getByText(`Utskrivet. Kommentar: ${REASON}`).count();
}

journey('S59 D09: a certificate is printed on the printer of the unit that was chosen', async ({ page, inspect, screenshot }) => {
  const id = await begin(page, PATIENTS.ordinary);
  const select = page.getByLabel('Skrivare');
  assert.deepEqual(await select.locator('option').allInnerTexts(), [COMPUTER, NAME, OFF, 'Spara som PDF']);
  assert.equal(await select.locator('option:checked').innerText(), COMPUTER);
  await print(page, NAME);
  await page.getByRole('dialog').getByText(`Skickat till ${NAME}.`).waitFor();
  await inspect();
  await screenshot('printer');
  const code = await page.locator('.box-ok strong').innerText();
  assert.equal(printer.papers.length, 1);
  const text = textOf(printer.papers.pop());
  assert.ok(text.includes(code) && text.includes(PATIENTS.ordinary));
  await page.getByRole('link', { name: 'Stäng' }).click();
  assert.equal(await prints(page, id), 1);
});

journey('S59 S60 D09: a printer that does not answer is named, and the PDF can be opened instead', async ({ page, inspect, screenshot }) => {
  const id = await begin(page, PATIENTS.leapDay);
  await print(page, OFF);
  const alert = page.getByRole('dialog').getByRole('alert');
  await alert.getByText('Skrivaren svarar inte. Välj en annan eller spara som PDF.').waitFor();
  await inspect();
  await screenshot('printer-off');
  assert.equal(await page.getByLabel('Varför skriver du ut?').inputValue(), REASON);
  const opened = await page.request.get(await page.getByRole('link', { name: 'Öppna PDF' }).getAttribute('href'));
  assert.equal(opened.status(), 200);
  assert.ok(textOf(await opened.body()).includes(PATIENTS.leapDay));
  await print(page, NAME);
  await page.getByRole('dialog').getByText(`Skickat till ${NAME}.`).waitFor();
  assert.equal(printer.papers.length, 1);
  printer.papers.pop();
  assert.equal(await prints(page, id), 2);
});

journey(
  'S59 D09: printing on a printer of the unit works without scripts',
  async ({ page, inspect }) => {
    await begin(page, PATIENTS.young);
    await print(page, OFF);
    await page.locator('#felsammanfattning').getByText('Skrivaren svarar inte.').waitFor();
    await inspect();
    await print(page, NAME);
    await page.getByText(`Skickat till ${NAME}.`).waitFor();
    await inspect();
    assert.equal(printer.papers.length, 1);
    printer.papers.pop();
  },
  { scripts: false },
);
