import assert from 'node:assert/strict';

import { noSidewaysScroll, noViolations } from './lib/axe.mjs';
import { VIEWPORTS } from './lib/browser.mjs';
import { delivered, fillComplete, newCertificate, save, sign } from './lib/certificate.mjs';
import { FIELD, MANDATORY, autosaved, beginForm, focusIsSeen, focused, isSeen, lines, remarks, spoken, waitFor } from './lib/editor.mjs';
import { journeys } from './lib/journey.mjs';
import { logIn, openPatient } from './lib/pages.mjs';

const journey = journeys();

const INFORMATION = 'Om läkarintyg för sjukpenning';
const HIDE = 'Dölj informationstexten';
const SHOW = 'Visa informationstexten';

journey('S35 S37: the form begins with an information text that can be folded, and stays so', async ({ page, inspect }) => {
  await beginForm(page, '19850314-9828');
  const headings = page.locator('main').getByRole('heading');
  assert.match(await headings.nth(0).innerText(), /^Läkarintyg för sjukpenning/);
  assert.equal(await headings.nth(1).innerText(), INFORMATION);
  const text = page.locator('#informationstext-text');
  assert.match(await text.innerText(), /Sjukpenning är en ersättning/);
  assert.match(await text.innerText(), /Texten visas bara på skärmen och blir inte en del av intyget\./);

  const heading = await page.getByRole('heading', { name: INFORMATION, level: 2 }).boundingBox();
  const arrow = await page.getByRole('button', { name: HIDE }).boundingBox();
  assert.ok(arrow.x >= heading.x + heading.width, 'the arrow is to the right of the heading');
  assert.ok(Math.abs(arrow.y + arrow.height / 2 - (heading.y + heading.height / 2)) < heading.height, 'on the same line');
  assert.equal(await page.getByRole('button', { name: HIDE }).getAttribute('aria-expanded'), 'true');

  await page.getByRole('button', { name: HIDE }).click();
  const show = page.getByRole('button', { name: SHOW });
  await show.waitFor();
  assert.equal(await show.getAttribute('aria-expanded'), 'false');
  assert.ok(await text.isHidden());
  assert.ok(await page.getByRole('heading', { name: INFORMATION, level: 2 }).isVisible());
  await inspect();

  // Remembered for the user and the type: after a reload and in the next certificate.
  await page.reload();
  await show.waitFor();
  assert.ok(await text.isHidden());
  await page.getByRole('link', { name: 'Översikt' }).click();
  await newCertificate(page);
  assert.ok(await text.isHidden());
  await show.click();
  await page.getByRole('button', { name: HIDE }).waitFor();
  assert.ok(await text.isVisible());
});

journey('S36: the information text is in neither the certificate nor the message', async ({ page, product }) => {
  await beginForm(page, '19780522-9817');
  await fillComplete(page);
  const id = await sign(page);
  await delivered(page);
  const shown = await page.getByRole('main').innerText();
  assert.match(shown, /Nedsatt rörlighet i ländryggen/);
  const stored = await (await page.request.get(`${product.simulator}api/certificates/${id}`)).text();
  assert.ok(stored.includes('Lumbago'));
  for (const text of [shown, stored]) assert.doesNotMatch(text, /Sjukpenning är en ersättning|Om läkarintyg för sjukpenning/);
});

journey('S44–S47 A05: Validera lists what is missing to the right, and each line leads to its field', async ({ page, inspect, screenshot }) => {
  await beginForm(page, '19900917-9806');
  assert.deepEqual(await lines(page), [], 'nothing is red before the first check');
  const bar = page.getByRole('group', { name: 'Åtgärder', exact: true });
  await bar.getByRole('button', { name: 'Validera' }).click();
  const links = page.locator('#navigator a[data-gap]:visible');
  await links.first().waitFor();
  await spoken(page, '8 uppgifter saknas');
  assert.equal(await focused(page), 'navigator-rubrik');
  const missing = page.locator('#navigator [data-name]:has(a[data-gap]:visible)');
  assert.deepEqual(await missing.evaluateAll((found) => found.map((item) => item.dataset.name)), MANDATORY);
  assert.equal(await links.count(), MANDATORY.length, 'one line for each');
  const form = await page.locator('#formular').boundingBox();
  const list = await page.getByRole('navigation', { name: 'Navigator' }).boundingBox();
  assert.ok(list.x >= form.x + form.width, 'to the right of the form');
  await inspect();
  await screenshot('editor-missing');

  for (const link of await links.all()) {
    const id = (await link.getAttribute('href')).slice(1);
    await link.click();
    assert.equal(await focused(page), id);
    await focusIsSeen(page);
  }
});

