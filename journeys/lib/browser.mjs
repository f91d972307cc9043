// The system's Chromium, driven by playwright-core.

import { existsSync } from 'node:fs';

import { chromium } from 'playwright-core';

/** Sizes that the pages are looked at in. */
export const VIEWPORTS = {
  desktop: { width: 1280, height: 800 },
  tablet: { width: 820, height: 1180 },
  phone: { width: 320, height: 800 },
};

// A browser that asks nobody but the product.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
];

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Starts Chromium without a window. CHROMIUM names another one than the system's. */
export async function launchBrowser() {
  const executablePath = process.env.CHROMIUM ?? PLACES.find((place) => existsSync(place));
  if (!executablePath) throw new Error('Chromium is missing: install the package chromium');
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}
