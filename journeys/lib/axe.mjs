// Automatic checks of accessibility (WCAG 2.2 AA) and of width.

import axe from 'axe-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Fails with a list of what axe-core finds on the page as it is now. The content security policy stays in force. */
export async function noViolations(page) {
  const { violations } = await withScripts(page, async (live) => {
    await live.evaluate(axe.source);
    return live.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags }), TAGS);
  });
  if (violations.length === 0) return;
  const lines = violations.flatMap(({ id, help, nodes }) => [
    `${id}: ${help}`,
    ...nodes.slice(0, 5).map((node) => `    ${node.target.join(' ')}  ${node.html.slice(0, 160)}`),
  ]);
  throw new Error(`axe-core finds ${violations.length} faults on ${page.url()}:\n  ${lines.join('\n  ')}`);
}

/** axe-core waits on timers, which stand still in a page without scripts: there it looks at a twin with the same content and styles. */
async function withScripts(page, action) {
  const scriptsAreOff = await page.evaluate(() => matchMedia('(scripting: none)').matches);
  if (!scriptsAreOff) return action(page);

  const content = (await page.content()).replace(/<\/?noscript>/g, '');
  const context = await page.context().browser().newContext({
    viewport: page.viewportSize(),
    storageState: await page.context().storageState(),
  });
  try {
    const twin = await context.newPage();
    await twin.route('**/*', (route) => {
      const request = route.request();
      if (request.isNavigationRequest()) return route.fulfill({ contentType: 'text/html; charset=utf-8', body: content });
      return request.resourceType() === 'script' ? route.abort() : route.continue();
    });
    await twin.goto(page.url());
    return await action(twin);
  } finally {
    await context.close();
  }
}

/** Fails when the page is wider than the window, and names what sticks out. */
export async function noSidewaysScroll(page) {
  const { wide, window, culprits } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const scrolls = (element) =>
      element !== null && (/auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    const culprits = [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > clientWidth + 1 && !scrolls(element.parentElement))
      .map((element) => element.outerHTML.slice(0, 120));
    return { wide: scrollWidth, window: clientWidth, culprits: culprits.slice(0, 5) };
  });
  if (wide > window) {
    throw new Error(`${page.url()} is ${wide} px wide in a window of ${window} px:\n  ${culprits.join('\n  ')}`);
  }
}
