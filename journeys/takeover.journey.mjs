import assert from 'node:assert/strict';

import { delivered, fillComplete, logIn, newCertificate, openPatient, sign } from './lib/certificate.mjs';
import { takeover } from './lib/configuration.mjs';
import { write } from './lib/conversation.mjs';
import { journeys } from './lib/journey.mjs';
import { post, row } from './lib/overview.mjs';
import { PATIENTS } from './lib/pages.mjs';

const journey = journeys(['--empty']);

const OLD = { name: 'Exempelby vårdcentral', id: 'SE0000000000-E001' };
const NEW = { name: 'Läkarhuset Påhittade Torget', id: 'SE0000000000-E003' };
const QUESTION = 'Vem svarar för intyget nu?';

journey(
  'S87 D10: what Försäkringskassan writes to a closed unit stands in the inbox of the one that has taken over its certificates',
  async ({ page, another, product, inspect }) => {
    await logIn(page, 'eva', OLD.name);
    await openPatient(page, PATIENTS.ordinary);
    await newCertificate(page);
    await fillComplete(page);
    const id = await sign(page);
    await delivered(page);

    await product.restart(() => takeover(OLD.id, NEW.id));
    // The simulator knows the unit that stands in the certificate, as Intygstjänsten does.
    await write(product, id, { ask: 'KONTKT', text: QUESTION });

    const { page: theirs } = await another();
    await logIn(theirs, 'karin', NEW.name);
    await theirs.goto('/enhet/inkorg');
    await theirs.getByText(QUESTION).first().waitFor({ state: 'attached' });
    await inspect(theirs);
    await openPatient(theirs, PATIENTS.ordinary);
    await row(theirs, id, 'Aktuella intyg').waitFor();
    await theirs.goto(`/intyg/${id}`);
    await theirs.getByText(`Övertaget av ${NEW.name}`).waitFor();
    assert.match(await theirs.locator('.facts').innerText(), new RegExp(`av Eva Exempelius, ${OLD.name}`));
    await inspect(theirs);

    await page.goto('/enhet/inkorg');
    await page.getByText('Inkorgen är tom.', { exact: false }).waitFor();
    const gone = await page.goto(`/intyg/${id}`);
    assert.equal(gone.status(), 404);
  },
);
