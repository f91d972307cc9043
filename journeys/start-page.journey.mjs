import assert from 'node:assert/strict';

import { certificateId, day, delivered, fillComplete, inEditor, logIn, newCertificate, openPatient, saved, sign } from './lib/certificate.mjs';
import { journeys } from './lib/journey.mjs';
import { PATIENTS } from './lib/pages.mjs';
import { act, action, markFirst, row, section, toOverview } from './lib/overview.mjs';

const journey = journeys();

const UNIT = 'Exempelby vårdcentral';
const NAME = 'Läkarintyg för sjukpenning FK7804';
const EMPTY = '8 uppgifter saknas';

async function begin(page, patient, user = 'eva') {
  await logIn(page, user, UNIT);
  await openPatient(page, patient);
}

/** Returns the addresses of the pages that the browser asks for. */
function pagesAskedFor(page) {
  const asked = [];
  page.on('request', (request) => {
    if (request.isNavigationRequest()) asked.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  return asked;
}

journey('S14: the menu leads to the start page by a click, a double click or Enter, and loads it once', async ({ page, inspect }) => {
  await begin(page, PATIENTS.ongoingSickLeave);
  const start = new URL(page.url()).pathname;
  const lists = () => page.locator('details.list-section').allInnerTexts();
  const before = await lists();
  await markFirst(page, 'Aktuella intyg');
  await action(page, 'Visa').click();
  await page.waitForURL(/\/intyg\/[^/]+$/);
  const certificate = page.url();
  await inspect();

  const entry = page.getByRole('navigation', { name: 'Huvudmeny' }).getByRole('link', { name: 'Nationella intyg', exact: true });
  for (const way of [() => entry.dblclick(), () => entry.click(), () => entry.press('Enter')]) {
    await page.goto(certificate);
    const asked = pagesAskedFor(page);
    await way();
    await page.waitForURL(`**${start}`);
    await page.getByRole('heading', { level: 1, name: 'Nationella intyg' }).waitFor();
    await page.waitForLoadState('networkidle');
    assert.deepEqual(asked, [`GET ${start}`], String(way));
    page.removeAllListeners('request');
    assert.deepEqual(await lists(), before, 'nothing has changed');
  }
});

journey('S15 S16 S30 S26: what is sent is listed by its period, with its name and the day of creation', async ({ page, inspect, screenshot }) => {
  await begin(page, PATIENTS.ongoingSickLeave);
  const running = await newCertificate(page);
  await fillComplete(page, { from: day(9), to: day(29) });
  await toOverview(page);
  assert.deepEqual(
    await section(page, 'Utkast').locator('thead th').allInnerTexts(),
    ['Datum', 'Namn', 'Period', 'Status', 'Konversation', 'Komplettering'],
  );
  const created = await row(page, running, 'Utkast').locator('time').getAttribute('title');
  assert.ok(created.startsWith(day()), created);

  await act(page, running, 'Ändra');
  await inEditor(page);
  await page.getByLabel('Övriga upplysningar', { exact: true }).fill('Ändrat senare.');
  await saved(page);
  await page.getByLabel('Utkast', { exact: true }).first().uncheck();
  await sign(page);
  await delivered(page);
  await toOverview(page);
  const current = row(page, running, 'Aktuella intyg');
  await current.getByText('Skickat till Försäkringskassan').waitFor();
  assert.equal(await current.locator('time').getAttribute('title'), created, 'Datum stays');
  assert.equal((await current.locator('time').innerText()).slice(0, 10), day());
  assert.ok((await current.getByRole('rowheader').innerText()).startsWith(NAME));

  const ended = await newCertificate(page);
  await fillComplete(page, { from: day(-60), to: day(-40) });
  await page.getByLabel('Ange orsak för att starta perioden mer än 7 dagar bakåt i tiden.').fill('Patienten vårdades utomlands.');
  await saved(page);
  await sign(page);
  await delivered(page, 'Avslutat');
  await toOverview(page);
  const earlier = row(page, ended, 'Tidigare intyg');
  assert.match(await earlier.innerText(), new RegExp(`${day(-60)}–${day(-40)}, 100 %`));
  assert.ok((await earlier.getByRole('rowheader').innerText()).startsWith(NAME));
  assert.equal(await row(page, running, 'Tidigare intyg').count(), 0);
  assert.equal(await row(page, ended, 'Aktuella intyg').count(), 0);
  await inspect();
  await screenshot('start-page');
});

journey('S15 S16: the certificates of a running and of an ended sick leave', async ({ page, inspect }) => {
  await begin(page, PATIENTS.endedSickLeave);
  assert.equal(await section(page, 'Tidigare intyg').locator('tbody tr').count(), 1);
  assert.equal(await section(page, 'Aktuella intyg').locator('tbody tr').count(), 0);
  await section(page, 'Aktuella intyg').getByText('Inga aktuella intyg.').waitFor();
  await inspect();
});

journey('S05 S31 S32 D08: Ny opens an empty form without a question, in a tab with an address of its own', async ({ page, context, inspect }) => {
  await begin(page, PATIENTS.noDiagnoses);
  const start = page.url();
  await inspect();
  const asked = pagesAskedFor(page);
  const id = await newCertificate(page);
  const path = new URL(start).pathname;
  assert.deepEqual(asked, [`POST ${path}`, `GET /intyg/${id}/redigera`], 'nothing is asked in between');
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), NAME);
  await page.getByText(EMPTY, { exact: true }).waitFor();
  assert.equal(await page.locator('#formular textarea').evaluateAll((areas) => areas.map((area) => area.value).join('')), '');
  assert.equal(await page.locator('#formular :is([type=checkbox], [type=radio]:not([name$=kodverk])):checked').count(), 0);
  await inspect();

  const tabs = page.getByRole('navigation', { name: 'Öppna flikar' }).getByRole('link');
  assert.deepEqual(await tabs.allInnerTexts(), ['Översikt', 'Nytt intyg']);
  assert.equal(await tabs.nth(1).getAttribute('aria-current'), 'page');
  const own = await context.newPage();
  await own.goto(await tabs.nth(1).getAttribute('href'));
  assert.equal(await own.getByRole('heading', { level: 1 }).innerText(), NAME, 'also as a tab of the browser');
  await own.close();
});

