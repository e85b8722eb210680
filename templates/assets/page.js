// What scripts add to every public page: suggestions while one types, the reader's display settings, printing.
// Everything here has a plain way without it.

/** A relic has a page of its own under its code; everything else is searched for by its name. */
const RELIC_CODE = /^[A-Z0-9]{1,12}$/;
const LEAST = 2;
const PAUSE_MS = 150;

/** Puts text into an element with the typed letters marked; case and marks are passed over. */
function marked(element, text, typed) {
  const plain = (value) => value.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();
  const letters = [...text.normalize("NFC")];
  const wanted = plain(typed.trim());
  const at = wanted ? plain(letters.join("")).indexOf(wanted) : -1;
  const isEven = letters.every((letter) => plain(letter).length === 1);
  if (at < 0 || !isEven) {
    element.textContent = text;
    return;
  }
  const mark = document.createElement("mark");
  mark.textContent = letters.slice(at, at + wanted.length).join("");
  element.append(letters.slice(0, at).join(""), mark, letters.slice(at + wanted.length).join(""));
}

/** Makes a search form a combobox with a list of suggestions. */
function suggest(form) {
  const input = form.querySelector("input[type=search]");
  const lang = document.documentElement.lang;
  const list = document.createElement("ul");
  list.className = "suggest";
  list.id = `${input.id}-list`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.suggestLabel);
  form.querySelector(".line").after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-autocomplete", "list"]]) {
    input.setAttribute(name, value);
  }
  let items = [];
  let here = -1;
  let timer = 0;
  let asked = null;

  const close = () => {
    list.hidden = true;
    here = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const isRelic = (item) => RELIC_CODE.test(item.code ?? "") && (item.kind ?? "relic") === "relic";
  const choose = (item) => {
    if (isRelic(item)) {
      location.assign(`/${lang}/relics/${item.code}`);
      return;
    }
    input.value = item.text;
    close();
    form.requestSubmit();
  };
  const go = (to) => {
    here = (to + items.length) % items.length;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === here)));
    const option = list.children[here];
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const show = (found, typed) => {
    items = found;
    here = -1;
    list.replaceChildren();
    found.forEach((item, at) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${at}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const text = document.createElement("span");
      marked(text, item.text, typed);
      option.append(text);
      if (isRelic(item)) {
        const code = document.createElement("span");
        code.className = "n mono";
        code.textContent = item.code;
        option.append(code);
      }
      option.addEventListener("pointerdown", (event) => event.preventDefault());
      option.addEventListener("click", () => choose(item));
      list.append(option);
    });
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    const typed = input.value.trim();
    asked?.abort();
    if ([...typed].length < LEAST) {
      close();
      return;
    }
    asked = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(typed)}`, {
        signal: asked.signal,
        headers: { "Accept": "application/json", "Accept-Language": lang },
      });
      const found = answer.ok ? await answer.json() : { items: [] };
      if (input.value.trim() === typed && document.activeElement === input) show(found.items ?? [], typed);
    } catch {
      // No suggestions then: the form itself still searches.
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (!list.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      go(event.key === "ArrowDown" ? here + 1 : Math.max(here, 0) - 1);
    } else if (event.key === "Enter" && here >= 0) {
      event.preventDefault();
      choose(items[here]);
    }
  });
  input.addEventListener("blur", close);
}

/** Lets the reader choose scheme and size of text; kept in this browser alone. */
function display(box) {
  const root = document.documentElement;
  const kept = (name) => {
    try {
      return localStorage.getItem(name) ?? "";
    } catch {
      return root.dataset[name] ?? "";
    }
  };
  const keep = (name, value) => {
    try {
      if (value) localStorage.setItem(name, value);
      else localStorage.removeItem(name);
    } catch {
      // Storage is closed: the choice holds for this page.
    }
    if (value) root.dataset[name] = value;
    else delete root.dataset[name];
  };
  for (const name of ["theme", "text"]) {
    const buttons = [...box.querySelectorAll(`[data-${name}-choice]`)];
    const value = (button) => button.getAttribute(`data-${name}-choice`);
    const press = (chosen) => buttons.forEach((button) => button.setAttribute("aria-pressed", String(value(button) === chosen)));
    press(kept(name));
    buttons.forEach((button) => button.addEventListener("click", () => {
      keep(name, value(button));
      press(value(button));
    }));
  }
  box.hidden = false;
}

/** Keeps the reader from ticking more filters than a search may combine: the others wait until one is taken away. */
function most(form) {
  const note = form.querySelector("[data-full]");
  if (!note) return;
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const count = () => {
    const isFull = boxes.filter((box) => box.checked).length >= Number(form.dataset.most);
    boxes.forEach((box) => {
      box.disabled = isFull && !box.checked;
    });
    const said = isFull ? note.dataset.full : note.dataset.few;
    if (note.textContent !== said) note.textContent = said;
  };
  form.addEventListener("change", count);
  // A page come back to by the browser's own button keeps its ticks.
  addEventListener("pageshow", count);
}

document.querySelectorAll("form[data-suggest]").forEach(suggest);
document.querySelectorAll("form[data-most]").forEach(most);
document.querySelectorAll("[data-display]").forEach(display);
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});

// A phone's filters begin closed; printing opens what is folded.
addEventListener("beforeprint", () => document.querySelectorAll("main details:not([open])").forEach((details) => {
  details.open = true;
  details.dataset.printed = "";
}));
addEventListener("afterprint", () => document.querySelectorAll("[data-printed]").forEach((details) => {
  details.open = false;
  delete details.dataset.printed;
}));
