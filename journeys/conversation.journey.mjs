import assert from 'node:assert/strict';

import { delivered, fillComplete, logIn, newCertificate, openPatient, sign } from './lib/certificate.mjs';
import { message, newMessage, send, state, write, written } from './lib/conversation.mjs';
import { journeys } from './lib/journey.mjs';
import { messages as outbox, toOutbox, unfold } from './lib/outbox.mjs';
import { act, action, post, row, toOverview } from './lib/overview.mjs';
import { PATIENTS } from './lib/pages.mjs';

const journey = journeys(['--empty']);

const UNIT = 'Exempelby vårdcentral';
const ONGOING = 'Det finns redan en pågående konversation. Vänta på svar, eller markera den som hanterad.';

/** A certificate that Försäkringskassan has, and its conversation. */
async function begin(page, product, { patient = PATIENTS.ordinary, user = 'eva' } = {}) {
  await logIn(page, user, UNIT);
  await openPatient(page, patient);
  await newCertificate(page);
  await fillComplete(page);
  const id = await sign(page);
  await delivered(page);
  await page.goto(`/intyg/${id}/konversation`);
  return id;
}

/** Waits until the certificate's own message has reached Försäkringskassan. */
async function arrived(page, heading) {
  await message(page, heading).locator('.sent-state', { hasText: /Skickat \d{4}/ }).last().waitFor({ timeout: 30_000 });
}

journey(
  'S74 S75 S91 D05 A70: a question is written, kept while it is written, sent once and answered',
  async ({ page, product, inspect, screenshot }) => {
    const id = await begin(page, product);
    await page.getByText('Det finns inga meddelanden om intyget.').waitFor();
    assert.equal(await state(page), 'Ingen konversation');
    await inspect();
    await newMessage(page);
    await page.getByRole('button', { name: 'Skicka', exact: true }).click();
    await page.getByRole('link', { name: 'Välj meddelandetyp.' }).waitFor();
    await page.getByRole('link', { name: 'Skriv ett meddelande.' }).waitFor();
    await inspect();

    await page.getByLabel('Förfrågan om avstämningsmöte').check();
    await page.getByRole('textbox', { name: /^Meddelande/ }).fill('När passar ett möte?');
    await page.locator('#utkast-lage', { hasText: /^\s*Sparat \d\d\.\d\d/ }).waitFor();
    await page.locator('#meddelande-antal', { hasText: '20 av 4999 tecken' }).waitFor();
    await page.goto(`/intyg/${id}/konversation`);
    await page.getByText('Det finns ett sparat utkast').waitFor();
    await newMessage(page);
    const text = page.getByRole('textbox', { name: /^Meddelande/ });
    assert.equal(await text.inputValue(), 'När passar ett möte?');
    assert.ok(await page.getByLabel('Förfrågan om avstämningsmöte').isChecked());
    await page.getByRole('link', { name: 'Kasta' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'Kasta det du har skrivit?' }).waitFor();
    await dialog.getByText('Avbryt').click();
    assert.equal(await text.inputValue(), 'När passar ett möte?', 'nothing is thrown away before one says so');
    await inspect();
    await screenshot('conversation-new');

    await page.getByRole('button', { name: 'Skicka', exact: true }).dblclick();
    await page.locator('#flash').getByText('Meddelandet är lagt i utkorgen.').waitFor();
    await arrived(page, 'Förfrågan om avstämningsmöte');
    assert.equal(await state(page), 'Pågående');
    const [sent, ...more] = await written(product, id);
    assert.deepEqual([sent.subject, sent.text, more.length], ['AVSTMN', 'När passar ett möte?', 0]);

    const refused = page.getByRole('link', { name: 'Nytt meddelande', exact: true });
    assert.equal(await refused.getAttribute('aria-disabled'), 'true');
    await page.locator('#nytt-orsak').getByText(ONGOING).waitFor();
    const form = { plats: 'question', typ: 'KONTKT', meddelande: 'En till.', nyckel: crypto.randomUUID() };
    assert.equal((await post(page, `/intyg/${id}/konversation/nytt`, form)).status, 409);

    await write(product, id, { reply_to: sent.id, text: 'Den 3 mars.' });
    await page.reload();
    const answer = message(page, 'Svar på: Förfrågan om avstämningsmöte');
    await answer.getByText('Att göra: Läs svaret.').waitFor();
    await inspect();
    await answer.getByLabel('Hanterat', { exact: true }).check();
    await answer.getByText(/^Markerat som hanterat av dig \d\d\.\d\d\./).waitFor();
    assert.equal(await state(page), 'Avslutad');
    await newMessage(page);
    await page.getByLabel('Förfrågan om kontakt').waitFor();

    await toOutbox(page);
    await unfold(page, 'skickade');
    const own = outbox(page, 'skickade', id).filter({ hasText: 'Care certificate, message to recipient' });
    assert.match(await own.innerText(), /Fråga till Försäkringskassan/);
  },
);

