// The viewers of others draw our pictures, from another origin: OpenSeadragon, Mirador, TIFY, Universal Viewer.
// Each is given its makers' own build (peers/) and, but for the first, a manifest made here that points to our pictures.

import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { photos } from './photos.js';

const modules = join(dirname(fileURLToPath(import.meta.url)), 'peers/node_modules');
const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html; charset=utf-8', '.json': 'application/json', '.png': 'image/png', '.svg': 'image/svg+xml' };

const page = (head, script) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>peer</title><style>html, body, #viewer { margin: 0; width: 1000px; height: 700px; position: relative }</style>${head}<body><div id="viewer" class="uv"></div>${script}</body></html>`;

/** What each needs on its page; `info` and `manifest` are addresses. */
const PEERS = {
  OpenSeadragon: ({ info }) => page('<script src="/openseadragon/build/openseadragon/openseadragon.min.js"></script>', `<script>OpenSeadragon({ id: 'viewer', prefixUrl: '/openseadragon/build/openseadragon/images/', tileSources: [${JSON.stringify(info)}], crossOriginPolicy: 'Anonymous', drawer: 'canvas' })</script>`),
  Mirador: ({ manifest }) => page('<script src="/mirador/dist/mirador.min.js"></script>', `<script>Mirador.viewer({ id: 'viewer', windows: [{ manifestId: ${JSON.stringify(manifest)} }] })</script>`),
  TIFY: ({ manifest }) => page('<link rel="stylesheet" href="/tify/dist/tify.css">', `<script type="module">import Tify from '/tify/dist/tify.js'; new Tify({ container: '#viewer', manifestUrl: ${JSON.stringify(manifest)} })</script>`),
  'Universal Viewer': ({ manifest }) => page('<link rel="stylesheet" href="/universalviewer/dist/uv.css"><script src="/universalviewer/dist/umd/UV.js"></script>', `<script>UV.init('viewer', { manifest: ${JSON.stringify(manifest)} })</script>`),
};

/** A manifest of one page (Presentation 3.0, §5) around a picture service. */
function manifest(at, { id, width, height }) {
  const body = { id: `${id}/full/max/0/default.jpg`, type: 'Image', format: 'image/jpeg', width, height, service: [{ id, type: 'ImageService3', profile: 'level2' }] };
  const painted = { id: `${at}/annotation`, type: 'Annotation', motivation: 'painting', target: `${at}/canvas`, body };
  const canvas = { id: `${at}/canvas`, type: 'Canvas', width, height, label: { en: ['1'] }, items: [{ id: `${at}/page`, type: 'AnnotationPage', items: [painted] }] };
  return { '@context': 'http://iiif.io/api/presentation/3/context.json', id: at, type: 'Manifest', label: { en: ['A picture of ours'] }, items: [canvas] };
}

export async function peers(world) {
  if (!existsSync(modules)) {
    if (process.env.CI === 'true') world.wrong.push('peers: npm ci in tests/browser/peers comes first');
    world.say('SKIPPED peers: npm ci in tests/browser/peers comes first');
    return;
  }
  const [id] = await photos(world);
  if (!id) return;
  const info = `${world.address}/iiif/image/${id}/info.json`;
  const told = await (await fetch(info)).json();
  let own = '';
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://peer').pathname;
    const name = decodeURIComponent(path.slice(1));
    const send = (type, text) => response.writeHead(200, { 'content-type': type }).end(text);
    if (name === 'manifest.json') return send('application/json', JSON.stringify(manifest(`${own}/manifest.json`, told)));
    if (PEERS[name]) return send(TYPES['.html'], PEERS[name]({ info, manifest: `${own}/manifest.json` }));
    const file = normalize(join(modules, name));
    if (!file.startsWith(modules) || !existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  own = `http://127.0.0.1:${server.address().port}`;
  for (const name of Object.keys(PEERS)) await draw(world, name, own, told);
  await new Promise((done) => server.close(done));
}

async function draw({ browser, wrong, say, address }, name, own, told) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
  const page = await context.newPage();
  const came = new Set();
  page.on('response', (response) => {
    if (!response.url().startsWith(`${address}/iiif/image/`)) return;
    if (!response.ok()) wrong.push(`peers: ${name} asked for ${response.url()} and got ${response.status()}`);
    else if (/\.(jpg|webp|png)$/.test(response.url())) came.add(response.url().slice(told.id.length));
  });
  await page.goto(`${own}/${encodeURIComponent(name)}`, { waitUntil: 'load' });
  const started = Date.now();
  let shows = 0;
  while (Date.now() - started < 45_000 && shows < 0.85) {
    await page.waitForTimeout(500);
    shows = await likeness(browser, await page.screenshot(), `${told.id}/full/${told.sizes[0].width},${told.sizes[0].height}/0/default.jpg`);
  }
  if (process.env.RELIQUARY_SHOTS) await page.screenshot({ path: `${process.env.RELIQUARY_SHOTS}/peer-${name}.png` });
  say(`peers: ${name} fetched ${came.size} parts, likeness ${shows.toFixed(2)}`);
  if (shows < 0.85) wrong.push(`peers: ${name} does not draw our picture (likeness ${shows.toFixed(2)}): ${[...came].slice(0, 5)}`);
  await context.close();
}

/** Looks for a picture in a screenshot: the best agreement of lightness over some places and sizes, 1 for the same. */
async function likeness(browser, shot, address) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const picture = Buffer.from(await (await fetch(address)).arrayBuffer()).toString('base64');
  const best = await page.evaluate(async ([screen, picture]) => {
    const load = async (url, wide, high) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      const canvas = Object.assign(document.createElement('canvas'), { width: wide ?? image.width, height: high ?? image.height });
      const pen = canvas.getContext('2d', { willReadFrequently: true });
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
      const light = Float64Array.from({ length: canvas.width * canvas.height }, (_, n) => data[n * 4] * 0.3 + data[n * 4 + 1] * 0.6 + data[n * 4 + 2] * 0.1);
      return { wide: canvas.width, high: canvas.height, light, ratio: image.height / image.width };
    };
    // A tenth of the screen's pixels are enough, and quick.
    const ground = await load(`data:image/png;base64,${screen}`, 100, 70);
    const { ratio } = await load(`data:image/jpeg;base64,${picture}`);
    let best = 0;
    for (let wide = 40; wide <= 100; wide += 2) {
      const high = Math.round(wide * ratio);
      if (high > ground.high) break;
      const own = await load(`data:image/jpeg;base64,${picture}`, wide, high);
      const mean = own.light.reduce((sum, one) => sum + one, 0) / own.light.length;
      const norm = Math.sqrt(own.light.reduce((sum, one) => sum + (one - mean) ** 2, 0));
      for (let y = 0; y + high <= ground.high; y += 1) {
        for (let x = 0; x + wide <= ground.wide; x += 1) {
          let [sum, squares, both] = [0, 0, 0];
          for (let row = 0; row < high; row += 1) {
            for (let column = 0; column < wide; column += 1) {
              const a = ground.light[(y + row) * ground.wide + x + column];
              sum += a;
              squares += a * a;
              both += a * (own.light[row * wide + column] - mean);
            }
          }
          const spread = Math.sqrt(Math.max(0, squares - (sum * sum) / own.light.length));
          best = Math.max(best, both / (norm * spread || 1));
        }
      }
    }
    return best;
  }, [shot.toString('base64'), picture]);
  await context.close();
  return best;
}
