// The story page: jumping to fields, department defaults, conflicts, keyboard, unsaved marks.
// Everything here is comfort; the page works with plain forms.
import { isDirty, settle, startDrafts } from "./drafts.js";
import "./keeping.js";
import "./uploads.js";

const story = document.getElementById("beitrag");

// A field dragged larger carries a style attribute; copying it would offend the page's policy.
if (window.htmx) window.htmx.config.attributesToSettle = ["class"];

// Asked when it is needed: the editor may have been ready before this module was.
const editorOf = (id) => document.getElementById(id)?.closest(".prose-editor")?.querySelector(".ProseMirror")?.editor;

// -- fields ------------------------------------------------------------------------------------

function setField(form, name, value) {
  const field = form.elements[name];
  if (!field || field instanceof RadioNodeList || field.type === "file") return;
  const editor = editorOf(field.id);
  field.value = value;
  if (editor && field.form === form) editor.commands.setContent(value, { emitUpdate: false });
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function reach(id) {
  const target = document.getElementById(id);
  if (!target) return false;
  const panel = target.closest("details") ?? (target.matches("details") ? target : null);
  if (panel) panel.open = true;
  const editor = editorOf(id);
  if (editor) {
    editor.view.dom.scrollIntoView({ block: "center" });
    editor.commands.focus();
    return true;
  }
  target.scrollIntoView({ block: target.matches("details, section") ? "start" : "center" });
  const field = target.matches("input, select, textarea, summary")
    ? target
    : (target.querySelector(":scope > summary") ??
      emptyField(target) ??
      target.querySelector("input:not([type=hidden]), textarea, select"));
  (field ?? target).focus({ preventScroll: true });
  return true;
}

function emptyField(part) {
  return [...part.querySelectorAll("input:not([type=hidden], [type=file]), textarea")].find((field) => !field.value);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (link && link.hash.length > 1 && reach(decodeURIComponent(link.hash.slice(1)))) {
    event.preventDefault();
    history.replaceState(history.state, "", link.hash);
  }
});

if (location.hash.startsWith("#fassung-")) reach(location.hash.slice(1));

// One panel at a time. The browser's own grouping would close a panel that htmx is just exchanging.
document.addEventListener("click", (event) => {
  const opening = event.target.closest("details.fassung:not([open]) > summary")?.parentElement;
  if (!opening) return;
  for (const panel of document.querySelectorAll("details.fassung[open]")) panel.open = false;
});

// -- department --------------------------------------------------------------------------------

const department = story?.elements.department;
department?.addEventListener("change", () => {
  const chosen = department.selectedOptions[0];
  const offered = [];
  for (const [name, label] of [["contact", "Kontakt"], ["responsible", "V.i.S.d.P."], ["remit", "Aufgabe"]]) {
    const usual = chosen?.dataset[name];
    if (usual && !story.elements[name].value.trim()) {
      setField(story, name, usual);
      offered.push(label);
    }
  }
  const note = document.getElementById("amt-hinweis");
  if (note) note.textContent = offered.length ? `${new Intl.ListFormat("de").format(offered)} vom Amt übernommen. Bitte prüfen.` : "";
});

// -- conflict ----------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take]");
  if (!button) return;
  setField(story, button.dataset.take, button.dataset.value);
  button.textContent = "Übernommen";
  button.disabled = true;
});

// Put together with what somebody else saved meanwhile: the page shows what is stored now.
document.body.addEventListener("htmx:afterSettle", () => {
  const told = document.getElementById("zusammengefuehrt");
  if (!told) return;
  const { values, base } = JSON.parse(told.textContent);
  told.remove();
  const sameLines = (one, other) => one.replaceAll("\r\n", "\n") === other.replaceAll("\r\n", "\n");
  const note = document.getElementById("speicherstand");
  const said = note?.textContent;
  const still = Object.keys(values).filter((name) => sameLines(story.elements[name].value, values[name][0]));
  for (const name of still) setField(story, name, values[name][1]);
  // Typed on meanwhile: the next save has to put the two together once more.
  if (still.length < Object.keys(values).length) story.elements.version.value = base;
  settle(story, still);
  if (note && !isDirty(story)) note.textContent = said;
});

