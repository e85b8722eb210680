// Sending many files: each by itself in pieces that are kept as they arrive, so that a lost connection costs at most one
// piece (tus 1.0). A row and a bar for each, a reason for each one refused, one sum for all.

const PIECE_BYTES = 8 << 20;
const AT_ONCE = 3;
const WAITS_MS = [1000, 2000, 5000, 10000, 20000, 30000];
const TALK_MS = 5000;

const form = document.getElementById("upload");
const words = JSON.parse(form.dataset.words);
const lang = document.documentElement.lang;
const token = document.querySelector("meta[name=csrf-token]").content;
const list = document.getElementById("list");
const part = (id) => document.getElementById(id);

const files = [];
let isPaused = false;
let spoken = 0;
let timer = 0;

const fill = (text, values) => text.replace(/%(\w+)%/g, (_, name) => values[name] ?? "");

function size(bytes) {
  const units = [["GB", 1e9], ["MB", 1e6], ["kB", 1e3], ["B", 1]];
  const [unit, one] = units.find(([, least]) => bytes >= least) ?? units[3];
  const value = bytes / one;
  return `${new Intl.NumberFormat(lang, { maximumFractionDigits: value < 10 && one > 1e3 ? 1 : 0 }).format(value)}\u00a0${unit}`;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** One line of the list. */
function row(file) {
  const line = element("li", "file");
  const about = element("div");
  const name = element("p", "name", file.name);
  about.append(name, element("p", "meta", size(file.size)));
  const picture = element("span", "pic no-pic", "–");
  picture.setAttribute("aria-hidden", "true");
  const bar = element("progress");
  bar.max = Math.max(file.size, 1);
  bar.value = 0;
  bar.setAttribute("aria-label", fill(words.bar, { name: file.name }));
  const state = element("p", "state");
  const tag = element("span", "tag", words.waiting);
  state.append(tag);
  const why = element("p", "why");
  const act = element("p", "act");
  line.append(picture, about, state, bar, act);
  list.append(line);
  return { line, bar, tag, why, act, picture, about };
}

const CLASSES = { kept: "ok", known: "warn", refused: "err", offline: "warn" };

function show(one, state, text) {
  one.state = state;
  one.view.tag.textContent = text ?? words[state];
  one.view.tag.className = `tag ${CLASSES[state] ?? ""}`;
  const isUnderWay = ["waiting", "sending", "offline", "working", "paused"].includes(state);
  if (!isUnderWay) one.view.bar.remove();
  else if (!one.view.bar.isConnected) one.view.act.before(one.view.bar);
  if (state === "working") one.view.bar.removeAttribute("value");
  acts(one);
  sum();
}

function button(text, name, act) {
  const made = element("button", "btn-3", text);
  made.type = "button";
  made.append(element("span", "vh", `: ${name}`));
  made.addEventListener("click", act);
  return made;
}

function acts(one) {
  const made = [];
  if (one.asset) {
    const link = element("a", "tap", one.state === "known" ? words["open-known"] : words.open);
    link.href = `/staff/records/${one.asset}`;
    link.append(element("span", "vh", `: ${one.file.name}`));
    made.push(link);
  } else if (one.state === "refused") {
    made.push(button(words.again, one.file.name, () => restart(one)));
  } else if (["waiting", "sending", "offline", "paused"].includes(one.state)) {
    made.push(button(words["drop-it"], one.file.name, () => drop(one)));
  }
  one.view.act.replaceChildren(...made);
}

/** The sum in one line: said at most once in five seconds. */
function sum() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    spoken = Date.now();
    const count = (...states) => files.filter((one) => states.includes(one.state)).length;
    const parts = [fill(files.length === 1 ? words["sum-one"] : words.sum, { count: files.length })];
    for (const [key, number] of [
      ["sum-kept", count("kept")], ["sum-known", count("known")], ["sum-refused", count("refused")],
      ["sum-left", count("waiting", "sending", "offline", "working", "paused")],
    ]) {
      if (number) parts.push(fill(words[key], { count: number }));
    }
    part("sum").textContent = parts.join(" · ");
  }, Math.max(0, spoken + TALK_MS - Date.now()) || 50);
  const done = files.filter((one) => ["kept", "known", "refused"].includes(one.state)).length;
  const whole = part("whole");
  whole.max = Math.max(files.length, 1);
  whole.value = done;
  part("bars").hidden = done === files.length;
  part("pause").hidden = done === files.length;
  part("pause").textContent = isPaused ? words["go-on"] : words.pause;
  part("retry").textContent = words["retry-all"];
  part("retry").hidden = !files.some((one) => one.state === "refused");
  part("acts").hidden = part("pause").hidden && part("retry").hidden;
}

