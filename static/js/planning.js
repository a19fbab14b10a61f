// The plan: a card dragged to another day keeps its wall time; its form does the same without a mouse.

let dragged = null;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".plan-card[data-url]") ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.url);
  dragged.classList.add("dragging");
});

const clear = () => document.querySelectorAll(".plan-day.over").forEach((day) => day.classList.remove("over"));

document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragging");
  clear();
  dragged = null;
});

document.addEventListener("dragover", (event) => {
  const day = event.target.closest?.(".plan-day");
  if (!dragged || !day) return;
  event.preventDefault();
  if (!day.classList.contains("over")) clear();
  day.classList.add("over");
});

document.addEventListener("drop", (event) => {
  const day = event.target.closest?.(".plan-day");
  if (!dragged || !day || dragged.closest(".plan-day") === day) return;
  event.preventDefault();
  const query = new URLSearchParams(location.search);
  query.set("ansicht", document.getElementById("plan").dataset.view);
  window.htmx.ajax("POST", `${dragged.dataset.url}?${query}`, {
    target: "#plan",
    swap: "outerHTML",
    values: { tag: day.dataset.day, fassung: dragged.dataset.rows?.split(" ") ?? [] },
  });
});
