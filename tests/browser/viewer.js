// The viewer in hands: keyboard, mouse, touch; addresses of views, turning over, comparing, marked regions, no scripts, print.

import { book, photos } from './photos.js';

/** Opens the page of a picture with its viewer awake. */
export async function opened(world, path, options = {}) {
  const context = await world.browser.newContext({ viewport: { width: 1280, height: 1000 }, locale: 'vi', ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => world.wrong.push(`viewer: ${path}: ${error}`));
  page.on('console', (message) => message.type() === 'error' && world.wrong.push(`viewer: ${path}: the console says ${message.text()}`));
  page.tiles = [];
  page.on('request', (request) => /\/iiif\/image\/.*\.jpg$/.test(request.url()) && page.tiles.push(request));
  await page.goto(world.address + path, { waitUntil: 'load' });
  await page.waitForSelector('.viewer.awake .lens canvas', { timeout: 30_000 });
  return page;
}

/** Gives what the viewer shows. */
export const state = (page) => page.evaluate(() => {
  const { canvas, at, pictures } = document.querySelector('[data-viewer]').viewer;
  return { ...canvas.goal, turn: canvas.turn, least: canvas.least(), seen: canvas.seen(), at, pictures: pictures.length, tiles: canvas.tiles.size, loads: canvas.loads.size };
});

/** Waits until the canvas, and the one beside it, are still and have all they want. */
export const still = (page) => page.waitForFunction(() => {
  const { canvas, pair } = document.querySelector('[data-viewer]').viewer;
  const isStill = (one) => !one.way && !one.fling && !one.frame && one.loads.size === 0 && one.wanted().length === 0;
  return isStill(canvas) && (!pair?.canvas.source || isStill(pair.canvas));
}, null, { timeout: 30_000 });

export async function viewer(world) {
  const [photo] = await photos(world);
  const asset = photo ?? (await first(world));
  const path = `/vi/relics/DTG/${asset}`;
  await keys(world, path);
  await mouse(world, path);
  await touch(world, path);
  await views(world, path);
  await pairs(world, path);
  await regions(world, path);
  await plain(world, path);
  await pages(world, `/vi/relics/DTG/${await book(world)}`);
}

async function first({ address }) {
  const html = await (await fetch(`${address}/vi/relics/DTG`)).text();
  return html.match(/\/vi\/relics\/DTG\/(01[0-9A-Z]{24})/)[1];
}

async function keys(world, path) {
  const must = (is, what) => is || world.wrong.push(`viewer, keyboard: ${what}`);
  const page = await opened(world, path);
  for (let n = 0; n < 40; n += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement.className.includes('lens'))) break;
  }
  must(await page.evaluate(() => document.activeElement.matches('.lens[role=application][aria-label][aria-describedby]')), 'the picture is reached with Tab and says what it is');
  const fit = await state(page);
  for (const key of ['+', '+', '+', '+']) await page.keyboard.press(key);
  await still(page);
  const near = await state(page);
  must(near.scale > fit.scale * 3, `plus zooms in: ${fit.scale} → ${near.scale}`);
  await page.waitForFunction(() => document.querySelector('[data-said]').textContent.length > 0);
  must(/Phóng \d/.test(await page.textContent('[data-said]')), 'the step is told');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  const moved = await state(page);
  must(moved.x > near.x && moved.y > near.y, 'arrows move');
  await page.keyboard.press('-');
  must((await state(page)).scale < moved.scale, 'minus zooms out');
  await page.keyboard.press('r');
  must((await state(page)).turn === 90, 'r rotates');
  await page.keyboard.press('Home');
  const home = await state(page);
  must(Math.abs(home.scale / home.least - 1) < 0.01, 'Home fits');
  for (let n = 0; n < 3; n += 1) await page.keyboard.press('r');
  await page.keyboard.press('f');
  const isFull = () => document.fullscreenElement !== null && document.querySelector('[data-do=full]').getAttribute('aria-pressed') === 'true';
  await page.waitForFunction(isFull, null, { timeout: 10_000 }).catch(() => must(false, 'f fills the screen and the button says so'));
  await page.keyboard.press('f');
  await page.waitForFunction(() => document.fullscreenElement === null);
  const before = page.url();
  const tail = await page.locator('[data-turn="1"]').count() > 0 ? 'PageDown' : 'PageUp';
  await page.focus('.lens');
  await page.keyboard.press(tail);
  await page.waitForURL((url) => url.href.split('#')[0] !== before.split('#')[0]);
  await page.waitForFunction(() => document.querySelector('[data-viewer]').viewer.path === location.pathname);
  must(await page.evaluate(() => document.activeElement.className.includes('lens')), 'turning over leaves the focus on the picture');
  await page.goBack();
  await page.waitForFunction((was) => document.querySelector('[data-viewer]').viewer.path === new URL(was).pathname, before);
  must((await page.getAttribute('.film [aria-current]', 'href')) === new URL(before).pathname, 'and back is back');
  for (const name of ['in', 'out', 'fit', 'turn', 'compare', 'full']) {
    must((await page.locator(`[data-do=${name}]`).textContent()).trim().length > 2, `the button ${name} has words`);
  }
  await page.context().close();
}

