import assert from 'node:assert/strict';

import { delivered, fillComplete, logIn, newCertificate, openPatient, sign } from './lib/certificate.mjs';
import { message, newMessage, send, state, write, written } from './lib/conversation.mjs';
import { journeys } from './lib/journey.mjs';
import { messages as outbox, toOutbox, unfold } from './lib/outbox.mjs';
import { post } from './lib/overview.mjs';
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
    await answer.getByLabel('Hanterat').check();
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

    await asked.getByLabel('Hanterat').check();
    await asked.getByRole('heading', { name: 'Markera som hanterat utan att komplettera?' }).waitFor();
    await asked.getByText('Försäkringskassan får inget svar.').waitFor();
    assert.equal(await asked.getByLabel('Hanterat').isChecked(), false);
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
    assert.ok(await asked.getByLabel('Hanterat').isDisabled(), 'final');
    await arrived(page, 'Svar på: Begäran om komplettering');
    const last = (await written(product, id)).at(-1);
    assert.deepEqual([last.subject, last.reply_to], ['KOMPLT', request.id]);
    assert.equal(last.text, 'Ingen på enheten kan svara för innehållet. Läkaren har slutat.');
  },
);
