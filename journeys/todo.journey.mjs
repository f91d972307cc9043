import assert from 'node:assert/strict';

import { day, delivered, fillComplete, inEditor, logIn, newCertificate, openPatient, sign } from './lib/certificate.mjs';
import { message, write } from './lib/conversation.mjs';
import { journeys } from './lib/journey.mjs';
import { fault, messages as outbox, noFaults } from './lib/outbox.mjs';
import { PATIENTS } from './lib/pages.mjs';

const journey = journeys(['--empty']);

const UNIT = 'Exempelby vårdcentral';
const DONE = 'Allt är gjort.';

const menu = (page) => page.getByRole('navigation', { name: 'Huvudmeny' });
const rows = (page) => page.locator('main tbody tr');
const kinds = (page) => rows(page).locator('th .tag').allInnerTexts();
const button = (page, kind) => rows(page).filter({ hasText: kind }).locator('a.button');

async function toList(page) {
  await menu(page).getByRole('link', { name: 'Att göra', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Att göra' }).waitFor();
}

/** Signs a certificate for a patient until that day. Returns its id. */
async function signed(page, patient, to) {
  await openPatient(page, patient);
  await newCertificate(page);
  await fillComplete(page, { to });
  return sign(page);
}

journey(
  'N13: what waits for a doctor stands in due order with its next action, and the list is empty when all is done',
  async ({ page, product, another, inspect, screenshot }) => {
    await logIn(page, 'eva', UNIT);
    await toList(page);
    await page.getByText(DONE, { exact: true }).waitFor();
    await inspect();

    const ending = await signed(page, PATIENTS.ordinary, day(9));
    await delivered(page);
    await write(product, ending, { ask: 'KONTKT', text: 'När går det bra att ringa?' });
    const points = [{ question: '35', text: 'Beskriv fynden närmare.' }];
    await write(product, ending, { ask: 'KOMPLT', text: 'Vi behöver fler uppgifter.', points, last_reply_date: day(2) });
    await fault(product, 'application_error', { interaction: 'SendCertificateToRecipient' });
    const failed = await signed(page, PATIENTS.young, day(60));
    await delivered(page, 'FEL');
    await noFaults(product);

    const nurse = await another();
    await logIn(nurse.page, 'vera', UNIT);
    await openPatient(nurse.page, PATIENTS.leapDay);
    const ready = await newCertificate(nurse.page);
    await fillComplete(nurse.page, { to: day(60) });
    await nurse.page.getByRole('group', { name: 'Åtgärder', exact: true }).getByRole('button', { name: 'Klart att signera' }).click();
    const doctor = nurse.page.getByLabel('Läkare som ska signera');
    await doctor.selectOption(await doctor.locator('option', { hasText: 'Eva Exempelius' }).getAttribute('value'));
    await nurse.page.getByRole('button', { name: 'OK', exact: true }).click();
    await nurse.page.waitForURL(/\/patient\//);

    await toList(page);
    assert.deepEqual(await kinds(page), ['FEL', 'Begäran om komplettering', 'Sjukskrivning tar slut', 'Fråga', 'Klart att signera']);
    assert.match(await rows(page).nth(1).innerText(), new RegExp(`${day(2)}[\\s\\S]*2 dagar kvar[\\s\\S]*19850314-9828[\\s\\S]*FK7804[\\s\\S]*Eva Exempelius`));
    await inspect();
    await screenshot('todo');

    // The nurse has nothing of her own, and sees what the unit has.
    await toList(nurse.page);
    await nurse.page.getByText(DONE, { exact: true }).waitFor();
    await nurse.page.getByRole('link', { name: 'Hela enheten' }).click();
    await rows(nurse.page).nth(4).waitFor();
    await inspect(nurse.page);

    await button(page, 'FEL').click();
    await outbox(page, 'fel', failed).getByRole('button', { name: /^Skicka igen/ }).click();
    await page.locator('#flash').getByText('Skickas igen.', { exact: true }).waitFor();
    await page.goto(`/intyg/${failed}`);
    await delivered(page);

    await toList(page);
    await button(page, 'Fråga').click();
    await message(page, 'Förfrågan om kontakt').getByLabel('Hanterat').check();
    await message(page, 'Förfrågan om kontakt').getByText(/^Markerat som hanterat av dig/).waitFor();
    await toList(page);
    await button(page, 'Begäran om komplettering').click();
    const request = message(page, 'Begäran om komplettering');
    await request.getByRole('link', { name: 'Kan inte komplettera' }).click();
    await page.getByLabel('Ingen på enheten kan svara för innehållet').check();
    await page.getByRole('textbox', { name: /^Meddelande/ }).fill('Läkaren har slutat.');
    await page.getByRole('button', { name: 'Skicka svar' }).click();
    await page.locator('#flash').getByText('Meddelandet är lagt i utkorgen.').waitFor();

    await toList(page);
    await button(page, 'Klart att signera').click();
    assert.equal(await inEditor(page), ready);
    await sign(page);
    await toList(page);
    assert.deepEqual(await kinds(page), ['Sjukskrivning tar slut']);
    await button(page, 'Sjukskrivning tar slut').click();
    await page.getByRole('heading', { level: 1, name: 'Ny kopia' }).waitFor();
    // The patient goes on being ill, and has another certificate.
    await signed(page, PATIENTS.ordinary, day(60));
    await toList(page);
    await page.getByText(DONE, { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Hela enheten' }).click();
    await page.getByText(DONE, { exact: true }).waitFor();
  },
);
