import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

import { TEXTS, delivered, fillComplete, logIn, newCertificate, openPatient, sign } from './lib/certificate.mjs';
import { journeys } from './lib/journey.mjs';
import { PATIENTS } from './lib/pages.mjs';
import { accessLog } from './lib/stored.mjs';

const journey = journeys();

const UNIT = 'Exempelby vårdcentral';
const QUICK = 'Patienten vill ha en kopia';

/** A text so long that it needs pages of its own; each word is another. */
const LONG = Array.from({ length: 400 }, (_, n) => `ord${n}`).join(' ');

async function begin(page, patient) {
  await logIn(page, 'eva', UNIT);
  await openPatient(page, patient);
}

const dialog = (page) => page.getByRole('dialog');
const comment = (page) => page.getByLabel('Varför skriver du ut?');
const confirm = (page) => page.getByRole('button', { name: 'Skriv ut', exact: true });

/** Opens the print dialog from Visa. */
async function openDialog(page) {
  await page.getByRole('group', { name: 'Åtgärder', exact: true }).getByRole('link', { name: 'Skriv ut', exact: true }).click();
  await page.getByRole('heading', { name: 'Skriv ut' }).waitFor();
}

/** Orders a print in the open dialog. Returns the code and the text of the paper. */
async function print(page, reason) {
  await comment(page).fill(reason);
  await confirm(page).click();
  const link = page.getByRole('link', { name: /^Öppna (utskriften|PDF) i en ny flik$/ });
  await link.waitFor();
  assert.equal(await link.getAttribute('target'), '_blank');
  const answer = await page.request.get(await link.getAttribute('href'));
  assert.equal(answer.status(), 200);
  assert.equal(answer.headers()['content-type'], 'application/pdf');
  assert.match(answer.headers()['content-disposition'], /^inline; filename="intyg-[0-9a-f]{8}\.pdf"$/);
  const text = execFileSync('pdftotext', ['-enc', 'UTF-8', '-raw', '-', '-'], { input: await answer.body(), encoding: 'utf8' });
  const code = await page.locator('.box-ok strong').innerText();
  return { code, text, plain: text.replaceAll(/[\s-]/g, '') };
}

/** Checks a paper by its code. Returns what is said of it. */
async function check(page, code) {
  await page.getByRole('navigation', { name: 'Huvudmeny' }).getByRole('link', { name: 'Kontrollera utskrift' }).click();
  await page.getByLabel('Kontrollkod').fill(code);
  await page.getByRole('button', { name: 'Kontrollera' }).click();
  return page.locator('#felsammanfattning, .answers .box').innerText();
}

