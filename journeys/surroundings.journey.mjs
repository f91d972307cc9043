import assert from 'node:assert/strict';

import { certificateId, day, delivered, fillComplete, inEditor, logIn, newCertificate, openPatient, save, saved, sign } from './lib/certificate.mjs';
import { FIELD } from './lib/editor.mjs';
import { journeys } from './lib/journey.mjs';
import { act, post, received, row, section, toOverview } from './lib/overview.mjs';
import { PATIENTS, begin } from './lib/pages.mjs';

const journey = journeys();

/** Writes and signs a certificate without consent; ends in Visa. Returns its id. */
async function signed(page, answers = {}) {
  await newCertificate(page);
  await fillComplete(page, answers);
  return sign(page, { consent: false });
}

const named = (page) => page.locator('.sick-leaves figcaption li');
const picture = (page) => page.locator('.sick-leaves svg');
const bars = (page) => page.locator('.sick-leaves rect[class^=deg]');

/** The rows of the table under the picture, and the titles of the bars: they have to tell the same. */
async function sameFacts(page) {
  const table = page.locator('.sick-leaves .as-table');
  if (!(await table.evaluate((details) => details.open))) await table.locator('summary').click();
  const rows = await table.locator('tbody tr').evaluateAll((found) => found.map((each) => [...each.cells].map((cell) => cell.textContent.trim())));
  const drawn = await bars(page).locator('title').allTextContents();
  assert.deepEqual(
    drawn,
    rows.map(([from, to, , degree]) => `${degree.replace(' %', '')} procent ${from}–${to}`),
  );
  return rows;
}

journey('N01 A12 A94–A96: the sick leaves are drawn with the draft, and what overlaps is named while the dates are typed', async ({ page, inspect, screenshot }) => {
  await begin(page, PATIENTS.ordinary);
  await signed(page, { from: day(-5), to: day(10) });
  await toOverview(page);
  await newCertificate(page);
  await picture(page).waitFor();
  assert.equal(await bars(page).count(), 1, 'the other certificate');
  await page.getByLabel('50 procent', { exact: true }).check();
  await page.getByLabel('Från och med, 50 procent', { exact: true }).fill(day(8));
  await page.getByLabel('Till och med, 50 procent', { exact: true }).fill(day(20));
  await saved(page);
  await named(page).filter({ hasText: 'överlappar 3 dagar' }).waitFor();
  assert.match(await picture(page).getAttribute('aria-label'), /1 överlappning/);
  assert.equal(await page.locator('.sick-leaves rect.draft').count(), 1, 'the draft is dashed');
  const warning = page.locator('#q-32 .remark.warning');
  await warning.getByText(`Överlappar intyget ${day()}, ${day(-5)}–${day(10)}, med 3 dagar.`).waitFor();
  let rows = await sameFacts(page);
  assert.deepEqual(rows.map(([from, to, days, degree]) => [from, to, days, degree]), [
    [day(-5), day(10), '16', '100 %'],
    [day(8), day(20), '13', '50 %'],
  ]);
  await page.getByText(`Pågående sjukfall sedan ${day(-5)}, dag 6.`).waitFor();
  await inspect();

  await page.getByLabel('Från och med, 50 procent', { exact: true }).fill(day(14));
  await saved(page);
  await named(page).filter({ hasText: 'uppehåll 3 dagar' }).waitFor();
  assert.equal(await named(page).count(), 1);
  rows = await sameFacts(page);
  assert.equal(rows.length, 2);

  await toOverview(page);
  const fold = page.locator('#sjukskrivning');
  assert.equal(await picture(page).count(), 0, 'folded, and not asked for before it is unfolded');
  await fold.locator('summary').first().focus();
  await page.keyboard.press('Enter');
  await picture(page).waitFor();
  rows = await sameFacts(page);
  assert.deepEqual(rows.map((cells) => cells[5]), ['Gäller', 'Utkast']);
  await inspect();
  await screenshot('sick-leaves');
});

journey(
  'N01: the sick leaves are a page of their own without scripts, and stand in the editor after a save',
  async ({ page, inspect }) => {
    await begin(page, PATIENTS.ongoingSickLeave);
    await page.locator('#sjukskrivning > summary').click();
    await page.getByRole('link', { name: 'Visa sjukskrivningsöversikten' }).click();
    await picture(page).waitFor();
    await page.getByText(/Pågående sjukfall sedan/).waitFor();
    await sameFacts(page);
    await inspect();
    await page.getByRole('link', { name: 'Till översikten' }).click();
    await newCertificate(page);
    const before = await bars(page).count();
    await page.getByLabel('25 procent', { exact: true }).check();
    await page.getByLabel('Från och med, 25 procent', { exact: true }).fill(day(60));
    await page.getByLabel('Till och med, 25 procent', { exact: true }).fill(day(80));
    await page.getByRole('button', { name: 'Validera' }).first().click();
    assert.equal(await bars(page).count(), before + 1);
    await inspect();
  },
  { scripts: false },
);

