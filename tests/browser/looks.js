// Accessibility (axe-core), no sideways scrolling, nothing blocked by the content policy, on every kind of page, in three
// languages, narrow and wide, light and dark; and what a relic page weighs.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { LANGS, STAFF, publicPages, signIn, wrongStatus } from './places.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export async function looks(world) {
  let seen = 0;
  for (const width of [360, 1280]) {
    for (const colorScheme of ['light', 'dark']) {
      for (const lang of LANGS) {
        const pages = await publicPages(world, lang);
        seen += await walk(world, { width, colorScheme, lang }, pages, null);
        // The desk is walked in each language once a width; its colours are those of the public pages.
        if (colorScheme === 'light' || lang === 'vi') {
          seen += await walk(world, { width, colorScheme, lang }, ['/login', ...STAFF], 'approver');
        }
      }
    }
  }
  world.say(`looks: ${seen} pages`);
  for (const lang of LANGS) {
    const page = await fetch(`${world.address}/${lang}/relics/DTG`);
    const bytes = (await page.arrayBuffer()).byteLength;
    const all = bytes + (await weightOfParts(world, lang));
    world.say(`looks: the page of DTG in ${lang} weighs ${bytes} bytes plain, ${all} as sent with style and scripts`);
    if (all > 60_000) world.wrong.push(`the page of DTG in ${lang} weighs ${all} bytes without pictures`);
  }
}

/** What style, scripts and the page weigh on the wire; pictures are not counted. */
async function weightOfParts({ browser, address }, lang) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send('Network.enable');
  const kinds = new Map();
  let bytes = 0;
  client.on('Network.responseReceived', (event) => kinds.set(event.requestId, event.type));
  client.on('Network.loadingFinished', (event) => {
    if (['Stylesheet', 'Script'].includes(kinds.get(event.requestId))) bytes += event.encodedDataLength;
  });
  await page.goto(`${address}/${lang}/relics/DTG`, { waitUntil: 'networkidle' });
  await context.close();
  return bytes;
}

/** Names the buttons and choices whose words do not fit into them. Runs in the page. */
function cut() {
  const pen = document.createElement('canvas').getContext('2d');
  const found = [];
  for (const one of document.querySelectorAll('button, .btn, select:not([multiple])')) {
    if (!one.offsetParent) continue;
    const style = getComputedStyle(one);
    const words = (one.matches('select') ? one.selectedOptions[0]?.textContent : one.textContent)?.trim() ?? '';
    // The shorthand is empty where it cannot say all; the pen would keep the font of the one before.
    pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    // The arrow of a choice stands within it, and its words may wrap where there is height for them.
    const arrow = style.appearance === 'none' ? 0 : 16;
    const room = one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - arrow;
    const line = parseFloat(style.lineHeight) || parseFloat(style.fontSize) * 1.25;
    const lines = style.whiteSpace === 'normal' ? Math.max(1, Math.floor((one.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom)) / line)) : 1;
    const isCut = one.matches('select') ? pen.measureText(words).width * (lines > 1 ? 1.2 : 1) > room * lines + 1 : one.scrollWidth > one.clientWidth + 1;
    if (isCut) found.push(`«${words}» does not fit into its ${one.tagName.toLowerCase()}`);
  }
  return found;
}

async function walk(world, { width, colorScheme, lang }, pages, account) {
  const { browser, address, wrong } = world;
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme,
    locale: lang,
    bypassCSP: true,
    extraHTTPHeaders: { 'accept-language': lang },
  });
  const page = await context.newPage();
  const where = (path) => `${path} (${lang}, ${width} px, ${colorScheme})`;
  let path = '';
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (404|410)/.test(message.text())) wrong.push(`${where(path)}: the console says ${message.text()}`);
  });
  page.on('pageerror', (error) => wrong.push(`${where(path)}: ${error}`));
  if (account) await signIn(page, world, account);
  for (path of pages) {
    const answer = await page.goto(address + path, { waitUntil: 'load' });
    const strange = wrongStatus(path, answer.status());
    if (strange) wrong.push(`${where(path)}: ${strange}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (width === 360) for (const one of await page.evaluate(cut)) wrong.push(`${where(path)}: ${one}`);
    if (wide > 0) wrong.push(`${where(path)}: ${wide} px wider than the window`);
    await page.addScriptTag({ content: axe });
    const found = await page.evaluate((rules) => axe.run(document, { runOnly: rules }).then((result) => result.violations), RULES);
    for (const one of found) {
      wrong.push(`${where(path)}: axe ${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(' | ')}`);
    }
  }
  await context.close();
  return pages.length;
}
