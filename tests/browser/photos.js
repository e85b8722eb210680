// Real photographs on a public page: taken in by the program, described and published as a person with a token does it.
// They lie beside the project (RELIQUARY_SHARED) and are never copied into it.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const shared = resolve(process.env.RELIQUARY_SHARED ?? join(here, '../../../shared'));
const PHOTOS = ['OpenSfM/02.jpg', 'test-assets/japanese-shop.jpg', 'dataset_buddha/00007._c.png'];

/** Publishes the photographs under DTG, once; gives their ids in that order, or none where there are none (said aloud). */
export async function photos(world) {
  world.photos ??= publish(world);
  return world.photos;
}

async function publish({ address, home, program, say, wrong }) {
  const files = PHOTOS.map((name) => join(shared, 'data/heritage-photos/files', name));
  if (!files.every(existsSync)) {
    const what = `photographs: there are none under ${shared}`;
    if (process.env.CI === 'true') wrong.push(what);
    say(`SKIPPED ${what}`);
    return [];
  }
  const run = promisify(execFile);
  const token = (await run(program, ['--home', home, 'token', 'new', 'approver'])).stdout.match(/rlq_\w+/)[0];
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const call = async (method, path, body, more = {}) => {
    const answer = await fetch(`${address}/api/v1${path}`, { method, headers: { ...headers, ...more }, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  await run(program, ['--home', home, 'ingest', '--relic', 'DTG', ...files]);
  const list = async () => (await (await call('GET', '/assets?relic=DTG&limit=200')).json()).items;
  const names = PHOTOS.map((name) => name.split('/').pop());
  const ids = [];
  for (const name of names) {
    const one = (await list()).find((item) => item.name === name);
    const told = await call('GET', `/assets/${one.id}`);
    const record = await told.json();
    const body = {
      ...record,
      asset_kind: 'photo',
      alt_text: { vi: 'Ảnh thật để thử', en: 'A real photograph for tests' },
      rights: { statement: 'https://creativecommons.org/licenses/by/4.0/', credit_line: { vi: 'Người thử' } },
      creator: { name: { vi: 'Người thử' } },
      access: { level: 'public' },
    };
    await call('PUT', `/assets/${one.id}`, body, { 'if-match': told.headers.get('etag') });
    ids.push(one.id);
  }
  const relic = await (await call('GET', '/relics/DTG')).json();
  await call('POST', `/relics/${relic.id}/publish`);
  for (let n = 0; n < 240; n += 1) {
    const found = await Promise.all(ids.map((id) => fetch(`${address}/iiif/image/${id}/info.json`)));
    if (found.every((answer) => answer.ok)) return ids;
    await new Promise((done) => setTimeout(done, 500));
  }
  throw new Error('the photographs do not become public');
}
