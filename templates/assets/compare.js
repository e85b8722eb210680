// Two pictures side by side, or one over the other behind a slider; they move together. Comes only when it is asked for.
// The comparison is part of the address of a view: `with=3&lay=slide&divide=40`, a page's number or a picture's id.

const named = (name, facts, ...inside) => {
  const element = Object.assign(document.createElement(name), facts);
  element.append(...inside);
  return element;
};

/** Opens the comparison, or ends it where it is open; opens the one that an address asks for, where it can be had. */
export async function compare(viewer, tools, asked) {
  if (viewer.pair && !asked) {
    viewer.pair.end();
    return viewer.note();
  }
  viewer.pair ??= new Pair(viewer, tools, asked);
  if (asked) return viewer.pair.open(asked);
  await viewer.pair.start();
  viewer.note();
}

class Pair {
  constructor(viewer, { TileCanvas, tiles, whole }, asked) {
    Object.assign(this, { viewer, tiles, whole });
    const note = () => viewer.note();
    const { stage, canvas, words } = viewer;
    this.first = canvas;
    this.lens = named("div", { className: "lens second", tabIndex: 0 });
    this.lens.setAttribute("role", "application");
    this.lens.setAttribute("aria-describedby", "viewer-keys");
    stage.append(this.lens);
    this.canvas = new TileCanvas(this.lens, { onview: () => this.lead(this.canvas, this.first) });
    this.lens.addEventListener("keydown", (event) => this.canvas.key(event) && event.preventDefault());
    viewer.follows = [...(viewer.follows ?? []), (this.follow = () => this.lead(this.first, this.canvas))];

    this.choice = named("select", { className: "pair-choice" });
    this.choice.setAttribute("aria-label", words.with);
    for (const [n, one] of this.others(asked?.get("with")).entries()) this.choice.append(named("option", { value: n }, one.label));
    this.choice.addEventListener("change", () => this.choose(this.list[this.choice.value]).then(note));
    this.buttons = [["side", words.side], ["slide", words.slide]].map(([way, text]) => {
      const button = named("button", { type: "button", className: "btn-2" }, text);
      button.addEventListener("click", () => note(this.lay(way)));
      button.dataset.way = way;
      return button;
    });
    this.range = named("input", { type: "range", className: "pair-range", min: 0, max: 100, value: 50 });
    this.range.setAttribute("aria-label", words.divide);
    this.range.addEventListener("input", () => this.divide());
    this.range.addEventListener("change", note);
    this.bar = named("div", { className: "pair-bar row" }, this.choice, ...this.buttons, this.range);
    this.bar.setAttribute("role", "group");
    this.bar.setAttribute("aria-label", words.compare);
    stage.after(this.bar);
    viewer.pressed(viewer.compareButton(), true);
    viewer.second = (href) => this.choose(this.list.find((one) => one.href === href)).then(note);
  }

  /** Lists what can stand beside: the other pages, then the other pictures of the relic. Who asks for a page beside itself gets it. */
  others(asked) {
    const { viewer } = this;
    const pages = viewer.pictures.map((picture, n) => ({ picture, label: picture.label, at: n, name: String(n + viewer.first) })).filter(({ at, name }) => at !== viewer.at || name === asked);
    const links = [...viewer.stage.closest("[data-viewer]").querySelectorAll(".film:not(.leaves) a:not([aria-current])")];
    const film = links.map((link) => ({ href: link.href, name: new URL(link.href).pathname.split("/").pop(), label: link.getAttribute("aria-label") || link.querySelector("img")?.alt || link.textContent.trim() }));
    return (this.list = [...pages, ...film]);
  }

  async start() {
    const { viewer } = this;
    this.lay("side");
    const next = viewer.stage.closest("[data-viewer]").querySelector('[data-turn="1"]')?.href;
    await this.choose(this.list.find((one) => one.at === viewer.at + 1 || (next && one.href === next)) ?? this.list[0]);
    viewer.say(viewer.words.comparing);
  }

  /** Opens what an address asks for; ends where that cannot be had. */
  async open(asked) {
    const other = this.list.find(({ name }) => name === asked.get("with"));
    if (!other) return this.end();
    this.range.value = asked.get("divide") ?? 50;
    this.lay(asked.get("lay") === "slide" ? "slide" : "side");
    await this.choose(other);
  }

  /** Gives the words of an address that open it again. */
  words() {
    const slide = this.way === "slide" ? ["lay=slide", `divide=${this.range.value}`] : [];
    return this.other ? [`with=${this.other.name}`, ...slide] : [];
  }

  async choose(other) {
    if (!other) return;
    this.other = other;
    this.choice.value = this.list.indexOf(other);
    this.lens.setAttribute("aria-label", other.label);
    const picture = other.picture ?? { base: `/iiif/image/${other.name}`, sizes: [] };
    if (!(await this.viewer.measure(picture))) return;
    const ground = new Image();
    ground.src = this.whole(picture, this.lens);
    const isThere = await ground.decode().then(() => true, () => false);
    if (this.viewer.pair !== this || this.other !== other) return;
    // What comes shows the part that is in sight, and does not lead.
    this.isLed = true;
    this.canvas.open(this.tiles(picture), isThere ? { image: ground, width: ground.naturalWidth } : null, this.first.turn);
    this.isLed = false;
    this.follow();
  }

  /** Lays the two side by side, or the second over the first. */
  lay(way) {
    this.way = way;
    const { stage } = this.viewer;
    stage.classList.toggle("beside", way === "side");
    stage.classList.toggle("slid", way === "slide");
    this.range.hidden = way !== "slide";
    for (const button of this.buttons) this.viewer.pressed(button, button.dataset.way === way);
    this.divide();
    for (const one of [this.first, this.canvas]) one.resized();
  }

  divide() {
    this.lens.style.clipPath = this.way === "slide" ? `inset(0 0 0 ${this.range.value}%)` : "";
    this.lens.style.setProperty("--at", `${this.range.value}%`);
  }

  /** Lets one canvas show the same part as the other, in hundredths of its width. */
  lead(from, to) {
    if (this.isLed || !from.source || !to.source) return;
    const part = to.source.width / from.source.width;
    const same = ({ x, y, scale }) => ({ x: x * part, y: (y / from.source.height) * to.source.height, scale: scale / part });
    const now = same(from.view);
    const near = (a, b) => Math.abs(a - b) <= Math.abs(b) * 1e-4;
    if (to.view && to.turn === from.turn && near(to.view.x, now.x) && near(to.view.y, now.y) && near(to.view.scale, now.scale)) return;
    this.isLed = true;
    Object.assign(to, { turn: from.turn, view: now, goal: same(from.goal), way: null, fling: null });
    to.draw(performance.now());
    to.ask();
    this.isLed = false;
  }

  end() {
    const { viewer } = this;
    this.canvas.close();
    this.lens.remove();
    this.bar.remove();
    viewer.stage.classList.remove("beside", "slid");
    viewer.follows = viewer.follows.filter((one) => one !== this.follow);
    viewer.second = viewer.pair = null;
    viewer.pressed(viewer.compareButton(), false);
  }
}