async function mouse(world, path) {
  const must = (is, what) => is || world.wrong.push(`viewer, mouse: ${what}`);
  const page = await opened(world, path);
  const box = await page.locator('.lens').boundingBox();
  const [x, y] = [box.x + box.width * 0.6, box.y + box.height * 0.4];
  await page.mouse.move(x, y);
  const under = () => page.evaluate(([a, b]) => {
    const { canvas } = document.querySelector('[data-viewer]').viewer;
    const at = canvas.host.getBoundingClientRect();
    return canvas.toPicture([a - at.left, b - at.top], canvas.goal);
  }, [x, y]);
  // Once the picture is wider than its place: before, it stays in the middle.
  for (let n = 0; n < 3; n += 1) await page.mouse.wheel(0, -120);
  await still(page);
  const before = await under();
  for (let n = 0; n < 3; n += 1) await page.mouse.wheel(0, -120);
  await still(page);
  const after = await under();
  const near = await state(page);
  must(near.scale > near.least * 3, 'the wheel zooms in');
  must(Math.hypot(after.x - before.x, after.y - before.y) < 8, `what is under the pointer stays there: ${JSON.stringify([before, after])}`);
  const seen = near.seen;
  await page.mouse.down();
  for (let step = 1; step <= 8; step += 1) await page.mouse.move(x - step * 15, y);
  await page.mouse.up();
  must((await state(page)).x > near.x, 'dragging moves');
  await still(page);
  // A throw is quick, which a busy machine is not: its events are made in the page, one behind the other.
  const [dropped, flies] = await page.evaluate(([a, b]) => {
    const { canvas } = document.querySelector('[data-viewer]').viewer;
    const send = (type, by) => canvas.host.dispatchEvent(new PointerEvent(type, { pointerId: 1, pointerType: 'mouse', buttons: type === 'pointerup' ? 0 : 1, clientX: a - by, clientY: b, bubbles: true }));
    send('pointerdown', 0);
    for (let step = 1; step <= 8; step += 1) send('pointermove', -step * 10);
    send('pointerup', -80);
    return [canvas.goal.x, canvas.fling !== null];
  }, [x, y]);
  await still(page);
  must(flies && (await state(page)).x < dropped, 'a thrown picture glides on');
  await page.keyboard.press('Tab');
  // All that was fetched was in sight at some time.
  const reach = await state(page);
  must(page.tiles.length < 60, `${page.tiles.length} requests for a few views`);
  must(reach.seen[2] === seen[2], 'gliding does not zoom');
  const small = await page.locator('.overview').boundingBox();
  must(Boolean(small), 'the overview is there when there is more than is in sight');
  await page.mouse.move(small.x + small.width * 0.2, small.y + small.height * 0.2);
  await page.mouse.down();
  await page.mouse.move(small.x + small.width * 0.5, small.y + small.height * 0.5);
  await page.mouse.up();
  const centred = await state(page);
  const { width, height } = await page.evaluate(() => document.querySelector('[data-viewer]').viewer.picture);
  must(Math.abs(centred.x / width - 0.5) < 0.05 && Math.abs(centred.y / height - 0.5) < 0.08, 'the frame of the overview can be dragged');
  await page.click('[data-do=fit]');
  await still(page);
  await page.mouse.dblclick(x, y);
  await still(page);
  must((await state(page)).scale > (await state(page)).least * 2, 'a double click zooms in');
  await page.context().close();

  const calm = await opened(world, path, { reducedMotion: 'reduce' });
  await calm.click('[data-do=in]');
  must(await calm.evaluate(() => document.querySelector('[data-viewer]').viewer.canvas.way === null), 'nothing glides where motion is not wanted');
  await calm.context().close();
}

