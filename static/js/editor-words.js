// German words of the rich-text editor. A classic script, because the editor reads window.gettext
// while its module loads.
(() => {
  const words = {
    URL: "Adresse (https://…)",
    Title: "Hinweis beim Darüberfahren (kann leer bleiben)",
    "Edit Link": "Link",
    Update: "Übernehmen",
    Cancel: "Abbrechen",
    "List properties": "Listenart",
    "Start at": "Beginnt bei",
    "List type": "Art der Nummerierung",
  };
  const before = window.gettext;
  window.gettext = (text) => words[text] ?? (before ? before(text) : text);
})();
