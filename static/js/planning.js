// The plan: a card dragged to another day keeps its wall time.
import { dragging } from "./dragging.js";

dragging({
  cards: ".plan-card[data-url]",
  places: ".plan-day",
  drop: (card, day) => {
    const query = new URLSearchParams(location.search);
    query.set("ansicht", document.getElementById("plan").dataset.view);
    window.htmx.ajax("POST", `${card.dataset.url}?${query}`, {
      target: "#plan",
      swap: "outerHTML",
      values: { tag: day.dataset.day, fassung: card.dataset.rows?.split(" ") ?? [] },
    });
  },
});