journey('S32: the start page is one click away with its state kept', async ({ page }) => {
  await begin(page, PATIENTS.leapDay);
  for (const impairment of ['Första', 'Andra']) {
    await newCertificate(page);
    await page.getByLabel('Beskriv undersökningsfynd, testresultat och observationer').fill(impairment);
    await saved(page);
    await toOverview(page);
  }
  await page.getByRole('columnheader', { name: 'Datum' }).first().getByRole('link').click();
  await page.waitForURL(/sortera=datum/);
  const ids = () => section(page, 'Utkast').locator('tbody tr').evaluateAll((rows) => rows.map((each) => each.id));
  const order = await ids();
  await section(page, 'Tidigare intyg').locator('summary').click();
  const marked = await markFirst(page, 'Utkast');

  await newCertificate(page);
  await toOverview(page);
  await row(page, marked).getByRole('radio', { checked: true }).waitFor();
  assert.deepEqual((await ids()).slice(0, 2), order, 'the order');
  assert.equal(await page.locator('th[aria-sort=ascending]').first().innerText(), 'Datum');
  assert.equal(await section(page, 'Tidigare intyg').evaluate((part) => part.open), false, 'a folded list');
  assert.equal(await action(page, 'Ändra').getAttribute('aria-disabled'), null, 'the marked row can be acted on');
});

journey('S17: Ny without a preset type opens the list and says what to do', async ({ page, inspect }) => {
  await begin(page, PATIENTS.young);
  await action(page, 'Ny').click();
  const words = 'Inget förvalt intyg. Välj intyg, eller ange ett under Inställningar.';
  await page.locator('#orsak').getByText(words).waitFor();
  assert.equal(await page.getByRole('group', { name: 'Nytt intyg' }).getByRole('listitem').getByRole('button').count(), 4);
  await inspect();
});

