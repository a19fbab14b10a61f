// The board of topics: a card dragged into another column is sent like its menu would send it.
import { dragging } from "./dragging.js";

dragging({
  cards: "[data-topic]",
  places: ".board-column",
  drop: (card, column) => {
    const url = document.getElementById("themen").dataset.move.replace("/0/", `/${card.dataset.topic}/`);
    window.htmx.ajax("POST", url + location.search, {
      target: "#themen",
      swap: "outerHTML",
      values: { stand: column.dataset.state, von: "tafel" },
    });
  },
});

// What was typed is not lost by a slip.
const form = document.querySelector("form[data-warn-unsaved]");
let dirty = false;
form?.addEventListener("input", () => (dirty = true));
form?.addEventListener("submit", () => (dirty = false));
window.addEventListener("beforeunload", (event) => {
  if (dirty) event.preventDefault();
});