journey('N02 N08: a copy tells where each answer comes from and what has been changed, word by word', async ({ page, inspect, screenshot }) => {
  await begin(page, PATIENTS.manyDiagnoses);
  const original = await signed(page, { from: day(), to: day(20), other: 'Återbesök är bokat.' });
  await page.getByRole('button', { name: 'Ny kopia' }).click();
  await page.waitForURL((url) => /redigera/.test(url.pathname) && !url.pathname.includes(original));
  const copy = await inEditor(page);
  const origin = (question) => page.locator(`#q-${question}-origin`);
  const copied = `Kopierat från intyget ${day()}.`;
  assert.equal(await origin(35).innerText(), `${copied} Kontrollera att svaret fortfarande stämmer.`);
  assert.equal(await origin(25).innerText(), copied, 'it need not be answered');
  const counter = page.locator('#andringar');
  const changes = async () => Number((await counter.innerText()).match(/^\d+/)?.[0] ?? 0);
  const before = await changes();
  await page.locator('#originalet').getByText(/obligatoriska är inte ändrade/).waitFor();
  await page.locator('#ej-granskade > summary').click();
  const unreviewed = page.locator('#ej-granskade a');
  const listed = await unreviewed.count();
  await unreviewed.filter({ hasText: 'Funktionsnedsättning' }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'f-35');
  await inspect();

  await page.locator(FIELD.impairment).fill('Nedsatt rörlighet i ländryggen, fingertopp–golv 25 cm. Lasègue negativ.');
  await page.locator(FIELD.other).fill('Återbesök är avbokat.');
  await saved(page);
  await page.waitForFunction((expected) => document.querySelector('#andringar').textContent.startsWith(`${expected} svar ändrade`), before + 2);
  assert.match(await origin(35).innerText(), /^Ändrat av Eva Exempelius /);
  assert.match(await origin(17).innerText(), /^Kopierat från/);
  assert.equal(await unreviewed.count(), listed - 1);
  await counter.getByRole('link', { name: 'Visa ändringar' }).click();
  const dialog = page.getByRole('dialog', { name: 'Ändringar' });
  await dialog.getByText(`${before + 2} svar ändrade sedan intyget ${day()}.`).waitFor();
  const impairment = dialog.locator('.changed', { hasText: 'Beskriv undersökningsfynd' });
  assert.deepEqual(await impairment.locator('del, ins').allTextContents(), ['borttaget: 45', 'tillagt: 25']);
  await dialog.getByLabel('Visa bara ändrade svar').check();
  assert.equal(await dialog.locator('.unchanged:visible').count(), 0);
  assert.equal(await dialog.locator('.changed:visible').count(), before + 2);
  await inspect();
  await screenshot('differences');
  await page.keyboard.press('Escape');

  // One is reverted: one mark less, and it is a copied answer again.
  await page.locator(FIELD.other).fill('Återbesök är bokat.');
  await saved(page);
  await page.waitForFunction((expected) => document.querySelector('#andringar').textContent.startsWith(`${expected} svar`), before + 1);
  assert.equal(await origin(25).innerText(), copied);

  // Afterwards Visa leads to the same, as a page too.
  await page.getByLabel('min undersökning av patienten', { exact: true }).check();
  await page.getByLabel('Till och med, 100 procent', { exact: true }).fill(day(40));
  await page.getByLabel('Återgång i nuvarande sysselsättning är oklar.').check();
  await saved(page);
  await page.getByLabel('Utkast', { exact: true }).first().uncheck();
  await sign(page, { consent: false });
  assert.doesNotMatch(await page.getByRole('main').innerText(), /Kopierat från/, 'the marks are the draft\'s');
  await page.goto(`/intyg/${copy}/jamfor/${original}`);
  await page.getByRole('heading', { level: 1, name: 'Ändringar' }).waitFor();
  await page.locator('.changed ins', { hasText: '25' }).waitFor();
  await inspect();
});

journey('N08: a diagnosis that was fetched from the record says so', async ({ page }) => {
  await begin(page, PATIENTS.ordinary);
  await newCertificate(page);
  await page.getByRole('group', { name: 'Huvuddiagnos' }).getByRole('button', { name: /^Hämta diagnos från journalen/ }).click();
  const list = page.getByRole('dialog', { name: 'Patientens diagnoser' });
  await list.getByRole('radio').first().check();
  const recorded = await list.locator('tbody tr').first().locator('td').nth(1).innerText();
  await list.getByRole('button', { name: 'OK' }).click();
  await saved(page);
  await page.locator('#q-6-origin').getByText(`Från journalen ${recorded}.`).waitFor();
  await page.locator(FIELD.code).fill('M511');
  await page.keyboard.press('Tab');
  await saved(page);
  await page.locator('#q-6-origin').waitFor({ state: 'detached' });
});

