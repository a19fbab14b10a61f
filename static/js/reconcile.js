// When our own server does not answer, htmx swaps nothing in: say so instead of turning for ever.

function tell(event) {
  if (!event.target.closest?.("[data-kandidaten]") && event.target.id !== "noch-einmal") return;
  document.querySelector("[data-kandidaten]").hidden = true;
  document.querySelector("[data-kandidaten-fehler]").hidden = false;
}

for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, tell);
}
