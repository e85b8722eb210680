// The map on its page: outlines of land and water, tiles where the operator has some, markers, cards. The moving is that of
// the canvas for pictures (canvas.js). Without this script the map stands there as a drawing whose markers are links.

const root = document.querySelector("[data-map]");
const { TileCanvas } = await import(root.dataset.engine);

/** The zoom whose pixels are those of the source; as near as tiles and outlines can be gone into. */
const DEEP = 18;
const NEAREST = { tiles: 18, outlines: 16 };
const WORLD = 256 * 2 ** DEEP;
const EQUATOR_M = 40075016.7;
/** Outlines are kept around this place: a path knows no more than seven digits. */
const MIDDLE = [108, 16];
const REST_MS = 200;

const part = (name, within = root) => within.querySelector(`[data-${name}]`);
const svg = (name, attributes = {}) => {
  const one = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  return one;
};
const html = (name, properties = {}, ...children) => {
  const one = Object.assign(document.createElement(name), properties);
  one.append(...children);
  return one;
};

/** From degrees to pixels of the source, and back. */
const across = (lon) => (lon / 360 + 0.5) * WORLD;
const down = (lat) => {
  const sine = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
  return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * WORLD;
};
const lonOf = (x) => (x / WORLD - 0.5) * 360;
const latOf = (y) => (Math.atan(Math.exp((0.5 - y / WORLD) * 2 * Math.PI)) * 360) / Math.PI - 90;
const PER_DEGREE = WORLD / 360;

/** Reads the outlines; their form is told in tests/bench/outline/make.py. */
async function outlines(address) {
  const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
  let at = 5;
  const next = () => {
    let [value, by, byte] = [0, 1, 128];
    for (; byte > 127; by *= 128) {
      byte = bytes[(at += 1) - 1];
      value += (byte & 127) * by;
    }
    return value;
  };
  const signed = () => {
    const folded = next();
    return folded % 2 ? -(folded + 1) / 2 : folded / 2;
  };
  const [left, top] = [across(MIDDLE[0]), down(MIDDLE[1])];
  return Array.from({ length: next() }, () => {
    const grain = next();
    const bounds = Array.from({ length: 4 }, () => signed() / grain);
    let [x, y] = [0, 0];
    const layers = Array.from({ length: 5 }, (_, layer) => {
      const path = new Path2D();
      for (let lines = next(); lines > 0; lines -= 1) {
        for (let n = 0, points = next(); n < points; n += 1) {
          x += signed();
          y += signed();
          path[n ? "lineTo" : "moveTo"]((across(x / grain) - left) / PER_DEGREE, (down(y / grain) - top) / PER_DEGREE);
        }
        if (layer < 2) path.closePath();
      }
      return path;
    });
    return { bounds, layers };
  });
}

/** The canvas of pictures over a world instead of a picture. */
class Ground extends TileCanvas {
  constructor(host, map, options) {
    super(host, options);
    this.map = map;
    this.base = document.createElement("canvas");
    this.base.setAttribute("aria-hidden", "true");
    host.prepend(this.base);
    this.dress();
    addEventListener("scroll", () => (this.scrolled = performance.now()), { passive: true });
    const tiles = map.tiles;
    const url = (level, column, row) => tiles.replace("{z}", DEEP - level).replace("{x}", column).replace("{y}", row);
    this.open({ width: WORLD, height: WORLD, tile: 256, levels: DEEP + 1, url });
  }

  /** Takes the colours of the page's scheme. */
  dress() {
    const style = getComputedStyle(document.documentElement);
    const names = { sea: "info-bg", land: "sheet", edge: "edge", water: "link", ink: "ink", quiet: "ink-2" };
    this.colours = Object.fromEntries(Object.entries(names).map(([key, name]) => [key, style.getPropertyValue(`--${name}`)]));
    this.font = getComputedStyle(this.host).fontFamily;
    this.widths = new Map();
  }

  isFull() {
    return Boolean(this.host.closest(":fullscreen, .filled"));
  }

  zoomed() {
    return DEEP + Math.log2(this.goal.scale);
  }

