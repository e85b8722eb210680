// The public archive without a mouse, and without scripts.

export async function keyboard(world) {
  const { browser, address, wrong } = world;
  const must = (is, what) => is || wrong.push(`keyboard: ${what}`);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'vi' });
  const page = await context.newPage();
  const focused = () => page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200) ?? '');

  await page.goto(`${address}/vi`);
  await page.keyboard.press('Tab');
  must(/href="#/.test(await focused()), `the first stop is the skip link, not ${await focused()}`);
  must(await isVisible(page), 'the skip link is seen when it is reached');
  await page.keyboard.press('Enter');
  // A way within the page is gone by the browser, not by the key.
  await page.waitForURL((url) => url.hash.length > 1, { timeout: 10_000 }).catch(() => must(false, 'the skip link leads to the content'));

  await page.goto(`${address}/vi`);
  const seen = [];
  for (let n = 0; n < 200; n += 1) {
    await page.keyboard.press('Tab');
    const now = await page.evaluate(() => {
      const one = document.activeElement;
      const box = one.getBoundingClientRect();
      const style = getComputedStyle(one);
      return { tag: one.tagName, name: one.getAttribute('name'), size: box.width * box.height, outline: style.outlineStyle !== 'none' || style.boxShadow !== 'none' };
    });
    if (now.tag === 'BODY') break;
    seen.push(now);
    if (!now.outline) must(false, `a stop without a visible mark: ${await focused()}`);
    if (now.name === 'q') break;
  }
  must(seen.at(-1)?.name === 'q', 'the search box is reached');
  await page.keyboard.type('dinh thac gian');
  await Promise.all([page.waitForURL(/q=/), page.keyboard.press('Enter')]);
  must(/Đình Thạc Gián/.test(await page.textContent('main')), 'what is typed without marks is found');

  await page.goto(`${address}/vi/relics`);
  const facet = page.locator('main a[href*="rank="], main input[name="rank"]').first();
  await facet.focus();
  const before = page.url();
  await page.keyboard.press((await facet.evaluate((one) => one.tagName)) === 'A' ? 'Enter' : 'Space');
  if (page.url() === before) await page.locator('main form').filter({ has: page.locator('input[name="rank"]') }).locator('button').first().press('Enter');
  await page.waitForURL(/rank=/);
  must(/rank=/.test(page.url()), 'a facet is chosen by keyboard');
  const chosen = await page.locator('main [aria-current], main input:checked, main a[href$="/vi/relics"]').count();
  must(chosen > 0, 'the chosen facet is shown and can be taken away');
  await page.goto(`${address}/vi/relics`);
  const boxes = page.locator('form.facets input[type=checkbox]');
  for (let n = 0; n < 4; n += 1) await boxes.nth(n).evaluate((box) => box.click());
  must((await page.locator('form.facets input:not(:checked):not(:disabled)[type=checkbox]').count()) === 0, 'a fifth filter cannot be ticked');
  must(/Đã chọn đủ 4/.test(await page.textContent('form.facets .help')), 'a sentence says why');
  await boxes.nth(0).evaluate((box) => box.click());
  must((await page.locator('form.facets input:disabled').count()) === 0, 'with one taken away another can be ticked');

  await context.close();

  const plain = await browser.newContext({ javaScriptEnabled: false, locale: 'vi' });
  const still = await plain.newPage();
  for (const path of ['/vi', '/vi/relics?q=dinh', '/vi/relics/DTG', '/en/about']) {
    await still.goto(address + path);
    must((await still.textContent('main')).trim().length > 100, `${path} can be read without scripts`);
  }
  await still.goto(`${address}/vi`);
  await still.fill('input[name=q]', 'thac gian');
  await still.press('input[name=q]', 'Enter');
  await still.waitForURL(/q=/);
  must(/Đình Thạc Gián/.test(await still.textContent('main')), 'search works without scripts');
  await plain.close();
}

async function isVisible(page) {
  return page.evaluate(() => {
    const box = document.activeElement.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && box.top >= 0 && box.left >= 0;
  });
}
