// The timeline and the calendar by keyboard, touch and mouse, narrow and wide, and without scripts.

export async function time(world) {
  for (const width of [360, 1280]) {
    await drawing(world, width);
    await calendar(world, width);
  }
  await withoutScripts(world);
}

const must = ({ wrong }, width) => (is, what) => is || wrong.push(`time (${width} px): ${what}`);

async function drawing(world, width) {
  const { browser, address } = world;
  const holds = must(world, width);
  const context = await browser.newContext({ viewport: { width, height: 800 }, hasTouch: width < 800, locale: 'vi' });
  const page = await context.newPage();
  await page.addInitScript(() => {
    window.shifted = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((one) => (window.shifted += one.value))).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(`${address}/vi/timeline`, { waitUntil: 'load' });
  holds((await page.evaluate(() => window.shifted)) < 0.01, 'nothing moves while the page loads');

  const region = page.locator('.ages .scroll');
  const room = await region.evaluate((one) => ({ inner: one.scrollWidth, outer: one.clientWidth }));
  holds(width < 800 ? room.inner > room.outer : room.inner <= room.outer + 1, `the drawing has ${room.inner} px in ${room.outer} px`);

  // Whatever leads somewhere can be hit with a finger, and no two lie over each other.
  const boxes = await page.locator('svg.time a').evaluateAll((links) =>
    links.map((link) => {
      const { x, y, width: w, height: h } = link.querySelector('.touch').getBoundingClientRect();
      return { x, y, w, h, name: link.getAttribute('aria-label') ?? link.textContent.trim(), isMark: link.hasAttribute('aria-label') };
    }),
  );
  holds(boxes.length > 20, `${boxes.length} links are drawn`);
  for (const box of boxes) holds(box.h >= (box.isMark ? 43 : 27) && box.w >= 27, `«${box.name}» is ${Math.round(box.w)} × ${Math.round(box.h)} px`);
  boxes.forEach((one, at) =>
    boxes.slice(at + 1).forEach((other) => {
      const over = (start, size) => Math.min(one[start] + one[size], other[start] + other[size]) - Math.max(one[start], other[start]);
      holds(over('x', 'w') <= 3 || over('y', 'h') <= 3, `«${one.name}» lies over «${other.name}»`);
    }),
  );

  // By keyboard: the drawing scrolls, its links are reached in order and show where one is.
  await region.focus();
  if (width < 800) {
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.querySelector('.ages .scroll').scrollLeft > 0, null, { timeout: 5_000 }).catch(() => holds(false, 'the arrow key scrolls the drawing'));
  }
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => {
    const one = document.activeElement;
    const touch = one.querySelector('.touch');
    return { isDrawn: one.closest('svg.time') !== null, ring: touch && getComputedStyle(touch).strokeWidth, name: one.textContent.trim() };
  });
  holds(first.isDrawn && first.ring === '3px', `the first link of the drawing shows that it is reached: ${JSON.stringify(first)}`);
  await Promise.all([page.waitForURL(/\/vi\/relics\//), page.keyboard.press('Enter')]);

  // By finger or mouse: moments that lie together lead nearer, where they lie apart.
  await page.goto(`${address}/vi/timeline`);
  const together = page.locator('svg.time a[href*="from="]').first();
  await together.scrollIntoViewIfNeeded();
  const before = await page.locator('svg.time').getAttribute('aria-label');
  await Promise.all([page.waitForURL(/from=/), width < 800 ? together.tap() : together.click()]);
  holds((await page.locator('svg.time').getAttribute('aria-label')) !== before, 'other years are shown nearer');
  holds((await page.locator('nav.views [aria-current], main a[href$="/vi/timeline"]').count()) > 0, 'a way leads back to all years');

  // A dynasty, a filter and the list keep one another.
  await page.goto(`${address}/vi/timeline?rank=national`);
  const era = page.locator('nav.views a[href*="from=1802"]').first();
  await Promise.all([page.waitForURL(/from=1802/), width < 800 ? era.tap() : era.click()]);
  holds(/rank=national/.test(page.url()), 'a dynasty keeps the filter');
  const list = page.locator('main a[href^="/vi/relics?"]').first();
  await Promise.all([page.waitForURL(/\/vi\/relics\?/), list.click()]);
  holds(/rank=national/.test(page.url()) && /from=1802/.test(page.url()), `the list keeps the question: ${page.url()}`);
  const back = page.locator('main a[href^="/vi/timeline?"]').first();
  await Promise.all([page.waitForURL(/\/vi\/timeline\?/), back.click()]);
  holds(/rank=national/.test(page.url()) && /from=1802/.test(page.url()), `and so does the way back: ${page.url()}`);
  await context.close();
}

async function calendar(world, width) {
  const { browser, address } = world;
  const holds = must(world, width);
  const context = await browser.newContext({ viewport: { width, height: 800 }, hasTouch: width < 800, locale: 'vi' });
  const page = await context.newPage();
  await page.goto(`${address}/vi`);
  const all = page.locator('main a[href="/vi/festivals"]').first();
  await Promise.all([page.waitForURL(/\/vi\/festivals$/), width < 800 ? all.tap() : all.click()]);
  const text = await page.textContent('main');
  holds(/Lễ hội đình Túy Loan/.test(text) && /dự kiến/.test(text) && /âm lịch/.test(text), 'a festival, its lunar day and «dự kiến»');
  holds((await page.locator('a[href^="webcal://"]').count()) === 1, 'calendars can follow it');
  const lunar = page.locator('nav.views a[href$="by=lunar"]');
  await lunar.focus();
  await Promise.all([page.waitForURL(/by=lunar/), page.keyboard.press('Enter')]);
  holds(/Tháng 1 âm lịch/.test(await page.textContent('main')), 'it can be read by lunar months');
  const festival = page.locator('ol.tl a[href*="/relics/DTL"]').first();
  await Promise.all([page.waitForURL(/\/vi\/relics\/DTL/), width < 800 ? festival.tap() : festival.click()]);
  const file = await (await fetch(`${address}/data/festivals.ics?lang=en`)).text();
  holds(file.startsWith('BEGIN:VCALENDAR\r\n') && file.split('BEGIN:VEVENT').length > 6, 'the file has the festivals of three years');
  await context.close();
}

async function withoutScripts(world) {
  const { browser, address } = world;
  const holds = must(world, 'no scripts');
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'vi' });
  const page = await context.newPage();
  for (const path of ['/vi/timeline', '/en/timeline?from=1800&until=1900', '/id/festivals']) {
    await page.goto(address + path);
    holds((await page.locator('main ol.tl').allTextContents()).join('').trim().length > 60, `${path} can be read`);
  }
  await page.goto(`${address}/vi/timeline`);
  await page.fill('main input[name=q]', 'thac gian');
  await page.press('main input[name=q]', 'Enter');
  await page.waitForURL(/\/vi\/timeline\?q=/);
  holds(/Thạc Gián/.test((await page.locator('main ol.tl').allTextContents()).join('')), 'one searches within the timeline');
  await context.close();
}
