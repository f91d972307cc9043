// Writing with the keyboard alone.

import assert from 'node:assert/strict';

import { delivered, inEditor } from './certificate.mjs';
import { focused, focusIsSeen, spoken } from './editor.mjs';
import { PASSWORD } from './pages.mjs';

/** Tells whether the element with the focus is the located one. */
export const isFocused = (locator) => locator.evaluateAll((found) => found.includes(document.activeElement));

/** Presses Tab until the located element has the focus. */
export async function tabTo(page, locator) {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await isFocused(locator)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reaches ${locator}`);
}

/** Chooses a form in the menu of Ny. Returns the new certificate's id. */
export async function newForm(page, form = 'FK7804') {
  const menu = page.getByRole('group', { name: 'Nytt intyg' });
  await tabTo(page, menu.locator('summary'));
  await page.keyboard.press('Enter');
  await tabTo(page, menu.getByRole('button', { name: form }));
  await page.keyboard.press('Enter');
  return inEditor(page);
}

/** Presses F8 and checks where that leads, and that it is said. */
export async function next(page, id, name) {
  await page.keyboard.press('F8');
  assert.equal(await focused(page), id);
  await focusIsSeen(page);
  await spoken(page, new RegExp(`^\\d av \\d: ${name}$`));
}

/** Waits until so many answers are missing. */
export const missing = (page, count) =>
  page.locator('.nav-count', { hasText: count === 0 ? 'Inget saknas. Intyget kan signeras.' : count === 1 ? '1 uppgift saknas' : `${count} uppgifter saknas` }).waitFor();

/** Logs in, at the unit of that name when there is a choice, and opens the start page of a patient. */
export async function openByKeyboard(page, user, patient, unit = undefined) {
  const { keyboard } = page;
  await page.goto('/logga-in');
  await keyboard.type(user);
  await keyboard.press('Tab');
  await keyboard.type(PASSWORD);
  await keyboard.press('Enter');
  if (unit) {
    await page.waitForURL(/\/valj-enhet/);
    await tabTo(page, page.getByRole('button', { name: unit }));
    await keyboard.press('Enter');
  }
  await page.waitForURL(/\/patient$/);
  await page.waitForFunction(() => document.activeElement?.matches('input[type=text], input:not([type])'));
  await keyboard.type(patient);
  await keyboard.press('Enter');
  await page.waitForURL(/\/patient\/[^/]+\/intyg/);
}

/** Gives consent in the open dialog and waits until the certificate has arrived. */
export async function consentByKeyboard(page, dialog, id) {
  await tabTo(page, dialog.getByRole('checkbox', { name: /samtycke/ }));
  await page.keyboard.press('Space');
  await tabTo(page, dialog.getByRole('button', { name: 'OK', exact: true }));
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/intyg/${id}$`));
  await page.getByText('Intyget är signerat och skickas till Intygstjänsten och Försäkringskassan.').waitFor();
  await delivered(page);
}
