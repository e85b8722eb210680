// The pages of a document around the one shown, as a strip of links, and the field that takes the number of one. Comes only
// where there are several. Without it both lead to the page of that number as links and forms do.

/** Pages on either side, as many as the page came with. */
const SIDE = 12;
const root = document.querySelector("[data-viewer]");
const find = (name) => root.querySelector(name);

/** Makes field and strip agree with the page a viewer shows. A page is given a picture once it is made, never for this. */
export function follow(viewer) {
  const { pictures, at, first } = viewer;
  const field = find("[data-number]");
  field.form.noValidate = true;
  field.value = at + first;
  wrong(field, false);
  const strip = find(".leaves");
  const old = new Map([...strip.querySelectorAll("a")].map((link) => [Number(link.dataset.to), link.parentNode]));
  const from = Math.max(0, at - SIDE);
  const list = pictures.slice(from, at + SIDE + 1).map((picture, n) => {
    const item = old.get(from + n + first) ?? blank(viewer, from + n + first);
    const link = item.firstChild;
    if (from + n === at) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    if (picture.sizes.length && !link.querySelector("img")) link.prepend(small(picture));
    return item;
  });
  for (const item of old.values()) if (!list.includes(item)) item.remove();
  // What stands there already is not moved: the focus stays on it.
  for (const [n, item] of list.entries()) if (strip.children[n] !== item) strip.insertBefore(item, strip.children[n] ?? null);
}

function blank({ words }, number) {
  const [item, link, text] = ["li", "a", "span"].map((name) => document.createElement(name));
  link.href = `${location.pathname}?page=${number}`;
  link.dataset.to = number;
  link.setAttribute("aria-label", words.leaf.replace("{}", number));
  text.className = "num";
  text.textContent = number;
  link.append(text);
  item.append(link);
  return item;
}

function small({ base, sizes: [[width, height]] }) {
  const image = Object.assign(new Image(width, height), { alt: "", loading: "lazy", decoding: "async" });
  image.src = `${base}/full/${width},${height}/0/default.jpg`;
  return image;
}

function wrong(field, is) {
  field.setAttribute("aria-invalid", is);
  const said = document.getElementById("leaf-wrong");
  said.hidden = !is;
  return said.textContent;
}

/** Goes to a page: within the list of the viewer, else by its address. */
async function go(number) {
  const { viewer } = root;
  if (viewer.pictures[number - viewer.first]) return viewer.turn(number - viewer.first);
  const from = document.activeElement?.id;
  await viewer.visit(`${location.pathname}?page=${number}`);
  document.getElementById(from)?.focus();
}

root.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = find("[data-number]");
  const number = Number(field.value);
  if (Number.isInteger(number) && number >= 1 && number <= root.viewer.total) return go(number);
  root.viewer.say(wrong(field, true));
  field.select();
});

// Before the viewer takes it for a link to another picture.
root.addEventListener("click", (event) => {
  const link = event.target.closest(".leaves a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(Number(link.dataset.to));
}, true);
