// The map in hands: keyboard, mouse, touch; addresses of views, cards, groups, the page's own scrolling, no scripts, paper.

/** Opens the map with its script awake. */
async function opened(world, path, options = {}) {
  const context = await world.browser.newContext({ viewport: { width: 1280, height: 1000 }, locale: 'vi', ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => world.wrong.push(`map: ${path}: ${error}`));
  page.on('console', (message) => message.type() === 'error' && world.wrong.push(`map: ${path}: the console says ${message.text()}`));
  await page.goto(world.address + path, { waitUntil: 'load' });
  await page.waitForSelector('[data-map].awake .places a', { state: 'attached', timeout: 30_000 });
  await still(page);
  return page;
}

const state = (page) => page.evaluate(() => {
  const { ground, places } = document.querySelector('[data-map]').atlas;
  return { ...ground.goal, zoom: ground.zoomed(), count: places.reduce((sum, place) => sum + (place.count ?? 1), 0), places: places.length };
});

/** Waits until the map rests and has the markers of what is in sight. */
async function still(page) {
  await page.waitForFunction(() => {
    const { ground } = document.querySelector('[data-map]').atlas;
    return ground.sheets && !ground.way && !ground.fling && !ground.frame;
  });
  await page.waitForTimeout(260);
  await page.waitForLoadState('networkidle');
}

const inMap = (page, selector) => page.evaluate((wanted) => document.activeElement.matches(wanted), selector);

export async function map(world) {
  for (const width of [360, 1280]) await keys(world, width);
  await mouse(world);
  await touch(world);
  await views(world);
  await filters(world);
  await plain(world);
}

async function keys(world, width) {
  const must = (is, what) => is || world.wrong.push(`map, keyboard, ${width} px: ${what}`);
  const page = await opened(world, '/vi/map', { viewport: { width, height: 800 } });
  for (let n = 0; n < 60 && !(await inMap(page, '.lens')); n += 1) await page.keyboard.press('Tab');
  must(await inMap(page, '.lens[role=application][aria-label][aria-describedby]'), 'the map is reached with Tab and says what it is');
  const home = await state(page);
  await page.keyboard.press('+');
  await still(page);
  const near = await state(page);
  must(near.scale > home.scale * 1.4, 'plus zooms in');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowUp');
  await still(page);
  const moved = await state(page);
  must(moved.x > near.x && moved.y < near.y, 'arrows move');
  await page.keyboard.press('0');
  await still(page);
  const again = await state(page);
  must(Math.abs(again.scale / home.scale - 1) < 0.01 && again.count === home.count, '0 shows all again');
  must(/\d+ di tích trong khung/.test(await page.textContent('[data-said]')), 'how many are in the frame is told');

  // Through groups down to one, by Enter alone.
  await page.keyboard.press('Tab');
  must(await inMap(page, '.places a[aria-label]'), 'markers follow in the order of Tab');
  for (let n = 0; n < 12 && (await inMap(page, '.places a.many')); n += 1) {
    const before = await state(page);
    await page.keyboard.press('Enter');
    await still(page);
    must((await state(page)).scale > before.scale, 'Enter on a group goes nearer');
    must(await inMap(page, '.places a'), 'and the next stop is a marker there');
  }
  if (!(await inMap(page, '.places a.one'))) await page.locator('.places a.one').first().focus();
  const name = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  await page.keyboard.press('Enter');
  must(await inMap(page, '.map-card[role=dialog] h3 a'), 'Enter opens a card and goes to its link');
  must((await page.textContent('.map-card h3')) === name, 'which names what was chosen');
  const box = await page.evaluate(() => {
    const [card, own] = [document.querySelector('.map-card'), document.querySelector('.map')].map((one) => one.getBoundingClientRect());
    return card.left >= own.left && card.right <= own.right && card.bottom <= own.bottom;
  });
  must(box, 'the card lies within the map');
  await page.keyboard.press('Escape');
  must((await page.locator('.map-card').count()) === 0 && (await inMap(page, '.places a.one')), 'Escape closes it and goes back to the marker');
  must((await page.evaluate(() => document.activeElement.getAttribute('aria-label'))) === name, 'the same one');
  await page.keyboard.press('Enter');
  await Promise.all([page.waitForURL(/\/vi\/relics\/[A-Z0-9]+$/), page.keyboard.press('Enter')]);
  await page.context().close();
}

async function mouse(world) {
  const must = (is, what) => is || world.wrong.push(`map, mouse: ${what}`);
  const page = await opened(world, '/en/map', { locale: 'en' });
  const box = await page.locator('.map').boundingBox();
  const middle = [box.x + box.width / 2, box.y + box.height / 2];
  const home = await state(page);
  await page.mouse.move(...middle);
  await page.mouse.wheel(0, -240);
  await still(page);
  const near = await state(page);
  must(near.scale > home.scale * 1.2, 'the wheel zooms');
  await page.mouse.down();
  await page.mouse.move(middle[0] - 120, middle[1] - 60, { steps: 6 });
  await page.mouse.up();
  await still(page);
  const moved = await state(page);
  must(moved.x > near.x && moved.y > near.y, 'dragging moves');
  must(/#map=[\d.]+\/-?[\d.]+\/-?[\d.]+$/.test(page.url()), `the address says where: ${page.url()}`);
  for (const [name, grows] of [['in', true], ['out', false]]) {
    const before = await state(page);
    await page.click(`[data-do=${name}]`);
    await still(page);
    must((await state(page)).scale > before.scale === grows, `the button «${name}»`);
  }
  await page.click('[data-do=home]');
  await still(page);
  must(Math.abs((await state(page)).scale / home.scale - 1) < 0.01, 'the button «home»');
  const many = page.locator('.places a.many').first();
  if (await many.count()) {
    const before = await state(page);
    await many.locator('.pin').click();
    await still(page);
    must((await state(page)).scale > before.scale, 'a click on a group goes nearer');
  }
  await page.locator('.places a.one .pin').first().click();
  must((await page.locator('.map-card h3 a[href^="/en/relics/"]').count()) === 1, 'a click on a marker opens its card');
  await page.click('.map-card button');
  must((await page.locator('.map-card').count()) === 0, 'which closes by its button');
  const hits = await page.$$eval('.places .hit-area', (all) => all.every((one) => one.getBoundingClientRect().width >= 44));
  must(hits, 'markers are 44 pixels wide at least');
  await page.evaluate(() => document.fullscreenEnabled);
  await page.click('[data-do=full]');
  await page.waitForFunction(() => document.querySelector('[data-map]').matches(':fullscreen, .filled'));
  await page.click('[data-do=full]');
  await page.waitForFunction(() => !document.querySelector('[data-map]').matches(':fullscreen, .filled'));
  await page.context().close();
}

async function touch(world) {
  const must = (is, what) => is || world.wrong.push(`map, touch: ${what}`);
  const page = await opened(world, '/vi/map', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await page.locator('.map').scrollIntoViewIfNeeded();
  const client = await page.context().newCDPSession(page);
  const send = (type, ...points) => client.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  const box = await page.locator('.map').boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const home = await state(page);
  // One finger is the page's.
  const top = await page.evaluate(() => scrollY);
  await send('touchStart', [x, y]);
  for (let n = 1; n <= 8; n += 1) await send('touchMove', [x, y - n * 12]);
  await send('touchEnd');
  await page.waitForTimeout(300);
  must((await page.evaluate(() => scrollY)) > top + 20, 'one finger scrolls the page');
  must(Math.abs((await state(page)).y / home.y - 1) < 1e-6, 'and leaves the map where it is');
  await page.evaluate((at) => scrollTo(0, at), top);
  await page.waitForTimeout(200);
  // Two are the map's.
  await send('touchStart', [x - 30, y], [x + 30, y]);
  for (let n = 1; n <= 8; n += 1) await send('touchMove', [x - 30 - n * 6, y], [x + 30 + n * 6, y]);
  await send('touchEnd');
  await still(page);
  const near = await state(page);
  must(near.scale > home.scale * 1.5, `two fingers zoom: ${home.scale} → ${near.scale}`);
  await page.tap('[data-do=home]');
  await still(page);
  const many = page.locator('.places a.many .pin').first();
  if (await many.count()) {
    await many.tap();
    await still(page);
    must((await state(page)).scale > home.scale, 'a tap on a group goes nearer');
  }
  await page.locator('.places a.one .pin').first().tap();
  must((await page.locator('.map-card').count()) === 1, 'a tap on a marker opens its card');
  await page.context().close();
}

async function views(world) {
  const must = (is, what) => is || world.wrong.push(`map, addresses: ${what}`);
  const page = await opened(world, '/vi/map#map=12/16.0678/108.2208');
  const { zoom } = await state(page);
  must(Math.abs(zoom - 12) < 0.01, `a shared address is gone to: zoom ${zoom}`);
  const here = await page.getAttribute('[data-here]', 'href');
  must(/bbox=[\d.,-]+#map=12\//.test(here), `the frame can be listed: ${here}`);
  const { count } = await state(page);
  await Promise.all([page.waitForURL(/bbox=/), page.click('[data-here]')]);
  must(new RegExp(`\\b${count} di tích`).test(await page.textContent('main > [role=status]')), `the list of the frame has the ${count} of the map`);
  await page.evaluate(() => (location.hash = '#map=7/21/105.8'));
  await page.waitForFunction(() => Math.abs(document.querySelector('[data-map]').atlas.ground.zoomed() - 7) < 0.01);
  await page.context().close();

  const calm = await opened(world, '/vi/map', { reducedMotion: 'reduce' });
  await calm.click('[data-do=in]');
  must(await calm.evaluate(() => !document.querySelector('[data-map]').atlas.ground.way), 'nothing glides for who wants no motion');
  await calm.context().close();
}

async function filters(world) {
  const must = (is, what) => is || world.wrong.push(`map, filters: ${what}`);
  const page = await opened(world, '/vi/map');
  const all = await state(page);
  await page.click('.drawer > summary');
  await page.locator('form.facets input[name=rank]').first().check();
  await Promise.all([page.waitForURL(/\/vi\/map\?.*rank=/), page.click('form.facets .acts button')]);
  await page.waitForSelector('.places a', { state: 'attached' });
  await still(page);
  const some = await state(page);
  must(some.count < all.count && some.count > 0, `a facet narrows the map: ${all.count} → ${some.count}`);
  must(new RegExp(`\\b${some.count} di tích`).test(await page.textContent('main > [role=status]')), 'and the list alike');
  const list = await page.getAttribute('section a[href^="/vi/relics?"]', 'href');
  must(/rank=/.test(list), 'the list elsewhere keeps the question');
  await page.goto(`${world.address}/vi/map?q=xyzzy`);
  must((await page.locator('.empty').count()) === 1, 'nothing found is said');
  await page.context().close();
}

async function plain(world) {
  const must = (is, what) => is || world.wrong.push(`map, plain: ${what}`);
  const context = await world.browser.newContext({ javaScriptEnabled: false, locale: 'vi' });
  const page = await context.newPage();
  await page.goto(`${world.address}/vi/map`);
  must(await page.locator('.still .land').isVisible(), 'without scripts the map is drawn');
  must(!(await page.locator('.lens').isVisible()) && !(await page.locator('.chart-of .tools').isVisible()), 'and offers nothing that needs them');
  for (let n = 0; n < 8; n += 1) {
    const group = page.locator('.still a[href*="bbox="]').first();
    if ((await group.count()) === 0) break;
    const before = page.url();
    await Promise.all([page.waitForURL((url) => url.href !== before), group.locator('.pin').click()]);
    if ((await page.locator('.still a[href^="/vi/relics/"]').count()) > 0) break;
  }
  const one = page.locator('.still a[href^="/vi/relics/"]').first();
  must((await one.count()) === 1, 'groups lead to records');
  await Promise.all([page.waitForURL(/\/vi\/relics\/[A-Z0-9]+$/), one.locator('.pin').click()]);
  await context.close();

  const paper = await opened(world, '/vi/map');
  await paper.emulateMedia({ media: 'print' });
  must(await paper.locator('.still').isVisible(), 'on paper the drawing is there');
  must(!(await paper.locator('.lens').isVisible()), 'and not the canvas');
  await paper.context().close();
}
