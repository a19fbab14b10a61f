// Choosing from what is held: all on this page at once, and how many are chosen. Works without, box by box.

const form = document.querySelector("form[data-choose]");
const all = form?.querySelector("[data-choose-all] input");
const told = form?.querySelector("[data-chosen]");
const boxes = [...(form?.querySelectorAll("input[name=auslieferung], input[name=beitrag]") ?? [])];

function tell() {
  const chosen = boxes.filter((box) => box.checked).length;
  told.textContent = chosen ? `${chosen} ausgewählt` : "Nichts ausgewählt";
  all.checked = chosen === boxes.length;
  all.indeterminate = chosen > 0 && chosen < boxes.length;
}

if (all && told) {
  all.closest("[data-choose-all]").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  form.addEventListener("change", (event) => event.target !== all && tell());
  tell();
}
