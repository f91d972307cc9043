// A headless browser may stop drawing a page, mostly after its size was changed on a busy machine. A click waits for two frames, and
// would then wait for ever. Whoever looks at such a page makes it draw again.

const EVERY_MS = 2_500;
const PATIENCE_MS = 2_500;

/** Looks after a page until it closes: when no frame comes although the page answers, it is made to draw, and that is told. */
export function keepDrawing(page) {
  let looking = false;
  const timer = setInterval(async () => {
    if (looking) return;
    looking = true;
    try {
      if ((await draws(page)) === false) {
        console.error(`${new URL(page.url()).pathname}: the browser had stopped drawing; it is asked to go on`);
        await wake(page);
      }
    } catch {
      // The page was closed or is on its way to another address.
    } finally {
      looking = false;
    }
  }, EVERY_MS);
  timer.unref();
  page.once('close', () => clearInterval(timer));
}

/** Tells whether frames come: `undefined` when the page itself does not answer, which is not the browser's fault. */
export async function draws(page) {
  const answers = await within(page.evaluate(() => true));
  if (!answers) return undefined;
  const frame = page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(true))));
  return (await within(frame)) ?? false;
}

async function wake(page) {
  await page.bringToFront();
  const session = await page.context().newCDPSession(page);
  // A picture can only be taken of a frame.
  await within(session.send('Page.captureScreenshot', { format: 'jpeg', quality: 1 }));
  await session.detach();
}

async function within(promise) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, undefined);
  });
  try {
    return await Promise.race([promise.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}
