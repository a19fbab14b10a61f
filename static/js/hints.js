// Hints on the text while writing: asks the server after a pause, marks the places, puts suggestions in.
// Marks are custom highlights, so neither the text nor its undo history knows of them.
const PAUSE = 1000;
const FIELDS = ["kicker", "headline", "lead", "body"];
const ALT_TEXTS = "[name$='-alt_text']";
const panel = document.getElementById("hinweise");
const form = document.getElementById("beitrag");
let timer = 0;
let asking = null;
let current = null;

// The editor may have been ready before this module was.
const bodyEditor = () => form.querySelector(".ProseMirror")?.editor ?? null;
document.addEventListener("prose-editor:ready", () => mark());

if (panel && form) {
  panel.hidden = false;
  form.addEventListener("input", (event) => (FIELDS.includes(event.target.name) || event.target.matches(ALT_TEXTS)) && later());
  // Pictures come, go and change places.
  document.body.addEventListener("htmx:load", (event) => event.target.matches?.("#bilder") && later());
  panel.addEventListener("click", pressed);
  // A button that took the focus from the editor would move under the pointer on small screens.
  panel.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F7" || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    next(event.shiftKey ? -1 : 1);
  });
  ask();
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

async function ask() {
  asking?.abort();
  asking = new AbortController();
  const body = new FormData();
  body.set("sprache", panel.dataset.language);
  for (const name of FIELDS) body.set(name, form.elements[name]?.value ?? "");
  if (panel.dataset.story) body.set("beitrag", panel.dataset.story);
  for (const field of form.querySelectorAll(ALT_TEXTS)) body.set(field.name, field.value);
  try {
    const answer = await send(panel.dataset.url, body, asking.signal);
    if (!answer.ok) return;
    const found = await answer.text();
    const open = panel.querySelector("details")?.open;
    const focus = panel.contains(document.activeElement);
    document.getElementById("hinweise-liste").innerHTML = found;
    if (open) panel.querySelector("details")?.setAttribute("open", "");
    if (focus) (rows()[0]?.querySelector("[data-jump]") ?? panel.querySelector("[data-kind]"))?.focus({ preventScroll: true });
    current = null;
    show();
  } catch (error) {
    // A newer question has taken its place, or the network is away: the last answer stays.
    if (error.name !== "AbortError" && !(error instanceof TypeError)) throw error;
  }
}

function send(url, body, signal) {
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? form.elements.csrfmiddlewaretoken.value;
  const headers = { "X-CSRFToken": token, "X-Requested-With": "fetch" };
  return fetch(url, { method: "POST", body, headers, signal, redirect: "error" });
}

// -- what a person wants to see: kept in this browser ---------------------------------------------

const person = form?.dataset.person ?? "";
const KINDS = `newsroom:hints:${person}`;
const gone = () => `${KINDS}:${panel.dataset.key}`;
const kept = (key) => {
  try {
    return new Set(JSON.parse(localStorage.getItem(key) ?? "[]"));
  } catch {
    return new Set();
  }
};
const keep = (key, values) => {
  try {
    localStorage.setItem(key, JSON.stringify([...values]));
  } catch {
    // A browser without storage forgets the choice with the page.
  }
};
const nameOf = (row) => `${row.dataset.kind}|${row.dataset.quote}`;
const rows = () => [...panel.querySelectorAll("[data-hint]:not([hidden])")];

function show() {
  const off = kept(KINDS);
  const dismissed = kept(gone());
  const all = [...panel.querySelectorAll("[data-hint]")];
  for (const row of all) row.hidden = off.has(row.dataset.kind) || dismissed.has(nameOf(row));
  for (const button of panel.querySelectorAll("[data-kinds] [data-kind]")) {
    const count = all.filter((row) => row.dataset.kind === button.dataset.kind && !dismissed.has(nameOf(row))).length;
    button.setAttribute("aria-pressed", String(!off.has(button.dataset.kind)));
    button.querySelector("[data-count]").textContent = count || "";
    button.hidden = !count && !off.has(button.dataset.kind);
  }
  const visible = rows().length;
  const hidden = all.filter((row) => dismissed.has(nameOf(row))).length;
  const note = panel.querySelector("[data-hidden]");
  if (note) {
    note.hidden = !hidden;
    note.querySelector("span").textContent = hidden === 1 ? "Ein Hinweis ist ausgeblendet." : `${hidden} Hinweise sind ausgeblendet.`;
    panel.querySelector("[data-none]").hidden = visible > 0;
  }
  const said = visible === 1 ? "Ein Hinweis zum Text" : `${visible || "Keine"} Hinweise zum Text`;
  const status = document.getElementById("hinweise-stand");
  if (status.textContent !== said) status.textContent = said;
  mark();
}

