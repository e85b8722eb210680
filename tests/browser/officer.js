// An officer's walk: sign in, describe a relic, send files, describe them, and an approver who publishes; then the same
// page as a visitor sees it.

import { signIn } from './places.js';

const CC_BY = 'https://creativecommons.org/licenses/by/4.0/';

export async function officer(world) {
  const { browser, address, wrong } = world;
  const must = (is, what) => is || wrong.push(`officer: ${what}`);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'vi' });
  const page = await context.newPage();
  page.on('pageerror', (error) => wrong.push(`officer: ${page.url()}: ${error}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy/.test(message.text())) wrong.push(`officer: ${message.text()}`);
  });

  await page.goto(`${address}/staff`);
  must(page.url().includes('/login'), 'the desk asks who comes');
  await signIn(page, world, 'officer');
  must(new URL(page.url()).pathname.startsWith('/staff'), `signing in leads to the desk, not to ${page.url()}`);

  await page.goto(`${address}/staff/new/relic`);
  await page.fill('[name="name.vi"]', 'Đình Thử Nghiệm');
  await page.fill('[name="code"]', 'DTN');
  await page.check('[name="relic_types"][value="architectural_art"]');
  await page.check('[name="functions"][value="dinh"]');
  await page.selectOption('[name="rank"]', 'inventoried');
  await page.fill('[name="dating.0.when"]', '1834');
  await page.fill('[name="place.address_recorded.text.vi"]', 'Làng Thử');
  await page.fill('[name="place.address_current.text.vi"]', 'Phường Thử');
  await page.fill('[name="summary.vi"]', 'Ngôi đình dựng năm 1834 để thử chương trình.');
  await page.selectOption('[name="condition.grade"]', 'good');
  await page.fill('[name="sources.0.citation"]', 'Hồ sơ thử');
  await page.selectOption('[name="rights.statement"]', CC_BY);
  await send(page, '#form');
  must(/\/staff\/records\//.test(page.url()), `the relic is kept: ${await heading(page)}`);
  const relic = page.url().split('/').pop().split('?')[0];

  await page.goto(`${address}/staff/upload?relic=DTN`);
  await page.setInputFiles('#files', [
    { name: 'mat-truoc.png', mimeType: 'image/png', buffer: await picture(page, 640, 400) },
    { name: 'ghi-chep.txt', mimeType: 'text/plain', buffer: Buffer.from('Đình có ba gian.\n') },
    { name: 'rong.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) },
  ]);
  const button = page.locator('#send button');
  if (await button.isVisible()) await button.click();
  const ended = () => [...document.querySelectorAll('#list .file .tag')].filter((one) => /\b(ok|err|warn)\b/.test(one.className)).length >= 3;
  await page.waitForFunction(ended, null, { timeout: 60_000 }).catch(() => {});
  must((await page.locator('#list .file .tag.ok').count()) === 2, `two files are kept: ${await page.textContent('#list')}`);
  must((await page.locator('#list .file .tag.err').count()) === 1, 'the empty one is refused');
  must((await page.locator('#list .file .why:not([hidden])').allTextContents()).join('').trim().length > 5, 'and told why');

  await page.goto(`${address}/staff/records/${relic}/pictures`);
  const shots = await page.locator('main a[href*="/staff/records/"]').evaluateAll((links, own) => [...new Set(links.map((one) => one.getAttribute('href').split('?')[0]))].filter((href) => !href.includes(own) && href.split('/').length === 4), relic);
  must(shots.length >= 2, `the files hang at the relic: ${shots}`);
  for (const href of shots) {
    await page.goto(address + href);
    await page.fill('[name="alt_text.vi"]', 'Mặt trước ba gian');
    await page.fill('[name="creator.name"]', 'Người thử');
    await page.selectOption('[name="rights.statement"]', CC_BY);
    await send(page, '#form');
    must((await page.locator('.note.err').count()) === 0, `the picture is described: ${await heading(page)}`);
  }

  await page.goto(`${address}/staff/records/${relic}`);
  const submit = page.locator('button[name=step][value=submit]');
  if (await submit.count()) await Promise.all([page.waitForLoadState('load'), submit.click()]);
  const early = await page.request.get(`${address}/vi/relics/DTN`);
  must(early.status() === 404, 'nothing is public yet');
  await context.close();

  const second = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'vi' });
  const chief = await second.newPage();
  await signIn(chief, world, 'approver');
  await chief.goto(`${address}/staff/records/${relic}/publish`);
  must((await chief.locator('.note.warn .missing li').count()) === 0, `nothing is missing: ${await chief.textContent('main')}`);
  await Promise.all([chief.waitForNavigation(), chief.locator('main form button[type=submit]').first().click()]);
  const states = await (await chief.request.get(`${address}/api/v1/assets?limit=50`)).json();
  const own = states.items?.filter((one) => shots.some((href) => href.endsWith(one.id))) ?? [];
  const told = JSON.stringify(own.map((one) => [one.id, one.state, one.reason, one.record?.access ?? one.access]));
  await second.close();

  const visitor = await browser.newContext({ locale: 'vi' });
  const reader = await visitor.newPage();
  const answer = await reader.goto(`${address}/vi/relics/DTN`);
  must(answer.status() === 200, `the page is public: ${answer.status()}`);
  must(/Đình Thử Nghiệm/.test(await reader.textContent('h1')), 'under its name');
  let shown = 0;
  for (let n = 0; n < 60 && shown === 0; n += 1) {
    shown = await reader.evaluate(async () => {
      const image = document.querySelector('main img:not([src^="data:"])');
      if (!image) return 0;
      image.loading = 'eager';
      await image.decode().catch(() => {});
      return image.naturalWidth;
    });
    if (shown === 0) {
      await reader.waitForTimeout(500);
      await reader.reload();
    }
  }
  must(shown > 0, `with its picture: ${told}`);
  await reader.goto(`${address}/vi/relics?q=dinh+thu+nghiem`);
  must(/Đình Thử Nghiệm/.test(await reader.textContent('main')), 'and found');
  await visitor.close();
}

async function send(page, form) {
  await Promise.all([page.waitForNavigation(), page.locator(`${form} .savebar button[type=submit]`).click()]);
}

async function heading(page) {
  return (await page.locator('h1, .note.err').allTextContents()).join(' · ').replace(/\s+/g, ' ').slice(0, 400);
}

/** A picture drawn in the browser itself. */
async function picture(page, width, height) {
  const base64 = await page.evaluate(([w, h]) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [w, h];
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#a33';
    pen.fillRect(0, 0, w, h / 3);
    pen.fillStyle = '#eda';
    pen.fillRect(0, h / 3, w, h);
    return canvas.toDataURL('image/png').split(',')[1];
  }, [width, height]);
  return Buffer.from(base64, 'base64');
}