async function touch(world, path) {
  const must = (is, what) => is || world.wrong.push(`viewer, touch: ${what}`);
  const page = await opened(world, path, { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true });
  const client = await page.context().newCDPSession(page);
  const send = (type, ...points) => client.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  await page.evaluate(() => document.querySelector('.lens').scrollIntoView({ block: 'center' }));
  const box = await page.locator('.lens').boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await send('touchStart', [x - 30, y], [x + 30, y]);
  for (let n = 1; n <= 10; n += 1) await send('touchMove', [x - 30 - n * 8, y], [x + 30 + n * 8, y]);
  await send('touchEnd');
  await still(page);
  const pinched = await state(page);
  must(pinched.scale > pinched.least * 2.5, `two fingers zoom: ${pinched.scale / pinched.least}`);
  must((await page.evaluate(() => visualViewport.scale)) === 1, 'the page itself stays as it is');
  await send('touchStart', [x, y]);
  for (let n = 1; n <= 6; n += 1) await send('touchMove', [x - n * 12, y - n * 6]);
  await send('touchEnd');
  const dragged = await state(page);
  must(dragged.x > pinched.x && dragged.y > pinched.y, 'one finger moves what is zoomed');
  await still(page);
  await page.locator('[data-do=fit]').tap();
  await still(page);
  const tap = async () => {
    await send('touchStart', [x, y]);
    await send('touchEnd');
  };
  await tap();
  await tap();
  await still(page);
  must((await state(page)).scale > (await state(page)).least * 2, 'a double tap zooms in');
  await page.locator('[data-do=fit]').tap();
  await still(page);
  const top = await page.evaluate(() => scrollY);
  await send('touchStart', [x, y]);
  for (let n = 1; n <= 10; n += 1) await send('touchMove', [x, y - n * 15]);
  await send('touchEnd');
  await page.waitForFunction((was) => scrollY > was, top, { timeout: 5_000 }).catch(() => must(false, 'a finger that wants to scroll past the picture can'));
  await page.evaluate(() => document.querySelector('.lens').scrollIntoView({ block: 'center' }));
  const before = page.url();
  const way = (await page.locator('[data-turn="1"]').count()) > 0 ? -1 : 1;
  const now = await page.locator('.lens').boundingBox();
  const middle = now.y + now.height / 2;
  await send('touchStart', [x - way * 60, middle]);
  for (let n = 1; n <= 8; n += 1) await send('touchMove', [x - way * 60 + way * n * 15, middle]);
  await send('touchEnd');
  await page.waitForURL((url) => url.pathname !== new URL(before).pathname, { timeout: 10_000 }).catch(() => must(false, 'a swipe turns over'));
  await page.context().close();
}

async function views(world, path) {
  const must = (is, what) => is || world.wrong.push(`viewer, addresses: ${what}`);
  const page = await opened(world, `${path}#xywh=300,200,400,300&turn=90`);
  const shown = await state(page);
  const inside = shown.seen[0] <= 300 && shown.seen[1] <= 200 && shown.seen[0] + shown.seen[2] >= 700 && shown.seen[1] + shown.seen[3] >= 500;
  must(inside && shown.turn === 90, `an address opens its view: ${JSON.stringify(shown)}`);
  must(page.url().endsWith('#xywh=300,200,400,300&turn=90'), 'and stays as it was written until something moves');
  await page.focus('.lens');
  await page.keyboard.press('-');
  await page.waitForFunction(() => !location.hash.includes('300,200,400,300'));
  const hash = new URL(page.url()).hash;
  const second = await opened(world, path + hash);
  const again = await state(second);
  const now = await state(page);
  must(again.seen.every((value, n) => Math.abs(value - now.seen[n]) <= 3), `a view is found again: ${now.seen} and ${again.seen}`);
  must((await second.inputValue('#here')) === second.url(), 'the link to the view can be copied');
  const iiif = await second.inputValue('#iiif');
  must(iiif.includes(`/${again.seen.join(',')}/`) && iiif.endsWith('/90/default.jpg'), `the IIIF address is that of the view: ${iiif}`);
  const answer = await fetch(iiif);
  must(answer.ok && answer.headers.get('content-type') === 'image/jpeg', `and it answers: ${answer.status}`);
  const whole = await opened(world, `${path}#xywh=pct:25,25,50,50`);
  const { width } = await whole.evaluate(() => document.querySelector('[data-viewer]').viewer.picture);
  must(Math.abs((await state(whole)).x - width / 2) < 2, 'hundredths are understood');
  await whole.goto(`${world.address}${path}#xywh=nonsense&page=99&turn=x`);
  must((await state(whole)).at === 0, 'nonsense is passed over');
  for (const one of [page, second, whole]) await one.context().close();
}