// -- places in the text ---------------------------------------------------------------------------

// Offsets count inside the text blocks of the body; if somebody typed meanwhile, the quote decides.
function place({ block, start, end, quote }) {
  const editor = bodyEditor();
  if (!editor) return null;
  const blocks = [];
  editor.state.doc.descendants((node, pos) => {
    if (!node.isTextblock) return true;
    blocks.push({ pos: pos + 1, text: node.textBetween(0, node.content.size, "\n", "\n") });
    return false;
  });
  const found = blocks[Number(block)];
  if (!found) return null;
  let from = Number(start);
  let to = Number(end);
  if (quote !== undefined && found.text.slice(from, to) !== quote) {
    from = found.text.indexOf(quote);
    if (from < 0) return null;
    to = from + quote.length;
  }
  return to <= found.text.length ? { from: found.pos + from, to: found.pos + to } : null;
}

function mark() {
  const editor = panel && bodyEditor();
  if (!editor || !window.CSS?.highlights) return;
  const groups = new Map(["spelling", "other"].map((name) => [name, new Highlight()]));
  for (const row of rows()) {
    if (row.dataset.field !== "body" || ["sentence", "structure"].includes(row.dataset.kind)) continue;
    const at = place(row.dataset);
    if (!at) continue;
    const [first, last] = [editor.view.domAtPos(at.from, 1), editor.view.domAtPos(at.to, -1)];
    const range = document.createRange();
    range.setStart(first.node, first.offset);
    range.setEnd(last.node, last.offset);
    groups.get(row.dataset.kind === "spelling" ? "spelling" : "other").add(range);
  }
  for (const [name, group] of groups) CSS.highlights.set(`hint-${name}`, group);
}

function jump(data) {
  if (data.field === "body") {
    const at = place(data);
    if (!at) return;
    bodyEditor().chain().focus().setTextSelection(at).scrollIntoView().run();
    return;
  }
  const field = form.elements[data.field];
  if (!field) return;
  field.focus();
  field.setSelectionRange(Number(data.start), Number(data.end));
  field.scrollIntoView({ block: "center" });
}

function next(step) {
  const shown = rows();
  if (!shown.length) return;
  const here = shown.indexOf(current);
  current?.classList.remove("current");
  current = shown[here < 0 ? (step > 0 ? 0 : shown.length - 1) : (here + step + shown.length) % shown.length];
  current.classList.add("current");
  current.scrollIntoView({ block: "nearest" });
  jump(current.dataset);
  document.getElementById("hinweise-stand").textContent = current.querySelector(".small").textContent;
}

// -- buttons --------------------------------------------------------------------------------------

async function pressed(event) {
  const button = event.target.closest("button");
  if (!button) return;
  const row = button.closest("[data-hint]");
  if (button.matches("[data-jump]")) jump((row ?? button).dataset);
  else if (button.matches("[data-suggestion]")) replace(row, button.dataset.suggestion);
  else if (button.matches("[data-kind]")) toggle(KINDS, button.dataset.kind);
  else if (button.matches("[data-dismiss]")) dismiss(row);
  else if (button.matches("[data-restore]")) {
    keep(gone(), []);
    show();
  } else if (button.matches("[data-learn]")) await learn(row);
}

function replace(row, text) {
  const data = row.dataset;
  if (data.field === "body") {
    const at = place(data);
    const editor = bodyEditor();
    if (!at || !editor.isEditable) return;
    editor.view.dispatch(editor.state.tr.insertText(text, at.from, at.to).scrollIntoView());
    editor.commands.focus();
  } else {
    const field = form.elements[data.field];
    if (field.disabled || field.value.slice(Number(data.start), Number(data.end)) !== data.quote) return;
    field.focus();
    field.setSelectionRange(Number(data.start), Number(data.end));
    // The only way to write into a field that its own undo can take back.
    document.execCommand("insertText", false, text);
  }
  row.remove();
  show();
  clearTimeout(timer);
  ask();
}

function toggle(key, value) {
  const values = kept(key);
  if (!values.delete(value)) values.add(value);
  keep(key, values);
  show();
}

function dismiss(row) {
  const following = rows()[rows().indexOf(row) + 1];
  toggle(gone(), nameOf(row));
  (following?.querySelector("[data-jump]") ?? panel.querySelector("[data-restore]"))?.focus();
}

async function learn(row) {
  const body = new FormData();
  body.set("words", row.dataset.quote);
  const answer = await send(panel.dataset.add, body);
  if (answer.ok) await ask();
  else row.querySelector(".small").textContent = answer.status === 422 ? await answer.text() : "Das Wort wurde nicht aufgenommen. Bitte versuchen Sie es gleich noch einmal.";
}