journey('S05 S34: the arrow right of Ny lists the types by name and number, by mouse and by keyboard', async ({ page, inspect }) => {
  await begin(page, PATIENTS.young);
  const start = page.url();
  const ny = action(page, 'Ny');
  const arrow = page.getByRole('group', { name: 'Nytt intyg' }).locator('summary');
  assert.equal((await arrow.innerText()).trim(), 'Välj annat intyg');
  const [left, right] = [await ny.boundingBox(), await arrow.boundingBox()];
  assert.ok(Math.abs(left.x + left.width - right.x) <= 4 && Math.abs(left.y - right.y) <= 1, 'directly to the right');

  const type = page.getByRole('group', { name: 'Nytt intyg' }).getByRole('listitem').getByRole('button');
  await arrow.click();
  assert.deepEqual(await type.allInnerTexts(), [
    'Läkarutlåtande för sjukersättning FK7800',
    'Läkarutlåtande för aktivitetsersättning vid nedsatt arbetsförmåga FK7801',
    'Läkarutlåtande för aktivitetsersättning vid förlängd skolgång FK7802',
    NAME,
  ]);
  await inspect();
  await page.keyboard.press('Escape');
  await type.first().waitFor({ state: 'hidden' });
  assert.ok(await arrow.evaluate((element) => element === document.activeElement), 'Esc leads back to the arrow');
  await arrow.click();
  await type.last().click();
  await inEditor(page);
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), NAME);

  await page.goto(start);
  await ny.focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await type.first().waitFor();
  for (let presses = 0; presses < 4; presses += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await inEditor(page);
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), NAME);
});

journey('S18 S19: Ändra opens a marked draft, Visa any marked certificate, and without a mark the reason is said', async ({ page, inspect }) => {
  await begin(page, PATIENTS.manyDiagnoses);
  const signed = await newCertificate(page);
  await fillComplete(page);
  await sign(page);
  await delivered(page);
  await toOverview(page);
  const draft = await newCertificate(page);
  await page.getByLabel('Beskriv undersökningsfynd, testresultat och observationer').fill('Trycköm över höger axel.');
  await saved(page);
  await toOverview(page);

  await action(page, 'Ändra').press('Enter');
  await page.locator('#orsak').getByText('Markera ett intyg i listan först.').waitFor();
  await page.getByRole('alert').filter({ hasText: 'Markera ett intyg i listan först.' }).waitFor();
  await inspect();

  await act(page, draft, 'Ändra');
  assert.equal(await inEditor(page), draft);
  assert.equal(
    await page.getByLabel('Beskriv undersökningsfynd, testresultat och observationer').inputValue(),
    'Trycköm över höger axel.',
  );

  for (const [id, words] of [
    [draft, 'Utkast. Inte signerat, inte skickat.'],
    [signed, 'Signaturen stämmer'],
  ]) {
    await toOverview(page);
    await act(page, id, 'Visa');
    await page.waitForURL(`**/intyg/${id}`);
    await page.getByText(words).waitFor();
    assert.equal(await page.locator('main :is(textarea, input:not([type=hidden]), select)').count(), 0, 'nothing can be written');
    await inspect();
  }
  await toOverview(page);
  await row(page, draft).dblclick({ position: { x: 300, y: 10 } });
  assert.equal(await inEditor(page), draft, 'a double click on a draft is Ändra');
});

journey('A39: two patients in two tabs never mix', async ({ page, context, inspect }) => {
  await begin(page, PATIENTS.ordinary);
  const other = await context.newPage();
  await openPatient(other, PATIENTS.overHundred);
  const open = [
    [page, PATIENTS.ordinary, 'Tab ett'],
    [other, PATIENTS.overHundred, 'Tab två'],
  ];
  const ids = [];
  for (const [tab] of open) ids.push(await newCertificate(tab));
  for (const [tab, , text] of open) await tab.getByLabel('Övriga upplysningar', { exact: true }).fill(text);
  for (const [tab] of open) await saved(tab);
  for (const [index, [tab, patient, text]] of open.entries()) {
    await tab.reload();
    assert.equal(await tab.locator('#personnummer').innerText(), patient);
    assert.equal(certificateId(tab), ids[index]);
    assert.equal(await tab.getByLabel('Övriga upplysningar', { exact: true }).inputValue(), text);
    await toOverview(tab);
    assert.equal(await tab.locator('#personnummer').innerText(), patient);
    assert.equal(await row(tab, ids[index], 'Utkast').count(), 1);
    assert.equal(await row(tab, ids[1 - index]).count(), 0);
    await inspect(tab);
  }
});
