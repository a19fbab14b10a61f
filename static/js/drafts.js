// Nothing typed gets lost: marks unsaved forms, warns before leaving, and keeps a copy in this
// browser until the server has it.

const PREFIX = "newsroom:";
const LATER = 400;
const KEEP_DAYS = 14;

const baselines = new WeakMap();
const sent = new WeakMap();
const timers = new WeakMap();

const forms = () => document.querySelectorAll("form[data-draft]");
const keyOf = (form) => `${PREFIX}${form.dataset.person}:${form.dataset.draft}`;

function values(form) {
  const result = {};
  for (const field of form.elements) {
    if (!field.name || ["hidden", "file", "submit", "button"].includes(field.type) || field.disabled) continue;
    result[field.name] = field.value;
  }
  return result;
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function begin(form) {
  if (baselines.has(form)) return;
  // What the server sent as typed but not saved has no saved state to compare with.
  baselines.set(form, form.hasAttribute("data-unsaved") ? {} : values(form));
  show(form);
}

export function isDirty(form) {
  return baselines.has(form) && !same(values(form), baselines.get(form));
}

function show(form) {
  form.closest("details.fassung")?.toggleAttribute("data-dirty", isDirty(form));
}

function keep(form) {
  try {
    if (isDirty(form)) localStorage.setItem(keyOf(form), JSON.stringify(copyOf(form)));
    else localStorage.removeItem(keyOf(form));
  } catch {
    // A full or forbidden store: the warning before leaving remains.
  }
}

// The version belongs to the copy: whoever restores it must still meet what others saved since.
const copyOf = (form) => ({ at: Date.now(), version: form.elements.version?.value, values: values(form) });

function read(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(key));
    if (draft && Date.now() - draft.at < KEEP_DAYS * 86_400_000) return draft;
    localStorage.removeItem(key);
  } catch {
    // Unreadable: as if it were not there.
  }
  return null;
}

function saved(form) {
  baselines.set(form, sent.get(form) ?? values(form));
  show(form);
  keep(form);
}

// These fields show what is stored; it was not the person who changed them.
export function settle(form, names) {
  const now = values(form);
  const base = { ...baselines.get(form) };
  for (const name of names) if (name in now) base[name] = now[name];
  baselines.set(form, base);
  show(form);
  keep(form);
}

// -- typing ------------------------------------------------------------------------------------

document.addEventListener("input", (event) => {
  const form = event.target.form ?? event.target.closest?.("form");
  if (!form?.dataset?.draft || !event.target.name) return;
  begin(form);
  show(form);
  if (form.id === "beitrag") {
    const note = document.getElementById("speicherstand");
    if (note) note.textContent = isDirty(form) ? "Nicht gespeicherte Änderungen" : "";
  }
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => keep(form), LATER));
});

let leaving = false;
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) leaving = true;
});
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target.closest?.("form[data-draft]");
  if (form) sent.set(form, values(form));
});
document.body.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, elt } = event.detail;
  const form = elt.closest?.("form[data-draft]");
  if (form && xhr.getResponseHeader("HX-Redirect") && xhr.status < 300) {
    leaving = true;
    localStorage.removeItem(keyOf(form));
  }
});
window.addEventListener("beforeunload", (event) => {
  if (leaving || ![...forms()].some(isDirty)) return;
  event.preventDefault();
});
window.addEventListener("pageshow", () => (leaving = false));

document.body.addEventListener("beitrag-gespeichert", () => {
  const form = document.getElementById("beitrag");
  if (form) saved(form);
});

document.body.addEventListener("htmx:afterSettle", () => forms().forEach(begin));

// The server's answer replaces the panel; what was typed while it was on its way stays.
const typedMeanwhile = new Map();
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const form = event.detail.elt?.closest?.("form.fassung-form");
  if (form && event.detail.target?.matches?.("details.fassung") && sent.has(form) && !same(values(form), sent.get(form))) {
    typedMeanwhile.set(form.id, values(form));
  }
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  const panel = document.getElementById(event.detail.target?.id ?? "");
  const form = panel?.matches?.("details.fassung") ? panel.querySelector("form[data-draft]") : null;
  if (!form) return;
  begin(form);
  const typed = typedMeanwhile.get(form.id);
  typedMeanwhile.delete(form.id);
  for (const [name, value] of Object.entries(typed ?? {})) if (form.elements[name]) form.elements[name].value = value;
  show(form);
  keep(form);
});

// -- coming back -------------------------------------------------------------------------------

// What the server kept for this person, perhaps from another computer.
function kept() {
  const copy = document.getElementById("arbeitskopie");
  return copy ? JSON.parse(copy.textContent) : null;
}

const newest = (one, other) => (one && other ? (one.at >= other.at ? one : other) : (one ?? other));

function offer(setField) {
  const banner = document.getElementById("entwurf-da");
  if (!banner) return;
  const found = [...forms()].flatMap((form) => {
    const draft = newest(read(keyOf(form)), form.id === "beitrag" ? kept() : null);
    if (!draft) return [];
    const now = values(form);
    const differs = Object.entries(draft.values).some(([name, value]) => name in now && now[name] !== value);
    if (!differs) localStorage.removeItem(keyOf(form));
    return differs ? [{ form, draft }] : [];
  });
  if (!found.length) return;
  const latest = new Date(Math.max(...found.map(({ draft }) => draft.at)));
  banner.querySelector("[data-draft-time]").textContent =
    `(${latest.toLocaleString("de-DE", { dateStyle: "short", timeStyle: "short" })} Uhr)`;
  banner.querySelector("[data-draft-fields]").textContent = named(found);
  banner.hidden = false;
  const bring = () => {
    for (const { form, draft } of found) {
      if (draft.version && form.elements.version) form.elements.version.value = draft.version;
      for (const [name, value] of Object.entries(draft.values)) setField(form, name, value);
      form.closest("details")?.setAttribute("open", "");
    }
    banner.hidden = true;
    document.getElementById("headline")?.focus();
  };
  for (const button of banner.querySelectorAll("[data-draft-restore]")) button.addEventListener("click", bring);
  banner.querySelector("[data-draft-drop]").addEventListener("click", () => {
    found.forEach(({ form }) => localStorage.removeItem(keyOf(form)));
    document.dispatchEvent(new Event("entwurf-verworfen"));
    banner.querySelector("[data-draft-offer]").hidden = true;
    banner.querySelector("[data-draft-dropped]").hidden = false;
    banner.querySelector("[data-draft-dropped] button").focus();
  });
}

// Which fields say something else than the page, by their labels.
function named(found) {
  const labels = found.flatMap(({ form, draft }) => {
    const now = values(form);
    const names = Object.keys(draft.values).filter((name) => name in now && now[name] !== draft.values[name]);
    const panel = form.closest("details.fassung");
    if (panel) return [panel.querySelector(".fassung-name")?.textContent.trim() ?? "eine Kanalfassung"];
    return names.map((name) => document.querySelector(`label[for="${form.elements[name].id}"], #label-${name}`)?.firstChild?.textContent.trim() ?? "");
  });
  const told = [...new Set(labels.filter(Boolean))];
  return told.length ? `Anders als gespeichert: ${new Intl.ListFormat("de").format(told)}.` : "";
}

export function startDrafts(setField) {
  forms().forEach(begin);
  offer(setField);
}
