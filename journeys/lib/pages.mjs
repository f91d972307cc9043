// The steps that nearly every journey begins with, by the words that a user sees.

/** The demo's shared password; user names and patients are printed by the demo. */
export const PASSWORD = 'intyg';

/** Persons of the demo journal, by what they are there for. */
export const PATIENTS = {
  ordinary: '19850314-9828',
  ongoingSickLeave: '19780522-9817',
  endedSickLeave: '19900917-9806',
  certificateFrom2017: '19690203-9830',
  protectedIdentity: '19740811-9860',
  deceased: '19441129-9854',
  coordinationNumber: '19701063-2391',
  overHundred: '19121212-1212',
  leapDay: '20000229-9816',
  young: '20010610-9804',
  noDiagnoses: '19870119-9864',
  manyDiagnoses: '19590404-9870',
  otherRegister: '19661015-9896',
  newNumber: '19880224-9824',
};

/** Logs in, at the unit of that name when one is given; otherwise stays on the choice of unit when there is one. */
export async function logIn(page, user = 'eva', unit = undefined) {
  await page.goto('/logga-in');
  await page.getByLabel('Användarnamn').fill(user);
  await page.getByLabel('Lösenord', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Logga in' }).click();
  await page.waitForURL(/\/(valj-enhet|patient)\b/);
  if (unit && page.url().includes('/valj-enhet')) await chooseUnit(page, unit);
}

/** Chooses a unit by its name. */
export async function chooseUnit(page, unit) {
  await page.getByRole('button', { name: unit }).click();
  await page.waitForURL(/\/patient\b/);
}

/** Opens the start page of a patient. */
export async function openPatient(page, number = PATIENTS.ordinary) {
  await page.goto('/patient');
  await page.getByLabel('Personnummer eller samordningsnummer').fill(number);
  await page.getByRole('button', { name: 'Sök' }).click();
  await page.waitForURL(/\/patient\/[^/]+\/intyg/);
}

/** Logs in a doctor with several units at the health centre, and opens a patient. */
export async function begin(page, number = PATIENTS.ordinary) {
  await logIn(page);
  await chooseUnit(page, 'Exempelby vårdcentral');
  await openPatient(page, number);
}
