// Makes the picture of the first page that the README shows: node shot.js ADDRESS FILE

import { chromium } from 'playwright-core';

const [address, file] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: 'light', locale: 'vi' })).newPage();
await page.goto(`${address}/vi`, { waitUntil: 'networkidle' });
await page.screenshot({ path: file, type: 'jpeg', quality: 78 });
await browser.close();