const encoded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** The name under which this browser remembers where an upload lies. */
const memory = (one) => `upload:${[one.file.name, one.file.size, one.file.lastModified, one.fields.relic ?? ""].join(":")}`;

function remember(one, address) {
  try {
    if (address) localStorage.setItem(memory(one), address);
    else localStorage.removeItem(memory(one));
  } catch {
    // Storage is closed: the upload goes on, but not across a reload.
  }
}

function remembered(one) {
  try {
    return localStorage.getItem(memory(one));
  } catch {
    return null;
  }
}

/** A request with progress; resolves with the answer, rejects when the line is cut. */
function ask(one, method, address, headers, body) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    one.request = request;
    request.open(method, address);
    const all = { "Tus-Resumable": "1.0.0", "X-CSRF-Token": token, "Accept-Language": lang, ...headers };
    for (const [name, value] of Object.entries(all)) request.setRequestHeader(name, value);
    if (body) {
      const begun = one.offset;
      request.upload.addEventListener("progress", (event) => {
        one.view.bar.value = begun + event.loaded;
        const share = Math.floor(((begun + event.loaded) / Math.max(one.file.size, 1)) * 100);
        one.view.tag.textContent = `${words.sending} ${Math.min(share, 100)}\u00a0%`;
        if (begun + event.loaded >= one.file.size && one.state === "sending") show(one, "working");
      });
    }
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", () => reject(new Error("line")));
    request.addEventListener("abort", () => reject(new Error("stopped")));
    request.addEventListener("timeout", () => reject(new Error("line")));
    request.send(body ?? null);
  });
}

class Refused extends Error {}

function reason(request) {
  if (request.status === 401) return words["signed-out"];
  try {
    const said = JSON.parse(request.responseText);
    return said.message ?? words.broken;
  } catch {
    return words.broken;
  }
}

function must(request, ...statuses) {
  if (statuses.includes(request.status)) return request;
  if ([408, 423, 429, 502, 503, 504].includes(request.status) || request.status === 0) throw new Error("line");
  throw new Refused(reason(request));
}

async function announce(one) {
  const known = remembered(one);
  if (known) {
    const answer = await ask(one, "HEAD", known, {});
    if (answer.status === 200 || answer.status === 204) {
      one.offset = Number(answer.getResponseHeader("Upload-Offset"));
      if (answer.getResponseHeader("Asset-Id")) one.done = answer;
      return known;
    }
    remember(one, null);
  }
  const fields = { filename: one.file.name, ...one.fields };
  const metadata = Object.entries(fields).filter(([, value]) => value).map(([name, value]) => `${name} ${encoded(value)}`).join(",");
  const answer = must(await ask(one, "POST", "/api/v1/uploads", { "Upload-Length": String(one.file.size), "Upload-Metadata": metadata }), 201);
  one.offset = 0;
  const address = new URL(answer.getResponseHeader("Location"), location.href).pathname;
  remember(one, address);
  return address;
}

/** The last answer names the asset and says whether its bytes were here already. */
function finish(one, answer) {
  remember(one, null);
  one.asset = answer.getResponseHeader("Asset-Id") ?? answer.getResponseHeader("Location")?.split("/").pop();
  show(one, answer.getResponseHeader("Asset-Duplicate") === "true" ? "known" : "kept");
  if (/^image\/|pdf$|svg/.test(one.file.type)) setTimeout(picture, 1500, one, 0);
}

/** The picture follows when it is made; a file without one keeps its dash. */
function picture(one, tries) {
  const image = new Image();
  image.alt = "";
  image.className = "pic";
  image.addEventListener("load", () => one.view.picture.replaceWith(image));
  image.addEventListener("error", () => {
    if (tries < 3) setTimeout(picture, 3000 * (tries + 1), one, tries + 1);
  });
  image.src = `/api/v1/assets/${one.asset}/thumbnail?try=${tries}`;
}

