// Remarks: a passage is picked with the mouse or the keyboard, shown in the text, and found from the list.
// The panel works without any of this; the server knows the same passages.
import { highlight, index, indexValue, locate, rangeOf, selected, selectedIn } from "./passages.js";

const panel = document.getElementById("kommentare");
const list = document.getElementById("kommentarliste");
const pick = document.getElementById("stelle-kommentieren");
const INPUTS = ["kicker", "headline", "lead"];
let current = null;
let picked = null;
let found = new Map();

// -- where the words are ---------------------------------------------------------------------------

const editorDom = () => document.querySelector("#beitrag .ProseMirror");
const shown = (field) => document.querySelector(`[data-passage="${field}"]`) ?? (field === "body" ? editorDom() : null);
const typed = (field) => (INPUTS.includes(field) ? document.querySelector(`#beitrag [name="${field}"]`) : null);
const threads = () => [...(list?.querySelectorAll(":scope > ul > .thread[data-exact]") ?? [])];

function quoteOf(thread) {
  const { exact, prefix, suffix } = thread.dataset;
  return { exact, prefix, suffix };
}

function place(thread) {
  for (const field of thread.dataset.field ? [thread.dataset.field] : [...INPUTS, "body"]) {
    const input = typed(field);
    const text = input ? indexValue(input.value) : shown(field) && index(shown(field));
    const span = text && locate(text.text, quoteOf(thread));
    if (!span) continue;
    if (!input) return { range: rangeOf(text, span) };
    return { input, from: text.spots[span.start], to: text.spots[span.end - 1] + 1 };
  }
  return null;
}

function draw() {
  found = new Map();
  for (const thread of threads()) {
    const spot = place(thread);
    if (spot) found.set(thread, spot);
    const orphan = thread.querySelector("[data-orphan]");
    if (orphan) orphan.hidden = Boolean(spot);
  }
  const ranges = (wanted) => [...found].flatMap(([thread, spot]) => (spot.range && wanted(thread) ? [spot.range] : []));
  highlight("remark", ranges(() => true));
  highlight("remark-current", ranges((thread) => thread.id === current));
}

let waiting = 0;
const soon = () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(draw);
};

// -- from the list to the text, and back -----------------------------------------------------------

function choose(thread) {
  current = thread?.id ?? null;
  for (const each of list.querySelectorAll(".thread")) each.classList.toggle("current", each === thread);
  draw();
}

list?.addEventListener("click", (event) => {
  const thread = event.target.closest("[data-jump]")?.closest(".thread");
  if (!thread) return;
  choose(thread);
  const spot = found.get(thread);
  if (spot?.input) {
    spot.input.focus();
    spot.input.setSelectionRange(spot.from, spot.to);
  } else if (spot) {
    spot.range.startContainer.parentElement.scrollIntoView({ block: "center" });
  }
});

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-passage], .ProseMirror")) return;
  const selection = document.getSelection();
  if (!selection?.isCollapsed || !selection.anchorNode) return;
  for (const [thread, { range }] of found) {
    if (range?.isPointInRange(selection.anchorNode, selection.anchorOffset)) {
      choose(thread);
      thread.scrollIntoView({ block: "nearest" });
      return;
    }
  }
});

// -- picking a passage -----------------------------------------------------------------------------

function look() {
  const active = document.activeElement;
  if (active && INPUTS.some((field) => typed(field) === active)) {
    const quote = selectedIn(active);
    return quote && { field: active.name, quote, box: active.getBoundingClientRect() };
  }
  for (const field of [...INPUTS, "body"]) {
    const root = shown(field);
    const quote = root && selected(root);
    if (quote) return { field, quote, box: document.getSelection().getRangeAt(0).getBoundingClientRect() };
  }
  return null;
}

function offer() {
  if (!pick || document.activeElement === pick) return;
  picked = look();
  pick.hidden = !picked;
  if (!picked) return;
  const { bottom, left } = picked.box;
  pick.style.top = `${Math.min(Math.max(bottom + 6, 72), innerHeight - 48)}px`;
  pick.style.left = `${Math.min(Math.max(left, 8), innerWidth - pick.offsetWidth - 8)}px`;
}

function take() {
  const form = document.getElementById("kommentar-neu");
  if (!picked || !form) return;
  const { field, quote } = picked;
  form.elements.field.value = field;
  form.elements.quote.value = quote.exact;
  form.elements.prefix.value = quote.prefix;
  form.elements.suffix.value = quote.suffix;
  pick.hidden = true;
  picked = null;
  panel.closest("details")?.setAttribute("open", "");
  form.scrollIntoView({ block: "nearest" });
  form.elements.text.focus();
}