  /** West, south, east, north of what is in sight. */
  bounds() {
    const { x, y, scale } = this.goal;
    const [wide, high] = this.half(scale);
    return [lonOf(x - wide), latOf(y + high), lonOf(x + wide), latOf(y - high)];
  }

  /** The view that shows a box whole. */
  around([west, south, east, north], nearest = 14) {
    const [left, top, right, bottom] = [across(west), down(north), across(east), down(south)];
    const fit = Math.min((this.wide * 0.84) / (right - left), (this.high * 0.84) / (bottom - top), 2 ** (nearest - DEEP));
    return { x: (left + right) / 2, y: (top + bottom) / 2, scale: fit };
  }

  least() {
    return Math.max(this.wide, this.high, 1024) / WORLD;
  }

  most() {
    return 2 ** ((this.map.tiles ? NEAREST.tiles : NEAREST.outlines) - DEEP);
  }

  /** There may be no tiles as fine as the screen: then the finest there are. */
  level() {
    return Math.max(super.level(), DEEP - (this.map.finest ?? DEEP));
  }

  fitted() {
    return this.bound(this.around(this.map.home));
  }

  /** A map goes on beyond its edge: it can always be moved. */
  isNear() {
    return true;
  }

  resized(isNew = false) {
    // Another size is no reason to go home.
    const kept = !isNew && this.view;
    super.resized(isNew);
    if (kept && this.wide) this.go(kept, 0);
  }

  load(now) {
    if (this.map.tiles) super.load(now);
  }

  /** Tiles come as pictures: their server need not know of us. */
  async fetch(tile) {
    const stop = new AbortController();
    this.loads.set(tile.key, stop);
    try {
      const image = Object.assign(new Image(), { src: this.source.url(tile.level, tile.column, tile.row), close() {} });
      await image.decode();
      if (!stop.signal.aborted) this.tiles.set(tile.key, { ...tile, bitmap: image, born: performance.now() });
    } catch {
      this.later.set(tile.key, performance.now() + 20000);
    }
    if (this.loads.get(tile.key) === stop) this.loads.delete(tile.key);
    this.ask();
  }

  // -- Hands: one finger belongs to the page until the map fills the screen, the wheel to the page that is being scrolled --

  wheel(event) {
    const isOut = event.deltaY > 0 && this.goal.scale <= this.least() * 1.01;
    if (!event.ctrlKey && (isOut || performance.now() - (this.scrolled ?? -1000) < 250)) return;
    super.wheel(event);
  }

  move(event) {
    if (event.pointerType !== "touch" || this.fingers.size !== 1 || this.isFull()) super.move(event);
    else if (this.fingers.has(event.pointerId)) this.fingers.set(event.pointerId, this.place(event));
  }

  up(event) {
    if (event.type === "pointercancel" && event.pointerType === "touch" && !this.isFull()) this.map.onscroll();
    super.up(event);
  }

  // -- Drawing -------------------------------------------------------------------------------------------------------

  draw(now) {
    if (this.source && this.wide) this.paint();
    const isFading = super.draw(now);
    if (this.source && this.wide) this.write();
    return isFading;
  }

