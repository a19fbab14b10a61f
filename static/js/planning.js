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

// After a move the plan is new as a whole; whoever moved goes on at the card, or at what was said where it is out of sight.
document.addEventListener("htmx:load", (event) => {
  const said = event.detail.elt.id === "plan" && event.detail.elt.querySelector(".flash > .notice");
  if (!said) return;
  const card = document.getElementById(said.dataset.card);
  card?.closest(".plan-rest")?.setAttribute("open", "");
  (card ?? said).focus();
});