document.addEventListener("selectionchange", offer);
document.addEventListener("scroll", () => pick && !pick.hidden && offer(), { passive: true });
pick?.addEventListener("pointerdown", (event) => event.preventDefault());
pick?.addEventListener("click", take);
document.addEventListener("keydown", (event) => {
  if (event.code !== "KeyM" || !event.altKey || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  picked = look();
  if (picked) take();
  else document.getElementById("kommentar-text")?.focus();
});

// Words typed by hand have no surroundings; the server looks them up.
panel?.addEventListener("input", (event) => {
  if (event.target.name !== "quote") return;
  for (const name of ["field", "prefix", "suffix"]) event.target.form.elements[name].value = "";
});

// -- naming colleagues -----------------------------------------------------------------------------

const people = JSON.parse(panel?.dataset.colleagues || "[]");
const names = Object.assign(document.createElement("ul"), { className: "names", id: "namen" });
names.setAttribute("role", "listbox");
names.setAttribute("aria-label", "Personen");
let asked = null;

function word(field) {
  return /(?:^|[^\w@.])@([\w.+-]*)$/.exec(field.value.slice(0, field.selectionStart))?.[1];
}

function suggest(field) {
  const begun = word(field)?.toLowerCase();
  const fits = (person) => `${person.handle} ${person.name}`.toLowerCase().split(/\s+/).some((part) => part.startsWith(begun));
  const hits = begun === undefined ? [] : people.filter(fits).slice(0, 8);
  if (!hits.length) return dismiss();
  asked = field;
  names.replaceChildren(
    ...hits.map((person, place) => {
      const item = document.createElement("li");
      item.id = `name-${place}`;
      item.dataset.handle = person.handle;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(place === 0));
      item.textContent = `${person.name} (@${person.handle})`;
      return item;
    }),
  );
  field.after(names);
  field.setAttribute("aria-controls", "namen");
  field.setAttribute("aria-activedescendant", "name-0");
}

function dismiss() {
  names.remove();
  asked?.removeAttribute("aria-activedescendant");
  asked?.removeAttribute("aria-controls");
  asked = null;
}

function insert(item) {
  const end = asked.selectionStart;
  asked.setRangeText(`${item.dataset.handle} `, end - word(asked).length, end, "end");
  asked.focus();
  dismiss();
}

function step(move) {
  const items = [...names.children];
  const here = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  const next = items[(here + move + items.length) % items.length];
  for (const item of items) item.setAttribute("aria-selected", String(item === next));
  asked.setAttribute("aria-activedescendant", next.id);
}

panel?.addEventListener("input", (event) => event.target.matches("[data-mentions]") && suggest(event.target));
panel?.addEventListener("focusout", () => setTimeout(() => asked !== document.activeElement && dismiss(), 150));
names.addEventListener("pointerdown", (event) => {
  event.preventDefault();
  const item = event.target.closest("li");
  if (item) insert(item);
});
panel?.addEventListener("keydown", (event) => {
  if (!asked) return;
  const moves = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in moves) step(moves[event.key]);
  else if (event.key === "Enter" || event.key === "Tab") insert(names.querySelector("[aria-selected=true]"));
  else if (event.key === "Escape") dismiss();
  else return;
  event.preventDefault();
  event.stopPropagation();
});

// -- beginning, and again after each exchange ------------------------------------------------------

function tell() {
  const said = list?.querySelector("[data-said]")?.dataset.said;
  if (said) document.getElementById("kommentar-stand").textContent = said;
}

document.addEventListener("prose-editor:ready", (event) => {
  if (event.detail.textarea.name !== "body") return;

  event.detail.editor.on("update", soon);
  soon();
});
document.addEventListener("input", (event) => INPUTS.includes(event.target.name) && soon());
document.addEventListener("htmx:afterSettle", () => {
  soon();
  tell();
});
soon();

function arrive() {
  const thread = /^#kommentar-\d+$/.test(location.hash) && document.querySelector(location.hash);
  if (!thread) return;
  thread.closest("details")?.setAttribute("open", "");
  choose(thread);
  thread.scrollIntoView({ block: "nearest" });
}
arrive();
window.addEventListener("hashchange", arrive);
