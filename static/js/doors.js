// The copy button beside an address that is shown once.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    document.getElementById("kopiert").textContent = "Kopiert.";
  } catch {
    document.getElementById("kopiert").textContent = "Markiert; mit Strg+C kopieren.";
  }
});