  paint() {
    const { base, canvas, view, colours, sheets } = this;
    if (base.width !== canvas.width || base.height !== canvas.height) [base.width, base.height] = [canvas.width, canvas.height];
    const pen = base.getContext("2d");
    const pixels = canvas.width / this.wide;
    const sea = () => {
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.fillStyle = colours.sea;
      pen.fillRect(0, 0, base.width, base.height);
    };
    sea();
    if (!sheets) return;
    const scale = view.scale * PER_DEGREE * pixels;
    const far = (at, middle) => (middle - at) * view.scale * pixels;
    const [left, top] = [across(MIDDLE[0]), down(MIDDLE[1])];
    const zoom = DEEP + Math.log2(view.scale);
    const draw = ({ layers: [land, lakes, great, small, reefs] }) => {
      pen.setTransform(scale, 0, 0, scale, base.width / 2 + far(view.x, left), base.height / 2 + far(view.y, top));
      pen.lineJoin = "round";
      const stroke = (path, colour, width, alpha) => {
        Object.assign(pen, { strokeStyle: colour, lineWidth: (width * pixels) / scale, globalAlpha: alpha });
        pen.stroke(path);
        pen.globalAlpha = 1;
      };
      pen.fillStyle = colours.land;
      pen.fill(land, "evenodd");
      stroke(land, colours.edge, 1, 1);
      pen.fillStyle = colours.sea;
      pen.fill(lakes, "evenodd");
      stroke(lakes, colours.water, 1, 0.45);
      if (zoom >= 6) stroke(small, colours.water, 1, 0.45);
      stroke(great, colours.water, zoom < 6 ? 1 : 2, 0.45);
      stroke(reefs, colours.water, 1, 0.3);
    };
    const seen = this.bounds();
    const fine = zoom >= 6 ? sheets.slice(1).find(({ bounds: [w, s, e, n] }) => w < seen[2] && e > seen[0] && s < seen[3] && n > seen[1]) : null;
    const covers = fine && fine.bounds.every((side, n) => (n < 2 ? side <= seen[n] : side >= seen[n]));
    if (!covers) draw(sheets[0]);
    if (!fine) return;
    pen.save();
    if (!covers) {
      // A little within its edges, where its land is cut off.
      const [west, south, east, north] = fine.bounds;
      const corner = (lon, lat) => [base.width / 2 + far(view.x, across(lon)), base.height / 2 + far(view.y, down(lat))];
      const [[x, y], [right, bottom]] = [corner(west + 0.05, north - 0.05), corner(east - 0.05, south + 0.05)];
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.beginPath();
      pen.rect(x, y, right - x, bottom - y);
      pen.clip();
      sea();
    }
    draw(fine);
    pen.restore();
  }

  /** Writes names where they meet nothing: archipelagos always, then what is marked, then towns. */
  write() {
    const { pen, canvas, colours, map, wide, high } = this;
    const pixels = canvas.width / wide;
    const zoom = DEEP + Math.log2(this.view.scale);
    const taken = [];
    pen.setTransform(pixels, 0, 0, pixels, 0, 0);
    Object.assign(pen, { textBaseline: "middle", lineJoin: "round", lineWidth: 4 });
    const put = (text, x, y, style, halo, colour) => {
      Object.assign(pen, { font: style, strokeStyle: halo, fillStyle: colour, textAlign: "left" });
      pen.strokeText(text, x, y);
      pen.fillText(text, x, y);
    };
    const width = (text, style) => {
      if (!this.widths.has(text)) {
        pen.font = style;
        this.widths.set(text, pen.measureText(text).width);
      }
      return this.widths.get(text);
    };
    const isFree = ([left, top, right, bottom]) =>
      left > 2 && top > 2 && right < wide - 2 && bottom < high - 2 && !taken.some((one) => one[0] < right && one[2] > left && one[1] < bottom && one[3] > top);
    const beside = (text, [x, y], away, style, colour) => {
      const long = width(text, style);
      const sides = [x + away, x - away - long].map((left) => [left, y - 10, left + long, y + 10]);
      const place = sides.find(isFree);
      if (!place) return false;
      taken.push(place);
      put(text, place[0], y, style, colours.land, colour);
      return true;
    };
    const italic = `italic 14px ${this.font}`;
    const plain = `14px ${this.font}`;
    const [seas, towns] = [map.names.filter(([, , , isSea]) => isSea), map.tiles ? [] : map.names.filter(([, , , isSea]) => !isSea)];
    for (const [lat, lon, from, , text] of seas) {
      const [x, y] = this.at(lat, lon);
      const half = width(text, italic) / 2 + 4;
      if (zoom < from - 1 || x < -half || x > wide + half || y < 10 || y > high - 10) continue;
      const left = Math.min(Math.max(x - half, 4), wide - half * 2);
      taken.push([left, y - 10, left + half * 2, y + 10]);
      put(text, left, y, italic, colours.sea, colours.quiet);
    }
    for (const one of map.markers()) taken.push([one.x - 12, one.y - 12, one.x + 12, one.y + 12]);
    for (const one of map.markers()) if (one.title) beside(one.title, [one.x, one.y], 14, plain, colours.ink);
    for (const [lat, lon, from, , text] of towns) {
      const at = this.at(lat, lon);
      if (zoom < from || !beside(text, at, 7, plain, colours.quiet)) continue;
      pen.beginPath();
      pen.arc(...at, 2.5, 0, 7);
      pen.fill();
    }
  }

