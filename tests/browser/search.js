// Searching and browsing as people do: by keyboard, by mouse, by touch, narrow and wide; nothing moves while it is read.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export async function search(world) {
  for (const width of [360, 1280]) {
    const where = `search at ${width} px`;
    const must = (is, what) => is || world.wrong.push(`${where}: ${what}`);
    const context = await world.browser.newContext({ viewport: { width, height: 800 }, locale: 'vi', hasTouch: width === 360, bypassCSP: true });
    const page = await context.newPage();
    await page.addInitScript(() => {
      globalThis.moved = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((one) => one.hadRecentInput || (globalThis.moved += one.value))).observe({ type: 'layout-shift', buffered: true });
    });
    const press = (target) => (width === 360 ? target.tap() : target.click());
    await suggestions(world, page, must, press);
    await facets(world, page, must, press);
    await views(world, page, must, press);
    await hits(world, page, must, press);
    await context.close();
  }
}

async function sound(page, must, what) {
  await page.waitForLoadState('networkidle');
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  must(over <= 0, `${what} is ${over} px too wide`);
  const moved = await page.evaluate(() => globalThis.moved);
  must(moved < 0.02, `${what} moved by ${moved} while it came`);
  await page.addScriptTag({ content: axe });
  const found = await page.evaluate((rules) => axe.run(document, { runOnly: rules }).then((result) => result.violations), RULES);
  for (const one of found) must(false, `${what}: axe ${one.id}: ${one.nodes.slice(0, 2).map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

async function suggestions({ address }, page, must, press) {
  await page.goto(`${address}/vi/relics`);
  const box = page.locator('#q');
  const list = page.locator('[role=listbox]');
  await press(box);
  await box.pressSequentially('di');
  await list.waitFor({ state: 'visible' });
  must((await box.getAttribute('aria-expanded')) === 'true', 'the box says that there are suggestions');
  await box.press('ArrowDown');
  await box.press('ArrowDown');
  const active = await box.getAttribute('aria-activedescendant');
  must(active && (await page.locator(`#${active}`).getAttribute('aria-selected')) === 'true', 'arrow keys choose one');
  await box.press('Escape');
  must(await list.isHidden(), 'Escape closes the suggestions');
  must((await box.inputValue()) === 'di' && !(await box.getAttribute('aria-activedescendant')), 'what was typed stays');
  await box.pressSequentially('nh thac');
  const option = list.locator('[role=option]', { hasText: 'Đình Thạc Gián' }).first();
  await option.waitFor({ state: 'visible' });
  await Promise.all([page.waitForURL(/\/vi\/relics\/DTG/), press(option)]);
  await page.goto(`${address}/vi/relics?q=khongcogidau&rank=national`);
  must((await page.locator('.empty a').count()) > 1, 'where nothing is found the page says how to go on');
  await sound(page, must, 'the empty list');
}

async function facets({ address }, page, must, press) {
  await page.goto(`${address}/vi/relics`);
  const drawer = page.locator('.drawer > summary');
  if (await drawer.isVisible()) await press(drawer);
  const unit = page.locator('details.facet', { has: page.locator('input[name=unit]') });
  if (!(await unit.evaluate((one) => one.open))) await press(unit.locator('> summary'));
  const ward = unit.locator('ul ul input[name=unit]').first();
  const count = Number(await ward.locator('xpath=..').locator('.n').textContent());
  await press(ward.locator('xpath=..'));
  await Promise.all([page.waitForURL(/unit=/), press(page.locator('.facets button[type=submit]'))]);
  const said = await page.locator('[role=status] b').first().textContent();
  must(said.startsWith(`${count} `), `the ward promised ${count} and gave ${said}`);
  must((await page.locator('input[name=unit]:not(:checked)').count()) > 1, 'the other places are still offered');
  await sound(page, must, 'the narrowed list');
  await Promise.all([page.waitForURL((url) => !url.search.includes('unit=')), press(page.locator('.chips a').first())]);
}

async function views({ address }, page, must, press) {
  await page.goto(`${address}/vi/relics?rank=national&sort=date`);
  for (const name of ['grid', 'table']) {
    await Promise.all([page.waitForURL(new RegExp(`view=${name}`)), press(page.locator(`.views a[href*="view=${name}"]`))]);
    must(/rank=national.*sort=date/.test(page.url()), `${name} keeps the question`);
    await sound(page, must, `the view ${name}`);
  }
  const names = () => page.locator('tbody th a').allTextContents();
  const before = await names();
  const head = page.locator('thead a').first();
  must((await head.boundingBox())?.height >= 44, 'the head of a column can be hit with a finger');
  await Promise.all([page.waitForURL(/sort=name/), press(head)]);
  const after = await names();
  must(after.join() !== before.join() && [...after].sort().join() === [...before].sort().join(), 'a column puts the same rows in its order');
  must((await page.locator('th[aria-sort=ascending]').count()) === 1, 'the column says that it is in order');
}

async function hits({ address }, page, must, press) {
  await page.goto(`${address}/vi/relics?q=${encodeURIComponent('英靈')}`);
  const lead = page.locator('.hit a[href*="#line-"]').first();
  await Promise.all([page.waitForURL(/#line-\d/), press(lead)]);
  must((await page.locator(':target').count()) === 1, 'a hit leads to the line of an inscription');
  await sound(page, must, 'the inscription');
  await page.goto(`${address}/vi/relics?q=dong+duong&kind=asset`);
  const paper = page.locator('.hit a[href*="#find="]').first();
  await Promise.all([page.waitForURL(/\/relics\/[A-Z0-9]+\/01/), press(paper)]);
}