journey(
  'S12 S36 S58 S59 S60 A61 A62: a signed certificate is printed from Visa, with a reason that is kept and a paper that holds everything but a name',
  async ({ page, product, inspect, screenshot }) => {
    await begin(page, PATIENTS.ordinary);
    const name = (await page.locator('.person-name').innerText()).replace(/, \d+ år$/, '').split(' ');
    await newCertificate(page);
    await fillComplete(page, { other: LONG });
    const id = await sign(page);
    await delivered(page);

    await openDialog(page);
    assert.deepEqual(await page.getByLabel('Skrivare').locator('option').allInnerTexts(), ['Den här datorns skrivare', 'Spara som PDF']);
    await inspect();
    await confirm(page).click();
    await dialog(page).getByRole('alert').getByText('Skriv varför du skriver ut.').waitFor();
    await inspect();
    await page.getByRole('button', { name: QUICK }).click();
    assert.equal(await comment(page).inputValue(), QUICK);
    await screenshot('print');
    const { text, plain } = await print(page, QUICK);
    await inspect();

    assert.ok(text.includes(PATIENTS.ordinary), 'the personnummer goes along');
    for (const part of name) assert.ok(!text.includes(part), 'no name');
    assert.ok(plain.includes('FK7804(005F001)'), 'the form id along the margin');
    let at = 0;
    for (const word of [TEXTS.diagnosis.title, TEXTS.impairment, TEXTS.limitation, ...LONG.split(' '), 'Underskrift', UNIT]) {
      // A dash is sent as a hyphen, and the paper hyphenates.
      const wanted = word.replaceAll(/[\s–-]/g, '');
      const found = plain.indexOf(wanted, at);
      assert.ok(found >= 0, `${word} is on the paper, in order`);
      at = found + wanted.length;
    }
    assert.ok(plain.includes('Dettaärenutskriftavettelektronisktintyg.'));
    assert.ok(plain.includes('IntygetharskickatsdigitalttillFörsäkringskassan'));

    await page.goto(`/intyg/${id}`);
    const information = await page.locator('#om p').first().textContent();
    assert.ok(!plain.includes(information.replaceAll(/[\s-]/g, '')), 'the information text is not printed');
    await page.getByRole('region', { name: 'Händelser' }).getByText(`Utskrivet. Kommentar: ${QUICK}`).waitFor();
    let log;
    await product.restart(async () => {
      log = await accessLog(product);
      return [];
    });
    const prints = log.filter(({ resource_id: resource, activity, action }) => resource === id && activity === 'Utskrift' && action.startsWith('print'));
    assert.deepEqual(prints.map(({ action, reason, outcome }) => [action, reason, outcome]), [['print_certificate', QUICK, 'done']]);
  },
);

journey('A61 A63: a draft of a protected patient is printed with its mark and its warning', async ({ page, inspect }) => {
  await begin(page, PATIENTS.protectedIdentity);
  const id = await newCertificate(page);
  await fillComplete(page);
  await page.goto(`/intyg/${id}`);
  await openDialog(page);
  await dialog(page).getByText('Patienten har skyddade personuppgifter. Ta hand om utskriften direkt.').waitFor();
  await dialog(page).getByText('Utskriften märks UTKAST och gäller inte som intyg.').waitFor();
  await inspect();
  const { text } = await print(page, 'Till annan vårdgivare');
  assert.ok(text.includes('UTKAST') && text.includes('Gäller inte som intyg.'));
  assert.ok(!text.includes('Ebba') && !text.includes('Provdahl'));
});

journey('N12: a paper is checked by its code, and an altered code is unknown', async ({ page, inspect, screenshot }) => {
  await begin(page, PATIENTS.leapDay);
  await newCertificate(page);
  await fillComplete(page);
  await sign(page);
  await openDialog(page);
  const { code, text } = await print(page, QUICK);
  assert.ok(text.includes(code), 'the code is on the paper');
  await page.getByRole('link', { name: 'Stäng' }).click();

  assert.equal(await check(page, code.toLowerCase().replaceAll('-', ' ')), 'Utskriften hör till ett signerat intyg som gäller.');
  await page.locator('.answers').getByText(QUICK).waitFor();
  await inspect();
  await screenshot('check');
  const altered = (code.startsWith('0') ? '1' : '0') + code.slice(1);
  assert.match(await check(page, altered), /Okänd kod/);
  await inspect();
  assert.match(await check(page, 'abc'), /Okänd kod/);
});

journey(
  'S58 S60 N12: printing and checking work without scripts',
  async ({ page, inspect }) => {
    await begin(page, PATIENTS.young);
    await newCertificate(page);
    await fillComplete(page);
    await sign(page);
    await openDialog(page);
    await inspect();
    await confirm(page).click();
    await page.locator('#felsammanfattning').waitFor();
    assert.match(await page.title(), /^Fel: /);
    const { code, text } = await print(page, QUICK);
    assert.ok(text.includes(PATIENTS.young));
    await inspect();
    assert.equal(await check(page, code), 'Utskriften hör till ett signerat intyg som gäller.');
    await inspect();
  },
  { scripts: false },
);
