// What the rich-text editor lacks: an accessible German toolbar, Word lists, honest links.
// Registered in DJANGO_PROSE_EDITOR_EXTENSIONS; its exports replace the editor's own of that name.
import {
  Link as BaseLink,
  Menu as BaseMenu,
  Plugin,
  Table as BaseTable,
} from "django-prose-editor/editor";

const TITLES = {
  heading2: "Zwischentitel",
  heading3: "Kleiner Zwischentitel",
  bulletList: "Aufzählung",
  orderedList: "Nummerierte Liste",
  blockquote: "Zitat",
  bold: "Fett",
  italic: "Kursiv",
  link: "Link setzen",
  unlink: "Link entfernen",
  table: "Tabelle einfügen",
  "table:addColumnAfter": "Spalte rechts einfügen",
  "table:deleteColumn": "Spalte löschen",
  "table:addRowAfter": "Zeile darunter einfügen",
  "table:deleteRow": "Zeile löschen",
  "table:mergeCells": "Zellen verbinden",
  "table:splitCell": "Zelle teilen",
  "table:toggleHeaderCell": "Kopfzelle ein/aus",
  "table:deleteTable": "Tabelle löschen",
  "history:undo": "Rückgängig",
  "history:redo": "Wiederholen",
};
const TOGGLES = new Set(["heading2", "heading3", "orderedList", "blockquote", "bold", "italic", "link"]);

export const Link = BaseLink.extend({
  // The base rule rewrites pasted addresses by their visible text; what was pasted must stay.
  addPasteRules: () => [],
});

export const Table = BaseTable.extend({
  addCommands() {
    return {
      ...this.parent?.(),
      // A table of the city has a header row; rows and columns are added by buttons.
      insertTableWithOptions:
        () =>
        ({ commands }) =>
          commands.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
    };
  },
});

export const Menu = BaseMenu.extend({
  onCreate(event) {
    this.parent?.(event);
    const { editor } = event;
    dressText(editor);
    dressToolbar(editor, this.storage.dom);
  },
  addProseMirrorPlugins() {
    return [...(this.parent?.() ?? []), new Plugin({ props: { transformPastedHTML: (html) => wordLists(withoutTraces(html)) } })];
  },
});

function dressText(editor) {
  const field = editor.view.dom.closest(".prose-editor")?.querySelector("textarea");
  const dom = editor.view.dom;
  dom.setAttribute("role", "textbox");
  dom.setAttribute("aria-multiline", "true");
  dom.setAttribute("lang", "de");
  dom.setAttribute("spellcheck", "true");
  if (!field) return;
  const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
  if (label) {
    label.id ||= `label-${field.id}`;
    dom.setAttribute("aria-labelledby", label.id);
    label.addEventListener("click", () => editor.commands.focus());
  }
  const notes = field.getAttribute("aria-describedby");
  if (notes) dom.setAttribute("aria-describedby", notes);
  if (field.disabled) dom.setAttribute("aria-readonly", "true");
}

function dressToolbar(editor, bar) {
  if (!bar) return;
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Formatierung");
  const buttons = [...bar.querySelectorAll("button[data-name]")];
  for (const button of buttons) {
    const title = TITLES[button.dataset.name];
    if (title) {
      button.title = title;
      button.setAttribute("aria-label", title);
    }
  }
  const update = () => {
    for (const button of buttons) {
      if (TOGGLES.has(button.dataset.name)) {
        button.setAttribute("aria-pressed", String(button.classList.contains("active")));
      }
      button.setAttribute("aria-disabled", String(button.classList.contains("disabled")));
    }
    rove(buttons);
  };
  // After the editor's own listeners have set the classes.
  editor.on("transaction", () => queueMicrotask(update));
  bar.addEventListener("keydown", (event) => step(event, buttons));
  update();
}

