import assert from 'node:assert/strict';

import { delivered, fillComplete, logIn, newCertificate, openPatient, sign } from './lib/certificate.mjs';
import { journeys } from './lib/journey.mjs';
import { PATIENTS } from './lib/pages.mjs';
import { received } from './lib/overview.mjs';

const journey = journeys();

const UNIT = 'Exempelby vårdcentral';

/** Presses a button of the simulator's form for one recipient. */
async function choose(simulator, recipient, choice) {
  const form = simulator.locator('form').filter({ has: simulator.getByRole('group', { name: recipient }) });
  await form.getByLabel(choice, { exact: true }).check();
  await form.getByRole('button', { name: `Spara för ${recipient}` }).click();
}

async function clock(product) {
  return (await fetch(`${product.simulator}api/clock`)).json();
}

journey(
  'N06 A92 S93: the clock is moved on by 61 minutes, what could not be delivered is under FEL, and the login lasts',
  async ({ page, context, product, inspect, screenshot }) => {
    await logIn(page, 'eva', UNIT);
    await openPatient(page, PATIENTS.ordinary);
    const id = await newCertificate(page);
    await fillComplete(page);
    const simulator = await context.newPage();
    await simulator.goto(`${product.simulator}fel`);
    await inspect(simulator);
    await choose(simulator, 'Intygstjänsten', 'Svarar inte');

    await sign(page);
    await delivered(page, 'Försöker igen');
    const { offset_seconds: before } = await clock(product);
    await simulator.getByRole('button', { name: '+61 min' }).click();
    await simulator.getByText('Framflyttad 1 tim 1 min').waitFor();
    assert.equal((await clock(product)).offset_seconds - before, 61 * 60);
    await delivered(page, 'FEL');
    await page.reload();
    await delivered(page, 'FEL');
    assert.deepEqual((await received(product, id)).register, []);

    await choose(simulator, 'Intygstjänsten', 'Tar emot');
  },
);

journey(
  'N06: a scenario is started for a certificate, and its events come in order as the clock is moved on',
  async ({ page, product, inspect, screenshot }) => {
    const { forsakringskassan: delivered } = await (await fetch(`${product.simulator}api/state`)).json();
    const { certificate } = delivered[0];
    await page.goto(`${product.simulator}scenario`);
    await page.getByLabel('Komplettering efter två dagar, påminnelse efter sju').check();
    await page.getByLabel('Intyg', { exact: true }).selectOption(certificate);
    await page.getByLabel('Frö', { exact: true }).fill('5');
    await page.getByRole('button', { name: 'Starta' }).click();
    const ahead = page.getByRole('region', { name: 'Förestående' });
    await ahead.getByText(/09:00:00 – Frågar/).waitFor();
    await inspect();

    for (const _ of [1, 2, 3]) await page.getByRole('button', { name: '+1 dygn' }).click();
    const started = page.getByRole('region', { name: 'Startade' });
    await started.getByText(/09:00:\d\d – Frågar .*: Mottaget$/).waitFor();
    await screenshot('simulator-scenario');

    await page.goto(`${product.simulator}intyg/${certificate}`);
    await page.getByRole('heading', { name: 'Från Försäkringskassan: fråga, Komplettering' }).waitFor();
    await page.getByText('Vi behöver fler uppgifter för att kunna bedöma ärendet.', { exact: true }).waitFor();
    await inspect();
    await page.getByRole('main').getByRole('link', { name: 'Skicka som Försäkringskassan' }).click();
    await page.getByLabel('Kontakt', { exact: true }).check();
    await page.getByRole('button', { name: 'Skicka' }).click();
    await page.getByRole('alert').getByRole('link', { name: 'Skriv en text' }).waitFor();
    await inspect();
    await page.getByLabel('Text', { exact: true }).fill('När går det bra att ringa?');
    await page.getByRole('button', { name: 'Skicka' }).click();
    await page.getByRole('heading', { name: 'Från Försäkringskassan: fråga, Kontakt' }).waitFor();
    await page.getByText('När går det bra att ringa?', { exact: true }).waitFor();
    const { messages } = await (await fetch(`${product.simulator}api/state`)).json();
    assert.deepEqual(
      messages.map(({ subject, state }) => [subject, state.state]),
      [
        ['KOMPLT', 'accepted'],
        ['KONTKT', 'accepted'],
      ],
    );
  },
  { scripts: false },
);
