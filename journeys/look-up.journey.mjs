// What the module is not told: the patient sends the certificate herself on 1177.se. Source: exchange 2.6.

import assert from 'node:assert/strict';

import { comes } from './lib/becomes.mjs';
import { delivered, fillComplete, logIn, newCertificate, openPatient, sign } from './lib/certificate.mjs';
import { advance } from './lib/clock.mjs';
import { journeys } from './lib/journey.mjs';
import { PATIENTS } from './lib/pages.mjs';
import { act, interactions, received, toOverview } from './lib/overview.mjs';

const journey = journeys();

const UNIT = 'Exempelby vårdcentral';
const SENT_BY_PATIENT = /^Patienten skickade intyget \d{4}-\d{2}-\d{2}\. Det behöver inte skickas igen\.$/;

const consentLink = (page) => page.getByRole('link', { name: 'Skicka samtycke' });
const patientSent = (page) => page.locator('#lage').getByText(SENT_BY_PATIENT);

/** Signs a certificate without consent; ends in Visa when Intygstjänsten has it. */
async function signedOnly(page, patient) {
  await logIn(page, 'eva', UNIT);
  await openPatient(page, patient);
  await newCertificate(page);
  await fillComplete(page);
  const id = await sign(page, { consent: false });
  await delivered(page, 'Skickat till Intygstjänsten');
  return id;
}

/** The patient sends it. */
async function sendAsPatient(product, id) {
  const answer = await fetch(`${product.simulator}api/certificates/${id}/send`, { method: 'POST' });
  assert.equal(answer.status, 204);
}

/** Lets so much time pass that whoever opens the certificate asks for it again. */
const later = (product) => advance(product, 600);

journey(
  'A56 A57 (exchange 2.6): the patient sends it on 1177.se, and Visa tells so by itself',
  async ({ page, context, product, inspect }) => {
    const id = await signedOnly(page, PATIENTS.ordinary);
    await page.locator('#lage').getByText('Tillgängligt för patienten på 1177.se. Inte skickat till Försäkringskassan.').waitFor();
    await consentLink(page).waitFor();
    await toOverview(page);

    const simulator = await context.newPage();
    await simulator.goto(`${product.simulator}intyg/${id}`);
    await inspect(simulator);
    await simulator.getByRole('button', { name: 'Skicka som patienten på 1177.se' }).click();
    await simulator.getByText('av patienten på 1177.se').waitFor();
    assert.equal(await simulator.getByRole('button', { name: 'Skicka som patienten på 1177.se' }).count(), 0);
    await inspect(simulator);
    await simulator.getByRole('button', { name: '+61 min' }).click();
    await simulator.getByText('Framflyttad 1 tim 1 min').waitFor();

    await page.bringToFront();
    await act(page, id, 'Visa');
    await patientSent(page).waitFor();
    await delivered(page);
    assert.equal(await consentLink(page).count(), 0, 'the bar has followed');
    assert.equal(await page.locator('#gor-konversation').getAttribute('aria-disabled'), null);
    await page.getByRole('region', { name: 'Händelser' }).getByText('Patienten skickade intyget till Försäkringskassan').waitFor();
    assert.equal(await page.locator('#lage[hx-get]').count(), 0, 'nothing more is asked for');
    await inspect();

    const answer = await page.goto(`/intyg/${id}/samtycke`);
    assert.equal(answer.status(), 409);
    await page.getByText(SENT_BY_PATIENT).waitFor();
    await inspect();
    const { questions } = await received(product, id);
    await later(product);
    await page.goto(`/intyg/${id}`);
    await patientSent(page).waitFor();
    assert.equal(await page.locator('#lage[hx-get]').count(), 0, 'it is not asked for again');
    assert.equal((await received(product, id)).questions, questions);
    assert.deepEqual(await interactions(product, id), ['RegisterCertificate'], 'care has not sent it');
    assert.equal((await received(product, id)).recipient.length, 1);
    await toOverview(page);
    await page.getByText('Skickat till Försäkringskassan').first().waitFor();
  },
);

journey(
  'A56 (exchange 2.6): what the patient sends while the dialog is open is not sent again, and the doctor is told',
  async ({ page, product, another, inspect }) => {
    const id = await signedOnly(page, PATIENTS.young);
    await consentLink(page).click();
    await page.getByRole('heading', { name: 'Samtycke' }).waitFor();

    await sendAsPatient(product, id);
    await later(product);
    const { page: colleague } = await another();
    await logIn(colleague, 'eva', UNIT);
    await colleague.goto(`/intyg/${id}`);
    await patientSent(colleague).waitFor();

    await page.bringToFront();
    await page.getByRole('button', { name: 'OK', exact: true }).click();
    await page.getByText(SENT_BY_PATIENT).first().waitFor();
    await inspect();
    assert.deepEqual(await interactions(product, id), ['RegisterCertificate'], 'nothing has been queued');
    assert.equal((await received(product, id)).recipient.length, 1);
  },
);

journey(
  'A56 A57 (exchange 2.6): without script the next opening tells that the patient has sent it',
  async ({ page, product }) => {
    await logIn(page, 'eva', UNIT);
    await openPatient(page, PATIENTS.leapDay);
    await newCertificate(page);
    await fillComplete(page);
    const id = await sign(page, { consent: false });
    await comes('the certificate', async () => (await received(product, id)).register.length === 1);
    await sendAsPatient(product, id);
    await later(product);
    await comes('word of what the patient sent', async () => {
      await page.reload();
      return (await patientSent(page).count()) === 1;
    });
    assert.equal(await consentLink(page).count(), 0);
  },
  { scripts: false },
);
