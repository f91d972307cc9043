import assert from 'node:assert/strict';

import { day, delivered, fillComplete, inEditor, logIn, newCertificate, openPatient, save, sign } from './lib/certificate.mjs';
import { journeys } from './lib/journey.mjs';
import { PATIENTS } from './lib/pages.mjs';
import { act, action, interactions, post, received, row, toOverview } from './lib/overview.mjs';

const journey = journeys();

const UNIT = 'Exempelby vårdcentral';
const BOTH = ['RegisterCertificate', 'SendCertificateToRecipient'];
const IT_ONLY = 'Intyget skickas bara till Intygstjänsten. Patienten kan själv läsa det och skicka det vidare på 1177.se.';
const TO_BOTH = 'Intyget skickas till Intygstjänsten och till Försäkringskassan.';

async function begin(page, patient, user = 'eva') {
  await logIn(page, user, UNIT);
  await openPatient(page, patient);
}

const digits = (patient) => patient.replace('-', '');
const heading = (page) => page.getByRole('heading', { name: 'Samtycke' });
const consentBox = (page) => page.getByRole('checkbox', { name: 'Patienten har gett sitt samtycke till att intyget skickas till Försäkringskassan' });
const ok = (page) => page.getByRole('button', { name: 'OK', exact: true });

/** Unfolds the message and returns it as it is sent. */
async function exactContent(page) {
  await page.getByText('Exakt innehåll', { exact: true }).first().click();
  return page.getByRole('region', { name: 'Exakt innehåll' }).innerText();
}

async function names(page) {
  const name = await page.locator('.person-name').innerText();
  return name.replace(/, \d+ år$/, '').split(' ');
}


journey(
  'S05 S13 S49 S50 S52 D01: a certificate is written, checked, signed with consent, and arrives at both recipients',
  async ({ page, context, product, inspect, screenshot }) => {
    await begin(page, PATIENTS.ordinary);
    const id = await newCertificate(page);
    await page.getByRole('button', { name: 'Validera' }).first().click();
    await page.getByRole('navigation', { name: 'Navigator' }).getByText('Välj minst ett alternativ.').first().waitFor();
    await screenshot('editor');
    await fillComplete(page, { other: 'Återbesök är bokat.' });
    await page.getByRole('button', { name: 'Validera' }).first().click();
    await page.locator('#besked').getByText('Alla obligatoriska uppgifter är ifyllda. Intyget kan sparas och skickas.').waitFor();
    await page.getByText('Inget saknas. Intyget kan signeras.', { exact: true }).waitFor();
    await inspect();

    await save(page);
    await heading(page).waitFor();
    assert.equal(await consentBox(page).isChecked(), false);
    const said = (text) => page.getByRole('dialog').getByText(text);
    await said(IT_ONLY).waitFor();
    await said(TO_BOTH).waitFor({ state: 'hidden' });
    await consentBox(page).check();
    await said(TO_BOTH).waitFor();
    await said(IT_ONLY).waitFor({ state: 'hidden' });
    await page.getByRole('status').filter({ hasText: TO_BOTH }).waitFor();
    assert.equal((await ok(page).innerText()).trim(), 'OK');
    await inspect();
    await screenshot('consent');
    assert.deepEqual(await interactions(product, id), [], 'nothing is sent before OK');
    await page.getByRole('link', { name: 'Avbryt' }).click();
    await heading(page).waitFor({ state: 'hidden' });
    await page.getByLabel('Övriga upplysningar', { exact: true }).waitFor();
    assert.equal(await page.getByLabel('Övriga upplysningar', { exact: true }).inputValue(), 'Återbesök är bokat.');
    assert.deepEqual(await interactions(product, id), [], 'Avbryt sends nothing');

    assert.equal(await sign(page), id);
    await page.locator('#flash').getByText('Intyget är signerat och skickas till Intygstjänsten och Försäkringskassan.').waitFor();
    await delivered(page);
    await page.getByRole('link', { name: 'Leverans' }).click();
    const delivery = page.getByRole('region', { name: 'Leverans' });
    assert.deepEqual(await delivery.getByRole('listitem').locator('strong').allInnerTexts(), ['Intygstjänsten', 'Försäkringskassan']);
    assert.deepEqual(await delivery.locator('[lang=en]').allInnerTexts(), ['Care certificate', 'Care certificate send']);
    await inspect();
    await screenshot('visa');

    const [given, family] = await names(page);
    for (const recipient of ['Intygstjänsten', 'Försäkringskassan']) {
      await page.goto(`/intyg/${id}`);
      await page.getByRole('link', { name: 'Leverans' }).click();
      await page.getByRole('link', { name: `Visa meddelande till ${recipient}` }).click();
      const message = await exactContent(page);
      assert.ok(message.includes(digits(PATIENTS.ordinary)), `${recipient} gets the personnummer`);
      for (const part of [given, family]) assert.ok(!message.includes(part), `${recipient} gets no name`);
      assert.doesNotMatch(message, /<c:(fornamn|efternamn|postadress|postnummer|postort)>[^<]+<\/c:\1>(?=[\s\S]*<\/c:patient>)/);
      await inspect();
    }

    assert.deepEqual(await interactions(product, id), BOTH);
    const { register, recipient } = await received(product, id);
    assert.deepEqual(
      register.map(({ patient, certificate_type, version, revoked_at, signature }) => [patient, certificate_type, version, revoked_at, signature.state]),
      [[digits(PATIENTS.ordinary), 'LISJP', '1.3', null, 'valid']],
    );
    assert.deepEqual(recipient.map((entry) => entry.recipient), ['FKASSA']);

    const simulator = await context.newPage();
    await simulator.goto(product.simulator);
    const article = simulator.getByRole('article').filter({ hasText: id });
    assert.equal(await article.count(), 2, 'once at each recipient');
    for (const text of await article.allInnerTexts()) {
      for (const part of [given, family]) assert.ok(!text.includes(part));
    }
    await inspect(simulator);
    await screenshot('simulator', simulator);
  },
);

