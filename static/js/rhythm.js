// Shows the fields the chosen rhythm speaks of. Without this script all stand there, each with its hint.

const rhythm = document.getElementById("rhythm");

function show() {
  for (const control of document.querySelectorAll("[data-rhythms]")) {
    control.closest(".field").hidden = !control.dataset.rhythms.split(" ").includes(rhythm.value);
  }
}

rhythm.addEventListener("change", show);
// Browsers bring a choice back when somebody returns to the page.
window.addEventListener("pageshow", show);
show();