journey('N15 A32: every remark explains itself, and all rules stand on one page with the cases that the tests run', async ({ page, inspect, screenshot }) => {
  await begin(page, PATIENTS.noDiagnoses);
  await newCertificate(page);
  await page.locator(FIELD.currentWork).check();
  await page.locator(FIELD.whole).check();
  await page.getByLabel('Från och med, 100 procent', { exact: true }).fill(day());
  await page.getByLabel('Till och med, 100 procent', { exact: true }).fill(day(-1));
  await page.getByLabel('Postnummer').fill('1234');
  await page.getByRole('button', { name: 'Validera' }).first().click();
  const why = (question) => page.locator(`#q-${question} .why`).first();
  for (const [question, number, words] of [
    [1, 'V1', 'Kryssa i minst ett alternativ.'],
    [6, 'DX1', 'Ange en diagnos.'],
    [29, 'T1', 'Nuvarande arbete är ikryssat'],
    [32, 'P2', `100 procent, ${day()}, ${day(-1)}`],
    ['enhet', 'U2', 'Skriv fem siffror.'],
  ]) {
    await why(question).locator('summary').click();
    await why(question).getByText(words).waitFor();
    await why(question).getByRole('link', { name: number }).waitFor();
  }
  await inspect();
  // What has been unfolded stays so while one goes on.
  await page.locator(FIELD.other).fill('Något.');
  await saved(page);
  assert.ok(await why(32).evaluate((details) => details.open));

  await page.getByRole('link', { name: 'Regelförklaringar' }).click();
  await page.getByRole('heading', { level: 1, name: 'Regelförklaringar' }).waitFor();
  const all = await page.locator('.rule').count();
  assert.ok(all > 40, String(all));
  await page.getByLabel('Sök bland reglerna').fill('sista dagen kan inte');
  await page.keyboard.press('Enter');
  await page.getByText('1 regel', { exact: true }).waitFor();
  const rule = page.locator('#regel-P2');
  await rule.locator('details summary').click();
  await rule.getByText('Till och med kan inte vara före från och med.').first().waitFor();
  await inspect();
  await page.getByRole('link', { name: 'Återställ sökfilter' }).click();
  await inspect();
  await screenshot('rules');
});

journey('A14 A32: warnings are repeated before sending with links back, and stop nothing', async ({ page, inspect }) => {
  await begin(page, PATIENTS.leapDay);
  await newCertificate(page);
  await fillComplete(page, { from: day(), to: day(300) });
  await page.locator('#q-32 .remark.warning').getByText('Sjukskrivningen är längre än 6 månader.').waitFor();
  await save(page);
  const dialog = page.getByRole('dialog', { name: 'Samtycke' });
  await dialog.getByText('Kontrollera innan du skickar').waitFor();
  await dialog.locator('.why summary').click();
  await dialog.getByText('Kontrollera året i slutdatumet.').waitFor();
  await inspect();
  await dialog.getByRole('link', { name: /längre än 6 månader/ }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'f-32-helt_nedsatt-tom');
  await sign(page, { consent: false });
  await delivered(page, 'Skickat till Intygstjänsten');
});

journey('N09: what is sent is shown before and after, with the same checksum, and what is not sent', async ({ page, product, inspect }) => {
  await begin(page, PATIENTS.newNumber);
  const id = await newCertificate(page);
  await fillComplete(page, { other: 'Det här ska fram.' });
  await save(page);
  const dialog = page.getByRole('dialog', { name: 'Samtycke' });
  const part = dialog.locator('.outgoing');
  await part.locator('summary').first().click();
  await part.getByText('Det här ska fram.').waitFor();
  await part.getByText('Skickas inte: namn, adress, informationstexten, ursprungsmärken.').waitFor();
  const digest = await part.locator('.digest').innerText();
  assert.match(digest, /^[0-9a-f]{64}$/);
  await inspect();
  await dialog.getByRole('checkbox', { name: /samtycke/ }).check();
  await dialog.getByRole('button', { name: 'OK', exact: true }).click();
  await page.waitForURL(`**/intyg/${id}`);
  await delivered(page);
  await page.locator('.outgoing > summary').click();
  assert.equal(await page.locator('.outgoing .digest').innerText(), digest);
  await inspect();
  const exact = await (await fetch(`${product.simulator}api/certificates/${id}`)).json();
  assert.ok(exact.xml.includes('Det här ska fram.'));
  await page.getByRole('link', { name: 'Leverans', exact: true }).click();
  await page.getByRole('link', { name: 'Visa meddelande till Intygstjänsten' }).click();
  assert.equal(await page.locator('.digest').innerText(), digest, 'read from the bytes that were sent');
  const name = (await page.locator('.person-name').innerText()).split(',')[0];
  assert.ok(!exact.xml.includes(name), 'no name');
  assert.equal((await received(product, id)).recipient.length, 1);
});