journey(
  'S77 S83 S84 A67 A68 A69 A71 A76 D12: a request to complete says until when and where, is not answered by a message, and never marked by mistake',
  async ({ page, product, inspect, screenshot }) => {
    const id = await begin(page, product, { patient: PATIENTS.leapDay });
    const inNineDays = new Date(Date.now() + 9 * 24 * 3600 * 1000).toISOString().slice(0, 10);
    await write(product, id, {
      ask: 'KOMPLT',
      text: 'Vi behöver veta mer.',
      last_reply_date: inNineDays,
      points: [
        { question: '35', text: 'Beskriv närmare.' },
        { question: '6', text: 'Vilken sida?' },
      ],
    });
    await page.reload();
    const [request] = await written(product, id);
    await write(product, id, { reminder_of: request.id, text: 'Vi väntar på svar.' });
    await write(product, id, { ask: 'OVRIGT', text: 'Tack för hjälpen.' });
    await page.reload();
    assert.equal(await state(page), 'Pågående');
    await page.getByRole('heading', { name: 'Begäran om komplettering (1)' }).waitFor();
    await page.getByRole('heading', { name: 'Frågor och svar (1)' }).waitFor();
    const asked = message(page, 'Begäran om komplettering');
    await asked.getByText(`Svara senast ${inNineDays}`).waitFor();
    await asked.getByText(`Att göra: Komplettera intyget senast ${inNineDays}. Välj Komplettering.`).waitFor();
    await message(page, 'Övrigt').getByText('Att göra: Läs och svara med Nytt meddelande.').waitFor();
    assert.equal(await page.getByRole('heading', { name: /^Påminnelse \d{4}-\d\d-\d\d$/ }).count(), 1);
    assert.equal(await page.getByRole('checkbox', { name: 'Hanterat', exact: true }).count(), 3);
    await inspect();
    await screenshot('conversation');

    await asked.getByRole('link', { name: /^\d+ .*iagnos/ }).click();
    const place = page.locator(':target');
    assert.match(await place.innerText(), /Försäkringskassan: "Vilken sida\?"/);
    assert.ok(await place.evaluate((field) => {
      const { top, bottom } = field.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    }), 'the field is seen');

    // The reply goes to Övrigt; with it handled nothing but the request is left.
    await newMessage(page);
    await page.getByText('Svar på: Övrigt').waitFor();
    await send(page, 'Det var så lite.');
    await page.locator('#nytt-orsak').getByText('En begäran om komplettering besvaras genom Komplettering.').waitFor();
    await page.locator('.talk-bar').getByRole('button', { name: 'Komplettering' }).waitFor();

    await asked.getByLabel('Hanterat', { exact: true }).check();
    await asked.getByRole('heading', { name: 'Markera som hanterat utan att komplettera?' }).waitFor();
    await asked.getByText('Försäkringskassan får inget svar.').waitFor();
    assert.equal(await asked.getByLabel('Hanterat', { exact: true }).isChecked(), false);
    await inspect();
    await asked.getByRole('link', { name: 'Avbryt' }).click();
    await page.waitForURL(/konversation#/);

    await asked.getByRole('link', { name: 'Kan inte komplettera' }).click();
    await page.getByText('Skriv inga medicinska uppgifter.').waitFor();
    await page.getByLabel('Ingen på enheten kan svara för innehållet').check();
    await page.getByRole('textbox', { name: /^Meddelande/ }).fill('Läkaren har slutat.');
    await inspect();
    await page.getByRole('button', { name: 'Skicka svar' }).click();
    await page.locator('#flash').getByText('Meddelandet är lagt i utkorgen.').waitFor();
    await asked.getByText(/^Besvarat med att intyget inte kan kompletteras, av dig/).waitFor();
    assert.ok(await asked.getByLabel('Hanterat', { exact: true }).isDisabled(), 'final');
    await arrived(page, 'Svar på: Begäran om komplettering');
    const last = (await written(product, id)).at(-1);
    assert.deepEqual([last.subject, last.reply_to], ['KOMPLT', request.id]);
    assert.equal(last.text, 'Ingen på enheten kan svara för innehållet. Läkaren har slutat.');
  },
);

/** The first visit of a journey that begins on the start page: the certificate's row there. */
async function onStartPage(page, product, options) {
  const id = await begin(page, product, options);
  await toOverview(page);
  return id;
}

journey(
  'S23 S27 S76 S78 S79 S80 S85 S86: from the bubble in the list to the answer in three steps, with the type of the question',
  async ({ page, product, inspect, screenshot }) => {
    const id = await onStartPage(page, product, { patient: PATIENTS.young });
    for (const [subject, heading] of [
      ['AVSTMN', 'Förfrågan om avstämningsmöte'],
      ['KONTKT', 'Förfrågan om kontakt'],
      ['OVRIGT', 'Övrigt'],
    ]) {
      await write(product, id, { ask: subject, text: 'Vad gäller?' });
      await page.reload();
      const bubble = row(page, id).getByRole('link', { name: 'Pågående konversation, 1 ohanterade' });
      await bubble.waitFor();
      if (subject === 'AVSTMN') {
        await inspect();
        await screenshot('start-page-conversation');
      }
      await act(page, id, 'Konversation');
      await newMessage(page);
      await page.getByText(new RegExp(`^Svar på: ${heading}, `)).waitFor();
      assert.equal(await page.getByRole('radio').count(), 0, 'the type is given');
      await send(page, 'Vi ringer i morgon.');
      await message(page, heading).getByText(/^Besvarat av dig \d\d\.\d\d\./).waitFor();
      await arrived(page, `Svar på: ${heading}`);
      const all = await written(product, id);
      const [question, answer] = all.slice(-2);
      assert.deepEqual([answer.subject, answer.reply_to], [subject, question.id]);
      await toOverview(page);
      assert.equal(await bubble.count(), 0, 'nothing waits any more');
    }

    await write(product, id, { ask: 'KONTKT', text: 'En sak till.' });
    await page.reload();
    await act(page, id, 'Hanterat');
    await page.locator('#flash').getByText('Meddelandet är markerat som hanterat.').waitFor();
    assert.equal(await row(page, id).getByRole('link', { name: /Pågående konversation/ }).count(), 0);
    await row(page, id).getByRole('radio').check();
    // What is not possible says why when it is pressed.
    await action(page, 'Hanterat').click({ force: true });
    await page.locator('#orsak').getByText('Det finns inget meddelande att hantera.').waitFor();

    await write(product, id, { ask: 'OVRIGT', text: 'Sista.' });
    await page.goto(`/intyg/${id}`);
    await page.getByRole('button', { name: 'Hanterat', exact: true }).click();
    await page.locator('#flash').getByText('Meddelandet är markerat som hanterat.').waitFor();
    const today = await page.locator('#hanterade li').first().innerText();
    assert.match(today, /^Meddelandet Övrigt hanterades \d{4}-\d\d-\d\d av .+\.$/);
    assert.equal(await page.locator('#hanterade li').count(), 5);
    await page.locator('#handelser').getByText('Markerat som hanterat: Övrigt').waitFor();
    await inspect();
    await screenshot('view-handled');
  },
);

journey(
  'A72 S83 S85: nothing before the certificate is sent; everything also without scripts and at 820 px',
  async ({ page, product, another, inspect, screenshot }) => {
    const doctor = await another();
    const id = await begin(doctor.page, product, { patient: PATIENTS.noDiagnoses });
    await write(product, id, { ask: 'KONTKT', text: 'När kan vi ringa?' });
    await write(product, id, { ask: 'KOMPLT', text: 'Mer.', points: [{ question: '35', text: 'Vad?' }] });
    await logIn(page, 'vera', UNIT);
    await openPatient(page, PATIENTS.noDiagnoses);
    await page.goto(`/intyg/${id}/konversation`);
    await page.getByRole('link', { name: 'Visa intyget' }).waitFor();
    await inspect();
    await screenshot('conversation-narrow');
    const request = message(page, 'Begäran om komplettering');
    assert.ok(await request.getByLabel('Hanterat', { exact: true }).isDisabled());
    await request.getByText('Bara läkare kan komplettera ett intyg').first().waitFor();
    const contact = message(page, 'Förfrågan om kontakt');
    await contact.getByLabel('Hanterat', { exact: true }).check();
    await contact.getByRole('button', { name: 'Spara' }).click();
    await contact.getByText(/^Markerat som hanterat av dig/).waitFor();
    await contact.getByLabel('Hanterat', { exact: true }).uncheck();
    await contact.getByRole('button', { name: 'Spara' }).click();
    await contact.getByText('Att göra: Svara om kontakten med Nytt meddelande.').waitFor();
    await newMessage(page);
    await page.getByRole('textbox', { name: /^Meddelande/ }).fill('I morgon.');
    await page.getByRole('button', { name: 'Spara utkast' }).click();
    await page.getByText('Meddelandet är sparat som utkast. Det är inte skickat.').waitFor();
    await page.getByRole('button', { name: 'Skicka', exact: true }).click();
    await contact.getByText(/^Besvarat av dig/).waitFor();

    await doctor.page.goto(`/intyg/${id}`);
    await newCertificateOf(doctor.page);
    const unsent = await sign(doctor.page, { consent: false });
    await page.goto(`/intyg/${unsent}/konversation`);
    await page.getByText('Intyget är inte skickat till Försäkringskassan. Välj Visa och Skicka samtycke.').first().waitFor();
  },
  { scripts: false, viewport: 'tablet' },
);

async function newCertificateOf(page) {
  await toOverview(page);
  await newCertificate(page);
  await fillComplete(page);
}
