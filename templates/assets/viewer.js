// The viewer on a picture's page: tools, keys, overview, addresses of what is in sight, turning over. The drawing is in
// canvas.js; comparing and marked regions come only when they are asked for.
// Without this script the picture stands there whole, with links to its sizes.

const TILE_PX = 512;
const root = document.querySelector("[data-viewer]");
const { TileCanvas, line } = await import(root.dataset.engine);

/** Finds an element by what it is for. */
const part = (name, within = root) => within.querySelector(`[data-${name}]`);

/** Makes a source of tiles of a IIIF picture, in canonical addresses. */
export function tiles({ base, width, height }) {
  const levels = Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / TILE_PX))) + 1;
  const url = (level, column, row) => {
    const span = TILE_PX * 2 ** level;
    const [x, y] = [column * span, row * span];
    const [wide, high] = [Math.min(span, width - x), Math.min(span, height - y)];
    const region = wide === width && high === height ? "full" : `${x},${y},${wide},${high}`;
    return `${base}/${region}/${Math.ceil(wide / 2 ** level)},${Math.ceil(high / 2 ** level)}/0/default.jpg`;
  };
  return { width, height, tile: TILE_PX, levels, url };
}

/** Gives the address of the whole picture in the stored size that suits a host. */
export function whole({ base, width, height, sizes }, host) {
  const needed = Math.min(host.clientWidth, (host.clientHeight * width) / height) * line().density;
  const [wide, high] = sizes.find(([wide]) => wide >= needed * 0.9) ?? sizes.at(-1);
  return `${base}/full/${wide},${high}/0/default.jpg`;
}

class Viewer {
  constructor() {
    this.stage = part("stage");
    this.image = this.stage.querySelector(".shown");
    this.lens = document.createElement("div");
    this.lens.className = "lens";
    this.lens.tabIndex = 0;
    this.lens.setAttribute("role", "application");
    this.lens.setAttribute("aria-describedby", "viewer-keys");
    this.stage.append(this.lens);
    this.canvas = new TileCanvas(this.lens, { onview: () => this.viewed(), onswipe: (by) => this.step(by) });
    this.full = part("do=full");
    this.over = part("over");
    for (const one of root.querySelectorAll("[data-awake]")) one.hidden = false;

    root.addEventListener("click", (event) => this.click(event));
    this.lens.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("keydown", (event) => event.key === "Escape" && root.classList.contains("filled") && this.fill());
    document.addEventListener("fullscreenchange", () => this.pressed(this.full, document.fullscreenElement === root));
    document.addEventListener("click", (event) => this.copy(event));
    addEventListener("hashchange", () => this.hash());
    addEventListener("popstate", () => location.pathname + location.search !== this.path && this.visit(location.href, true));
    for (const name of ["pointerdown", "pointermove"]) this.over.addEventListener(name, (event) => this.drag(event));
    this.take(JSON.parse(root.querySelector("script").textContent));
  }

  /** Takes what a page says of its pictures and shows the one its address asks for. */
  take(data) {
    this.pair?.end();
    Object.assign(this, data, { at: -1, path: location.pathname + location.search });
    this.hash();
  }

  say(text) {
    part("said").textContent = text;
  }

  compareButton() {
    return part("do=compare");
  }

  pressed(button, is) {
    button.setAttribute("aria-pressed", String(is));
  }

  // -- Pictures ------------------------------------------------------------------------------------------------------

  get picture() {
    return this.pictures[this.at];
  }

