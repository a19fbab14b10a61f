// A story in another language: what is typed stays in this browser until it is saved.
import { startDrafts } from "./drafts.js";

const editors = new Map();
const form = document.getElementById("beitrag");

function ready({ editor, textarea }) {
  editors.set(textarea.id, editor);
  // The editor says German of every text; its field knows better.
  editor.view.dom.setAttribute("lang", textarea.lang);
}

document.addEventListener("prose-editor:ready", (event) => ready(event.detail));
// The editor may have been ready before this module was.
const early = form.querySelector(".ProseMirror")?.editor;
if (early) ready({ editor: early, textarea: form.elements.body });

function setField(owner, name, value) {
  const field = owner.elements[name];
  if (!field || field instanceof RadioNodeList) return;
  field.value = value;
  editors.get(field.id)?.commands.setContent(value, { emitUpdate: false });
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button[name=overwrite]") ?? undefined);
});

startDrafts(setField);
