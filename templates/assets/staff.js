// What scripts add to the desk: typed text is kept in this browser until it is saved, leaving a changed form is asked,
// dates are read while one types, the list of jobs refreshes itself. Without script every page still works.

const PAUSE_MS = 600;

/** The browser's own storage, where it is open to us. */
const kept = {
  get(name) {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
    } catch {
      // Storage is closed or full: the form itself still holds what was typed.
    }
  },
};

/** Fields that say how a form was made and not what was typed. */
const OWN = new Set(["csrf_token", "if_match", "was", "id", "relic"]);

const typed = (form) => [...new FormData(form)].filter(([name, value]) => !OWN.has(name) && typeof value === "string");

/** Puts kept values back into a form, each value of a name in its turn. */
function refill(form, pairs) {
  const left = new Map();
  for (const [name, value] of pairs) left.set(name, [...(left.get(name) ?? []), value]);
  for (const input of form.elements) {
    if (!input.name || OWN.has(input.name) || input.type === "hidden" || input.type === "submit") continue;
    const values = left.get(input.name);
    if (input.type === "checkbox") input.checked = values?.includes(input.value) ?? false;
    else if (values?.length) input.value = values.shift();
  }
}

/** Keeps what is typed into a record's form in this browser, offers it again, and asks before it would be lost. */
function draft(form) {
  const name = `draft:${form.dataset.draft}`;
  const state = form.querySelector("[data-save-state]");
  const missing = state?.innerHTML ?? "";
  const note = document.querySelector("[data-draft-note]");
  const first = JSON.stringify(typed(form));
  const isRefused = document.querySelector("main .note.err") !== null;
  let isLeaving = false;
  let timer = 0;

  if (["saved", "unchanged", "created", "added"].includes(form.dataset.saved)) kept.set(name, null);
  const old = JSON.parse(kept.get(name) ?? "null");
  if (old && JSON.stringify(old.pairs) !== first && !isRefused) {
    const text = note.querySelector("[data-draft-text]");
    const at = new Date(old.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
    text.textContent = `${text.dataset.draftText} ${at}.`;
    note.hidden = false;
    note.querySelector("[data-draft-take]").addEventListener("click", () => {
      refill(form, old.pairs);
      note.hidden = true;
      changed();
      form.querySelector("input:not([type=hidden]), textarea")?.focus();
    });
    note.querySelector("[data-draft-drop]").addEventListener("click", () => {
      kept.set(name, null);
      note.hidden = true;
    });
  }
  const isChanged = () => isRefused || JSON.stringify(typed(form)) !== first;
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const is = isChanged();
      kept.set(name, is ? JSON.stringify({ at: Date.now(), pairs: typed(form) }) : null);
      if (state) {
        if (is) state.textContent = form.dataset.unsaved;
        else state.innerHTML = missing;
      }
    }, PAUSE_MS);
  };
  form.addEventListener("input", changed);
  form.addEventListener("submit", () => {
    isLeaving = true;
    clearTimeout(timer);
    kept.set(name, JSON.stringify({ at: Date.now(), pairs: typed(form) }));
  });
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && isChanged()) event.preventDefault();
  });
  addEventListener("pageshow", () => {
    isLeaving = false;
  });
}

/** Says what the machine understands of a date, when one leaves the field. */
function understand(field) {
  const id = `${field.querySelector("input[id]").id}-r`;
  const read = async () => {
    const inputs = [...field.querySelectorAll("input")].filter((input) => !/\.of$/.test(input.name) && input.value.trim());
    const said = [];
    for (const input of inputs) {
      try {
        const answer = await fetch(`${field.dataset.understood}?text=${encodeURIComponent(input.value)}`);
        said.push(answer.ok ? (await answer.json()).read ?? `${input.value}: ?` : "");
      } catch {
        return;
      }
    }
    let line = document.getElementById(id);
    if (!line) {
      line = document.createElement("p");
      line.className = "read";
      line.id = id;
      line.setAttribute("aria-live", "polite");
      field.append(line);
    }
    line.textContent = said.filter(Boolean).join(" · ");
    line.hidden = !line.textContent;
  };
  field.addEventListener("change", read);
}

/** Asks for a list again while something in it is under way. */
function refresh(section) {
  const again = async () => {
    if (document.hidden) return schedule();
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.ok && !answer.redirected) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById(section.id);
        if (fresh && fresh.textContent !== section.textContent && !section.contains(document.activeElement)) {
          section.replaceChildren(...fresh.childNodes);
        }
        if (fresh) section.dataset.open = fresh.dataset.open;
      }
    } catch {
      // No connection: the list stays as it is and is asked for again.
    }
    schedule();
  };
  const schedule = () => setTimeout(again, Number(section.dataset.refresh) * (section.dataset.open === "0" ? 5 : 1));
  schedule();
}

document.querySelectorAll("form[data-draft]").forEach(draft);
document.querySelectorAll("[data-understood]").forEach(understand);
document.querySelectorAll("[data-refresh]").forEach(refresh);
document.querySelector("[data-focus]")?.focus();
document.querySelectorAll("[data-show-password]").forEach((box) => {
  box.hidden = false;
  const input = document.getElementById(box.dataset.showPassword);
  box.querySelector("input").addEventListener("change", (event) => {
    input.type = event.target.checked ? "text" : "password";
  });
});
document.querySelectorAll("[data-copy]").forEach((button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const said = button.parentElement.querySelector("[data-copied]");
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    said.textContent = said.dataset.copied;
  });
});