journey('S51 A57: without consent only Intygstjänsten gets it, and the patient handles it on 1177.se', async ({ page, product, inspect }) => {
  await begin(page, PATIENTS.leapDay);
  await newCertificate(page);
  await fillComplete(page);
  const id = await sign(page, { consent: false });
  await page.locator('#flash').getByText('Intyget är signerat och skickas till Intygstjänsten. Det skickas inte till Försäkringskassan.').waitFor();
  await delivered(page, 'Skickat till Intygstjänsten');
  await page.locator('#lage').getByText('Tillgängligt för patienten på 1177.se. Inte skickat till Försäkringskassan.').waitFor();
  await inspect();
  assert.deepEqual(await interactions(product, id), ['RegisterCertificate']);
  assert.deepEqual((await received(product, id)).recipient, []);
  await toOverview(page);
  const listed = await row(page, id, 'Aktuella intyg').innerText();
  assert.match(listed, /Skickat till Intygstjänsten\s+Tillgängligt på 1177\.se, inte skickat till Försäkringskassan/);
});

journey('S53 S54 A56: consent afterwards sends once, and what is sent cannot be sent again', async ({ page, product, inspect }) => {
  await begin(page, PATIENTS.young);
  await newCertificate(page);
  await fillComplete(page);
  const id = await sign(page, { consent: false });
  await delivered(page, 'Skickat till Intygstjänsten');
  await toOverview(page);
  await act(page, id, 'Visa');
  await page.getByRole('link', { name: 'Skicka samtycke' }).click();
  await heading(page).waitFor();
  assert.equal(await consentBox(page).isChecked(), true);
  await inspect();
  await ok(page).dblclick();
  await delivered(page);
  assert.equal(await page.getByRole('link', { name: 'Skicka samtycke' }).count(), 0);

  const answer = await page.goto(`/intyg/${id}/samtycke`);
  assert.equal(answer.status(), 409);
  await page.getByText(/Intyget skickades redan .* av Eva Exempelius\./).waitFor();
  await inspect();
  for (const fields of [{ gor: 'skicka', samtycke: 'ja' }, { samtycke: 'ja' }]) {
    const again = await post(page, `/intyg/${id}/samtycke`, { nyckel: crypto.randomUUID(), rev: '1', innehall: 'x', ...fields });
    assert.equal(again.status, 409, again.code);
  }
  assert.deepEqual(await interactions(product, id), BOTH, 'one of each, in spite of a double click and of requests made by hand');
});

