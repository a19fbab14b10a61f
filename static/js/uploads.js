// Files by drag and drop, and how far an upload is.

for (const type of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(type, (event) => {
    const zone = event.target.closest?.("[data-drop]");
    document.querySelectorAll("[data-drop].over").forEach((other) => other !== zone && other.classList.remove("over"));
    if (!zone || ![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    event.preventDefault();
    zone.classList.toggle("over", type === "dragover");
    if (type === "drop") take(zone, event.dataTransfer.files);
  });
}

function take(zone, files) {
  const input = zone.querySelector("input[type=file]");
  if (!input || !files.length) return;
  const chosen = new DataTransfer();
  for (const file of input.multiple ? files : [files[0]]) chosen.items.add(file);
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

const zoneOf = (event) => (event.target.matches?.("input[type=file]") ? event.target.closest("[data-drop]") : null);

function say(zone, percent, words) {
  const bar = zone.querySelector("progress");
  const text = zone.querySelector("[data-progress-text]");
  if (bar) {
    bar.hidden = percent === null;
    if (percent !== null) bar.value = percent;
  }
  if (text) text.textContent = words;
}

document.body.addEventListener("htmx:beforeRequest", (event) => {
  const zone = zoneOf(event);
  if (zone) say(zone, 0, "Wird hochgeladen …");
});
document.body.addEventListener("htmx:xhr:progress", (event) => {
  const zone = zoneOf(event);
  const { lengthComputable, loaded, total } = event.detail;
  if (!zone || !lengthComputable) return;
  const percent = Math.round((100 * loaded) / total);
  say(zone, percent, percent < 100 ? `${percent} % hochgeladen` : "Hochgeladen, wird geprüft …");
});
for (const type of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.body.addEventListener(type, (event) => {
    const zone = zoneOf(event);
    if (zone) say(zone, null, "Das Hochladen ist abgebrochen. Bitte wählen Sie die Datei noch einmal.");
  });
}
