// A canvas for a picture of any size that comes in tiles: it moves, zooms, turns, and fetches only what is in sight.
// It knows nothing of addresses, words or pages: whoever gives a source gives all (the viewer of pictures, a map).
//
// A source is { width, height, tile, levels, url(level, column, row) }: level 0 is the full size, each further one half of
// the one before, `levels` counts them. A view is the point in the middle, in pixels of the full picture, and `scale`,
// screen pixels for one of them.

const FADE_MS = 160;
const MOVE_MS = 180;
const KEPT = 120;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Tells what the line bears: requests at a time, and how many pixels of the picture one of the screen is worth. */
export function line() {
  const { saveData, effectiveType = "4g" } = navigator.connection ?? {};
  const isSlow = Boolean(saveData) || effectiveType !== "4g";
  return { isSlow, parallel: isSlow ? 2 : 6, density: isSlow ? 1 : Math.min(devicePixelRatio || 1, 2) };
}

/** Shows a source in a host element that has a size of its own. */
export class TileCanvas {
  constructor(host, { onview = () => {}, onswipe = () => {} } = {}) {
    Object.assign(this, { host, onview, onswipe, turn: 0, tiles: new Map(), loads: new Map(), later: new Map(), fingers: new Map() });
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.pen = this.canvas.getContext("2d");
    host.append(this.canvas);
    const hear = (name, act) => host.addEventListener(name, act, { passive: false });
    hear("wheel", (event) => this.wheel(event));
    hear("pointerdown", (event) => this.down(event));
    hear("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) hear(name, (event) => this.up(event));
    hear("dblclick", (event) => this.hand === "mouse" && this.twice(this.place(event), event.shiftKey));
    hear("dragstart", (event) => event.preventDefault());
    // Two fingers are ours; one belongs to the page until the picture is zoomed (`touch-action`).
    for (const name of ["touchstart", "touchmove"]) hear(name, (event) => event.touches.length > 1 && event.cancelable && event.preventDefault());
    this.watch = new ResizeObserver(() => this.resized());
    this.watch.observe(host);
  }

  /** Shows another source. `ground` is { image, width }, the whole picture in some size, or nothing; it lies under the tiles. */
  open(source, ground = null, turn = 0) {
    this.forget();
    Object.assign(this, { source, ground, turn });
    this.resized(true);
  }

  /** Lets go of everything; the canvas goes from the page. */
  close() {
    this.forget();
    this.watch.disconnect();
    // A load that ends late finds nothing to draw and nobody to tell.
    this.source = this.ground = null;
    this.onview = () => {};
    cancelAnimationFrame(this.frame);
    this.canvas.remove();
  }

  forget() {
    for (const stop of this.loads.values()) stop.abort();
    for (const tile of this.tiles.values()) tile.bitmap.close();
    for (const map of [this.tiles, this.loads, this.later]) map.clear();
    this.way = this.fling = null;
  }

  resized(isNew = false) {
    const wasFit = isNew || !this.view || !this.isNear();
    this.wide = this.host.clientWidth;
    this.high = this.host.clientHeight;
    const pixels = Math.min(devicePixelRatio || 1, 2);
    this.canvas.width = Math.round(this.wide * pixels);
    this.canvas.height = Math.round(this.high * pixels);
    if (!this.source || !this.wide || !this.high) return;
    this.goal = wasFit ? this.fitted() : this.bound(this.view);
    this.view = this.goal;
    this.way = null;
    this.draw(performance.now());
    this.ask();
  }

  // -- Views ---------------------------------------------------------------------------------------------------------

  axes() {
    const angle = (this.turn * Math.PI) / 180;
    return [Math.cos(angle), Math.sin(angle)];
  }

  /** Half of what is in sight, along the picture's own axes. */
  half(scale) {
    const [c, s] = this.axes().map(Math.abs);
    return [(this.wide * c + this.high * s) / 2 / scale, (this.wide * s + this.high * c) / 2 / scale];
  }

  least() {
    const [c, s] = this.axes().map(Math.abs);
    const { width, height } = this.source;
    return Math.min(this.wide / (width * c + height * s), this.high / (width * s + height * c));
  }

  most() {
    return Math.max(2, this.least() * 2);
  }

  /** True when there is more of the picture than is in sight. */
  isNear() {
    return this.view.scale > this.least() * 1.01;
  }

  fitted() {
    return { x: this.source.width / 2, y: this.source.height / 2, scale: this.least() };
  }

  /** Keeps a view on the picture: centred where it is smaller than the host, else without air at its edges. */
  bound({ x, y, scale }) {
    scale = Math.min(Math.max(scale, this.least()), this.most());
    const [wide, high] = this.half(scale);
    const keep = (at, side, half) => (side <= half * 2 ? side / 2 : Math.min(Math.max(at, half), side - half));
    return { x: keep(x, this.source.width, wide), y: keep(y, this.source.height, high), scale };
  }

  /** Goes to a view, at once or within `ms`. */
  go(view, ms = MOVE_MS) {
    this.goal = this.bound(view);
    this.fling = null;
    this.way = ms > 0 && !calm.matches ? { from: this.view, start: performance.now(), ms } : null;
    if (!this.way) this.view = this.goal;
    this.ask();
  }

  fit(ms) {
    this.go(this.fitted(), ms);
  }

  /** Zooms around a point of the host, its middle unless told. */
  zoom(factor, at = [this.wide / 2, this.high / 2], ms = MOVE_MS) {
    const { x, y } = this.toPicture(at, this.goal);
    const scale = Math.min(Math.max(this.goal.scale * factor, this.least()), this.most());
    const part = this.goal.scale / scale;
    this.go({ x: x + (this.goal.x - x) * part, y: y + (this.goal.y - y) * part, scale }, ms);
  }

  /** Moves by pixels of the screen. */
  pan(across, down, ms = MOVE_MS) {
    const { x, y } = this.toPicture([this.wide / 2 + across, this.high / 2 + down], this.goal);
    this.go({ x, y, scale: this.goal.scale }, ms);
  }

  /** Turns the picture, keeping what is in the middle there. */
  rotate(turn) {
    const wasNear = this.isNear();
    this.turn = ((turn % 360) + 360) % 360;
    this.go(wasNear ? this.goal : this.fitted(), 0);
  }

  /** Shows a part of the picture as large as it fits. */
  show([x, y, width, height], ms) {
    const [c, s] = this.axes().map(Math.abs);
    const scale = Math.min(this.wide / (width * c + height * s), this.high / (width * s + height * c));
    this.go({ x: x + width / 2, y: y + height / 2, scale }, ms);
  }

  /** Gives the part in sight, in whole pixels of the picture. */
  seen() {
    const { x, y, scale } = this.goal;
    const [wide, high] = this.half(scale);
    const [left, top] = [Math.max(0, Math.floor(x - wide)), Math.max(0, Math.floor(y - high))];
    return [left, top, Math.min(this.source.width, Math.ceil(x + wide)) - left, Math.min(this.source.height, Math.ceil(y + high)) - top];
  }

  toPicture([across, down], { x, y, scale } = this.view) {
    const [c, s] = this.axes();
    const [dx, dy] = [(across - this.wide / 2) / scale, (down - this.high / 2) / scale];
    return { x: x + dx * c + dy * s, y: y - dx * s + dy * c };
  }

  /** Gives the six numbers that lead from the picture to the host, as SVG and canvas take them. */
  matrix() {
    const [c, s] = this.axes();
    const { x, y, scale } = this.view;
    const [a, b] = [c * scale, s * scale];
    return [a, b, -b, a, this.wide / 2 - a * x + b * y, this.high / 2 - b * x - a * y];
  }

  // -- Drawing -------------------------------------------------------------------------------------------------------

  ask() {
    this.frame ||= requestAnimationFrame((now) => {
      this.frame = 0;
      this.step(now);
      const isFading = this.draw(now);
      this.load(now);
      if (this.way || this.fling || isFading) this.ask();
    });
  }

  step(now) {
    if (this.fling) {
      const { across, down, last } = this.fling;
      const ms = Math.min(now - last, 50);
      const slower = Math.exp(-ms / 280);
      const fling = { across: across * slower, down: down * slower, last: now };
      this.pan(across * ms, down * ms, 0);
      this.fling = Math.hypot(fling.across, fling.down) > 0.02 ? fling : null;
    } else if (this.way) {
      const { from, start, ms } = this.way;
      const t = Math.min(Math.max((now - start) / ms, 0), 1);
      const eased = 1 - (1 - t) ** 3;
      const to = this.goal;
      const scale = from.scale * (to.scale / from.scale) ** eased;
      // Straight in 1/scale: what lies under the pointer stays there all the way.
      const way = 1 / to.scale - 1 / from.scale;
      const part = Math.abs(way * from.scale) < 1e-3 ? eased : (1 / scale - 1 / from.scale) / way;
      this.view = t === 1 ? to : { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part, scale };
      if (t === 1) this.way = null;
    }
  }

  /** Draws the ground, then tiles from coarse to fine. Gives true while some are still fading in. */
  draw(now) {
    if (!this.source || !this.wide) return false;
    const { pen, canvas, source, ground } = this;
    const { x, y, scale } = this.view;
    const pixels = canvas.width / this.wide;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.translate(Math.round(canvas.width / 2), Math.round(canvas.height / 2));
    pen.rotate((this.turn * Math.PI) / 180);
    pen.imageSmoothingQuality = "medium";
    // Edges on whole pixels: neighbours leave no seam.
    const at = (place, middle) => Math.round((place - middle) * scale * pixels);
    const put = (image, left, top, right, bottom) =>
      pen.drawImage(image, at(left, x), at(top, y), Math.max(1, at(right, x) - at(left, x)), Math.max(1, at(bottom, y) - at(top, y)));
    if (ground) put(ground.image, 0, 0, source.width, source.height);
    const [wide, high] = this.half(scale);
    const own = this.level();
    const rank = ({ level }) => (level === own ? -1 : level);
    let isFading = false;
    for (const [key, tile] of [...this.tiles].sort(([, a], [, b]) => rank(b) - rank(a))) {
      const { left, top, right, bottom } = tile;
      if (left > x + wide || right < x - wide || top > y + high || bottom < y - high) continue;
      pen.globalAlpha = calm.matches ? 1 : Math.min(1, (now - tile.born) / FADE_MS);
      if (pen.globalAlpha < 1) isFading = true;
      put(tile.bitmap, left, top, right, bottom);
      this.tiles.delete(key);
      this.tiles.set(key, tile);
    }
    pen.globalAlpha = 1;
    for (const [key, tile] of this.tiles) {
      if (this.tiles.size <= KEPT) break;
      tile.bitmap.close();
      this.tiles.delete(key);
    }
    this.host.classList.toggle("near", this.isNear());
    this.onview(this);
    return isFading;
  }

  // -- Tiles ---------------------------------------------------------------------------------------------------------

  /** Names the level whose pixels are as fine as those of the screen, or a sixth coarser. */
  level() {
    const fine = Math.floor(0.25 - Math.log2(this.view.scale * line().density));
    return Math.min(Math.max(fine, 0), this.source.levels - 1);
  }

  /** Lists what is in sight and not here, nearest to the middle first; a coarse layer before it where the ground is far off. */
  wanted() {
    const { source, ground, view } = this;
    const needed = view.scale * line().density;
    const lies = ground ? ground.width / source.width : 0;
    if (lies >= Math.min(needed, 1) * 0.95) return [];
    const level = this.level();
    const coarse = Math.min(level + 2, source.levels - 1);
    const isFar = coarse > level && lies < 2 ** -coarse / 2;
    return [...(isFar ? this.missing(coarse) : []), ...this.missing(level)];
  }

  missing(level) {
    const { source, view } = this;
    const span = source.tile * 2 ** level;
    const [left, top, width, height] = this.seen();
    const list = [];
    for (let row = Math.floor(top / span); row * span < top + height; row += 1) {
      for (let column = Math.floor(left / span); column * span < left + width; column += 1) {
        const key = `${level}/${column}/${row}`;
        if (this.tiles.has(key)) continue;
        const tile = { key, level, column, row, left: column * span, top: row * span };
        tile.right = Math.min(source.width, tile.left + span);
        tile.bottom = Math.min(source.height, tile.top + span);
        tile.far = Math.hypot((tile.left + tile.right) / 2 - view.x, (tile.top + tile.bottom) / 2 - view.y);
        list.push(tile);
      }
    }
    return list.sort((a, b) => a.far - b.far);
  }

  /** Stops what went out of sight and fetches what came into it; on a slow line only once the view rests. */
  load(now) {
    if (!this.source || !this.wide) return;
    const list = this.wanted();
    const keys = new Set(list.map((tile) => tile.key));
    for (const [key, stop] of this.loads) if (!keys.has(key)) stop.abort();
    const { isSlow, parallel } = line();
    if (isSlow && (this.way || this.fling || this.fingers.size > 0)) return;
    for (const tile of list) {
      if (this.loads.size >= parallel) break;
      if (!this.loads.has(tile.key) && !(this.later.get(tile.key) > now)) this.fetch(tile);
    }
  }

  async fetch(tile) {
    const stop = new AbortController();
    this.loads.set(tile.key, stop);
    try {
      const answer = await fetch(this.source.url(tile.level, tile.column, tile.row), { signal: stop.signal });
      if (!answer.ok) throw Number(answer.headers.get("retry-after")) || 8;
      const bitmap = await createImageBitmap(await answer.blob());
      if (stop.signal.aborted) bitmap.close();
      else this.tiles.set(tile.key, { ...tile, bitmap, born: performance.now() });
    } catch (error) {
      if (!stop.signal.aborted) {
        const ms = (typeof error === "number" ? error : 8) * 1000;
        this.later.set(tile.key, performance.now() + ms);
        setTimeout(() => this.ask(), ms + 50);
      }
    }
    if (this.loads.get(tile.key) === stop) this.loads.delete(tile.key);
    this.ask();
  }

  // -- Hands ---------------------------------------------------------------------------------------------------------

  place(event) {
    const box = this.host.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  wheel(event) {
    // At rest the wheel scrolls the page past the picture.
    if (!this.source || (!event.ctrlKey && event.deltaY > 0 && !this.isNear())) return;
    event.preventDefault();
    const lines = event.deltaY * (event.deltaMode === 1 ? 16 : 1) * (event.ctrlKey ? 3 : 1);
    this.zoom(Math.exp(-Math.max(-120, Math.min(120, lines)) / 300), this.place(event), Math.abs(lines) < 40 ? 0 : MOVE_MS);
  }

  down(event) {
    if (!this.source || event.button > 0) return;
    this.fling = null;
    this.hand = event.pointerType;
    const at = (this.from = this.place(event));
    this.fingers.set(event.pointerId, at);
    if (this.fingers.size === 1) this.tap = { at, start: event.timeStamp, marks: [] };
    else this.tap = null;
    this.host.classList.toggle("held", this.isNear() || this.fingers.size > 1);
  }

  move(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    // Let go of outside, before it was held.
    if (event.pointerType === "mouse" && event.buttons === 0) return this.up(event);
    const now = this.place(event);
    // Held only once it moves: a mere press on a link in the picture stays one.
    if (Math.hypot(now[0] - this.from[0], now[1] - this.from[1]) > 4) this.host.setPointerCapture(event.pointerId);
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1];
    this.fingers.set(event.pointerId, now);
    if (other) {
      const far = (a) => Math.hypot(a[0] - other[0], a[1] - other[1]) || 1;
      this.zoom(far(now) / far(before), [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2], 0);
      this.pan((before[0] - now[0]) / 2, (before[1] - now[1]) / 2, 0);
    } else if (this.isNear()) {
      this.pan(before[0] - now[0], before[1] - now[1], 0);
      this.tap?.marks.push([event.timeStamp, ...now]);
    }
  }

  up(event) {
    const at = this.fingers.get(event.pointerId);
    if (!at || !this.fingers.delete(event.pointerId) || this.fingers.size > 0) return;
    this.host.classList.remove("held");
    const { tap, before } = this;
    this.tap = this.before = null;
    this.ask();
    if (!tap || event.type === "pointercancel") return;
    const [across, down] = [at[0] - tap.at[0], at[1] - tap.at[1]];
    if (Math.hypot(across, down) > 8) return this.thrown(event, tap, at, across, down);
    // The browser knows what a double click is; a double tap it may take for its own zoom.
    if (this.hand === "mouse" || event.timeStamp - tap.start > 400) return;
    const isSecond = before && event.timeStamp - before.start < 450 && Math.hypot(at[0] - before.at[0], at[1] - before.at[1]) < 40;
    if (isSecond) this.twice(at);
    else this.before = tap;
  }

  /** Goes nearer to a point, or back out where it cannot. */
  twice(at, isOut = false) {
    if (!this.source) return;
    if (this.goal.scale > this.most() * 0.95) this.fit();
    else this.zoom(isOut ? 0.4 : 2.5, at, MOVE_MS * 1.5);
  }

  thrown(event, tap, at, across, down) {
    if (!this.isNear()) {
      if (Math.abs(across) > 50 && Math.abs(across) > Math.abs(down) * 2) this.onswipe(across < 0 ? 1 : -1);
      return;
    }
    const mark = tap.marks.find(([then]) => event.timeStamp - then < 90);
    if (!mark || calm.matches) return;
    const ms = Math.max(16, event.timeStamp - mark[0]);
    this.fling = { across: (mark[1] - at[0]) / ms, down: (mark[2] - at[1]) / ms, last: performance.now() };
  }

  /** Does what a key means, and tells whether it meant something here. */
  key({ key, ctrlKey, metaKey, altKey }) {
    if (ctrlKey || metaKey || altKey) return false;
    const far = Math.max(80, this.wide / 6);
    const ways = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far] };
    if (key === "+" || key === "=") this.zoom(1.5);
    else if (key === "-" || key === "_") this.zoom(1 / 1.5);
    else if (key === "0" || key === "Home") this.fit();
    else if (ways[key] && this.isNear()) this.pan(...ways[key]);
    else return false;
    return true;
  }
}
