// The whole day of one certificate, from the first key to its deletion, with Försäkringskassan's part from a scenario.

import assert from 'node:assert/strict';

import { becomes } from './lib/becomes.mjs';
import { delivered, fillComplete, inEditor, logIn, newCertificate, openPatient, sign } from './lib/certificate.mjs';
import { advance } from './lib/clock.mjs';
import { newMessage } from './lib/conversation.mjs';
import { journeys } from './lib/journey.mjs';
import { messages, toOutbox, unfold } from './lib/outbox.mjs';
import { act, interactions, row, section, toOverview } from './lib/overview.mjs';
import { PATIENTS } from './lib/pages.mjs';

const journey = journeys(['--empty']);

const UNIT = 'Exempelby vårdcentral';
const MINUTE = 60;
const HOUR = 60 * MINUTE;

async function ask(product, path, body) {
  const answer = await fetch(`${product.simulator}api/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
}

const state = async (product) => (await fetch(`${product.simulator}api/state`)).json();

/** Looks at the page again until something is there. */
async function again(page, look) {
  for (let tries = 0; ; tries += 1) {
    if ((await look().count()) > 0) return;
    assert.ok(tries < 60, `it never came: ${look()}`);
    await page.waitForTimeout(500);
    await page.reload();
  }
}

journey(
  'N06 S27 S28 S74 S81 S87 S91: a whole day: signed, sent, completed, accepted, asked, answered, deleted',
  async ({ page, product, inspect }) => {
    await ask(product, 'scenarios/start', { scenario: 'en-dag', certificate: null, seed: 7 });
    await logIn(page, 'eva', UNIT);
    await openPatient(page, PATIENTS.ordinary);
    await newCertificate(page);
    await fillComplete(page);
    const first = await sign(page);
    await delivered(page);

    // Försäkringskassan asks for a completion, which is seen in the overview and in the inbox.
    await advance(product, HOUR);
    await toOverview(page);
    const bubble = () => row(page, first).getByRole('link', { name: /konversation/i });
    await again(page, bubble);
    await page.goto('/enhet/inkorg');
    await page.getByRole('row', { name: /Begäran om komplettering/ }).getByText('PMOCareCertificateMessageToCare').waitFor();
    await page.goBack();

    await act(page, first, 'Komplettering');
    await inEditor(page);
    await page.getByText('En uppgift i intyget behöver kompletteras.').first().waitFor();
    await page.getByLabel('Beskriv undersökningsfynd, testresultat och observationer').fill('Rörligheten är mätt på nytt: 40 cm.');
    const second = await sign(page);
    assert.notEqual(second, first);
    await delivered(page);
    await advance(product, MINUTE);
    const accepted = (await state(product)).messages.find(({ subject }) => subject === 'KOMPLT');
    assert.equal(accepted.state.state, 'accepted');
    await toOverview(page);
    await row(page, second).getByText(/^Ja,/).getByRole('link', { name: /^av intyget/ }).waitFor();
    assert.equal(await bubble().count(), 0, 'nothing is open about the first certificate');

    // The unit asks, and Försäkringskassan answers after ten minutes.
    await act(page, second, 'Konversation');
    await page.getByRole('heading', { level: 1, name: 'Konversation' }).waitFor();
    await newMessage(page);
    await page.getByLabel('Förfrågan om kontakt', { exact: true }).check();
    await page.getByRole('textbox', { name: /^Meddelande/ }).fill('Vem är handläggare?');
    await page.getByRole('button', { name: 'Skicka', exact: true }).click();
    await page.getByText('Meddelandet är lagt i utkorgen.').waitFor();
    await toOutbox(page);
    await unfold(page, 'skickade');
    await again(page, () => messages(page, 'skickade', second).filter({ hasText: 'Care certificate, message to recipient' }));
    await advance(product, 11 * MINUTE);
    await page.goto(`/intyg/${second}/konversation`);
    await again(page, () => page.getByText('Tack, det är noterat.'));
    await inspect();
    await page.getByRole('checkbox', { name: 'Hanterat' }).last().check();
    await page.getByText(/Markerat som hanterat av dig/).first().waitFor();

    // Deleted at the end of the day: the receivers are told once.
    await page.goto(`/intyg/${second}`);
    await toOverview(page);
    await act(page, second, 'Radera');
    await page.getByLabel('Annat allvarligt fel').check();
    await page.getByLabel('Beskriv felet').fill('Fel person undersöktes.');
    await page.getByRole('button', { name: 'Radera', exact: true }).last().click();
    await page.locator('#flash').getByText('Intyget är raderat.').waitFor();
    await again(page, () => section(page, 'Raderade').locator(`#rad-${second}`));
    await becomes(
      () => interactions(product, second),
      ['RegisterCertificate', 'SendCertificateToRecipient', 'SendMessageToRecipient', 'RevokeCertificate'],
    );
  },
);