// One tab stop for the whole toolbar, arrows inside it.
function rove(buttons) {
  const shown = buttons.filter((button) => !button.classList.contains("hidden"));
  const current = shown.find((button) => button.tabIndex === 0 && button.dataset.stop) ?? shown[0];
  for (const button of buttons) {
    button.tabIndex = button === current ? 0 : -1;
    if (button === current) button.dataset.stop = "1";
    else delete button.dataset.stop;
  }
}

function step(event, buttons) {
  const moves = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
  if (!(event.key in moves)) return;
  const shown = buttons.filter((button) => !button.classList.contains("hidden"));
  const here = shown.indexOf(document.activeElement);
  if (here < 0) return;
  event.preventDefault();
  const next = shown[Math.min(shown.length - 1, Math.max(0, here + moves[event.key]))];
  for (const button of buttons) delete button.dataset.stop;
  next.dataset.stop = "1";
  next.tabIndex = 0;
  rove(buttons);
  next.focus();
}

// Word writes list items as paragraphs with "mso-list:l0 level1" and a drawn bullet or number.
// What a reviewer struck out stays out; comments, footnote marks and pictures are no part of the text.
const TRACES = "del, s[class*=Del], .MsoCommentReference, [style*='mso-element:comment'], [style*='mso-element:footnote'], .MsoFootnoteReference, a[href^='#_ftn'], a[name^='_ftnref'], img, style, script, meta, link, title";

export function withoutTraces(html) {
  const doc = new DOMParser().parseFromString(html, "text/html");
  for (const node of doc.querySelectorAll(TRACES)) node.remove();
  return doc.body.innerHTML;
}

export function wordLists(html) {
  if (!/mso-list/i.test(html)) return html;
  const doc = new DOMParser().parseFromString(html, "text/html");
  const listOf = (node) => /mso-list:\s*(l\d+)/i.exec(node?.getAttribute?.("style") ?? "")?.[1];
  const paragraphs = [...doc.querySelectorAll("p, h1, h2, h3, h4, h5, h6")].filter(listOf);
  const done = new Set();
  for (const first of paragraphs) {
    if (done.has(first)) continue;
    const run = [];
    for (let node = first; listOf(node) === listOf(first); node = node.nextElementSibling) run.push(node);
    run.forEach((node) => done.add(node));
    first.before(buildList(doc, run));
    run.forEach((node) => node.remove());
  }
  return doc.body.innerHTML;
}

function buildList(doc, run) {
  const stack = [];
  let root = null;
  for (const paragraph of run) {
    const level = Number(/level(\d+)/i.exec(paragraph.getAttribute("style"))?.[1] ?? 1);
    const marker = takeMarker(paragraph);
    const ordered = /^\(?(\d+|[a-z]|[ivxlc]+)[.)]/i.test(marker);
    while (stack.length > level) stack.pop();
    while (stack.length < level) {
      const list = doc.createElement(ordered ? "ol" : "ul");
      const parent = stack.at(-1);
      if (parent) (parent.lastElementChild ?? parent.appendChild(doc.createElement("li"))).append(list);
      else root = list;
      stack.push(list);
    }
    const item = doc.createElement("li");
    const text = doc.createElement("p");
    text.innerHTML = paragraph.innerHTML;
    item.append(text);
    stack.at(-1).append(item);
  }
  return root;
}

// The drawn bullet: a span with "mso-list:Ignore", or a symbol and blanks at the beginning.
function takeMarker(paragraph) {
  const drawn = [...paragraph.querySelectorAll("span")].find((span) =>
    /mso-list:\s*ignore/i.test(span.getAttribute("style") ?? ""),
  );
  if (drawn) {
    const text = drawn.textContent.trim();
    drawn.remove();
    return text;
  }
  const found = /^[\s\u00a0]*([·•§o–-]|\(?\w{1,3}[.)])[\s\u00a0]{2,}/.exec(paragraph.textContent);
  const node = found && firstText(paragraph);
  if (node) node.data = node.data.replace(/^[\s\u00a0]*([·•§o–-]|\(?\w{1,3}[.)])[\s\u00a0]+/, "");
  return found?.[1] ?? "";
}

function firstText(paragraph) {
  return document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT).nextNode();
}
