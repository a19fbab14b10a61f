// Small conveniences of the frame. Everything works without them.

const typing = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest("input, textarea, select, [role=textbox]") !== null);

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.pop[open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("details.pop")));

// -- keyboard ----------------------------------------------------------------------------------
// What a key does stands at the element itself: aria-keyshortcuts names it, data-shortcut-focus says that the key
// leads there and presses nothing. Single keys can be switched off (WCAG 2.2, 2.1.4).

const OFF = "newsroom:einzeltasten-aus";
const dialog = document.getElementById("shortcuts");
const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.checkVisibility());

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = document.querySelector("details.pop[open]");
    closeMenus();
    open?.querySelector("summary")?.focus();
    return;
  }
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]") || localStorage.getItem(OFF)) return;
  if (event.key === "?") help();
  else if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
  else if (!press(event.key)) return;
  event.preventDefault();
});

function press(key) {
  const field = key === "/" && document.querySelector("main input[type=search]");
  const target = field || document.querySelector(`[aria-keyshortcuts="${CSS.escape(key)}"]`);
  if (!target) return false;
  if (field || target.hasAttribute("data-shortcut-focus")) lead(target);
  else target.click();
  return true;
}

function lead(target) {
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  if (next) lead(next);
}

function help() {
  const list = dialog?.querySelector("[data-page-keys]");
  if (!list) return;
  const here = [...document.querySelectorAll("main [aria-keyshortcuts]")].map((item) => [item.getAttribute("aria-keyshortcuts"), item.dataset.shortcutWords]);
  if (rows().length) here.unshift(["j", "Zum nächsten Eintrag"], ["k", "Zum vorigen Eintrag"]);
  list.replaceChildren(
    ...here.flatMap(([key, words]) => {
      const [term, told, cap] = ["dt", "dd", "kbd"].map((tag) => document.createElement(tag));
      cap.textContent = key;
      term.append(cap);
      told.textContent = words;
      return [term, told];
    }),
  );
  dialog.querySelector("[data-keys-on]").checked = !localStorage.getItem(OFF);
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open-shortcuts]")) help();
});

dialog?.querySelector("[data-keys-on]")?.addEventListener("change", (event) => {
  if (event.target.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
});

// A second click must not send a form twice; the server would refuse it, but politely is nicer.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form[data-sent]");
  if (form) delete form.dataset.sent;
});

// The bar „Achtung“ asks again by itself: never under somebody's hands, never on a page nobody sees.
document.addEventListener("htmx:beforeRequest", (event) => {
  const bar = event.target;
  if (bar.id === "achtung" && (document.hidden || bar.contains(document.activeElement))) event.preventDefault();
});
