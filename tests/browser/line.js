// What the viewer costs on a poor line: bytes of its scripts, the first sharp view at 400 kbit/s, what is asked for and
// what is given up; and that nothing on a page with pictures moves while they come.

import { opened, still } from './viewer.js';
import { photos } from './photos.js';

const SCRIPTS = 14_000;
/** Those that come with the page. */
const FIRST = 9_600;
/** For a phone; a wide screen needs four times the pixels, which is said and not judged. */
const SHARP_MS = 3_000;
/** 400 kbit/s with the delay of such a line. */
const POOR = { offline: false, latency: 100, downloadThroughput: 50_000, uploadThroughput: 50_000 };

export async function line(world) {
  const ids = await photos(world);
  const path = (id) => `/vi/relics/DTG/${id}`;
  const some = ids.length > 0 ? ids : [await anyPicture(world)];
  await scripts(world, path(some[0]));
  for (const id of some) {
    await sharp(world, path(id), 'a phone of 360 px at 2×', { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
    await sharp(world, path(id), 'a screen of 1,280 px', { viewport: { width: 1280, height: 800 } });
  }
  await sparing(world, path(some[0]));
  for (const page of ['/vi', '/vi/relics', '/vi/relics/DTG', path(some[0])]) {
    for (const width of [360, 1280]) await steady(world, page, width);
  }
}

async function anyPicture({ address }) {
  return (await (await fetch(`${address}/vi/relics/DTG`)).text()).match(/\/vi\/relics\/DTG\/(01[0-9A-Z]{24})/)[1];
}

/** Measures scripts as they are sent. */
async function scripts(world, path) {
  const html = await (await fetch(world.address + path)).text();
  const names = [...new Set([...html.matchAll(/\/static\/[a-z]+\.[0-9a-f]{8}\.js/g)].map(([name]) => name))];
  const weights = {};
  for (const name of names) {
    const answer = await fetch(world.address + name, { headers: { 'accept-encoding': 'gzip' } });
    // What came is unpacked already: only its length as sent is of interest.
    weights[name.split('/').pop().split('.')[0]] = Number(answer.headers.get('content-length')) || (await answer.arrayBuffer()).byteLength;
  }
  const first = ['canvas', 'viewer'];
  const viewer = first.reduce((sum, name) => sum + weights[name], 0);
  const page = [...first, 'page', 'theme'].reduce((sum, name) => sum + (weights[name] ?? 0), 0);
  const later = ['compare', 'regions', 'leaves'].reduce((sum, name) => sum + weights[name], 0);
  world.say(`line: scripts compressed: the viewer ${viewer} bytes (${JSON.stringify(weights)}), all the page loads ${page}, on demand ${later}`);
  if (viewer > FIRST) world.wrong.push(`line: the viewer's first scripts weigh ${viewer} bytes`);
  if (viewer + later > SCRIPTS) world.wrong.push(`line: the viewer's scripts weigh ${viewer + later} bytes`);
}

/** Measures when the picture stands there with at least one of its pixels to each of the page's. */
async function sharp(world, path, where, options) {
  const context = await world.browser.newContext({ locale: 'vi', ...options });
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send('Network.enable');
  await client.send('Network.setCacheDisabled', { cacheDisabled: true });
  await client.send('Network.emulateNetworkConditions', { ...POOR, connectionType: 'cellular3g' });
  await page.addInitScript(() => {
    const look = () => {
      const image = document.querySelector('.stage .shown');
      if (image?.complete && image.naturalWidth > 0) {
        const box = image.getBoundingClientRect();
        const wide = Math.min(box.width, (box.height * image.naturalWidth) / image.naturalHeight);
        // The width of the file: what the browser calls natural is that over the density it chose.
        const file = image.currentSrc.split('/').slice(-3)[0];
        window.sharp ??= { ms: Math.round(performance.now()), pixels: parseInt(file, 10) / wide, file };
      }
      if (!window.sharp) requestAnimationFrame(look);
    };
    look();
  });
  await page.goto(world.address + path, { waitUntil: 'commit' });
  await page.waitForFunction(() => window.sharp, null, { timeout: 60_000 });
  const { ms, pixels, file } = await page.evaluate(() => window.sharp);
  world.say(`line: ${where}: sharp after ${ms} ms with ${file} (${pixels.toFixed(2)} pixels to one)`);
  if (pixels < 0.9) world.wrong.push(`line: ${where}: ${file} is not sharp (${pixels.toFixed(2)})`);
  if (options.isMobile && ms > SHARP_MS) world.wrong.push(`line: ${where}: the first sharp view came after ${ms} ms`);
  await context.close();
}

/** On a line that is to be spared: few requests at a time, none doubled for a dense screen, none for what is no longer seen. */
async function sparing(world, path) {
  const must = (is, what) => is || world.wrong.push(`line: ${what}`);
  const context = await world.browser.newContext({ viewport: { width: 1280, height: 1000 }, deviceScaleFactor: 2, locale: 'vi' });
  const page = await context.newPage();
  await page.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true, effectiveType: '3g' } }));
  await page.addInitScript(() => {
    const own = window.fetch;
    window.stopped = 0;
    window.fetch = (...words) => own(...words).catch((error) => {
      if (error.name === 'AbortError') window.stopped += 1;
      throw error;
    });
  });
  const open = { now: 0, most: 0 };
  const isTile = (request) => /\/\d+,\d+,\d+,\d+\/\d+,\d+\/0\/default\.jpg$/.test(request.url());
  page.on('request', (request) => isTile(request) && (open.most = Math.max(open.most, (open.now += 1))));
  for (const name of ['requestfinished', 'requestfailed']) page.on(name, (request) => isTile(request) && (open.now -= 1));
  await page.route(/\/\d+,\d+,\d+,\d+\/\d+,\d+\/0\/default\.jpg$/, async (route) => {
    await page.waitForTimeout(3_000).catch(() => {});
    await route.continue().catch(() => {});
  });
  await page.goto(world.address + path);
  await page.waitForSelector('.viewer.awake .lens');
  await page.focus('.lens');
  for (let n = 0; n < 5; n += 1) await page.keyboard.press('+');
  await page.waitForFunction(() => document.querySelector('[data-viewer]').viewer.canvas.loads.size > 0);
  const wanted = await page.evaluate(() => document.querySelector('[data-viewer]').viewer.canvas.loads.size);
  await page.keyboard.press('0');
  await page.waitForFunction(() => document.querySelector('[data-viewer]').viewer.canvas.loads.size === 0);
  must(open.most <= 2, `${open.most} requests at a time on a line that is to be spared`);
  must(wanted > 0 && (await page.evaluate(() => window.stopped)) > 0, 'what is no longer seen is no longer fetched');
  await still(page);
  must(await page.evaluate(() => document.querySelector('[data-viewer]').viewer.canvas.tiles.size) < 20, 'nothing is fetched for a dense screen');
  await context.close();

  // What is asked for lies in sight: a view is opened from its address, and each part must touch it.
  const seen = await opened(world, `${path}#xywh=600,600,400,300`);
  await still(seen);
  const [left, top, wide, high] = await seen.evaluate(() => document.querySelector('[data-viewer]').viewer.canvas.seen());
  const parts = seen.tiles.map((request) => request.url().match(/\/(\d+),(\d+),(\d+),(\d+)\/\d+,\d+\/0\/default\.jpg$/)).filter(Boolean).map((found) => found.slice(1).map(Number));
  const outside = parts.filter(([x, y, w, h]) => x >= left + wide || x + w <= left || y >= top + high || y + h <= top);
  must(outside.length === 0, `parts were fetched that nobody sees: ${JSON.stringify(outside)}`);
  await seen.context().close();
}

/** Measures how much a page shifts while it comes, on the poor line. */
async function steady(world, path, width) {
  const context = await world.browser.newContext({ viewport: { width, height: 800 }, locale: 'vi' });
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send('Network.enable');
  await client.send('Network.emulateNetworkConditions', { ...POOR, downloadThroughput: 200_000 });
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shift += entry.value))).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(world.address + path, { waitUntil: 'load' });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const shift = await page.evaluate(() => window.shift);
  world.say(`line: ${path} at ${width} px shifts by ${shift.toFixed(4)}`);
  if (shift > 0.01) world.wrong.push(`line: ${path} at ${width} px shifts by ${shift.toFixed(3)}`);
  await context.close();
}