async function pairs(world, path) {
  const must = (is, what) => is || world.wrong.push(`viewer, two pictures: ${what}`);
  const page = await opened(world, path);
  await page.click('[data-do=compare]');
  await page.waitForFunction(() => document.querySelector('[data-viewer]').viewer.pair?.canvas.source);
  must((await page.locator('.lens').count()) === 2 && (await page.getAttribute('[data-do=compare]', 'aria-pressed')) === 'true', 'two stand side by side');
  await page.focus('.lens.second');
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await still(page);
  const parts = await page.evaluate(() => {
    const { canvas, pair } = document.querySelector('[data-viewer]').viewer;
    return [canvas, pair.canvas].map(({ goal, source }) => [goal.x / source.width, goal.scale * source.width]);
  });
  must(Math.abs(parts[0][0] - parts[1][0]) < 0.01 && Math.abs(parts[0][1] / parts[1][1] - 1) < 0.01, `they move together: ${parts}`);
  await page.click('[data-way=slide]');
  await page.focus('.pair-range');
  for (let n = 0; n < 10; n += 1) await page.keyboard.press('ArrowLeft');
  must((await page.evaluate(() => document.querySelector('.lens.second').style.clipPath)).includes('40%'), 'the slider divides them, by keyboard too');
  const other = await page.locator('.pair-choice option').count();
  if (other > 1) {
    const was = await page.evaluate(() => document.querySelector('[data-viewer]').viewer.pair.canvas.source.url(0, 0, 0));
    await page.selectOption('.pair-choice', { index: other - 1 });
    await page.waitForFunction((old) => document.querySelector('[data-viewer]').viewer.pair.canvas.source.url(0, 0, 0) !== old, was);
  }
  await page.click('[data-do=compare]');
  must((await page.locator('.lens').count()) === 1, 'and it ends');
  await page.context().close();
}

/** A document: turned by keys, by buttons and by its address, its words over its pages. */
async function pages(world, path) {
  const must = (is, what) => is || world.wrong.push(`viewer, document: ${what}`);
  const page = await opened(world, path);
  const number = () => page.textContent('[data-number]');
  const shows = (n) => page.waitForFunction((at) => document.querySelector('[data-viewer]').viewer.picture.base.endsWith(at), n === 1 ? '' : `-${n}`);
  must((await number()).trim() === '1 / 3', `it has three pages: ${await number()}`);
  await page.focus('.lens');
  await page.keyboard.press('PageDown');
  await shows(2);
  await page.waitForURL((url) => url.hash.includes('page=2'));
  must((await number()).trim() === '2 / 3', `Page Down turns over: ${await number()}`);
  const back = page.locator('[data-turn="-1"]');
  must((await back.getAttribute('href'))?.endsWith('?page=1'), 'the way back leads to the first page');
  await back.focus();
  must(await back.evaluate((link) => link === document.activeElement), 'and can be reached by keyboard');
  await page.waitForFunction(() => document.querySelector('.marks')?.textContent.includes('Trang'));
  must((await page.textContent('.marks')).includes('Trang hai'), `its words lie over it: ${await page.textContent('.marks')}`);
  await page.locator('[data-turn="1"]').focus();
  await page.keyboard.press('Enter');
  await shows(3);
  const end = page.locator('[data-turn="1"]');
  const far = (await end.isVisible()) ? await end.getAttribute('href') : null;
  must(await page.evaluate(() => document.activeElement.matches('.lens, [data-turn]')), `the focus is not lost at the end: ${await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200))}`);
  must(far === null || !far.includes('?page='), `behind the last page comes another picture: ${far}`);
  const again = await opened(world, `${path}#page=3`);
  must((await again.textContent('[data-number]')).trim() === '3 / 3', 'the address of a page leads to it');
  await again.goto(`${world.address}${path}#xywh=nonsense&page=x&turn=y`);
  await again.reload();
  must((await again.textContent('[data-number]')).trim() === '1 / 3', 'nonsense is passed over');
  for (const one of [page, again]) await one.context().close();
}