journey('S46 A06: a complete form says so, wherever one looks', async ({ page, inspect }) => {
  await beginForm(page, '19690203-9830');
  const headline = page.locator('.nav-count');
  assert.equal(await headline.innerText(), '8 uppgifter saknas');
  await fillComplete(page);
  await page.getByRole('group', { name: 'Åtgärder', exact: true }).getByRole('button', { name: 'Validera' }).click();
  await page.getByText('Alla obligatoriska uppgifter är ifyllda. Intyget kan sparas och skickas.').first().waitFor();
  assert.equal(await headline.innerText(), 'Inget saknas. Intyget kan signeras.');
  assert.deepEqual(await page.locator('#navigator a[data-gap]').count(), 0);
  assert.equal(await page.getByRole('dialog').count(), 0);
  await inspect();

  await page.locator(FIELD.impairment).fill('');
  await page.locator(FIELD.impairment).press('Tab');
  await page.getByText('1 uppgift saknas').first().waitFor();
  assert.ok(await headline.evaluate((line) => line.getBoundingClientRect().top > 0), 'in view wherever the form stands');
  await page.setViewportSize(VIEWPORTS.tablet);
  assert.match(await page.locator('#navigator-knapp').innerText(), /Navigator\s*, 1 saknas/);
});

journey(
  'A05 S45: the Navigator is a drawer in a narrow window',
  async ({ page }) => {
    await beginForm(page, '19850314-9828');
    const drawer = page.getByRole('navigation', { name: 'Navigator' });
    assert.ok(await drawer.isHidden());
    await page.getByRole('button', { name: /^Navigator/ }).click();
    await drawer.waitFor();
    assert.equal(await focused(page), 'navigator-rubrik');
    await noViolations(page);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    assert.equal(await focused(page), 'navigator-knapp');

    await page.getByRole('group', { name: 'Åtgärder', exact: true }).getByRole('button', { name: 'Validera' }).click();
    await drawer.waitFor();
    assert.equal(await focused(page), 'navigator-rubrik');
    await page.locator('#nav-39 a[data-gap]').click();
    await drawer.waitFor({ state: 'hidden' });
    assert.equal(await focused(page), 'f-39');
    await focusIsSeen(page);
    await save(page);
    await page.waitForFunction(() => document.activeElement?.id === 'felsammanfattning');
    await isSeen(page.locator('#felsammanfattning-rubrik'));
  },
  { viewport: 'tablet' },
);

journey('S48: Spara with gaps signs and sends nothing, and says why', async ({ page, product, inspect, screenshot }) => {
  const id = await beginForm(page, '19850314-9828');
  await page.locator(FIELD.impairment).fill('Smärta vid rörelse.');
  await save(page);
  const summary = page.locator('#felsammanfattning');
  await summary.waitFor();
  assert.equal(await focused(page), 'felsammanfattning');
  assert.equal(await summary.getByRole('alert').count(), 1);
  const heading = summary.getByRole('heading', { level: 2, name: 'Intyget är inte komplett' });
  await isSeen(heading);
  assert.match(
    await summary.innerText(),
    /7 uppgifter saknas eller behöver rättas\. Intyget är inte skickat\. Fyll i det som saknas, eller kryssa i Utkast för att spara och fortsätta senare\./,
  );
  assert.match(await page.title(), /^Fel: Läkarintyg för sjukpenning/);
  assert.equal(await summary.getByRole('link').count(), 7);
  assert.equal(await page.locator('#navigator a[data-gap]:visible').count(), 7);
  await inspect();
  await screenshot('editor-refused');

  await summary.getByRole('link').last().click();
  assert.equal(await focused(page), 'f-40-ej_aktuellt');
  await focusIsSeen(page);
  // What has been cured is marked, and nothing jumps.
  await page.keyboard.press('Space');
  await summary.getByText('✓ klart').waitFor();
  assert.equal(await summary.getByRole('link').count(), 7);
  await spoken(page, /Åtgärder klart\. 6 kvar\./);

  const state = await (await page.request.get(`${product.simulator}api/state`)).text();
  assert.ok(!state.includes(id));
  await page.getByRole('link', { name: 'Översikt' }).click();
  assert.equal(await page.locator(`#rad-${id}`).getAttribute('data-status'), 'begun');
});