journey('A52: a signed certificate can be verified, also by the one that receives it', async ({ page, product }) => {
  await begin(page, PATIENTS.overHundred);
  await newCertificate(page);
  await fillComplete(page);
  const id = await sign(page);
  await delivered(page);
  await page.getByRole('region', { name: 'Händelser' }).getByText('Levererat till Försäkringskassan').waitFor();
  await page.getByText('Signaturen stämmer', { exact: true }).waitFor();
  await page.getByText('Tekniska uppgifter om signaturen').click();
  const facts = await page.getByRole('region', { name: 'Signatur' }).innerText();
  const [{ signature, digest }] = (await received(product, id)).register;
  assert.equal(signature.state, 'valid');
  assert.ok(facts.includes(signature.signer), 'the same signer');
  assert.match(facts, /[0-9a-f]{64}/);
  assert.match(digest, /^[0-9a-f]{64}$/);
  const message = await page.locator('#leverans-rader a').first().getAttribute('href');
  await page.goto(message);
  assert.match(await exactContent(page), /SignatureValue/);
});

journey('S20 D01: Signera on the start page does for a marked draft what Spara does in the editor', async ({ page, product, inspect }) => {
  await begin(page, PATIENTS.manyDiagnoses);
  const incomplete = await newCertificate(page);
  await page.getByLabel('Övriga upplysningar', { exact: true }).fill('Inte klart.');
  await toOverview(page);
  await newCertificate(page);
  await fillComplete(page, { from: day(-3) });
  await toOverview(page);
  const complete = await page.locator('tr[data-status]').evaluateAll((rows, other) => rows.map((each) => each.id.replace('rad-', '')).find((id) => id !== other), incomplete);
  const start = page.url();

  await act(page, complete, 'Signera');
  await heading(page).waitFor();
  assert.equal(page.url(), start, 'on top of the list');
  await inspect();
  await consentBox(page).check();
  await ok(page).click();
  await page.waitForURL(`**/intyg/${complete}`);
  await delivered(page);
  assert.deepEqual(await interactions(product, complete), BOTH);

  await toOverview(page);
  await act(page, incomplete, 'Signera');
  await inEditor(page);
  const list = page.locator('#felsammanfattning');
  await list.getByText('8 uppgifter saknas eller behöver rättas.').waitFor();
  assert.equal(await list.getByRole('link').count(), 8, 'the list of what is missing');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'felsammanfattning');
  const missing = page.getByRole('navigation', { name: 'Navigator' });
  await missing.getByText('8 uppgifter saknas').waitFor();
  await missing.getByRole('link', { name: 'Fyll i Funktionsnedsättning.' }).waitFor();
  assert.deepEqual(await interactions(product, incomplete), []);
  await inspect();

  await toOverview(page);
  await row(page, complete).getByRole('radio').check();
  await action(page, 'Signera').press('Enter');
  await page.locator('#orsak').getByText('Intyget är redan signerat.').waitFor();
});

