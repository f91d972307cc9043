import assert from 'node:assert/strict';

import { day, fillComplete, logIn, newCertificate, openPatient, saved, sign } from './lib/certificate.mjs';
import { noSidewaysScroll } from './lib/axe.mjs';
import { journeys } from './lib/journey.mjs';
import { PATIENTS, chooseUnit } from './lib/pages.mjs';
import { toOverview } from './lib/overview.mjs';

const journey = journeys();

const UNIT = 'Exempelby vårdcentral';
const OTHER_UNIT = 'Ortopedmottagningen Exempelby sjukhus';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

journey('A102: error pages have an id that can be copied, and no personal data', async ({ page, context, inspect }) => {
  await logIn(page, 'eva', UNIT);
  await openPatient(page, PATIENTS.ordinary);
  await context.grantPermissions(['clipboard-write']);
  const seen = new Set();
  for (const [path, status] of [
    ['/finns-inte', 404],
    [`/intyg/${UNKNOWN}`, 404],
    [`/intyg/${UNKNOWN}/redigera`, 404],
    [`/patient/${UNKNOWN}/intyg`, 404],
    ['/intyg/inte-ett-id', 404],
  ]) {
    const answer = await page.goto(path);
    assert.equal(answer.status(), status, path);
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Sidan finns inte');
    const id = await page.locator('#fel-id').innerText();
    assert.match(id, /^\S{6,}$/);
    seen.add(id);
    await page.getByRole('button', { name: 'Kopiera', exact: true }).click();
    await page.getByRole('status').filter({ hasText: 'Kopierat' }).waitFor();
    await inspect();
    await page.getByRole('link', { name: 'Till översikten' }).click();
    const number = page.getByLabel('Personnummer eller samordningsnummer');
    await number.press('Control+v');
    assert.equal(await number.inputValue(), id);
  }
  assert.equal(seen.size, 5, 'each has its own');
});

journey('A80: the choice of unit counts drafts, and another unit sees nothing of them', async ({ page, inspect }) => {
  await logIn(page);
  const drafts = async (unit) => {
    await page.goto('/valj-enhet');
    const cells = page.getByRole('row').filter({ has: page.getByRole('button', { name: unit, exact: true }) }).getByRole('cell');
    return Number(await cells.last().innerText());
  };
  const before = [await drafts(UNIT), await drafts(OTHER_UNIT)];
  await chooseUnit(page, OTHER_UNIT);
  await openPatient(page, PATIENTS.otherRegister);
  await newCertificate(page);
  await page.getByLabel('Övriga upplysningar', { exact: true }).fill('På ortopeden.');
  await saved(page);
  assert.deepEqual([await drafts(UNIT), await drafts(OTHER_UNIT)], [before[0], before[1] + 1]);
  await inspect();

  await chooseUnit(page, UNIT);
  await openPatient(page, PATIENTS.otherRegister);
  await page.getByText('Patienten har inga intyg här ännu.').waitFor();
  await page.getByRole('banner').getByRole('link', { name: UNIT }).click();
  await chooseUnit(page, OTHER_UNIT);
  await openPatient(page, PATIENTS.otherRegister);
  assert.equal(await page.locator('tr[data-status]').count(), 1);
});

journey('A104: the editor and Visa have skip links and named regions', async ({ page }) => {
  await logIn(page, 'eva', UNIT);
  await openPatient(page, PATIENTS.leapDay);
  await newCertificate(page);
  await page.reload();
  await page.evaluate(() => document.activeElement.blur());
  const skips = [];
  for (let i = 0; i < 2; i += 1) {
    await page.keyboard.press('Tab');
    skips.push(await page.evaluate(() => document.activeElement.textContent));
  }
  assert.deepEqual(skips, ['Hoppa till innehållet', 'Hoppa till Navigator']);
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Navigator');
  await regions(page, [['complementary', 'Navigator och intygets text'], ['navigation', 'Navigator']]);
  await fillComplete(page);
  await sign(page);
  await regions(page, [['complementary', 'Händelser, leverans och om intyget']]);
});

