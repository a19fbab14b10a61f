// Keeps the open wall up to date: asks every two seconds whether anything changed and, if so,
// fetches the stories again. What a reader has opened stays open; a running video is left alone.

const PAUSE = 2000;
const wall = document.querySelector("#wand");
const news = document.querySelector("#neues");
const pending = document.querySelector("#anstehend");
let version = wall.dataset.version;

const busy = () => {
  const playing = [...wall.querySelectorAll("video")].some((v) => !v.paused && !v.ended);
  const selecting = String(getSelection()).length > 0 && wall.contains(getSelection().anchorNode);
  return playing || selecting;
};

const takePending = () => {
  const fresh = wall.querySelector("#anstehend-neu");
  if (!fresh) return;
  if (fresh.innerHTML !== pending.innerHTML) pending.innerHTML = fresh.innerHTML;
  fresh.remove();
};

const swap = (html) => {
  const open = [...wall.querySelectorAll("details[open]")].map((d) => d.id);
  const before = wall.querySelectorAll(".card").length;
  const focused = wall.contains(document.activeElement)
    ? document.activeElement.getAttribute("href")
    : null;
  wall.innerHTML = html;
  takePending();
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused) wall.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  const more = wall.querySelectorAll(".card").length - before;
  if (more > 0) news.textContent = more === 1 ? "Ein neuer Beitrag." : `${more} neue Beiträge.`;
};

const look = async () => {
  if (document.hidden || busy()) return;
  const now = await (await fetch("/_wall/version")).text();
  if (now === version) return;
  const reply = await fetch(location.pathname + location.search, { headers: { "X-Partial": "1" } });
  if (!reply.ok) return;
  swap(await reply.text());
  version = now;
};

takePending();
setInterval(() => look().catch(() => {}), PAUSE);
