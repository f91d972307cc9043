// Writing a whole certificate, for the journeys that are about what comes before and after.

export { logIn, openPatient } from './pages.mjs';

/** What the completed certificate says. */
export const TEXTS = {
  diagnosis: { code: 'M545', title: 'Lumbago' },
  impairment: 'Nedsatt rörlighet i ländryggen, fingertopp–golv 45 cm. Lasègue negativ.',
  limitation: 'Kan inte sitta mer än en halvtimme och inte lyfta. Uppgiften kommer från patienten.',
};

const DAY_MS = 86_400_000;

/** Returns a day as åååå-mm-dd in Swedish time: 0 = today, -1 = yesterday. */
export function day(fromToday = 0) {
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' }).format(new Date());
  return new Date(Date.parse(`${today}T00:00:00Z`) + fromToday * DAY_MS).toISOString().slice(0, 10);
}

/** Chooses a form in the menu of Ny on the start page of a patient. Returns the new certificate's id. */
export async function newCertificate(page, form = 'FK7804') {
  const menu = page.getByRole('group', { name: 'Nytt intyg' });
  await menu.locator('summary').click();
  await menu.getByRole('button', { name: form }).click();
  return inEditor(page);
}

/** Waits for the editor. Returns the id of the certificate in it. */
export async function inEditor(page) {
  await page.waitForURL(/\/intyg\/[^/]+\/redigera/);
  return certificateId(page);
}

/** Returns the id of the certificate that the page's address names. */
export function certificateId(page) {
  return new URL(page.url()).pathname.split('/')[2];
}

/**
 * Answers every mandatory question of the FK7804 in the editor, with scripts or without, and with scripts waits for the save.
 *
 * @param {{from?: string, to?: string, degree?: '25'|'50'|'75'|'100', impairment?: string, other?: string}} answers the period, as åååå-mm-dd
 */
export async function fillComplete(page, answers = {}) {
  const { from = day(), to = day(20), degree = '100', impairment = TEXTS.impairment, other } = answers;
  const { code, title } = TEXTS.diagnosis;
  const scripts = await hasScripts(page);

  await page.getByLabel('min undersökning av patienten', { exact: true }).check();
  await page.getByLabel('Datum, min undersökning av patienten', { exact: true }).fill(day());
  await page.getByLabel('Studier', { exact: true }).check();
  const main = page.getByRole('group', { name: 'Huvuddiagnos' });
  await main.getByLabel('Diagnoskod', { exact: true }).fill(code);
  if (scripts) {
    await page.getByRole('option', { name: title }).first().click();
  } else {
    await main.getByLabel('Diagnos', { exact: true }).fill(title);
  }
  await page.getByLabel('Beskriv undersökningsfynd, testresultat och observationer').fill(impairment);
  await page.getByLabel('Beskriv vad patienten inte kan göra').fill(TEXTS.limitation);
  await page.getByLabel(`${degree} procent`, { exact: true }).check();
  await page.getByLabel(`Från och med, ${degree} procent`, { exact: true }).fill(from);
  await page.getByLabel(`Till och med, ${degree} procent`, { exact: true }).fill(to);
  await page.getByLabel('Återgång i nuvarande sysselsättning är oklar.').check();
  await page.getByLabel('Inte aktuellt', { exact: true }).check();
  if (other !== undefined) await page.getByLabel('Övriga upplysningar', { exact: true }).fill(other);
  if (scripts) await saved(page);
}

/** Leaves the field that has the focus, and waits until everything in the editor is stored. */
export async function saved(page) {
  await page.keyboard.press('Control+s');
  await page.locator('#sparstatus', { hasText: /^Sparat/ }).waitFor();
}

/** Presses the upper Spara of the editor. */
export async function save(page) {
  await page.getByRole('group', { name: 'Åtgärder', exact: true }).getByRole('button', { name: 'Spara', exact: true }).click();
}

/** Presses Spara on a complete certificate and OK in the consent dialog; ends in Visa. Returns the certificate's id. */
export async function sign(page, { consent = true } = {}) {
  await save(page);
  await page.getByRole('heading', { name: 'Samtycke' }).waitFor();
  await page.getByRole('checkbox', { name: /samtycke/ }).setChecked(consent);
  await page.getByRole('button', { name: 'OK', exact: true }).click();
  await page.waitForURL(/\/intyg\/[^/]+$/);
  return certificateId(page);
}

/** Waits in Visa until the status is that. */
export async function delivered(page, status = 'Skickat till Försäkringskassan') {
  await page.locator('#lage .tag', { hasText: new RegExp(`^\\s*${status}\\s*$`) }).waitFor({ timeout: 30_000 });
}

async function hasScripts(page) {
  return page.evaluate(() => !matchMedia('(scripting: none)').matches);
}