  /** Where a place is in the host. */
  at(lat, lon) {
    const { x, y, scale } = this.view;
    return [this.wide / 2 + (across(lon) - x) * scale, this.high / 2 + (down(lat) - y) * scale];
  }

  /** Pixels of the screen for a metre there. */
  metre(lat) {
    return (WORLD * this.view.scale) / (EQUATOR_M * Math.cos((lat * Math.PI) / 180));
  }
}

class Atlas {
  constructor({ map, lang, words }) {
    Object.assign(this, { ...map, lang, words, places: [] });
    this.lens = root.querySelector(".lens");
    this.hint = root.querySelector(".map-hint");
    this.said = part("said");
    this.here = part("here");
    this.lens.hidden = false;
    this.over = svg("svg", { class: "places" });
    this.areas = svg("g");
    this.rings = svg("g");
    this.links = svg("g");
    this.over.append(this.areas, this.rings, this.links);
    this.lens.append(this.over);
    this.ground = new Ground(this.lens, { ...map, markers: () => this.places, onscroll: () => this.flash(root.querySelector(".map-hint").dataset.text) }, { onview: () => this.viewed() });
    this.hint.dataset.text = this.hint.textContent;
    root.classList.add("awake");
    for (const one of root.querySelectorAll("[data-awake]")) one.hidden = false;
    if (!navigator.geolocation || !isSecureContext) part("do=near").hidden = true;

    root.addEventListener("click", (event) => this.click(event));
    this.lens.addEventListener("keydown", (event) => this.ground.key(event) && event.preventDefault());
    root.addEventListener("keydown", (event) => event.key === "Escape" && this.escape(event));
    document.addEventListener("fullscreenchange", () => this.pressed(document.fullscreenElement === root));
    addEventListener("hashchange", () => this.hash());
    const dress = () => (this.ground.dress(), this.ground.ask());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", dress);
    new MutationObserver(dress).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    outlines(root.dataset.outline).then((sheets) => {
      this.ground.sheets = sheets;
      this.ground.ask();
    });
    this.hash();
    this.start = JSON.stringify(this.ground.goal);
    this.find();
  }

  /** Goes where the address says: #map=zoom/latitude/longitude. */
  hash() {
    const [, zoom, lat, lon] = location.hash.match(/^#map=([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)$/) ?? [];
    if (lon) this.ground.go({ x: across(Number(lon)), y: down(Number(lat)), scale: 2 ** (Number(zoom) - DEEP) }, 0);
  }

  // -- What is in sight ----------------------------------------------------------------------------------------------

  viewed() {
    const { ground } = this;
    if (!ground?.sheets && !ground?.view) return;
    for (const place of this.places) {
      [place.x, place.y] = ground.at(place.lat, place.lon);
      place.link.setAttribute("transform", `translate(${place.x.toFixed(1)} ${place.y.toFixed(1)})`);
      const radius = (place.precision_m ?? 0) * ground.metre(place.lat);
      for (const [name, value] of [["cx", place.x], ["cy", place.y], ["r", radius > 12 ? radius : 0]]) place.ring?.setAttribute(name, value.toFixed(1));
      for (const { shape, coordinates } of place.zones ?? []) {
        const ring = (points) => `M${points.map(([lon, lat]) => ground.at(lat, lon).map((at) => at.toFixed(1)).join(" ")).join("L")}Z`;
        shape.setAttribute("d", coordinates.flat().map(ring).join(""));
      }
    }
    if (this.you) {
      const [x, y] = ground.at(this.you.lat, this.you.lon);
      this.you.mark.setAttribute("transform", `translate(${x} ${y})`);
    }
    const mark = JSON.stringify(ground.goal);
    if (mark === this.mark) return;
    this.mark = mark;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rested(), REST_MS);
  }

  rested() {
    const { ground } = this;
    const zoom = ground.zoomed().toFixed(1).replace(".0", "");
    const hash = `#map=${zoom}/${latOf(ground.goal.y).toFixed(4)}/${lonOf(ground.goal.x).toFixed(4)}`;
    if (location.hash.startsWith("#map=") || this.mark !== this.start) history.replaceState(history.state, "", hash);
    const box = this.box_in_sight().map((side) => side.toFixed(5)).join(",");
    this.here.href = `${this.list}${this.list.includes("?") ? "&" : "?"}bbox=${box}${hash}`;
    this.find();
  }

