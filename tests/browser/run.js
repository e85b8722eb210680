// Serves the sample archive from the built program and walks through its pages in a real browser.
// RELIQUARY_PROGRAM names the program, CHROMIUM the browser. Ends with 1 when anything is wrong, each thing named.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { keyboard } from './keyboard.js';
import { markup } from './markup.js';
import { officer } from './officer.js';
import { line } from './line.js';
import { looks } from './looks.js';
import { map } from './map.js';
import { peers } from './peers.js';
import { search } from './search.js';
import { states } from './states.js';
import { time } from './time.js';
import { viewer } from './viewer.js';

const here = dirname(fileURLToPath(import.meta.url));
const program = resolve(process.env.RELIQUARY_PROGRAM ?? join(here, '../../target/release/reliquary'));
const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const wrong = [];
const say = (text) => console.log(text);

/** Starts `demo` in a fresh home; gives the address, the accounts' passwords and an end. */
async function demo() {
  const home = mkdtempSync(join(tmpdir(), 'reliquary-browser-'));
  const child = spawn(program, ['--home', home, 'demo', '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stderr.on('data', (piece) => (log += piece));
  const passwords = {};
  const address = await new Promise((done, failed) => {
    let out = '';
    child.stdout.on('data', (piece) => {
      out += piece;
      for (const line of out.split('\n')) {
        const account = line.match(/^(\S+)\s+(volunteer|officer|reader|approver|registrar|partner|member)\s+(\S+)$/);
        if (account) passwords[account[1]] = account[3];
        const at = line.match(/^listening on (http:\/\/\S+)/);
        if (at) done(at[1]);
      }
    });
    child.on('exit', (code) => failed(new Error(`the program ended with ${code}\n${log}`)));
    setTimeout(() => failed(new Error(`the program does not listen\n${log}`)), 120_000).unref();
  });
  const end = async () => {
    child.removeAllListeners('exit');
    const ended = new Promise((done) => child.on('exit', done));
    child.kill('SIGTERM');
    await ended;
    rmSync(home, { recursive: true, force: true });
    return log;
  };
  return { address, passwords, home, program, end };
}

const site = await demo();
const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
const only = process.argv.slice(2);
const world = { ...site, browser, wrong, say };
for (const [name, walk] of Object.entries({ looks, markup, keyboard, viewer, map, search, states, time, line, peers, officer })) {
  if (only.length > 0 && !only.includes(name)) continue;
  const started = Date.now();
  const before = wrong.length;
  try {
    await walk(world);
  } catch (error) {
    wrong.push(`${name}: ${error.stack ?? error}`);
  }
  say(`${name}: ${wrong.length - before} wrong, ${((Date.now() - started) / 1000).toFixed(0)} s`);
}
await browser.close();
const log = await site.end();
if (/panicked|ERROR/.test(log)) wrong.push(`the log says:\n${log}`);
for (const one of wrong) say(`WRONG ${one}`);
process.exit(wrong.length === 0 ? 0 : 1);
