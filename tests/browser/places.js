// Which pages there are: one of each kind, found by following the archive's own lists.

export const LANGS = ['vi', 'en', 'id'];

/** An address that no page has. */
const NOT_THERE = (lang) => `/${lang}/relics/NOSUCH`;

/** Tells what is wrong with the status of an answer from such an address. */
export function wrongStatus(path, status) {
  const expected = path.endsWith('/NOSUCH') ? 404 : 200;
  return status === expected ? null : `answers ${status} and not ${expected}`;
}

/** Gives the addresses of one public page of each kind in a language. */
export async function publicPages({ address }, lang) {
  const json = async (path) => (await fetch(address + path)).json();
  const first = async (kind) => (await json(`/api/v1/search?kind=${kind}&limit=1`)).items[0];
  const [artefact, inscription, asset] = [await first('artefact'), await first('inscription'), await first('asset')];
  const own = ({ page }) => page.replace(/^\/vi\//, `/${lang}/`);
  return [
    `/${lang}`,
    `/${lang}/relics`,
    `/${lang}/relics?q=dinh+thac+gian`,
    `/${lang}/relics?rank=national&page=1`,
    `/${lang}/relics?q=xyzzy`,
    `/${lang}/relics?q=xyzzy&rank=national&from=1800`,
    `/${lang}/relics?view=table&sort=date`,
    `/${lang}/relics?view=grid`,
    `/${lang}/relics?q=${encodeURIComponent('đình phường Thạc Gián thời Nguyễn')}`,
    `/${lang}/relics/DTG`,
    `/${lang}/relics/NMN`,
    own(artefact),
    own(inscription),
    own(asset),
    `/${lang}/map`,
    `/${lang}/map?q=dinh&bbox=107,15,109,17`,
    `/${lang}/map?q=xyzzy`,
    `/${lang}/timeline`,
    `/${lang}/timeline?from=1800&until=1860`,
    `/${lang}/timeline?q=xyzzy`,
    `/${lang}/festivals`,
    `/${lang}/festivals?by=lunar`,
    `/${lang}/about`,
    NOT_THERE(lang),
  ];
}

/** Pages of the desk that need no record. */
export const STAFF = ['/staff', '/staff/records', '/staff/tray', '/staff/new/relic', '/staff/new/artefact', '/staff/new/inscription', '/staff/upload', '/staff/jobs', '/staff/password', '/staff/accounts'];

/** Signs in over the form; the context keeps the session. */
export async function signIn(page, { address, passwords }, name) {
  await page.goto(`${address}/login`);
  await page.fill('input[name=username]', name);
  await page.fill('input[name=password]', passwords[name]);
  await Promise.all([page.waitForURL((url) => !url.pathname.startsWith('/login')), page.click('main form button[type=submit]')]);
}
