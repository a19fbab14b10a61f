// The button says what it will do; the server does it either way.

const field = document.getElementById("at");
const label = document.querySelector("[data-approve-label]");
const plain = label?.textContent;
const format = new Intl.DateTimeFormat("de-DE", { dateStyle: "short", timeStyle: "short" });

function name() {
  if (!field || !label) return;
  const time = field.value ? new Date(field.value) : null;
  label.textContent = time && !Number.isNaN(time.getTime()) ? `Freigeben für ${format.format(time)} Uhr` : plain;
}

field?.addEventListener("input", name);
name();