/** Opens a page as if its picture had marked parts and text. */
export async function marked(world, path, options = {}) {
  const context = await world.browser.newContext({ viewport: { width: 1280, height: 1000 }, locale: 'vi', ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => world.wrong.push(`viewer: ${path}: ${error}`));
  await page.route(`**${path}`, async (route) => {
    const answer = await route.fetch();
    const html = (await answer.text()).replace('"regions":[]', '"regions": []').replace('"regions": []', `"regions": ${JSON.stringify([
      { label: 'Bờ nóc', xywh: [200, 150, 500, 200] },
      { label: 'Cửa giữa', points: [[800, 700], [1000, 700], [1000, 1000], [820, 1020]] },
    ])}`);
    await route.fulfill({ response: answer, body: html });
  });
  await page.goto(world.address + path, { waitUntil: 'load' });
  await page.waitForSelector('.marks a');
  return page;
}

async function regions(world, path) {
  const must = (is, what) => is || world.wrong.push(`viewer, regions: ${what}`);
  const page = await marked(world, path);
  must((await page.locator('.marks a').count()) === 2, 'two parts are marked');
  await page.focus('.lens');
  await page.keyboard.press('Tab');
  must((await page.evaluate(() => document.activeElement.getAttribute('aria-label'))) === 'Bờ nóc', 'a part is reached with Tab');
  must((await page.textContent('.mark-label')) === 'Bờ nóc' && (await page.isVisible('.mark-label')), 'and its label is shown');
  await page.keyboard.press('Enter');
  await still(page);
  const shown = await state(page);
  must(shown.seen[0] <= 200 && shown.seen[0] + shown.seen[2] >= 700 && shown.scale > shown.least, 'Enter shows it large');
  await page.keyboard.press('Tab');
  await still(page);
  const next = await page.evaluate(() => {
    const box = document.activeElement.getBoundingClientRect();
    const lens = document.querySelector('.lens').getBoundingClientRect();
    return box.left >= lens.left - 2 && box.right <= lens.right + 2 && box.top >= lens.top - 2 && box.bottom <= lens.bottom + 2;
  });
  must(next, 'what has the focus is brought into sight');
  await page.click('[data-do=fit]');
  await still(page);
  const box = await page.locator('.marks polygon').boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await still(page);
  must((await state(page)).scale > (await state(page)).least * 1.5, 'a click shows it large');
  await page.context().close();
}

async function plain(world, path) {
  const must = (is, what) => is || world.wrong.push(`viewer, without scripts: ${what}`);
  const context = await world.browser.newContext({ javaScriptEnabled: false, locale: 'vi', viewport: { width: 1280, height: 1000 } });
  const page = await context.newPage();
  await page.goto(world.address + path, { waitUntil: 'networkidle' });
  const box = await page.locator('.stage .shown').boundingBox();
  must(box.height > 300 && (await page.locator('.stage .shown').getAttribute('alt')).length > 3, 'a good picture stands there');
  must((await page.locator('aside a[download]:visible').count()) >= 2, 'with links to its sizes');
  must(!(await page.locator('[role=toolbar]').isVisible()) && !(await page.locator('#here').isVisible()), 'and no tools that do nothing');
  await context.close();

  const paper = await opened(world, path);
  await paper.focus('.lens');
  await paper.keyboard.press('+');
  await paper.emulateMedia({ media: 'print' });
  must(!(await paper.isVisible('.lens')) && !(await paper.isVisible('.tools')), 'print: tools and canvas are gone');
  const opacity = await paper.evaluate(() => getComputedStyle(document.querySelector('.shown')).opacity);
  const words = await paper.textContent('article');
  must(opacity === '1' && (await paper.locator('.shown').boundingBox()).height > 100, 'print: the picture is there');
  must(/Người thử|ghi:/.test(words), 'print: with its credit');
  if (process.env.RELIQUARY_SHOTS) await paper.pdf({ path: `${process.env.RELIQUARY_SHOTS}/print.pdf` });
  await paper.context().close();
}
