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

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = document.querySelector("details.pop[open]");
    closeMenus();
    open?.querySelector("summary")?.focus();
    return;
  }
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "n") {
    document.querySelector("[data-shortcut=new]")?.click();
  } else if (event.key === "/") {
    const field = document.querySelector("main input[type=search]");
    event.preventDefault();
    if (field) field.focus();
    else document.querySelector("[data-shortcut=search]")?.click();
  } else if (event.key === "?") {
    document.getElementById("shortcuts")?.showModal();
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open-shortcuts]")) document.getElementById("shortcuts")?.showModal();
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
