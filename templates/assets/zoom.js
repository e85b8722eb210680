// Deep zoom on the asset page: our own IIIF tiles, and only those in sight. Wheel, drag, pinch, double click, keys.
// Without this script the picture stands there whole, with links to its sizes.

const TILE_PX = 512;
const KEPT = 400;
const STEP = 1.5;

/** Shows one picture in its stage. Positions are in pixels of the full picture; `scale` is screen pixels for one of them. */
class Zoom {
  constructor(stage, tools) {
    this.stage = stage;
    this.image = stage.querySelector("img");
    this.width = Number(stage.dataset.width);
    this.height = Number(stage.dataset.height);
    this.base = stage.dataset.zoom.replace(/\/info\.json$/, "");
    this.tiles = new Map();
    this.fingers = new Map();
    this.tools = tools;
    this.isAwake = false;
    this.layer = document.createElement("div");
    this.layer.className = "tiles";
    this.layer.setAttribute("aria-hidden", "true");

    stage.tabIndex = 0;
    stage.setAttribute("role", "group");
    stage.setAttribute("aria-label", stage.dataset.label);
    stage.classList.add("alive");
    stage.append(this.layer);
    const bar = tools.querySelector("[role=toolbar]");
    bar.hidden = false;
    const full = bar.querySelector("[data-do=full]");
    full.hidden = !document.fullscreenEnabled;

    bar.addEventListener("click", (event) => {
      const wanted = event.target.closest("button")?.dataset.do;
      if (wanted) this.do(wanted);
    });
    stage.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    stage.addEventListener("dblclick", (event) => this.zoomBy(event.shiftKey ? 0.5 : 2, this.point(event)));
    stage.addEventListener("keydown", (event) => this.key(event));
    stage.addEventListener("pointerdown", (event) => this.down(event));
    stage.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) stage.addEventListener(name, (event) => this.up(event));
    document.addEventListener("fullscreenchange", () => {
      full.setAttribute("aria-pressed", String(document.fullscreenElement !== null));
    });
    new ResizeObserver(() => this.resized()).observe(stage);
  }

  /** Takes over from the plain picture: the stage keeps its size, the picture becomes the ground under the tiles. */
  wake() {
    if (this.isAwake) return;
    this.isAwake = true;
    const box = this.stage.getBoundingClientRect();
    this.stage.style.blockSize = `${box.height}px`;
    this.stage.classList.add("zoomed");
    this.fit(false);
  }

  size() {
    return { wide: this.stage.clientWidth, high: this.stage.clientHeight };
  }

  least() {
    const { wide, high } = this.size();
    return Math.min(wide / this.width, high / this.height);
  }

  most() {
    return Math.max(2, this.least() * 2);
  }

  fit(isDrawn = true) {
    const { wide, high } = this.size();
    this.scale = this.least();
    this.x = (this.width - wide / this.scale) / 2;
    this.y = (this.height - high / this.scale) / 2;
    if (isDrawn) this.draw();
  }

  resized() {
    if (!this.isAwake) return;
    if (document.fullscreenElement === null && this.wasFull) this.stage.style.blockSize = this.keptSize;
    if (this.scale <= this.least() * 1.01) this.fit();
    else this.draw();
  }

  point(event) {
    const box = this.stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  middle() {
    const { wide, high } = this.size();
    return { x: wide / 2, y: high / 2 };
  }

  zoomBy(factor, at = this.middle()) {
    this.wake();
    const scale = Math.min(Math.max(this.scale * factor, this.least()), this.most());
    this.x += at.x / this.scale - at.x / scale;
    this.y += at.y / this.scale - at.y / scale;
    this.scale = scale;
    this.draw();
  }

  panBy(x, y) {
    this.wake();
    this.x += x / this.scale;
    this.y += y / this.scale;
    this.draw();
  }

  do(wanted) {
    if (wanted === "in") this.zoomBy(STEP);
    else if (wanted === "out") this.zoomBy(1 / STEP);
    else if (wanted === "fit") {
      this.wake();
      this.fit();
    } else if (wanted === "full") {
      if (document.fullscreenElement) document.exitFullscreen();
      else {
        this.wake();
        this.wasFull = true;
        this.keptSize = this.stage.style.blockSize;
        this.stage.style.blockSize = "";
        this.stage.closest(".viewer").requestFullscreen().catch(() => {
          this.stage.style.blockSize = this.keptSize;
        });
      }
    }
  }

  wheel(event) {
    const isAtRest = !this.isAwake || this.scale <= this.least() * 1.001;
    if (isAtRest && event.deltaY > 0) return;
    event.preventDefault();
    const lines = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
    this.zoomBy(Math.exp(-Math.max(-120, Math.min(120, lines)) / 300), this.point(event));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== this.stage) return;
    const far = 80;
    const isZoomed = this.isAwake && this.scale > this.least() * 1.001;
    const moves = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far] };
    if (event.key === "+" || event.key === "=") this.do("in");
    else if (event.key === "-") this.do("out");
    else if (event.key === "0" || event.key === "Home") this.do("fit");
    else if (event.key === "f") this.do("full");
    else if (isZoomed && moves[event.key]) this.panBy(...moves[event.key]);
    else return;
    event.preventDefault();
  }

  down(event) {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    this.fingers.set(event.pointerId, this.point(event));
    const isZoomed = this.isAwake && this.scale > this.least() * 1.001;
    if (isZoomed || this.fingers.size > 1) {
      this.stage.setPointerCapture(event.pointerId);
      this.stage.classList.add("held");
    }
  }

  move(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const now = this.point(event);
    const others = [...this.fingers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    this.fingers.set(event.pointerId, now);
    if (others.length === 1) {
      const far = (a, b) => Math.hypot(a.x - b.x, a.y - b.y) || 1;
      this.zoomBy(far(now, others[0]) / far(before, others[0]), { x: (now.x + others[0].x) / 2, y: (now.y + others[0].y) / 2 });
      this.panBy((before.x - now.x) / 2, (before.y - now.y) / 2);
    } else if (others.length === 0 && this.isAwake && this.scale > this.least() * 1.001) {
      this.panBy(before.x - now.x, before.y - now.y);
    }
  }

  up(event) {
    this.fingers.delete(event.pointerId);
    if (this.fingers.size === 0) this.stage.classList.remove("held");
  }

  /** Keeps the picture in sight: centred where it is smaller than the stage, else without air at its edges. */
  bound() {
    const { wide, high } = this.size();
    const keep = (at, side, seen) => seen >= side ? (side - seen) / 2 : Math.min(Math.max(at, 0), side - seen);
    this.x = keep(this.x, this.width, wide / this.scale);
    this.y = keep(this.y, this.height, high / this.scale);
  }

  draw() {
    this.bound();
    const isZoomed = this.scale > this.least() * 1.001;
    this.stage.classList.toggle("near", isZoomed);
    const place = (element, x, y, wide, high) => {
      element.style.transform = `translate(${(x - this.x) * this.scale}px, ${(y - this.y) * this.scale}px)`;
      element.style.inlineSize = `${wide * this.scale}px`;
      element.style.blockSize = `${high * this.scale}px`;
    };
    place(this.image, 0, 0, this.width, this.height);
    const wanted = this.seen();
    const names = new Set(wanted.map((tile) => tile.name));
    for (const [name, element] of this.tiles) {
      if (!names.has(name)) element.hidden = true;
    }
    for (const tile of wanted) {
      let element = this.tiles.get(tile.name);
      if (!element) {
        element = new Image();
        element.alt = "";
        element.draggable = false;
        element.decoding = "async";
        element.addEventListener("error", () => {
          element.remove();
          this.tiles.delete(tile.name);
        });
        element.src = `${this.base}/${tile.name}/0/default.jpg`;
        this.layer.append(element);
      }
      this.tiles.delete(tile.name);
      this.tiles.set(tile.name, element);
      element.hidden = false;
      place(element, tile.x, tile.y, tile.wide, tile.high);
    }
    for (const [name, element] of this.tiles) {
      if (this.tiles.size <= KEPT) break;
      if (names.has(name)) continue;
      element.remove();
      this.tiles.delete(name);
    }
  }

  /** Names the tiles in sight, at the level whose pixels are nearest above those of the screen. */
  seen() {
    const { wide, high } = this.size();
    const sharp = this.scale * (devicePixelRatio || 1);
    const last = Math.ceil(Math.log2(Math.max(this.width, this.height) / TILE_PX));
    const level = Math.max(0, Math.min(last, Math.floor(Math.log2(1 / sharp) + 0.25)));
    const shownWide = this.image.naturalWidth || 0;
    if (shownWide >= this.width * sharp) return [];
    const factor = 2 ** level;
    const span = TILE_PX * factor;
    const list = [];
    const right = Math.min(this.width, this.x + wide / this.scale);
    const bottom = Math.min(this.height, this.y + high / this.scale);
    for (let y = Math.max(0, Math.floor(this.y / span)) * span; y < bottom; y += span) {
      for (let x = Math.max(0, Math.floor(this.x / span)) * span; x < right; x += span) {
        const tileWide = Math.min(span, this.width - x);
        const tileHigh = Math.min(span, this.height - y);
        const isWhole = tileWide === this.width && tileHigh === this.height;
        const region = isWhole ? "full" : `${x},${y},${tileWide},${tileHigh}`;
        const size = `${Math.ceil(tileWide / factor)},${Math.ceil(tileHigh / factor)}`;
        list.push({ name: `${region}/${size}`, x, y, wide: tileWide, high: tileHigh });
      }
    }
    return list;
  }
}

for (const stage of document.querySelectorAll("[data-zoom]")) {
  new Zoom(stage, stage.parentElement.querySelector("[data-tools]"));
}