  /** Shows a picture of the list. The one before stays until this one can be drawn. */
  async show(at, turn = 0) {
    const isFirst = this.at < 0;
    this.at = at;
    const picture = this.pictures[at];
    const image = this.image;
    for (const link of this.total > 1 ? root.querySelectorAll("[data-turn]") : []) {
      const to = at + Number(link.dataset.turn);
      if (this.pictures[to]) link.href = `${location.pathname}?page=${to + this.first}`;
      else if (link.dataset.far) link.href = link.dataset.far;
      const isEnd = !this.pictures[to] && !link.dataset.far;
      if (isEnd && link === document.activeElement) this.lens.focus();
      link.hidden = isEnd;
    }
    // What the page says of the leaf it began with is not said of another.
    for (const one of document.querySelectorAll("[data-leaf]")) one.hidden = at !== this.start;
    const leaves = this.total > 1 && (await import(root.dataset.leaves));
    if (leaves) leaves.follow(this);
    if (!(await this.measure(picture)) || this.picture !== picture) return;
    this.lens.setAttribute("aria-label", picture.label);
    if (!(isFirst && image.getAttribute("src").startsWith(`${picture.base}/`))) {
      part("under")?.remove();
      image.removeAttribute("srcset");
      image.removeAttribute("lang");
      image.alt = picture.alt;
      [image.width, image.height] = [picture.width, picture.height];
      image.src = whole(picture, this.stage);
    }
    const isThere = await image.decode().then(() => true, () => false);
    if (this.picture !== picture) return;
    // What the browser calls the width of a picture it chose for a dense screen is not that of the file.
    const width = Number(image.currentSrc.match(/\/full\/(\d+)/)?.[1]) || image.naturalWidth;
    this.canvas.open(tiles(picture), isThere ? { image, width } : null, turn);
    root.classList.add("awake");
    this.settle();
    this.drawOverview();
    if (leaves) leaves.follow(this);
    for (const { parentNode: { offsetLeft, parentNode } } of root.querySelectorAll(".film [aria-current]")) parentNode.scrollLeft = offsetLeft - parentNode.clientWidth / 2;
    for (const one of this.lens.querySelectorAll(".marks, .mark-label")) one.remove();
    if (this.regions?.length || picture.words) (await import(root.dataset.regions)).mark(this);
  }

  /** Learns the measures of a page; one that is being made is asked for again. Says so where it cannot be shown. */
  async measure(picture) {
    for (let tries = 0; !picture.sizes.length && tries < 6; tries++) {
      const answer = await fetch(`${picture.base}/info.json`).catch(() => null);
      if (answer?.ok) {
        const { width, height, sizes } = await answer.json();
        // A small picture may name none: it is one itself.
        Object.assign(picture, { width, height, sizes: sizes.length ? sizes.map((size) => [size.width, size.height]) : [[width, height]] });
      } else if (answer?.status === 503) {
        this.tell(this.words.making);
        await new Promise((done) => setTimeout(done, 1000 * (Number(answer.headers.get("retry-after")) || 2)));
      } else break;
    }
    this.tell(picture.sizes.length ? "" : this.words.missing);
    return picture.sizes.length > 0;
  }

  /** Says something that is shown over the picture, too; nothing takes it away. */
  tell(text) {
    part("told", this.lens)?.remove();
    if (!text) return;
    const note = document.createElement("p");
    note.className = "mark-label";
    note.dataset.told = "";
    note.textContent = text;
    this.lens.append(note);
    this.say(text);
  }

  /** Turns over: within the list first, else to the page of the picture beside. */
  async step(by) {
    const to = this.at + by;
    if (this.pictures[to]) await this.turn(to);
    else {
      const link = part(`turn="${by}"`);
      const href = link?.dataset.far || (this.total > 1 ? null : link?.href);
      if (href) await this.visit(href);
    }
  }

  /** Turns to a picture of the list. */
  async turn(to) {
    await this.show(to);
    this.note();
    this.say(this.picture.label);
  }

  /** Goes to the page of another picture without leaving the viewer; where that fails, as any link does. */
  async visit(href, isBack = false) {
    const focused = document.activeElement?.closest("[data-turn]")?.dataset.turn;
    try {
      const page = new DOMParser().parseFromString(await (await fetch(href)).text(), "text/html");
      const data = JSON.parse(page.querySelector("[data-viewer] script").textContent);
      if (!isBack) history.pushState(null, "", href);
      for (const name of ["title", ".langs", ".crumbs", "[data-turns]", "[data-films]", "article"]) {
        const [old, fresh] = [document.querySelector(name), page.querySelector(name)];
        if (old && fresh) old.replaceWith(document.adoptNode(fresh));
      }
      if (focused) (part(`turn="${focused}"`) ?? this.lens).focus();
      this.regions = null;
      this.take(data);
      this.say(document.title);
    } catch {
      location.href = href;
    }
  }

