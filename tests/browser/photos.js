// Real photographs, and a document, on a public page: taken in by the program, described and published as a person with a token does it.
// They lie beside the project (RELIQUARY_SHARED) and are never copied into it.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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

/** Publishes a document of three pages under DTG, once; gives its id. */
export async function book(world) {
  return (world.book ??= bound(world, 'so.pdf', ['Trang một', 'Trang hai', 'Trang ba']));
}

/** Publishes a document of more pages than a viewer is given at once, once; gives its id. */
export async function thick(world) {
  return (world.thick ??= bound(world, 'day.pdf', Array.from({ length: 130 }, (_, n) => `Trang ${n + 1}`)));
}

async function bound(world, name, texts) {
  const folder = await mkdtemp(join(tmpdir(), 'book-'));
  const file = join(folder, name);
  await writeFile(file, pdf(texts));
  const [id] = await taken(world, [file], 'document');
  await rm(folder, { recursive: true });
  return id;
}

/** Writes a document of little pages with a line of text each; letters without marks alone can be written so. */
function pdf(texts) {
  const plain = (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
  const kids = texts.map((_, n) => `${4 + 2 * n} 0 R`).join(' ');
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[${kids}]/Count ${texts.length}>>`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    ...texts.flatMap((text, n) => {
      const drawn = `BT /F 12 Tf 20 100 Td (${plain(text)}) Tj ET`;
      return [
        `<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 150]/Resources<</Font<</F 3 0 R>>>>/Contents ${5 + 2 * n} 0 R>>`,
        `<</Length ${drawn.length}>>\nstream\n${drawn}\nendstream`,
      ];
    }),
  ];
  let out = '%PDF-1.4\n';
  const places = objects.map((object, n) => {
    const place = out.length;
    out += `${n + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  return `${out}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${out.length}\n%%EOF\n`;
}

async function publish(world) {
  const { say, wrong } = world;
  const files = PHOTOS.map((name) => join(shared, 'data/heritage-photos/files', name));
  if (!files.every(existsSync)) {
    const what = `photographs: there are none under ${shared}`;
    if (process.env.CI === 'true') wrong.push(what);
    say(`SKIPPED ${what}`);
    return [];
  }
  return taken(world, files, 'photo');
}

const run = promisify(execFile);

/** Gives a function that calls the program as a person with a token does. */
async function caller(world) {
  world.token ??= (await run(world.program, ['--home', world.home, 'token', 'new', 'approver'])).stdout.match(/rlq_\w+/)[0];
  const headers = { authorization: `Bearer ${world.token}`, 'content-type': 'application/json' };
  return async (method, path, body, more = {}) => {
    const answer = await fetch(`${world.address}/api/v1${path}`, { method, headers: { ...headers, ...more }, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
}

/** Changes the record of an asset. */
export async function change(world, id, fields) {
  const call = await caller(world);
  const told = await call('GET', `/assets/${id}`);
  await call('PUT', `/assets/${id}`, { ...(await told.json()), ...fields }, { 'if-match': told.headers.get('etag') });
}

/** Takes files in, describes and publishes them; gives their ids in the same order. */
async function taken(world, files, kind) {
  const { address, home, program } = world;
  const call = await caller(world);
  await run(program, ['--home', home, 'ingest', '--relic', 'DTG', ...files]);
  const list = async () => (await (await call('GET', '/assets?relic=DTG&limit=200')).json()).items;
  const names = files.map((file) => file.split('/').pop());
  const ids = [];
  for (const name of names) {
    const one = (await list()).find((item) => item.name === name);
    await change(world, one.id, {
      asset_kind: kind,
      alt_text: { vi: 'Ảnh thật để thử', en: 'A real photograph for tests' },
      rights: { statement: 'https://creativecommons.org/licenses/by/4.0/', credit_line: { vi: 'Người thử' } },
      creator: { name: { vi: 'Người thử' } },
      access: { level: 'public' },
    });
    ids.push(one.id);
  }
  const relic = await (await call('GET', '/relics/DTG')).json();
  await call('POST', `/relics/${relic.id}/publish`);
  for (let n = 0; n < 240; n += 1) {
    const found = await Promise.all(ids.map((id) => fetch(`${address}/iiif/image/${id}/info.json`)));
    if (found.every((answer) => answer.ok)) return ids;
    await new Promise((done) => setTimeout(done, 500));
  }
  throw new Error(`${names} do not become public`);
}
