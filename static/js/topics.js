// The board of topics: a card dragged into another column is sent like its menu would send it.

const board = () => document.getElementById("themen");
let dragged = null;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-topic]") ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.topic);
  dragged.classList.add("dragging");
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragging");
  for (const column of document.querySelectorAll(".board-column.over")) column.classList.remove("over");
  dragged = null;
});

document.addEventListener("dragover", (event) => {
  const column = event.target.closest?.(".board-column");
  if (!dragged || !column) return;
  event.preventDefault();
  for (const other of document.querySelectorAll(".board-column.over")) if (other !== column) other.classList.remove("over");
  column.classList.add("over");
});

document.addEventListener("drop", (event) => {
  const column = event.target.closest?.(".board-column");
  if (!dragged || !column || dragged.closest(".board-column") === column) return;
  event.preventDefault();
  const url = board().dataset.move.replace("/0/", `/${dragged.dataset.topic}/`);
  window.htmx.ajax("POST", url + location.search, {
    target: "#themen",
    swap: "outerHTML",
    values: { stand: column.dataset.state, von: "tafel" },
  });
});

// What was typed is not lost by a slip.
const form = document.querySelector("form[data-warn-unsaved]");
let dirty = false;
form?.addEventListener("input", () => (dirty = true));
form?.addEventListener("submit", () => (dirty = false));
window.addEventListener("beforeunload", (event) => {
  if (dirty) event.preventDefault();
});
