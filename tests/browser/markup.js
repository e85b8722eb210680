// The Nu HTML checker over every kind of page, public and of the desk, in three languages.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LANGS, STAFF, publicPages, signIn, wrongStatus } from './places.js';

const jar = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');

export async function markup(world) {
  const folder = mkdtempSync(join(tmpdir(), 'reliquary-markup-'));
  const names = new Map();
  const put = async (path, lang, headers) => {
    const answer = await fetch(world.address + path, { headers: { 'accept-language': lang, ...headers } });
    const strange = wrongStatus(path, answer.status);
    if (strange) world.wrong.push(`${path} (${lang}) ${strange}`);
    const html = await answer.text();
    const file = join(folder, `${names.size}.html`);
    writeFileSync(file, html);
    names.set(file, `${path} (${lang})`);
  };
  const context = await world.browser.newContext();
  const page = await context.newPage();
  await signIn(page, world, 'approver');
  const cookie = (await context.cookies()).map((one) => `${one.name}=${one.value}`).join('; ');
  await context.close();
  for (const lang of LANGS) {
    for (const path of await publicPages(world, lang)) await put(path, lang, {});
    await put('/login', lang, {});
    for (const path of STAFF) await put(path, lang, { cookie });
  }
  const run = promisify(execFile);
  const checked = await run('java', ['-jar', jar, '--format', 'json', '--exit-zero-always', ...names.keys()], { maxBuffer: 64 << 20 });
  const messages = JSON.parse(checked.stderr || checked.stdout).messages;
  for (const one of messages.filter((one) => one.type === 'error' || one.type === 'non-document-error')) {
    const file = one.url?.replace(/^file:/, '');
    world.wrong.push(`${names.get(file) ?? one.url}: HTML ${one.lastLine}: ${one.message} ${one.extract?.trim() ?? ''}`);
  }
  world.say(`markup: ${names.size} pages, ${messages.length} messages`);
  rmSync(folder, { recursive: true, force: true });
}