journey('A01 A02: what is typed is saved by itself a second later, and one sees it', async ({ page }) => {
  await beginForm(page, '19701063-2391');
  const status = page.locator('#sparstatus');
  const revision = async () => Number(await page.locator('[name=rev]').first().inputValue());
  let saves = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/svar')) saves += 1;
  });
  assert.equal(await status.innerText(), 'Inget att spara');
  const first = await revision();

  // The page's clock stands still, and is moved on by hand.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.locator(FIELD.other).pressSequentially('Får sjukgymnastik');
  assert.equal(await status.innerText(), 'Sparar…');
  await page.clock.runFor(900);
  assert.equal(saves, 0);
  await page.clock.runFor(200);
  await autosaved(page);
  assert.equal(saves, 1);
  assert.ok((await revision()) > first, 'a new version');
  assert.equal(await focused(page), 'f-25', 'the field keeps the focus');

  await page.locator(FIELD.other).pressSequentially(' varje');
  await page.keyboard.press('Tab');
  await page.clock.runFor(1);
  await autosaved(page);
  assert.equal(saves, 2, 'at once on leaving the field');

  // Without any further action it is there again.
  await page.clock.resume();
  await page.reload();
  await waitFor(page, FIELD.other, 'Får sjukgymnastik varje');
});

journey('A01: the caret and what is being typed stay while answers come', async ({ page }) => {
  await beginForm(page, '19701063-2391');
  await page.route(/\/svar$/, async (route) => {
    const answer = await route.fetch();
    await new Promise((resolve) => {
      setTimeout(resolve, 500);
    });
    await route.fulfill({ response: answer });
  });
  const words = 'Tilltagande värk sedan i våras, kan inte lyfta eller bära. ';
  const field = page.locator(FIELD.limitation);
  await field.pressSequentially(words, { delay: 40 });
  await page.keyboard.press('Control+Home');
  await field.pressSequentially('Nu: ', { delay: 300 });
  assert.equal(await field.inputValue(), `Nu: ${words}`);
  assert.equal(await field.evaluate((area) => area.selectionStart), 4);
});

journey('A01 S49: what is typed last, while an earlier save is under way, is in what is signed', async ({ page, product }) => {
  const id = await beginForm(page, '19701063-2391');
  await fillComplete(page);
  const revisions = [];
  let [underWay, most] = [0, 0];
  await page.route(/\/(svar|spara)$/, async (route) => {
    underWay += 1;
    most = Math.max(most, underWay);
    revisions.push(Number(new URLSearchParams(route.request().postData()).get('rev')));
    const answer = await route.fetch();
    // Stored already, and told half a second later.
    await new Promise((resolve) => {
      setTimeout(resolve, 500);
    });
    underWay -= 1;
    await route.fulfill({ response: answer });
  });
  const first = page.waitForRequest(/\/svar$/);
  await page.locator(FIELD.other).pressSequentially('Återbesök');
  await first;
  await page.locator(FIELD.other).pressSequentially(' är bokat om en veckå');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { name: 'Samtycke' }).waitFor();
  await page.getByRole('button', { name: 'OK', exact: true }).click();
  await delivered(page, 'Skickat till Intygstjänsten');
  assert.equal(most, 1, 'one save at a time');
  assert.ok(revisions.length > 1);
  assert.deepEqual(revisions, revisions.toSorted((a, b) => a - b), 'an older answer brings no older revision back');
  const stored = await (await page.request.get(`${product.simulator}api/certificates/${id}`)).text();
  assert.ok(stored.includes('Återbesök är bokat om en veckå'), stored);
});