async function regions(page, more) {
  for (const [role, name] of [
    ['banner', undefined],
    ['main', undefined],
    ['navigation', 'Huvudmeny'],
    ['navigation', 'Öppna flikar'],
    ['region', 'Patient'],
    ...more,
  ]) {
    assert.equal(await page.getByRole(role, { name, exact: true }).count(), 1, `${role} ${name}`);
  }
}

journey('A105: the form comes whole from the server, and answers update parts of it in place', async ({ page }) => {
  await logIn(page, 'eva', UNIT);
  await openPatient(page, PATIENTS.young);
  const id = await newCertificate(page);
  const html = await (await page.request.get(`/intyg/${id}/redigera`)).text();
  for (const part of ['Beskriv undersökningsfynd', 'Prognos för arbetsförmåga', 'Enhetens kontaktuppgifter', '8 uppgifter saknas']) {
    assert.ok(html.includes(part), part);
  }

  const loads = [];
  page.on('request', (request) => {
    if (request.isNavigationRequest()) loads.push(request.url());
  });
  const work = page.getByLabel('Ange yrke och arbetsuppgifter');
  assert.equal(await work.isVisible(), false);
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    page.getByLabel('Nuvarande arbete', { exact: true }).check(),
  ]);
  const fragment = await answer.text();
  assert.doesNotMatch(fragment, /<html|<body/);
  assert.ok(fragment.length < html.length / 2, `${fragment.length} of ${html.length} bytes`);
  await work.waitFor();
  await page.getByRole('navigation', { name: 'Navigator' }).getByText('8 uppgifter saknas').waitFor();

  const impairment = page.getByLabel('Beskriv undersökningsfynd, testresultat och observationer');
  await impairment.pressSequentially('Nedsatt böjning');
  await page.getByRole('navigation', { name: 'Navigator' }).getByText('7 uppgifter saknas').waitFor();
  assert.ok(await impairment.evaluate((field) => field === document.activeElement), 'the focus stays');
  await page.keyboard.type(' i knäet.');
  assert.equal(await impairment.inputValue(), 'Nedsatt böjning i knäet.');
  assert.deepEqual(loads, []);
});

for (const viewport of ['tablet', 'phone']) {
  journey(
    `A106: the whole way fits a window of a ${viewport}`,
    async ({ page }) => {
      const patient = viewport === 'tablet' ? PATIENTS.overHundred : PATIENTS.newNumber;
      await page.goto('/logga-in');
      await noSidewaysScroll(page);
      await logIn(page);
      await noSidewaysScroll(page);
      await chooseUnit(page, UNIT);
      await noSidewaysScroll(page);
      await openPatient(page, patient);
      await noSidewaysScroll(page);
      await newCertificate(page);
      await noSidewaysScroll(page);
      const panel = page.getByRole('complementary');
      assert.equal(await panel.isVisible(), false, 'the Navigator is a drawer');
      await page.getByRole('button', { name: /^Navigator ?, 8 saknas$/ }).click();
      await panel.getByText('8 uppgifter saknas').waitFor();
      await noSidewaysScroll(page);
      await page.keyboard.press('Escape');
      await fillComplete(page, { to: day(40) });
      await noSidewaysScroll(page);
      await sign(page, { consent: false });
      await noSidewaysScroll(page);
      await toOverview(page);
      await noSidewaysScroll(page);
      const menu = page.getByRole('navigation', { name: 'Huvudmeny' });
      assert.equal(await menu.isVisible(), false, 'the menu is a drawer');
      await page.getByRole('button', { name: 'Meny', exact: true }).click();
      await menu.getByRole('link', { name: 'Nationella intyg', exact: true }).waitFor();
      await noSidewaysScroll(page);
    },
    { viewport },
  );
}
