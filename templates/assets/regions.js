// Marked parts of a picture, drawn over it: each a link that can be reached by keyboard, with its label read and shown.
// Text boxes lie under them as letters nobody sees and everybody can select. Comes only where a page has any.
//
// A region is { label, xywh: [x, y, width, height] } or { label, points: [[x, y], …] } in pixels of the full picture, with
// `page` where it is not the first and `href` where it leads to more. A text box is { xywh, text }, its letters in a line.

const make = (name, facts) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(facts)) element.setAttribute(key, value);
  return element;
};

const plain = (text) => text.normalize("NFD").replace(/[^\p{L}\p{N}]/gu, "").replace(/đ/gi, "d").toLowerCase();
/** The words a search found here: they are marked on every page of the document. */
const wanted = new Set((new URLSearchParams(location.hash.slice(1)).get("find") ?? "").split(" ").map(plain).filter(Boolean));

/** Gives the box around a region. */
export function box({ xywh, points }) {
  if (xywh) return xywh;
  const [xs, ys] = [0, 1].map((n) => points.map((point) => point[n]));
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return [left, top, Math.max(...xs) - left, Math.max(...ys) - top];
}

/** Draws what is marked on the picture that a viewer shows. */
export function mark(viewer) {
  const { lens, canvas, picture } = viewer;
  for (const old of lens.querySelectorAll(".marks, .mark-label")) old.remove();
  const layer = make("svg", { class: "marks" });
  const ground = make("g", {});
  layer.append(ground);
  const label = document.createElement("p");
  label.className = "mark-label";
  label.hidden = true;
  read(picture).then(() => write(picture, ground));
  for (const region of (viewer.regions ?? []).filter((one) => (one.page ?? 1) === viewer.at + viewer.first)) ground.append(link(region, viewer, label));
  lens.append(layer, label);
  const follow = () => ground.setAttribute("transform", `matrix(${canvas.matrix().join(" ")})`);
  viewer.follows = [...(viewer.follows ?? []).filter((one) => one !== viewer.marks), follow];
  viewer.marks = follow;
  follow();
}

/** Fetches the words of a page, so that they can be selected over it. Words that stand together become one text. */
async function read(picture) {
  if (!picture.words || picture.text || navigator.connection?.saveData) return;
  const answer = await fetch(picture.words).catch(() => null);
  if (!answer?.ok) return;
  const { width, height } = picture;
  const [texts, found] = [[], []];
  for (const line of (await answer.json()).lines) {
    let last = null;
    for (const [word, left, top, wide, high] of line) {
      const [x, y, right, bottom] = [left * width, top * height, (left + wide) * width, (top + high) * height];
      if (wanted.has(plain(word))) found.push({ x, y, width: right - x, height: bottom - y, class: "found" });
      if (last && x - last.right < 2 * (bottom - y) && x >= last.right - (bottom - y)) {
        const [from, above, , tall] = last.xywh;
        last.text += ` ${word}`;
        last.right = right;
        last.xywh = [from, Math.min(above, y), right - from, Math.max(tall, bottom - Math.min(above, y))];
      } else texts.push((last = { text: word, right, xywh: [x, y, right - x, bottom - y] }));
    }
  }
  Object.assign(picture, { text: texts, found });
}

/** Lays the words of a picture where they stand on it, under the links. */
function write({ text = [], found = [] }, ground) {
  const letters = text.map(({ xywh: [x, y, width, height], text }) => {
    const one = make("text", { x, y: y + height * 0.8, "font-size": height, textLength: width, lengthAdjust: "spacingAndGlyphs" });
    one.textContent = text;
    return one;
  });
  ground.prepend(...found.map((one) => make("rect", one)), ...letters);
}

function link(region, { canvas }, label) {
  const [x, y, width, height] = box(region);
  const link = make("a", { href: region.href ?? `#xywh=${[x, y, width, height].join(",")}`, "aria-label": region.label });
  if (region.lang) link.setAttribute("lang", region.lang);
  link.append(region.points ? make("polygon", { points: region.points.join(" ") }) : make("rect", { x, y, width, height }));
  const show = () => canvas.show([x - width * 0.1, y - height * 0.1, width * 1.2, height * 1.2]);
  const tell = (is) => {
    label.hidden = !is;
    label.textContent = region.label;
    label.lang = region.lang ?? "";
  };
  link.addEventListener("focus", () => {
    tell(true);
    const [left, top, wide, high] = canvas.seen();
    // What has the focus is in sight: the view moves, and widens only where it must.
    if (x < left || y < top || x + width > left + wide || y + height > top + high) {
      const isLarge = width > wide || height > high;
      if (isLarge) show();
      else canvas.go({ ...canvas.goal, x: x + width / 2, y: y + height / 2 });
      // The browser scrolls the page to where the part was.
      requestAnimationFrame(() => canvas.host.scrollIntoView({ block: "nearest" }));
    }
  });
  link.addEventListener("blur", () => tell(false));
  link.addEventListener("pointerenter", () => tell(true));
  link.addEventListener("pointerleave", () => tell(document.activeElement === link));
  link.addEventListener("click", (event) => {
    if (region.href) return;
    event.preventDefault();
    show();
  });
  return link;
}
