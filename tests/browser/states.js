// The viewer in all its states: accessibility (axe-core), no sideways scrolling, and pictures of it to be looked at
// (RELIQUARY_SHOTS names a folder for them).

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { marked, opened, still, withRegions } from './viewer.js';
import { photos } from './photos.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const press = async (page, ...keys) => {
  await page.focus('.lens');
  for (const key of keys) await page.keyboard.press(key);
  await still(page);
};
const pair = async (page) => {
  await page.click('[data-do=compare]');
  await page.waitForFunction(() => document.querySelector('[data-viewer]').viewer.pair?.canvas.source);
  await still(page);
};

/** Each state and how it is reached. */
const STATES = {
  fit: async () => {},
  near: (page) => press(page, '+', '+', '+', '+'),
  turned: (page) => press(page, 'r'),
  beside: pair,
  slid: async (page) => {
    await pair(page);
    await page.click('[data-way=slide]');
  },
  full: async (page) => {
    await page.focus('.lens');
    await page.keyboard.press('f');
    await page.waitForFunction(() => document.fullscreenElement !== null);
    await still(page);
  },
  leaf: async (page) => {
    await page.fill('[data-number]', '9');
    await page.press('[data-number]', 'Enter');
    await page.waitForSelector('#leaf-wrong:not([hidden])');
    await page.focus('.marks a');
    await still(page);
  },
  marked: async (page) => {
    await page.focus('.marks a');
    await still(page);
  },
};

export async function states(world) {
  const [photo] = await photos(world);
  const id = photo ?? (await (await fetch(`${world.address}/vi/relics/DTG`)).text()).match(/\/vi\/relics\/DTG\/(01[0-9A-Z]{24})/)[1];
  const { id: paper } = await withRegions(world);
  let count = 0;
  for (const width of [360, 1280, 2560]) {
    for (const colorScheme of ['light', 'dark']) {
      for (const [name, reach] of Object.entries(STATES)) {
        const lang = { 360: 'vi', 1280: 'en', 2560: 'id' }[width];
        const options = { viewport: { width, height: { 360: 740, 1280: 900, 2560: 1400 }[width] }, colorScheme, locale: lang, bypassCSP: true };
        const open = name === 'marked' ? marked : opened;
        const page = await open(world, `/${lang}/relics/DTG/${name === 'leaf' ? paper : id}`, options);
        await still(page);
        await reach(page);
        const where = `states: ${name}, ${width} px, ${colorScheme}`;
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 0) world.wrong.push(`${where}: ${wide} px wider than the window`);
        if (process.env.RELIQUARY_SHOTS) await page.screenshot({ path: `${process.env.RELIQUARY_SHOTS}/${name}-${width}-${colorScheme}.png` });
        await page.addScriptTag({ content: axe });
        const found = await page.evaluate((rules) => axe.run(document, { runOnly: rules }).then((result) => result.violations), RULES);
        for (const one of found) world.wrong.push(`${where}: axe ${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 140)).join(' | ')}`);
        await page.context().close();
        count += 1;
      }
    }
  }
  world.say(`states: ${count} views`);
}