journey('A02: what is typed after the session has ended is kept, and saved when the same person has logged in again', async ({ page, context }) => {
  await beginForm(page, '19701063-2391');
  await page.locator(FIELD.other).fill('Före.');
  await page.keyboard.press('Tab');
  await autosaved(page);
  await context.clearCookies();
  await page.locator(FIELD.other).fill('Före. Efter.');
  const strip = page.getByRole('region', { name: 'Anslutning till servern' });
  await strip.getByText('Du är utloggad. Texten är kvar här.').waitFor();
  assert.equal(await page.locator(FIELD.other).inputValue(), 'Före. Efter.');
  const [tab] = await Promise.all([context.waitForEvent('page'), strip.getByRole('link', { name: 'Logga in i en ny flik' }).click()]);
  await tab.waitForURL(/\/logga-in/);
  await logIn(tab, 'eva', 'Exempelby vårdcentral');
  await page.bringToFront();
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await page.locator('#sparstatus', { hasText: /Kontakten är tillbaka\.$/ }).waitFor();
  await page.reload();
  await waitFor(page, FIELD.other, 'Före. Efter.');
});

journey('A02: without contact the text is kept, and saved when the contact is back', async ({ page, context, inspect }) => {
  await beginForm(page, '19701063-2391');
  await context.setOffline(true);
  await page.locator(FIELD.other).fill('Skrivet utan kontakt.');
  const strip = page.getByRole('region', { name: 'Anslutning till servern' });
  await strip.getByText(/^Ingen kontakt med servern sedan \d\d\.\d\d\. Du kan fortsätta skriva\./).waitFor();
  await page.locator('#sparstatus', { hasText: /^Inte sparat\. Försöker igen om \d+ s\.$/ }).waitFor();
  await save(page);
  await spoken(page, 'Det går inte utan kontakt med servern. Texten är kvar.', 'alert');
  await context.setOffline(false);
  await page.locator('#sparstatus', { hasText: /Kontakten är tillbaka\.$/ }).waitFor();
  assert.ok(await strip.isHidden());
  await inspect();
  await page.reload();
  await waitFor(page, FIELD.other, 'Skrivet utan kontakt.');
});

journey('A03: every change is checked by the server, wrong answers at once and missing ones when asked for', async ({ page, inspect }) => {
  await beginForm(page, '19701063-2391');
  await page.locator(FIELD.whole).check();
  await page.locator(`${FIELD.whole}-from`).fill('2026-02-31');
  await page.locator(`${FIELD.whole}-from`).press('Tab');
  await page.locator('#q-32 .remark', { hasText: 'Fel: 2026-02-31 finns inte i kalendern.' }).waitFor();
  assert.equal(await page.locator(`${FIELD.whole}-from`).getAttribute('aria-invalid'), 'true');
  assert.match((await lines(page)).join(), /2026-02-31 finns inte i kalendern/, 'wrong answers are listed before Validera');
  assert.equal(await page.locator(`${FIELD.whole}-from`).inputValue(), '2026-02-31', 'kept as typed');
  await inspect();

  await page.locator(`${FIELD.whole}-from`).fill('2026-02-28');
  await page.locator(`${FIELD.whole}-tom`).fill('2026-02-27');
  await page.locator(`${FIELD.whole}-tom`).press('Tab');
  await page.locator('#q-32 .remark', { hasText: 'Till och med kan inte vara före från och med.' }).waitFor();
  await page.locator(`${FIELD.whole}-tom`).fill('idag');
  await page.locator(`${FIELD.whole}-tom`).press('Tab');
  await page.locator('#q-32 .remark.stop').waitFor({ state: 'detached' });
  await page.locator('.nav-count', { hasText: '7 uppgifter saknas' }).waitFor();

  // What has the focus is not remarked upon before it is left.
  await page.locator(FIELD.examinationDate).pressSequentially('2027');
  await autosaved(page);
  assert.deepEqual(await remarks(page, '1'), []);
  await page.locator(FIELD.examinationDate).fill('imorgon');
  await page.keyboard.press('Tab');
  await page.locator('#q-1 .remark', { hasText: 'Datumet får inte vara senare än i dag.' }).waitFor();
});

