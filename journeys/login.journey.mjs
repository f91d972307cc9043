import assert from 'node:assert/strict';

import { journeys } from './lib/journey.mjs';
import { PASSWORD, chooseUnit, logIn, openPatient } from './lib/pages.mjs';

const journey = journeys();

const UNITS = ['Exempelby vårdcentral', 'Ortopedmottagningen Exempelby sjukhus'];

journey('S01 A80: the module is there on every unit, and the unit can be changed', async ({ page, inspect, screenshot }) => {
  await page.goto('/logga-in');
  await inspect();
  await screenshot('login');
  await logIn(page);
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Välj enhet');
  assert.deepEqual(await page.locator('thead th').allInnerTexts(), ['Enhet', 'Att åtgärda', 'FEL', 'Utkast']);
  await inspect();

  for (const [index, unit] of UNITS.entries()) {
    if (index > 0) await page.getByRole('banner').getByRole('link', { name: UNITS[index - 1] }).click();
    await chooseUnit(page, unit);
    assert.equal(await page.getByRole('banner').getByRole('link', { name: unit }).count(), 1);
    await inspect();
    await openPatient(page);
    const menu = page.getByRole('navigation', { name: 'Huvudmeny' });
    assert.equal(await menu.getByRole('link', { name: 'Nationella intyg', exact: true }).count(), 1);
    await inspect();
  }
});

journey('a wrong password is refused in words, and nobody is logged in', async ({ page, inspect }) => {
  await page.goto('/logga-in');
  await page.getByLabel('Användarnamn').fill('eva');
  await page.getByLabel('Lösenord', { exact: true }).fill(`${PASSWORD}!`);
  await page.getByRole('button', { name: 'Logga in' }).click();
  await page.getByText('Användarnamnet eller lösenordet stämmer inte.').waitFor();
  assert.match(await page.title(), /^Fel: Logga in/);
  await inspect();
  await page.goto('/patient');
  await page.waitForURL(/\/logga-in/);
});

journey(
  'login, choice of unit and patient work without scripts',
  async ({ page, inspect }) => {
    await page.goto('/logga-in');
    await inspect();
    await logIn(page);
    await inspect();
    await chooseUnit(page, UNITS[0]);
    await inspect();
    await openPatient(page);
    await inspect();
  },
  { scripts: false },
);

journey('A104: the skip link is first, leads to the content, and the regions are named', async ({ page }) => {
  await logIn(page);
  await chooseUnit(page, UNITS[0]);
  await openPatient(page);
  await page.reload();
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Hoppa till innehållet' });
  assert.ok(await skip.evaluate((link) => link === document.activeElement && link.getBoundingClientRect().top >= 0));
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'innehall');
  for (const [role, name] of [
    ['banner', undefined],
    ['main', undefined],
    ['navigation', 'Huvudmeny'],
    ['navigation', 'Öppna flikar'],
    ['region', 'Patient'],
  ]) {
    assert.equal(await page.getByRole(role, { name, exact: true }).count(), 1, `${role} ${name}`);
  }
});

journey('the other pages of a session are out of reach after logging out', async ({ page }) => {
  await logIn(page);
  await chooseUnit(page, UNITS[0]);
  await openPatient(page);
  const patient = page.url();
  await page.getByRole('button', { name: 'Logga ut' }).click();
  await page.waitForURL(/\/logga-(ut|in)/);
  await page.goto(patient);
  await page.waitForURL(/\/logga-in/);
  assert.equal(await page.locator('#patient').count(), 0);
});