// -- keyboard ----------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  event.preventDefault();
  const form = document.activeElement?.closest?.("form.fassung-form") ?? story;
  const button = form?.querySelector("#speichern, [id^=sichern-]");
  if (button && !button.disabled) form.requestSubmit(button);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("[data-single-line]")) event.preventDefault();
});

// -- answers -----------------------------------------------------------------------------------

function markInvalid() {
  for (const slot of document.querySelectorAll(".field-error[id^='error-']")) {
    const field = document.getElementById(slot.id.slice("error-".length));
    if (!field) continue;
    const wrong = slot.textContent.trim() !== "";
    const shown = editorOf(field.id)?.view.dom ?? field;
    if (wrong) shown.setAttribute("aria-invalid", "true");
    else shown.removeAttribute("aria-invalid");
  }
}

document.body.addEventListener("htmx:configRequest", (event) => {
  // A login in another window changes the token; the cookie always holds the current one.
  const sending = event.detail.formData;
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (token) {
    event.detail.headers["X-CSRFToken"] = token;
    if (sending.has("csrfmiddlewaretoken")) sending.set("csrfmiddlewaretoken", token);
  }
  const opened = document.querySelector("details.fassung[open]");
  if (sending.has("offen")) sending.set("offen", opened?.dataset.panel ?? "");
});

document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status !== 401 || !story) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
  event.detail.target = document.getElementById("meldung");
  event.detail.swapOverride = "innerHTML";
});

// Text that is typed but not saved in a panel outlives a refresh of the column.
document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
  const form = event.detail.target.querySelector?.("form.fassung-form");
  if (event.detail.target.matches?.("details.fassung") && form && isDirty(form)) {
    event.detail.shouldSwap = false;
  }
});

document.body.addEventListener("htmx:afterSettle", (event) => {
  markInvalid();
  if (event.detail.target?.id !== "meldung") return;
  const box = document.getElementById("meldung");
  if (!box.textContent.trim()) return;
  box.scrollIntoView({ block: "nearest" });
  const first = document.querySelector("#beitrag [aria-invalid=true]");
  if (first?.closest(".prose-editor")) editorOf("body")?.commands.focus();
  else if (first) first.focus();
  else box.focus({ preventScroll: true });
});

const FAILURES = {
  403: "Die Anmeldung dieser Seite gilt nicht mehr, deshalb wurde nichts gespeichert. Ihr Text steht noch hier. Bitte melden Sie sich neu an und speichern Sie dann hier noch einmal.",
  404: "Diesen Beitrag gibt es nicht mehr, deshalb wurde nichts gespeichert. Ihr Text steht noch hier; kopieren Sie ihn bitte heraus.",
  413: "Die Datei ist zu groß und wurde nicht angenommen. Ihr Text steht noch hier.",
};
const UNREACHABLE =
  "Der Newsroom ist gerade nicht erreichbar, deshalb wurde nichts gespeichert. Ihr Text steht noch hier und ist in diesem Browser gesichert. Bitte versuchen Sie es gleich noch einmal.";

function loginLink() {
  const link = document.createElement("a");
  Object.assign(link, { href: story.dataset.login, target: "_blank", rel: "noopener" });
  link.textContent = "In einem neuen Fenster anmelden";
  return link;
}

function sayFailed(event) {
  const box = document.getElementById("meldung");
  if (!box || event.detail.xhr.status === 401) return;
  const note = document.createElement("div");
  note.className = "notice tone-bad";
  note.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.append(FAILURES[event.detail.xhr.status] ?? UNREACHABLE);
  if (event.detail.xhr.status === 403) words.append(" ", loginLink());
  note.append(words);
  box.replaceChildren(note);
  box.scrollIntoView({ block: "nearest" });
}

document.body.addEventListener("htmx:sendError", sayFailed);
document.body.addEventListener("htmx:responseError", sayFailed);

if (story) {
  markInvalid();
  const wrong = document.querySelector("#fehlerliste");
  if (wrong) (document.querySelector("#beitrag [aria-invalid=true]") ?? wrong).focus();
}

startDrafts(setField);