  /** What is in sight of what was asked for. */
  box_in_sight() {
    const seen = this.ground.bounds();
    return this.box ? seen.map((side, n) => (n < 2 ? Math.max(side, this.box[n]) : Math.min(side, this.box[n]))) : seen;
  }

  async find() {
    const [west, south, east, north] = this.box_in_sight();
    this.asking?.abort();
    if (west > east || south > north) return this.show({ clusters: [], total: 0 });
    const stop = (this.asking = new AbortController());
    const zoom = Math.min(20, Math.max(0, Math.floor(this.ground.zoomed() + 0.01)));
    const bbox = [west, south, east, north].map((side) => side.toFixed(6)).join(",");
    try {
      const answer = await fetch(`${this.api}${this.api.includes("?") ? "&" : "?"}zoom=${zoom}&bbox=${bbox}`, {
        headers: { Accept: "application/json", "Accept-Language": this.lang },
        signal: stop.signal,
      });
      if (!answer.ok) throw answer.status;
      this.show(await answer.json());
    } catch {
      if (!stop.signal.aborted) this.flash(this.words.failed, 8000);
    }
  }

  show({ clusters, total }) {
    const before = new Map(this.places.map((place) => [place.key, place]));
    const focused = this.places.find((place) => place.link === document.activeElement)?.key;
    this.places = clusters.map((one) => {
      const key = one.code ?? `${one.count}@${one.lat},${one.lon}`;
      const known = before.get(key);
      return known && (one.zones ?? []).length === (known.zones ?? []).length ? known : this.place({ ...one, key });
    });
    const [links, rings, shapes] = [[], [], []];
    for (const place of this.places) {
      links.push(place.link);
      if (place.ring) rings.push(place.ring);
      shapes.push(...(place.zones ?? []).map(({ shape }) => shape));
    }
    this.links.replaceChildren(...links);
    this.rings.replaceChildren(...rings);
    this.areas.replaceChildren(...shapes);
    if (focused || this.isEntering) {
      const next = this.places.find((place) => place.key === focused) ?? this.places[0];
      (next?.link ?? this.lens).focus({ preventScroll: true });
    }
    this.isEntering = false;
    this.tell(this.words.shown.replace("{}", total));
    this.ground.ask();
  }

  place(one) {
    const isMany = one.count > 1;
    const link = svg("a", { class: isMany ? "many" : "one", href: isMany ? this.narrowed(one.bbox) : one.href, "aria-label": isMany ? this.words.cluster.replace("{}", one.count) : one.title });
    if (one.title_lang) link.setAttribute("lang", one.title_lang);
    const radius = isMany ? 12 + Math.min(8, Math.log10(one.count) * 4) : 8;
    link.append(svg("circle", { class: "pin", r: radius, "stroke-width": 2 }));
    if (isMany) {
      const text = svg("text", { class: "on", y: 5, "text-anchor": "middle" });
      text.textContent = new Intl.NumberFormat(this.lang, { notation: one.count > 9999 ? "compact" : "standard" }).format(one.count);
      link.append(text);
    }
    link.append(svg("circle", { class: "hit-area", r: 22 }));
    const ring = one.precision_m > 0 ? svg("circle", { class: "fog" }) : null;
    const zones = one.zones?.map((zone) => ({ ...zone, shape: svg("path", { class: ["I", "core"].includes(zone.zone) ? "zone zone-1" : "zone", "fill-rule": "evenodd" }) }));
    return { ...one, link, ring, zones, x: -99, y: -99 };
  }

  /** The same list, of a box alone. */
  narrowed([west, south, east, north]) {
    const box = [west - 1e-6, south - 1e-6, east + 1e-6, north + 1e-6].map((side) => side.toFixed(6)).join(",");
    return `${this.list}${this.list.includes("?") ? "&" : "?"}bbox=${box}`;
  }

  // -- Tools, markers, the card --------------------------------------------------------------------------------------

