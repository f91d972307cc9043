// What the journeys of the editor have in common.

import assert from 'node:assert/strict';

import { newCertificate } from './certificate.mjs';
import { begin } from './pages.mjs';

/** The fields of the form by what stands in them; the ids follow from the form's questions. */
export const FIELD = {
  infection: '#f-27',
  examination: '#f-1-undersokning',
  examinationDate: '#f-1-undersokning-datum',
  telephone: '#f-1-telefonkontakt',
  noExamination: '#f-ej-undersokning',
  currentWork: '#f-28-nuvarande_arbete',
  studies: '#f-28-studier',
  occupation: '#f-29',
  code: '#f-6-1-kod',
  diagnosis: '#f-6-1-text',
  impairment: '#f-35',
  limitation: '#f-17',
  ongoingTreatment: '#f-19',
  quarter: '#f-32-en_fjardedel',
  half: '#f-32-halften',
  threeQuarters: '#f-32-tre_fjardedel',
  whole: '#f-32-helt_nedsatt',
  earlyStart: '#f-tidigt-startdatum',
  workingTimeNo: '#f-33-nej',
  likely: '#f-39',
  withinTime: '#f-39-ater_x_antal_dgr',
  time: '#f-39-3',
  notRelevant: '#f-40-ej_aktuellt',
  other: '#f-25',
  address: '#f-enhet-adress',
  postcode: '#f-enhet-postnummer',
  town: '#f-enhet-postort',
  telephoneNumber: '#f-enhet-telefon',
};

/** What a new form lacks, as the Navigator names it. */
export const MANDATORY = [
  'Intyget är baserat på',
  'Sysselsättning',
  'Diagnos',
  'Funktionsnedsättning',
  'Aktivitetsbegränsning',
  'Nedsättning av arbetsförmågan',
  'Prognos för arbetsförmåga',
  'Åtgärder',
];

/** Logs in and opens a new form for a patient. Returns the certificate's id. */
export async function beginForm(page, patient) {
  await begin(page, patient);
  return newCertificate(page);
}

/** The day that the form counts from. */
export const today = (page) => page.locator('#formular').getAttribute('data-idag');

/** A date so many days after another. */
export function plus(date, days) {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Waits for the autosave, without doing anything that brings it about. */
export async function autosaved(page) {
  await page.locator('#sparstatus').filter({ hasText: /^Sparat \d\d\.\d\d/ }).waitFor();
}

/** Waits until a field, or the text of an element, has a value. */
export async function waitFor(page, selector, expected) {
  const read = ([wanted, value]) => {
    const element = document.querySelector(wanted);
    return element !== null && (element.matches('input, textarea, select') ? element.value : element.textContent.trim()) === value;
  };
  await page.waitForFunction(read, [selector, expected]).catch(async (error) => {
    const element = page.locator(selector);
    const is = await element.evaluate((found) => found.value ?? found.textContent.trim()).catch(() => 'not there');
    throw new Error(`${selector} is "${is}" instead of "${expected}"`, { cause: error });
  });
}

/** The remarks at a question. */
export const remarks = (page, question) => page.locator(`#q-${question} .remark:visible`).allInnerTexts();

/** The lines under the sections of the Navigator. */
export const lines = (page) => page.locator('#navigator .nav-sections ul a:visible').allInnerTexts();

/** Waits until a polite or urgent text has been given to screen readers. */
export const spoken = (page, text, region = 'status') => page.locator(`#${region}`).filter({ hasText: text }).waitFor({ state: 'attached' });

/** The element that has the focus, by its id. */
export const focused = (page) => page.evaluate(() => document.activeElement?.id);

/** Fails unless the element with the focus can be seen: inside the window and under no bar. */
export const focusIsSeen = (page) => isSeen(page.locator(':focus'));

/** Fails unless an element can be seen: inside the window and under no bar. */
export async function isSeen(locator) {
  const fault = await locator.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) return `${element.outerHTML.slice(0, 120)} is at ${top}–${bottom} of ${innerHeight}`;
    const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return element.contains(there) || there.contains(element) || there.closest('label')?.control === element
      ? ''
      : `${element.outerHTML.slice(0, 120)} is under ${there.outerHTML.slice(0, 120)}`;
  });
  assert.equal(fault, '');
}
