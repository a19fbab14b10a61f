// The plan: a card dragged to another day keeps its wall time; without a mouse a form does the same.
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

// One form for all cards: put into the menu that is opened, with what its card says. `toggle` does not bubble.
document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target;
    if (!menu.matches?.(".plan-move") || !menu.open || menu.querySelector("form")) return;
    menu.querySelector("a.pop-body").replaceWith(formFor(menu.closest(".plan-card")));
    window.htmx.process(menu);
  },
  true,
);

function formFor(card) {
  const form = document.getElementById("verlegen-form").content.querySelector("form").cloneNode(true);
  const url = `${card.dataset.url}?${form.getAttribute("action").split("?")[1]}`;
  form.setAttribute("action", url);
  form.setAttribute("hx-post", url);
  form.elements.tag.value = card.closest(".plan-day").dataset.day;
  form.elements.uhrzeit.value = card.dataset.time;
  const rows = card.dataset.rows?.split(" ") ?? [];
  const fields = form.querySelector("fieldset");
  if (rows.length > 1) rows.forEach((row, at) => fields.append(account(row, card.querySelectorAll(".channels > span")[at])));
  else fields.replaceWith(...rows.map((row) => Object.assign(document.createElement("input"), { type: "hidden", name: "fassung", value: row })));
  return form;
}

function account(row, shown) {
  const label = Object.assign(document.createElement("label"), { className: "check small" });
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "fassung", value: row, checked: true });
  label.append(box, shown.title);
  return label;
}

// After a move the plan is new as a whole; whoever moved goes on at the card, or at what was said where it is out of sight.
document.addEventListener("htmx:load", (event) => {
  const said = event.detail.elt.id === "plan" && event.detail.elt.querySelector(".flash > .notice");
  if (!said) return;
  const card = document.getElementById(said.dataset.card);
  card?.closest(".plan-rest")?.setAttribute("open", "");
  (card ?? said).focus();
});