journey('D01 A53: someone who may not sign gets Klart att signera, and a doctor signs', async ({ page, another, product, inspect }) => {
  await begin(page, PATIENTS.noDiagnoses, 'vera');
  const id = await newCertificate(page);
  await fillComplete(page);
  await page.getByRole('group', { name: 'Åtgärder', exact: true }).getByRole('button', { name: 'Klart att signera' }).click();
  await page.getByRole('heading', { name: 'Klart att signera' }).waitFor();
  await inspect();
  await page.getByLabel('Läkare som ska signera').selectOption({ label: 'Anna Provström, Specialistläkare' });
  await ok(page).click();
  await page.waitForURL(/\/patient\//);
  await row(page, id, 'Utkast').getByText('Klart att signera', { exact: true }).waitFor();
  await row(page, id).getByRole('radio').check();
  await action(page, 'Signera').press('Enter');
  await page.locator('#orsak').getByText('Du har inte rätt att signera. Öppna utkastet och välj Klart att signera.').waitFor();
  const refused = await post(page, `/intyg/${id}/samtycke`, { nyckel: crypto.randomUUID(), rev: '9', innehall: 'x', samtycke: 'ja' });
  assert.deepEqual([refused.status, refused.code], [403, 'FORBIDDEN']);
  assert.deepEqual(await interactions(product, id), []);

  const { page: doctors } = await another();
  await begin(doctors, PATIENTS.noDiagnoses, 'anna');
  await act(doctors, id, 'Signera');
  await heading(doctors).waitFor();
  await consentBox(doctors).check();
  await ok(doctors).click();
  await delivered(doctors);
  assert.deepEqual(await interactions(product, id), BOTH);
  assert.match(await doctors.locator('.facts').innerText(), /av Anna Provström, Exempelby vårdcentral/);
});

journey('A53: what is missing is told before a draft is handed over, and does not stop it', async ({ page, product, inspect }) => {
  await begin(page, PATIENTS.noDiagnoses, 'vera');
  const id = await newCertificate(page);
  await page.getByRole('group', { name: 'Åtgärder', exact: true }).getByRole('button', { name: 'Klart att signera' }).click();
  await page.getByText('8 uppgifter saknas. Läkaren behöver fylla i dem innan intyget kan signeras.', { exact: true }).waitFor();
  await inspect();
  await page.getByLabel('Läkare som ska signera').selectOption({ label: 'Anna Provström, Specialistläkare' });
  await ok(page).click();
  await page.waitForURL(/\/patient\//);
  await row(page, id, 'Utkast').getByText('Klart att signera', { exact: true }).waitFor();
  assert.deepEqual(await interactions(product, id), []);
});

journey('A55: a short period is advised against in the consent dialog, with the exceptions, and does not stop', async ({ page, product, inspect }) => {
  await begin(page, PATIENTS.leapDay);
  const id = await newCertificate(page);
  await fillComplete(page, { from: day(-1), to: day(12) });
  await save(page);
  await heading(page).waitFor();
  const dialog = page.getByRole('dialog');
  const advice = dialog.getByText('Perioden är 14 dagar. Intyg för kortare tid än 15 dagar behövs oftast inte hos Försäkringskassan.');
  // It is about sending, so it stands there when that is ticked.
  assert.equal(await advice.isVisible(), false);
  await consentBox(page).check();
  await advice.waitFor();
  const exceptions = dialog.getByText('Från dag 8 behövs intyget när patienten är');
  assert.equal(await exceptions.isVisible(), false);
  await dialog.getByText('Undantag', { exact: true }).click();
  await exceptions.waitFor();
  await inspect();
  await ok(page).click();
  await delivered(page);
  assert.deepEqual(await interactions(product, id), BOTH);

  await toOverview(page);
  await newCertificate(page);
  await fillComplete(page, { from: day(13), to: day(27) });
  await save(page);
  await heading(page).waitFor();
  await consentBox(page).check();
  assert.equal(await dialog.getByText('Perioden är', { exact: false }).count(), 0);
});