journey('A04: questions come, go and become mandatory with other answers', async ({ page, inspect, screenshot }) => {
  await beginForm(page, '19880224-9824');
  const occupation = page.getByLabel('Ange yrke och arbetsuppgifter');
  assert.ok(await occupation.isHidden());
  await page.getByLabel('Nuvarande arbete').check();
  await occupation.waitFor();
  assert.match(await page.locator('#q-29').innerText(), /obligatoriskt/);
  await occupation.fill('Svetsare');

  const reason = page.getByLabel('Motivering till varför det medicinska underlaget inte baseras på en undersökning');
  await page.getByLabel('min telefonkontakt med patienten', { exact: true }).check();
  await reason.waitFor();
  await page.getByLabel('min undersökning av patienten', { exact: true }).check();
  await reason.waitFor({ state: 'hidden' });

  assert.ok(await page.locator('#q-33').isHidden());
  await page.getByLabel('50 procent', { exact: true }).check();
  await page.locator('#q-33').waitFor();
  await page.locator(FIELD.impairment).fill('Nedsatt handgrepp.');

  const ruledOut = /fylls inte i när avstängning enligt smittskyddslagen är ikryssad\./;
  await page.getByLabel(/^Avstängning enligt smittskyddslagen/).check();
  await page.locator('#s-2 .ruled-out').waitFor();
  for (const section of ['2', '3', '5', '6', '7', '9', '10', '12']) {
    assert.match(await page.locator(`#s-${section}`).innerText(), ruledOut);
    assert.equal(await page.locator(`#s-${section} :is(input, textarea):visible`).count(), 0);
    assert.match(await page.locator(`#nav-s-${section} .state`).innerText(), /visas inte/);
  }
  for (const question of ['q-6', 'q-32', 'q-25']) assert.ok(await page.locator(`#${question}`).isVisible(), question);
  for (const question of ['q-33', 'q-34', 'q-37']) assert.ok(await page.locator(`#${question}`).isHidden(), question);
  await page.locator('.nav-count', { hasText: '2 uppgifter saknas' }).waitFor();
  await inspect();
  await screenshot('editor-smittskydd');

  await page.getByLabel(/^Avstängning enligt smittskyddslagen/).uncheck();
  await occupation.waitFor();
  await waitFor(page, FIELD.occupation, 'Svetsare');
  await waitFor(page, FIELD.impairment, 'Nedsatt handgrepp.');
});

journey('A26: long texts are counted and never cut, and signs that cannot be sent are named', async ({ page, inspect }) => {
  await beginForm(page, '19880224-9824');
  const field = page.locator(FIELD.impairment);
  const counter = page.locator(`${FIELD.impairment}-count`);
  await field.fill('a'.repeat(3149));
  assert.equal(await counter.innerText(), '');
  await field.press('End');
  await field.pressSequentially('a');
  assert.equal(await counter.innerText(), '350 tecken kvar');
  await field.fill('å'.repeat(3512));
  assert.equal(await counter.innerText(), '12 tecken för mycket');
  await spoken(page, '12 tecken för mycket');
  await field.press('Tab');
  await page.locator('#q-35 .remark', { hasText: '12 tecken för mycket.' }).waitFor();
  await inspect();
  await page.reload();
  await waitFor(page, FIELD.impairment, 'å'.repeat(3512));

  await field.fill('Mår bra ☺ och äter – ”gott”.');
  await field.press('Tab');
  await page.locator('#q-35 .remark', { hasText: 'Tecknet ☺ kan inte skickas. Ersätt det.' }).waitFor();
  assert.equal((await remarks(page, '35')).length, 1, 'ordinary punctuation passes');
});

journey('A27: explanations are folded, and stay open while one writes', async ({ page }) => {
  await beginForm(page, '19880224-9824');
  const explanation = page.locator('#q-35 details.explanation');
  const text = explanation.getByText('Beskriv de avvikelser som du har sett vid undersökningen');
  assert.ok(await text.isHidden());
  await explanation.getByText('Förklaring').click();
  assert.ok(await text.isVisible());
  await page.locator(FIELD.impairment).fill('Svullnad.');
  await page.locator(FIELD.impairment).press('Tab');
  await autosaved(page);
  assert.ok(await text.isVisible());
  for (const question of ['1', '28', '6', '35', '17', '32', '39', '26']) {
    assert.equal(await page.locator(`#q-${question} > details.explanation, #q-${question} fieldset > details.explanation`).count(), 1, question);
  }
});