  // -- Addresses -----------------------------------------------------------------------------------------------------

  /**
   * Shows what the address asks for: `#page=2&xywh=100,200,800,600&turn=90`; `xywh=pct:` counts in hundredths. `with=` names
   * what is beside it, a page or a picture (compare.js).
   */
  async hash() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const wanted = Number(asked.get("page")) || this.first + this.start;
    const at = Math.min(Math.max(wanted - this.first, 0), this.pictures.length - 1);
    const turn = Number(asked.get("turn")) || 0;
    if (at !== this.at) await this.show(at, turn);
    else if (turn !== this.canvas.turn) this.canvas.rotate(turn);
    if (!asked.has("with")) this.pair?.end();
    else if (this.canvas.source) await this.compare(asked);
    const [, isPart, numbers] = (asked.get("xywh") ?? "").match(/^(pct:|percent:)?([\d.,]+)$/) ?? [];
    const box = numbers?.split(",").map(Number);
    if (box?.length !== 4 || !(box[2] > 0 && box[3] > 0)) return;
    const { width, height } = this.picture;
    this.canvas.show(isPart ? box.map((value, n) => (value * (n % 2 ? height : width)) / 100) : box, 0);
    this.lens.scrollIntoView({ block: "nearest" });
    this.settle();
  }

  /** Writes what is in sight into the address. */
  note() {
    const { canvas, at } = this;
    const words = [
      at !== this.start && `page=${at + this.first}`,
      canvas.isNear() && `xywh=${canvas.seen().join(",")}`,
      canvas.turn > 0 && `turn=${canvas.turn}`,
      ...(this.pair?.words() ?? []),
    ].filter(Boolean);
    history.replaceState(null, "", location.pathname + location.search + (words.length ? `#${words.join("&")}` : ""));
    this.addresses();
  }

  /** Gives the IIIF address of what is in sight, never larger than it is. */
  address() {
    const { canvas, picture } = this;
    const [x, y, width, height] = canvas.seen();
    const region = canvas.isNear() ? [x, y, width, height].join(",") : "full";
    const most = 2000 / Math.max(width, height, 2000);
    const size = `${Math.max(1, Math.round(width * most))},${Math.max(1, Math.round(height * most))}`;
    return new URL(`${picture.base}/${region}/${size}/${canvas.turn}/default.jpg`, location).href;
  }

  addresses() {
    const address = this.address();
    for (const [name, value] of [["here", location.href], ["iiif", address]]) {
      const field = part(name, document);
      if (field) field.value = value;
    }
    const link = part("part", document);
    if (link) link.href = address;
    for (const one of document.querySelectorAll("article [data-awake]")) one.hidden = false;
  }

  async copy(event) {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    field.select();
    const isCopied = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
    // Off https there is no clipboard but the old way; where that fails too, the address stands selected.
    if (isCopied || document.execCommand("copy")) this.say(this.words.copied);
  }

  // -- What the canvas tells -----------------------------------------------------------------------------------------

  viewed() {
    if (!this.picture) return;
    const { canvas } = this;
    const isNear = canvas.isNear();
    this.over.hidden = !isNear || Boolean(this.pair);
    if (isNear) this.drawOverview();
    for (const follow of this.follows ?? []) follow();
    if (this.mark() === this.was) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rested(), 350);
  }

  mark() {
    return `${this.at} ${this.canvas.turn} ${this.canvas.seen()}`;
  }

  /** Takes the view as it stands for the one that was asked for: nothing is told of it and no address is written. */
  settle() {
    clearTimeout(this.timer);
    this.was = this.mark();
    this.addresses();
  }

  rested() {
    this.settle();
    this.note();
    const { canvas } = this;
    const level = String(Math.round((canvas.goal.scale / canvas.least()) * 10) / 10);
    if (level !== this.level) this.say(this.words.level.replace("{}", level.replace(".", this.words.point)));
    this.level = level;
  }

  /** Draws the overview: the whole picture, small, and a frame around what is in sight. */
  drawOverview() {
    const { canvas, over } = this;
    const { source, ground } = canvas;
    if (!source) return;
    const pixels = devicePixelRatio || 1;
    const side = Math.min(132, canvas.wide / 4) / Math.max(source.width, source.height);
    const [wide, high] = [Math.max(12, source.width * side), Math.max(12, source.height * side)];
    if (over.clientWidth !== Math.round(wide)) over.style.inlineSize = `${Math.round(wide)}px`;
    [over.width, over.height] = [Math.round(wide * pixels), Math.round(high * pixels)];
    const pen = over.getContext("2d");
    if (ground) pen.drawImage(ground.image, 0, 0, over.width, over.height);
    const corners = [[0, 0], [canvas.wide, 0], [canvas.wide, canvas.high], [0, canvas.high]].map((at) => canvas.toPicture(at));
    const frame = new Path2D();
    for (const { x, y } of corners) {
      const inside = (at, most) => (Math.min(Math.max(at, 0), most) * over.width) / source.width;
      frame.lineTo(inside(x, source.width), inside(y, source.height));
    }
    frame.closePath();
    for (const [width, colour] of [[4, "#000"], [2, "#fff"]]) {
      [pen.lineWidth, pen.strokeStyle] = [width * pixels, colour];
      pen.stroke(frame);
    }
  }

  drag(event) {
    if (event.type === "pointerdown") this.over.setPointerCapture(event.pointerId);
    else if (event.buttons === 0) return;
    event.preventDefault();
    const { canvas, over } = this;
    const box = over.getBoundingClientRect();
    const at = (place, side, length) => ((place - side) / length);
    const { width, height } = canvas.source;
    canvas.go({ ...canvas.goal, x: at(event.clientX, box.left, box.width) * width, y: at(event.clientY, box.top, box.height) * height }, 0);
  }

  // -- Tools and keys ------------------------------------------------------------------------------------------------

  click(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const wanted = event.target.closest("[data-do]")?.dataset.do;
    const link = event.target.closest("[data-turn], .film a");
    if (wanted) this.do(wanted);
    else if (link) {
      event.preventDefault();
      if (link.dataset.turn) this.step(Number(link.dataset.turn));
      else if (this.second) this.second(link.href);
      else this.visit(link.href);
    }
  }

  async do(wanted) {
    const { canvas } = this;
    if (!canvas.source) return;
    if (wanted === "in") canvas.zoom(1.5);
    else if (wanted === "out") canvas.zoom(1 / 1.5);
    else if (wanted === "fit") canvas.fit();
    else if (wanted === "turn") {
      canvas.rotate(canvas.turn + 90);
      this.say(this.words.turned.replace("{}", canvas.turn));
    } else if (wanted === "full") this.fill();
    else if (wanted === "compare") this.compare();
  }

  async compare(asked) {
    (await import(root.dataset.compare)).compare(this, { TileCanvas, tiles, whole }, asked);
  }

  /** Fills the screen, or at least the window where the browser knows no more. */
  async fill() {
    if (document.fullscreenElement) return document.exitFullscreen();
    const isFull = !root.classList.contains("filled") && document.fullscreenEnabled;
    if (isFull && (await root.requestFullscreen().then(() => true, () => false))) return;
    this.pressed(this.full, root.classList.toggle("filled"));
  }

  key(event) {
    if (event.target !== this.lens || !this.canvas.source) return;
    const { key } = event;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (this.canvas.key(event)) event.preventDefault();
    else if (plain && { ArrowLeft: 1, ArrowRight: 1, PageUp: 1, PageDown: 1 }[key]) {
      event.preventDefault();
      this.step(key === "ArrowRight" || key === "PageDown" ? 1 : -1);
    } else if (plain && ({ r: 1, f: 1 }[key] || (key === "c" && this.compareButton()))) {
      event.preventDefault();
      this.do({ r: "turn", f: "full", c: "compare" }[key]);
    }
  }
}

root.viewer = new Viewer();