  click(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const wanted = event.target.closest("[data-do]")?.dataset.do;
    if (wanted) return this.do(wanted);
    const place = this.places.find(({ link }) => link.contains(event.target));
    if (!place) return event.target.closest(".lens") && this.close();
    if (!place.bbox) {
      event.preventDefault();
      return this.open(place);
    }
    // What lies in one place is no farther apart when one goes nearer: the list of it is.
    const [west, south, east, north] = place.bbox;
    const { ground } = this;
    if (ground.goal.scale > ground.most() * 0.9 || Math.max(east - west, north - south) < 1e-5) return;
    event.preventDefault();
    this.isEntering = event.detail === 0;
    const near = ground.around([west, south, east, north], 16);
    ground.go({ ...near, scale: Math.max(near.scale, ground.goal.scale * 1.6) });
  }

  open(place) {
    this.close();
    const close = html("button", { type: "button", className: "btn-2", ariaLabel: this.words.close, textContent: "×" });
    close.addEventListener("click", () => this.close(true));
    const name = html("a", { href: place.href, textContent: place.title, lang: place.title_lang ?? this.lang });
    const told = html("div", {}, html("h3", {}, name), html("p", { className: "meta", textContent: place.meta }));
    if (place.precision_m > 0) {
      const far = place.precision_m < 1000 ? `${place.precision_m} m` : `${place.precision_m / 1000} km`;
      told.append(html("p", { className: "small", textContent: this.words.within.replace("{}", far) }));
    }
    this.card = html("div", { className: "map-card", role: "dialog", ariaLabel: place.title }, told, close);
    if (place.thumbnail) this.card.prepend(html("img", { src: place.thumbnail, alt: "", width: 88, height: 88 }));
    this.opener = place;
    this.lens.parentElement.append(this.card);
    name.focus({ preventScroll: true });
  }

  /** Closes the card; who opened it is where he was. */
  close(isAsked = false) {
    if (!this.card) return;
    this.card.remove();
    this.card = null;
    const place = this.places.find(({ key }) => key === this.opener.key);
    if (isAsked) (place?.link ?? this.lens).focus({ preventScroll: true });
  }

  escape(event) {
    if (this.card) {
      event.preventDefault();
      this.close(true);
    } else if (root.classList.contains("filled")) this.pressed(root.classList.toggle("filled"));
  }

  do(wanted) {
    const { ground } = this;
    if (wanted === "in") ground.zoom(2);
    else if (wanted === "out") ground.zoom(0.5);
    else if (wanted === "home") ground.fit();
    else if (wanted === "full") this.fill();
    else if (wanted === "near") navigator.geolocation.getCurrentPosition((found) => this.near(found), () => this.flash(this.words.lost, 6000), { timeout: 15000, maximumAge: 60000 });
  }

  near({ coords: { latitude: lat, longitude: lon } }) {
    this.you?.mark.remove();
    const mark = svg("g", { role: "img", "aria-label": this.words.you });
    mark.append(svg("circle", { class: "you", r: 10 }), svg("circle", { class: "you", r: 2 }));
    this.you = { lat, lon, mark };
    this.over.append(mark);
    this.ground.go({ x: across(lon), y: down(lat), scale: 2 ** (13 - DEEP) });
    this.tell(this.words.you);
  }

  /** Fills the screen, or at least the window where the browser knows no more. */
  async fill() {
    if (document.fullscreenElement) return document.exitFullscreen();
    const can = !root.classList.contains("filled") && document.fullscreenEnabled;
    if (can && (await root.requestFullscreen().then(() => true, () => false))) return;
    this.pressed(root.classList.toggle("filled"));
  }

  pressed(is) {
    part("do=full").setAttribute("aria-pressed", String(is));
  }

  tell(text) {
    this.said.textContent = text;
  }

  /** Says something on the map for a moment. */
  flash(text, ms = 1500) {
    Object.assign(this.hint, { textContent: text, hidden: false });
    clearTimeout(this.fading);
    this.fading = setTimeout(() => (this.hint.hidden = true), ms);
    if (ms > 2000) this.tell(text);
  }
}

root.atlas = new Atlas(JSON.parse(root.querySelector("script").textContent));