journey("A30: the unit's address is filled in, can be changed, and is checked", async ({ page }) => {
  await beginForm(page, '19880224-9824');
  assert.equal(await page.getByLabel('Postort').inputValue(), 'Exempelby');
  await page.getByLabel('Postnummer').fill('12 34');
  await page.getByLabel('Postnummer').press('Tab');
  await page.locator('#q-enhet .remark', { hasText: 'Ange postnummer med fem siffror.' }).waitFor();
  await page.locator(FIELD.telephoneNumber).fill('ring oss');
  await page.locator(FIELD.telephoneNumber).press('Tab');
  await page.locator('#q-enhet .remark', { hasText: 'Ange telefonnummer med siffror.' }).waitFor();
  await page.getByLabel('Postnummer').fill('99922');
  await page.locator(FIELD.telephoneNumber).fill('08-465 004 20');
  await page.locator(FIELD.telephoneNumber).press('Tab');
  await page.locator('#q-enhet .remark').first().waitFor({ state: 'detached' });
  await page.getByLabel('Postadress').fill('');
  await page.getByLabel('Postadress').press('Tab');
  await page.locator('.nav-count', { hasText: '9 uppgifter saknas' }).waitFor();
  await page.getByLabel('Postadress').fill('Nygatan 9');

  await fillComplete(page);
  await sign(page, { consent: false });
  const shown = await page.getByRole('main').innerText();
  for (const text of ['Nygatan 9', '99922', '08-465 004 20']) assert.ok(shown.includes(text), text);
  // The unit's own details are as before.
  await openPatient(page, '19880224-9824');
  await newCertificate(page);
  assert.notEqual(await page.getByLabel('Postadress').inputValue(), 'Nygatan 9');
});

for (const viewport of ['desktop', 'tablet']) {
  journey(
    `A103: the shortcuts are listed, in a dialog and on a page (${viewport})`,
    async ({ page, inspect, screenshot }) => {
      await beginForm(page, '20010610-9804');
      await page.locator(FIELD.other).focus();
      await page.keyboard.press('F1');
      const dialog = page.getByRole('dialog', { name: 'Kortkommandon' });
      await dialog.waitFor();
      for (const keys of ['F8', 'F9', 'Ctrl+S', 'Ctrl+Enter']) assert.ok((await dialog.innerText()).replace(/\s/g, '').includes(keys), keys);
      await inspect();
      await screenshot('shortcuts');
      await page.keyboard.press('Escape');
      assert.equal(await dialog.count(), 0);
      await page.getByRole('link', { name: 'Kortkommandon' }).click();
      await dialog.waitFor();
      await dialog.getByRole('button', { name: 'Stäng' }).click();
      await page.goto('/kortkommandon');
      await page.getByRole('heading', { level: 1, name: 'Kortkommandon' }).waitFor();
      await inspect();
    },
    { viewport },
  );
}

journey(
  'the editor fits a window of 320 px',
  async ({ page }) => {
    await beginForm(page, '20010610-9804');
    await noSidewaysScroll(page);
    await save(page);
    await page.locator('#felsammanfattning').waitFor();
    await noSidewaysScroll(page);
    await noViolations(page);
    for (const [name, opens] of [
      ['Patientens diagnoser', () => page.getByRole('button', { name: /^Hämta diagnos från journalen/ }).first().click()],
      ['Kortkommandon', () => page.keyboard.press('F1')],
    ]) {
      await opens();
      const dialog = page.getByRole('dialog', { name });
      await dialog.waitFor();
      assert.ok(await dialog.evaluate((box) => box.scrollWidth <= box.clientWidth), `${name} fits`);
      await noViolations(page);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    }
    await page.goto('/diagnosregister?sok=rygg');
    await noSidewaysScroll(page);
  },
  { viewport: 'phone' },
);
