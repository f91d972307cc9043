import assert from 'node:assert/strict';

import { TEXTS, day, delivered, fillComplete, inEditor, newCertificate, save, saved, sign } from './lib/certificate.mjs';
import { journeys } from './lib/journey.mjs';
import { act, action, received, row, toOverview } from './lib/overview.mjs';
import { PATIENTS, begin } from './lib/pages.mjs';

const journey = journeys();

/** Answers of the FK7804 by their numbers, with what Försäkringskassan wants to know of them. */
const POINTS = [
  { question: '35', text: 'Vilka undersökningsfynd finns?' },
  { question: '17', text: 'Hur länge orkar patienten sitta?' },
];
const REQUEST = { ask: 'KOMPLT', text: 'Vi behöver fler uppgifter.\nSvara så utförligt du kan.', points: POINTS };

/** Lets Försäkringskassan write about a certificate, and makes sure that the product has taken it. */
async function asks(product, certificate, letter) {
  const answer = await fetch(`${product.simulator}api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ certificate, ...letter }),
  });
  const message = await answer.json();
  assert.equal(message.state?.state, 'accepted', JSON.stringify(message));
}

/** Writes and signs a certificate and waits until Försäkringskassan has it. Returns its id. */
async function sent(page, answers = {}) {
  await newCertificate(page);
  await fillComplete(page, answers);
  const id = await sign(page);
  await delivered(page);
  return id;
}

/** Unticks Utkast, which is ticked when work is taken up again, and presses Spara. */
async function toConsent(page) {
  await page.getByLabel('Utkast', { exact: true }).first().uncheck();
  await save(page);
  await page.getByRole('heading', { name: 'Samtycke' }).waitFor();
}

const box = (page) => page.locator('#begaran');
const states = (page) => box(page).locator('li .state').allInnerTexts();

journey(
  'S28 S29 S77 S81 S82 A46 A68 N02: what Försäkringskassan asks for stands at its fields, is changed, and goes there as a new certificate',
  async ({ page, product, inspect, screenshot }) => {
    await begin(page, PATIENTS.ordinary);
    const id = await sent(page, { other: 'Återbesök är bokat.' });
    await asks(product, id, { ...REQUEST, last_reply_date: day(9) });
    await toOverview(page);
    await row(page, id, 'Aktuella intyg').getByText('Komplettering begärd', { exact: true }).waitFor();

    // The conversation has no answer by message, but the way to the completion.
    await page.goto(`/intyg/${id}/konversation`);
    await page.getByText('En begäran om komplettering besvaras genom Komplettering.').first().waitFor();
    await page.getByRole('button', { name: 'Komplettering', exact: true }).first().click();
    const copy = await inEditor(page);
    assert.notEqual(copy, id);
    await page.locator('#flikar [aria-current=page]').filter({ hasText: 'Nytt intyg' }).waitFor();
    assert.equal(await page.getByLabel('Övriga upplysningar', { exact: true }).inputValue(), 'Återbesök är bokat.');
    assert.equal(await page.getByLabel('Från och med, 100 procent', { exact: true }).inputValue(), day(), 'dates included');
    assert.equal(await page.getByLabel('Till och med, 100 procent', { exact: true }).inputValue(), day(20));

    await box(page).getByRole('heading', { name: 'Försäkringskassan begär komplettering' }).waitFor();
    await box(page).getByText(`Svara senast ${day(9)} (9 dagar kvar)`).waitFor();
    await box(page).getByText('Svara så utförligt du kan.').waitFor();
    assert.deepEqual(await states(page), ['inte ändrat', 'inte ändrat']);
    await box(page).getByText('0 av 2 punkter ändrade').waitFor();
    assert.equal(await page.locator('.nav-sections .nav-asked').count(), 2, 'the Navigator marks their sections');
    await page.locator('#panel summary').filter({ hasText: 'Begäran' }).click();
    await page.locator('#begaran-flik').getByText(POINTS[0].text).waitFor();
    await inspect();
    await screenshot('completion');

    // A point leads to its field, which has the text above it.
    await box(page).locator('li').filter({ hasText: POINTS[0].text }).getByRole('link').click();
    const field = page.getByLabel('Beskriv undersökningsfynd, testresultat och observationer');
    assert.ok(await field.evaluate((element) => element === document.activeElement));
    assert.match(await page.locator('#q-35').innerText(), /Försäkringskassan: Vilka undersökningsfynd finns\?/);
    await field.fill(`${TEXTS.impairment} Kraften är nedsatt.`);
    await saved(page);
    await box(page).getByText('1 av 2 punkter ändrade').waitFor();
    assert.deepEqual(await states(page), ['ändrat', 'inte ändrat']);
    assert.deepEqual(await page.locator('#begaran-flik li .state').allInnerTexts(), ['ändrat', 'inte ändrat']);
    await page.locator('#andringar').getByRole('link', { name: 'Visa ändringar' }).click();
    const added = page.getByRole('dialog').locator('ins');
    await added.first().waitFor();
    assert.match((await added.allInnerTexts()).join(' '), /Kraften är nedsatt\./);
    await page.keyboard.press('Escape');

    // Begun, it is continued and not doubled.
    await toOverview(page);
    await row(page, id).getByRole('radio').check();
    await action(page, 'Komplettering').press('Enter');
    await page.locator('#orsak').getByText('Det finns redan en påbörjad komplettering.').waitFor();
    await inspect();
    await page.locator('#orsak').getByRole('link', { name: 'Öppna' }).click();
    assert.equal(await inEditor(page), copy);

    await toConsent(page);
    const dialog = page.getByRole('dialog');
    await dialog.getByText(`Kompletterar intyget ${day()}.`).waitFor();
    await dialog.getByText('1 av punkterna är inte ändrad.').waitFor();
    const without = dialog.getByText('Utan samtycke får Försäkringskassan ingen komplettering.');
    await without.waitFor();
    await inspect();
    await screenshot('completion-consent');
    await page.getByRole('checkbox', { name: /samtycke/ }).check();
    assert.equal(await without.isVisible(), false);
    await page.getByRole('button', { name: 'OK', exact: true }).click();
    await page.waitForURL(`**/intyg/${copy}`);
    await delivered(page);
    await page.getByRole('main').getByText(`Kompletterar intyget ${day()}.`).waitFor();
    const { xml } = await (await fetch(`${product.simulator}api/certificates/${copy}`)).json();
    assert.ok(xml.includes('KOMPLT') && xml.includes(id), 'the receivers know what it completes');
    assert.equal((await received(product, copy)).recipient.length, 1);

    await toOverview(page);
    await row(page, copy, 'Aktuella intyg').getByText(`Ja, av intyget ${day()}`).waitFor();
    await row(page, id, 'Tidigare intyg').getByText('Kompletterat', { exact: true }).waitFor();
    await inspect();
    await screenshot('completed');
    await row(page, copy).getByRole('link', { name: `av intyget ${day()}` }).click();
    await page.waitForURL(`**/intyg/${id}`);
    await page.getByRole('main').getByText(`Kompletterat av intyget ${day()}.`).waitFor();
    await page.goto(`/intyg/${id}/konversation`);
    await page.getByText(`Besvarat med intyget ${day()}`).waitFor();
  },
);

journey(
  'A45 A50: Ny kopia asks before it leaves a request without an answer, and Radera says what it closes',
  async ({ page, product, inspect, screenshot }) => {
    await begin(page, PATIENTS.noDiagnoses);
    const id = await sent(page);
    await asks(product, id, { ...REQUEST, last_reply_date: day(2) });
    await toOverview(page);
    await act(page, id, 'Ny kopia');
    await page.waitForURL(`**/intyg/${id}/ny-kopia`);
    await page.getByText('Väljer du Ny kopia markeras begäran som hanterad när kopian signeras.').waitFor();
    await inspect();
    await screenshot('copy-asks');
    await page.getByRole('link', { name: 'Avbryt' }).click();
    await page.getByRole('button', { name: 'Ny kopia', exact: true }).click();
    await page.getByRole('button', { name: 'Ny kopia ändå' }).click();
    const copy = await inEditor(page);
    assert.equal(await box(page).count(), 0, 'it completes nothing');
    await fillComplete(page, { from: day(21), to: day(40) });
    await toConsent(page);
    await page.getByRole('dialog').getByText('Begäran markeras som hanterad när du trycker OK').waitFor();
    await inspect();
    await page.getByRole('button', { name: 'OK', exact: true }).click();
    await page.waitForURL(`**/intyg/${copy}`);
    await toOverview(page);
    await row(page, id).getByText('Förlängt', { exact: true }).waitFor();
    await page.goto(`/intyg/${id}/konversation`);
    await page.getByText(/i samband med Ny kopia/).first().waitFor();

    await asks(product, id, { ask: 'KONTKT', text: 'Ring oss.' });
    await page.goto(`/intyg/${id}`);
    await page.getByRole('main').getByRole('link', { name: 'Radera', exact: true }).click();
    await page.getByRole('dialog').getByText('1 ohanterat meddelande markeras som hanterat.').waitFor();
    await inspect();
    await page.getByLabel('Intyget har utfärdats på fel patient').check();
    await page.getByRole('button', { name: 'Radera', exact: true }).last().click();
    await page.locator('#flash').getByText('Intyget är raderat.').waitFor();
    await page.goto(`/intyg/${id}/konversation`);
    await page.getByText('Ring oss.').first().waitFor();
    await page.getByText('Avslutad', { exact: true }).first().waitFor();
  },
);