journey('A33: nobody signs a certificate on herself; a colleague does', async ({ page, another }) => {
  await logIn(page, 'anna');
  await openPatient(page, '19810912-9885');
  const id = await newCertificate(page);
  await fillComplete(page);
  await page.getByRole('button', { name: 'Spara', exact: true }).first().click();
  const words = 'Intyget gäller dig själv, och ingen kan intyga om sig själv. Låt en kollega signera.';
  await page.getByText(words).first().waitFor();
  await page.goto(`/intyg/${id}/redigera`);
  await toOverview(page);
  await row(page, id).getByRole('radio').check();
  await page.getByRole('button', { name: 'Signera', exact: true }).press('Enter');
  await page.locator('#orsak').getByText(words).waitFor();
  const refused = await post(page, `/intyg/${id}/samtycke`, { nyckel: crypto.randomUUID(), rev: '9', innehall: 'x' });
  assert.deepEqual([refused.status, refused.code], [409, 'STATE_CONFLICT']);
  const { page: colleagues } = await another();
  await logIn(colleagues, 'eva', 'Exempelby vårdcentral');
  await openPatient(colleagues, '19810912-9885');
  await act(colleagues, id, 'Signera');
  await colleagues.getByRole('heading', { name: 'Samtycke' }).waitFor();
});

journey('A79: the start page tells of a sick leave that ends soon, and its lists are filtered', async ({ page, inspect }) => {
  await begin(page, PATIENTS.otherRegister);
  const id = await signed(page, { from: day(-5), to: day(10) });
  await toOverview(page);
  await newCertificate(page, 'FK7800');
  await page.locator('#f-3').check();
  await saved(page);
  await toOverview(page);
  const notice = page.locator('.box', { hasText: `Sjukskrivningen tar slut ${day(10)}.` });
  assert.equal(await notice.getByRole('link').getAttribute('href'), `/intyg/${id}`);
  const shown = () => page.locator('tr[data-status]').count();
  const all = await shown();
  await page.getByLabel('Blankett').selectOption('FK7800');
  await page.getByRole('button', { name: 'Sök', exact: true }).click();
  await page.getByText('1 träff', { exact: true }).waitFor();
  assert.equal(await shown(), 1);
  await section(page, 'Aktuella intyg').getByText('Inga intyg här med det valda filtret.').waitFor();
  await inspect();
  await page.getByRole('columnheader', { name: 'Namn' }).first().getByRole('link').click();
  assert.match(page.url(), /blankett=FK7800/, 'sorting keeps the filter');
  await page.getByRole('link', { name: 'Återställ sökfilter' }).click();
  assert.equal(await shown(), all);
  await page.getByLabel('Visa', { exact: true }).selectOption('Kompletterade, förlängda, avslutade och raderade');
  await page.getByRole('button', { name: 'Sök', exact: true }).click();
  await page.getByText('0 träffar', { exact: true }).waitFor();
});

journey(
  'N03: from gap to gap by links without scripts, around the end',
  async ({ page, inspect }) => {
    await begin(page, PATIENTS.leapDay);
    await newCertificate(page);
    await page.getByRole('button', { name: 'Validera' }).first().click();
    const navigator = page.getByRole('navigation', { name: 'Navigator' });
    await navigator.getByRole('link', { name: 'Nästa' }).click();
    const at = () => new URL(page.url()).hash;
    assert.equal(at(), '#f-1-undersokning');
    const seen = [at()];
    for (let steps = 0; steps < 8; steps += 1) {
      await page.locator(`.question:has(${seen.at(-1)}) .gap-steps`).getByRole('link', { name: /^Nästa/ }).click();
      seen.push(at());
    }
    assert.equal(new Set(seen).size, 8, 'every gap once');
    assert.equal(seen[8], seen[0], 'and around');
    await page.locator('.question:has(#f-1-undersokning) .gap-steps').getByRole('link', { name: /^Föregående/ }).click();
    assert.equal(at(), seen[7]);
    await inspect();
    assert.ok(certificateId(page));
  },
  { scripts: false },
);
