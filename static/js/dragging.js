// Cards dragged to another place: what is dragged looks so, the place under it too, and a drop is told once.
// Every card has a form that does the same without a mouse.

export function dragging({ cards, places, drop }) {
  let dragged = null;
  const placeOf = (node) => node.closest?.(places) ?? null;
  const clear = () => document.querySelectorAll(`${places}.over`).forEach((place) => place.classList.remove("over"));

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.(cards) ?? null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    // Some browsers begin no drag without data.
    event.dataTransfer.setData("text/plain", dragged.textContent);
    dragged.classList.add("dragging");
  });

  document.addEventListener("dragend", () => {
    dragged?.classList.remove("dragging");
    clear();
    dragged = null;
  });

  document.addEventListener("dragover", (event) => {
    const place = placeOf(event.target);
    if (!dragged || !place) return;
    event.preventDefault();
    if (!place.classList.contains("over")) clear();
    place.classList.add("over");
  });

  document.addEventListener("drop", (event) => {
    const place = placeOf(event.target);
    if (!dragged || !place || placeOf(dragged) === place) return;
    event.preventDefault();
    drop(dragged, place);
  });
}
