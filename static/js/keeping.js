// Keeps what is typed on the server as well, so that another computer or a killed browser loses no word.
// The copy in this browser (drafts.js) stands in while there is no connection.
import { isDirty } from "./drafts.js";

const WAIT = 1500;
const LONGEST = 60_000;

const form = document.getElementById("beitrag");
const note = document.getElementById("speicherstand");
const url = form?.dataset.copy;

let timer = 0;
let pause = 3000;
let sending = false;
let onceMore = false;
let away = false;

function say(text, offline = false) {
  if (!note) return;
  note.textContent = text;
  note.classList.toggle("offline", offline);
}

function body() {
  const data = new FormData(form);
  for (const [name, value] of [...data.entries()]) if (value instanceof File) data.delete(name);
  return data;
}

async function keep() {
  if (!url || !isDirty(form)) return;
  if (sending) {
    // Typed while a copy was under way: that copy does not hold it.
    onceMore = true;
    return;
  }
  sending = true;
  try {
    const answer = await fetch(url, { method: "POST", body: body(), headers: { "X-CSRFToken": token() }, redirect: "manual" });
    await judge(answer);
  } catch {
    say("Keine Verbindung. Ihr Text ist in diesem Browser gesichert.", true);
    again();
  } finally {
    sending = false;
    if (onceMore) {
      onceMore = false;
      keep();
    }
  }
}

async function judge(answer) {
  if (answer.ok) {
    const { at } = await answer.json();
    pause = 3000;
    away = false;
    if (isDirty(form)) say(`Noch nicht gespeichert; Entwurf gesichert um ${at} Uhr`);
    return;
  }
  if (answer.status === 422) {
    say((await answer.json()).problem, true);
    return;
  }
  if (answer.status === 403 && (await refresh())) {
    again();
    return;
  }
  away = answer.status === 401 || answer.status === 403;
  if (away) {
    say("Sie sind abgemeldet. Ihr Text ist in diesem Browser gesichert; ", true);
    const link = document.createElement("a");
    Object.assign(link, { href: form.dataset.login, target: "_blank", rel: "noopener", textContent: "hier neu anmelden" });
    note?.append(link, ", dann geht es von selbst weiter.");
  } else {
    say("Der Entwurf ließ sich nicht sichern. Ihr Text ist in diesem Browser gesichert.", true);
    again();
  }
}

function again() {
  clearTimeout(timer);
  timer = setTimeout(keep, pause);
  pause = Math.min(pause * 2, LONGEST);
}

// A login in another window changes the token; this page takes the new one and goes on.
const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

async function refresh() {
  const answer = await fetch(url, { redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return false;
  const fresh = await answer.json();
  if (String(fresh.person) !== form.dataset.person) return false;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": fresh.token }));
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = fresh.token;
  return true;
}

async function back() {
  if (!away || !(await refresh())) return;
  away = false;
  say("Wieder angemeldet.");
  keep();
}

if (url) {
  document.addEventListener("input", (event) => {
    if (event.target.form !== form && event.target.closest?.("form") !== form) return;
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  });
  // What is being saved for good needs no copy that would arrive after it.
  document.body.addEventListener("htmx:beforeRequest", (event) => event.target === form && clearTimeout(timer));
  window.addEventListener("online", keep);
  window.addEventListener("focus", back);
  document.addEventListener("visibilitychange", () => document.hidden && isDirty(form) && leave());
}

function leave() {
  const data = body();
  fetch(url, { method: "POST", body: data, headers: { "X-CSRFToken": token() }, keepalive: true }).catch(() => {});
}

// -- who else is here --------------------------------------------------------------------------

const typed = document.getElementById("tippt");
const present = document.getElementById("anwesend");
if (typed && present) {
  document.addEventListener("input", (event) => {
    if (event.target.closest?.("form")?.dataset.draft && !typed.value) {
      typed.value = "1";
      window.htmx.trigger(present, "tippt");
    }
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.target === present) setTimeout(() => (typed.value = ""), 5000);
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target === present && document.hidden) event.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    const data = new FormData();
    data.set("weg", "1");
    fetch(present.getAttribute("hx-post"), { method: "POST", body: data, headers: { "X-CSRFToken": token() }, keepalive: true }).catch(() => {});
  });
}

document.addEventListener("entwurf-verworfen", () => {
  const data = new FormData();
  data.set("drop", "1");
  if (url) fetch(url, { method: "POST", body: data, headers: { "X-CSRFToken": token() } }).catch(() => {});
});
