// Live ledger: never swap away what a person has opened or is typing, and tell what changed once.

const live = () => document.getElementById("ledger-live");
const status = document.querySelector("[data-ledger-status]");

function busy() {
  const root = live();
  if (!root) return false;
  return root.querySelector("details[open]") !== null || root.matches(":has(input:focus, button:focus)");
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target === live() && (busy() || document.hidden)) event.preventDefault();
});

let told = live()?.dataset.summary;
document.addEventListener("htmx:afterSettle", () => {
  const summary = live()?.dataset.summary;
  if (status && summary && summary !== told) {
    told = summary;
    status.textContent = summary;
  }
});
