// The viewer in hands: keyboard, mouse, touch; addresses of views, turning over, comparing, marked regions, no scripts, print.

import { book, change, photos, thick } from './photos.js';

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
  for (const width of [360, 1280]) await told(world, width);
  await plain(world, path);
  await pages(world, `/vi/relics/DTG/${await book(world)}`);
  for (const width of [360, 1280]) await leaves(world, `/vi/relics/DTG/${await thick(world)}`, width);
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
  await page.waitForFunction(() => /with=01\w{24}&lay=slide&divide=40$/.test(location.hash)).catch(() => must(false, `the pair is part of the address: ${page.url()}`));
  must((await page.inputValue('#here')) === page.url(), 'and of the link to the view');
  // Opened elsewhere, it is as it was: the pair, how it lies, the part in sight.
  const shown = () => document.querySelector('[data-viewer]').viewer.pair?.canvas.source?.url(0, 0, 0);
  const [url, was, seen] = [page.url(), await page.evaluate(shown), (await state(page)).seen];
  const again = await opened(world, url.slice(world.address.length));
  await again.waitForFunction(() => document.querySelector('[data-viewer]').viewer.pair?.canvas.source);
  await still(again);
  must((await again.evaluate(shown)) === was, 'the same picture is beside it');
  must((await again.evaluate(() => document.querySelector('.lens.second').style.clipPath)).includes('40%'), 'divided as it was');
  must((await state(again)).seen.every((value, n) => Math.abs(value - seen[n]) <= 8), `and the same part is in sight: ${seen} and ${(await state(again)).seen}`);
  must(again.url() === url, `its address stays as it was: ${again.url()}`);
  await again.click('[data-way=side]');
  await again.waitForURL((now) => now.hash.includes('with=') && !now.hash.includes('lay='));
  await again.goto(`${world.address}${path}#with=nonsense&lay=up&divide=x`);
  await again.reload();
  await again.waitForSelector('.viewer.awake .lens canvas');
  must((await again.locator('.lens').count()) === 1, 'what is no picture is not compared');
  await again.context().close();
  await page.click('[data-do=compare]');
  await page.waitForFunction(() => !location.hash.includes('with=')).catch(() => must(false, `the end takes the words out of the address: ${page.url()}`));
  await page.waitForFunction(() => document.querySelectorAll('.lens').length === 1).catch(() => must(false, 'and it ends'));
  await page.context().close();
}

/** A document: turned by keys, by buttons and by its address, its words over its pages. */
async function pages(world, path) {
  const must = (is, what) => is || world.wrong.push(`viewer, document: ${what}`);
  const page = await opened(world, path);
  const number = (of = page) => of.inputValue('[data-number]');
  const shows = (n) => page.waitForFunction((at) => document.querySelector('[data-viewer]').viewer.picture.base.endsWith(at), n === 1 ? '' : `-${n}`);
  must((await number()) === '1' && (await page.textContent('[data-turns]')).includes('/ 3'), `it has three pages: ${await number()}`);
  await page.focus('.lens');
  await page.keyboard.press('PageDown');
  await shows(2);
  await page.waitForURL((url) => url.hash.includes('page=2'));
  must((await number()) === '2', `Page Down turns over: ${await number()}`);
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
  must((await number(again)) === '3', 'the address of a page leads to it');
  await again.goto(`${world.address}${path}#xywh=nonsense&page=x&turn=y`);
  await again.reload();
  must((await number(again)) === '1', 'nonsense is passed over');
  for (const one of [page, again]) await one.context().close();
}

