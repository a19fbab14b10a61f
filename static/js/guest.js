// What a department types stays in its own browser until it has been sent. Everything works without this.

const key = (path) => `meldung ${path.replace(/eingang\/.*$/, "")}`;
const form = document.querySelector("form[data-keep]");
const fields = () => [...form.querySelectorAll("input[type=text], input[type=datetime-local], textarea")];

function restore() {
  const kept = JSON.parse(localStorage.getItem(key(location.pathname)) ?? "{}");
  for (const field of fields()) if (!field.value && kept[field.name]) field.value = kept[field.name];
}

function keep() {
  const typed = Object.fromEntries(fields().map((field) => [field.name, field.value]));
  localStorage.setItem(key(location.pathname), JSON.stringify(typed));
}

if (document.querySelector("[data-handed-in]")) localStorage.removeItem(key(location.pathname));

if (form) {
  restore();
  form.addEventListener("input", keep);
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    document.getElementById("gesendet").textContent = "Wird gesendet …";
  });
  window.addEventListener("pageshow", () => delete form.dataset.sent);
}