async function send(one) {
  show(one, "sending");
  one.address ??= await announce(one);
  if (one.done) return finish(one, one.done);
  one.view.bar.value = one.offset;
  for (;;) {
    const piece = one.file.slice(one.offset, one.offset + PIECE_BYTES);
    const headers = { "Upload-Offset": String(one.offset), "Content-Type": "application/offset+octet-stream" };
    const answer = await ask(one, "PATCH", one.address, headers, piece);
    if (answer.status === 409) {
      const here = must(await ask(one, "HEAD", one.address, {}), 200, 204);
      one.offset = Number(here.getResponseHeader("Upload-Offset"));
      if (here.getResponseHeader("Asset-Id")) return finish(one, here);
      continue;
    }
    must(answer, 200, 201, 204);
    one.offset = Number(answer.getResponseHeader("Upload-Offset") ?? one.offset + piece.size);
    one.tries = 0;
    if (one.offset >= one.file.size) return finish(one, answer);
    if (one.state === "working") show(one, "sending");
  }
}

async function work(one) {
  try {
    await send(one);
  } catch (error) {
    if (one.state === "gone") return;
    if (error instanceof Refused) {
      remember(one, null);
      one.address = null;
      one.view.why.textContent = error.message;
      one.view.act.before(one.view.why);
      show(one, "refused");
    } else if (error.message === "stopped" || isPaused) {
      one.address = null;
      show(one, "paused");
    } else {
      one.address = null;
      show(one, "offline");
      const wait = WAITS_MS[Math.min(one.tries, WAITS_MS.length - 1)];
      one.tries += 1;
      setTimeout(() => one.state === "offline" && (show(one, "waiting"), next()), wait);
    }
  }
  next();
}

function next() {
  if (isPaused) return;
  const running = files.filter((one) => one.state === "sending" || one.state === "working").length;
  files.filter((one) => one.state === "waiting").slice(0, Math.max(AT_ONCE - running, 0)).forEach(work);
}

function restart(one) {
  Object.assign(one, { address: null, asset: null, done: null, tries: 0, offset: 0, fields: fields() });
  one.view.why.remove();
  one.view.bar.value = 0;
  show(one, "waiting");
  next();
}

async function drop(one) {
  one.state = "gone";
  one.request?.abort();
  const address = one.address ?? remembered(one);
  remember(one, null);
  const at = files.indexOf(one);
  files.splice(at, 1);
  one.view.line.remove();
  (list.children[Math.min(at, list.children.length - 1)]?.querySelector("button, a") ?? part("files")).focus();
  sum();
  next();
  if (address) await ask({ view: one.view }, "DELETE", address, {}).catch(() => {});
}

const fields = () => ({ relic: part("relic").value, rights: part("rights").value, creator: part("creator").value.trim() });

/** Takes files on; a name, a size and a day seen already in this batch is not sent twice. */
function take(chosen) {
  for (const file of chosen) {
    if (files.some((one) => one.file.name === file.name && one.file.size === file.size && one.file.lastModified === file.lastModified)) continue;
    const one = { file, fields: fields(), offset: 0, tries: 0, state: "waiting", view: row(file) };
    files.push(one);
    acts(one);
  }
  if (!files.length) return;
  part("batch").hidden = false;
  sum();
  next();
}

/** All files under what was dropped, folders too. */
async function under(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return found;
    for (const below of some) found.push(...(await under(below)));
  }
}

const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");

part("send").hidden = true;
// The browser's own button speaks the browser's language and shortens what it says: the label does its work.
part("drop").classList.add("live");
part("drop").querySelector("label").className = "btn";
list.replaceChildren();
part("files").addEventListener("change", (event) => {
  take([...event.target.files]);
  event.target.value = "";
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  take([...part("files").files]);
});
addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  part("drop").classList.add("over");
});
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) part("drop").classList.remove("over");
});
addEventListener("drop", async (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  part("drop").classList.remove("over");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const plain = [...event.dataTransfer.files];
  const found = [];
  for (const entry of entries) found.push(...(await under(entry).catch(() => [])));
  take(found.length ? found : plain);
});
part("pause").addEventListener("click", () => {
  isPaused = !isPaused;
  for (const one of files) {
    if (isPaused && one.state === "sending") one.request?.abort();
    else if (isPaused && one.state === "waiting") show(one, "paused");
    else if (!isPaused && one.state === "paused") show(one, "waiting");
  }
  sum();
  next();
});
part("retry").addEventListener("click", () => files.filter((one) => one.state === "refused").forEach(restart));
addEventListener("online", () => {
  files.filter((one) => one.state === "offline").forEach((one) => show(one, "waiting"));
  next();
});
addEventListener("beforeunload", (event) => {
  if (files.some((one) => ["waiting", "sending", "working", "offline"].includes(one.state))) event.preventDefault();
});