/** A document of many pages: the strip of those around, the field for a number, with scripts and without. */
async function leaves(world, path, width) {
  const must = (is, what) => is || world.wrong.push(`viewer, leaves at ${width} px: ${what}`);
  const context = await world.browser.newContext({ javaScriptEnabled: false, locale: 'vi', viewport: { width, height: 800 } });
  // What one width has made, the other would find.
  const n = width === 360 ? 60 : 80;
  const plain = await context.newPage();
  const asked = [];
  plain.on('request', (request) => /-\d+\/full/.test(request.url()) && asked.push(request.url()));
  await plain.goto(`${world.address}${path}?page=${n}`, { waitUntil: 'networkidle' });
  must((await plain.locator('.leaves li').count()) === 25 && (await plain.locator('.leaves [aria-current]').textContent()) === String(n), 'pages around stand in the strip');
  must(asked.every((url) => url.includes(`-${n}/`)), `the strip asks for pages that are not made: ${asked}`);
  await plain.click(`.leaves [data-to="${n + 2}"]`);
  await plain.waitForURL((url) => url.search === `?page=${n + 2}`);
  await plain.waitForLoadState('networkidle');
  must((await plain.locator(`.leaves [data-to="${n}"] img`).count()) === 1, 'a page that is made shows its picture');
  must((await plain.locator(`.leaves [data-to="${n + 1}"] img`).count()) === 0, 'and one that is not does not');
  await plain.fill('[data-number]', String(n + 4));
  await plain.press('[data-number]', 'Enter');
  await plain.waitForURL((url) => url.search === `?page=${n + 4}`);
  must((await plain.inputValue('[data-number]')) === String(n + 4), 'the field leads to a page without scripts');
  await context.close();

  const page = await opened(world, path, { viewport: { width, height: 800 } });
  const at = () => page.evaluate(() => document.querySelector('[data-viewer]').viewer.at + document.querySelector('[data-viewer]').viewer.first);
  const shows = (n) => page.waitForFunction((at) => {
    const { viewer } = document.querySelector('[data-viewer]');
    return viewer.picture?.base.endsWith(`-${at}`) && viewer.canvas.source?.url(0, 0, 0).includes(`-${at}/`);
  }, n, { timeout: 20_000 });
  const box = await page.locator('[data-leaf-form]').boundingBox();
  must(box.x >= 0 && box.x + box.width <= width, 'the field fits');
  const field = page.locator('[data-number]');
  must((await field.getAttribute('min')) === '1' && (await field.getAttribute('max')) === '130', 'the field knows its ends');
  must((await page.getByLabel('Trang', { exact: true }).count()) === 1, 'the field has a label');
  await field.fill('131');
  await field.press('Enter');
  must((await page.isVisible('#leaf-wrong')) && (await page.textContent('#leaf-wrong')).includes('130'), 'a number out of range is told');
  must((await field.getAttribute('aria-invalid')) === 'true' && (await page.textContent('[data-said]')).includes('130'), 'and read');
  await field.fill('40');
  await field.press('Enter');
  await shows(40);
  must(!(await page.isVisible('#leaf-wrong')), 'what was told goes');
  must(await field.evaluate((one) => one === document.activeElement), 'the focus stays in the field');
  await page.waitForURL((url) => url.hash === '#page=40' && url.search === '');
  const current = () => page.locator('.leaves [aria-current]').textContent();
  must((await current()) === '40' && (await page.locator('.leaves li').count()) === 25, `the strip follows: ${await current()}`);
  must((await page.locator('.leaves [data-to="40"] img').count()) === 1, 'what was made has its picture');
  await page.locator('.leaves [data-to="41"]').focus();
  await page.keyboard.press('Enter');
  await shows(41);
  must((await field.inputValue()) === '41' && (await current()) === '41', 'the strip turns, the field follows');
  must((await page.evaluate(() => document.activeElement.dataset.to)) === '41', 'the focus stays on the page in the strip');
  await page.focus('.lens');
  await page.keyboard.press('PageUp');
  await shows(40);
  must((await current()) === '40' && (await field.inputValue()) === '40', 'both follow a key');
  const seen = await page.evaluate(() => {
    const [strip, link] = [document.querySelector('.leaves'), document.querySelector('.leaves [aria-current]')].map((one) => one.getBoundingClientRect());
    return link.left >= strip.left && link.right <= strip.right;
  });
  must(seen, 'the page shown is in sight in the strip');
  await field.fill('120');
  await page.click('[data-leaf-form] button');
  await shows(120);
  must((await at()) === 120 && new URL(page.url()).search === '?page=120', `beyond the list one is led to its address: ${page.url()}`);
  await page.goBack();
  await shows(40);
  must((await current()) === '40' && (await field.inputValue()) === '40', 'and back is back');
  await page.click('[data-do=compare]');
  await page.waitForFunction(() => document.querySelector('[data-viewer]').viewer.pair?.canvas.source);
  const options = await page.locator('.pair-choice option').allTextContents();
  must(options.length === 99 + (await page.locator('.film:not(.leaves) a:not([aria-current])').count()), 'the strip\'s links are no other pictures');
  await page.selectOption('.pair-choice', { label: options[49] });
  await page.waitForURL((url) => url.hash === '#page=40&with=51');
  const two = await opened(world, `${path}#page=40&with=51`, { viewport: { width, height: 800 } });
  await two.waitForFunction(() => document.querySelector('[data-viewer]').viewer.pair?.canvas.source?.url(0, 0, 0).includes('-51/'), null, { timeout: 20_000 })
    .catch(() => must(false, 'a page beside a page is found again by its number'));
  await two.context().close();
  await page.emulateMedia({ media: 'print' });
  must(!(await page.isVisible('.leaves')), 'print: no strip');
  await page.context().close();
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

/** Gives the document parts that are marked, on its first page and on its second, and one that leads to a record; tells where. */
export async function withRegions(world) {
  const id = await book(world);
  const [, code] = (await (await fetch(`${world.address}/vi/relics/DTG`)).text()).match(/href="\/vi\/relics\/DTG\/([A-Z.0-9]{2,12})"/);
  await change(world, id, {
    regions: [
      { label: { vi: 'Dòng đầu', en: 'First line', id: 'Baris pertama' }, xywh: '60,60,300,120' },
      { label: { vi: 'Góc dưới' }, xywh: '500,400,200,150', record: { code: `DTG/${code}` } },
      { label: { vi: 'Dấu', en: 'Seal', id: 'Cap' }, xywh: '100,100,200,200', page: 2 },
    ],
  });
  return { id, code };
}

/** Marked parts that a record tells of: drawn, listed, led to; with scripts and without. */
async function told(world, width) {
  const must = (is, what) => is || world.wrong.push(`viewer, regions of a record at ${width} px: ${what}`);
  const { id, code } = await withRegions(world);
  const path = `/en/relics/DTG/${id}`;
  const context = await world.browser.newContext({ javaScriptEnabled: false, viewport: { width, height: 800 } });
  const plain = await context.newPage();
  await plain.goto(world.address + path);
  const links = await plain.locator('ul.regions li > a').evaluateAll((all) => all.map((link) => [link.getAttribute('href'), link.textContent, link.lang]));
  must(JSON.stringify(links) === JSON.stringify([
    [`${path}#xywh=60,60,300,120`, 'First line', ''],
    [`${path}#xywh=500,400,200,150`, 'Góc dưới', 'vi'],
    [`${path}?page=2#xywh=100,100,200,200`, 'Seal', ''],
  ]), `they stand in the page: ${JSON.stringify(links)}`);
  must((await plain.locator(`ul.regions a[href="/en/relics/DTG/${code}"]`).count()) === 1, 'with what they lead to');
  await context.close();

  const page = await opened(world, path, { viewport: { width, height: 800 }, locale: 'en' });
  await page.waitForSelector('.marks a');
  const marks = () => page.locator('.marks a').evaluateAll((all) => all.map((link) => `${link.getAttribute('aria-label')} ${link.getAttribute('href')}`));
  must(JSON.stringify(await marks()) === JSON.stringify(['First line #xywh=60,60,300,120', `Góc dưới /en/relics/DTG/${code}`]), `they are drawn on their page: ${await marks()}`);
  await page.click('ul.regions li:first-child > a');
  await still(page);
  const { seen, scale, least } = await state(page);
  must(scale > least * 1.2 && seen[0] <= 60 && seen[0] + seen[2] >= 360, `a link of the list shows its part: ${seen}`);
  const lens = await page.locator('.lens').boundingBox();
  must(lens.y >= -1 && lens.y < 800, 'and brings the picture into sight');
  await page.focus('.lens');
  await page.keyboard.press('PageDown');
  await page.waitForFunction(() => document.querySelector('.marks a')?.getAttribute('aria-label') === 'Seal', null, { timeout: 20_000 })
    .catch(async () => must(false, `those of the next page are drawn there: ${await marks()}`));
  await page.goto(`${world.address}${path}?page=2#xywh=100,100,200,200`);
  await page.waitForFunction(() => document.querySelector('.viewer.awake') && document.querySelector('.marks a'));
  await still(page);
  must((await state(page)).seen[0] <= 100 && JSON.stringify(await marks()).includes('Seal'), 'the address of a part of a later page opens it');
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
