"""Generalprobe: the faults a person can click in, in the words of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox import tokens
from sandbox.views import NAMES
from sandbox.world import World

PLATFORMS = {key: name for key, name in NAMES.items() if key != "press"}
CHOICES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "lost": (
        "Antwort geht verloren",
        "Die Antwort geht verloren, der Post ist aber da.",
        {"kind": "commit_drop"},
    ),
    "cut": (
        "Verbindung bricht vorher ab",
        "Die Verbindung bricht ab, bevor etwas ankommt.",
        {"kind": "drop"},
    ),
    "down": (
        "Dienst gestört (503)",
        "Der Dienst ist gestört (Fehler 503).",
        {"kind": "status", "status": 503},
    ),
    "throttled": (
        "Kontingent erschöpft",
        "Das Kontingent ist für zwei Minuten erschöpft.",
        {"kind": "rate_limit", "reset": 120},
    ),
    "expired": (
        "Anmeldung abgelaufen",
        "Die Anmeldung ist abgelaufen.",
        {"kind": "expired_token"},
    ),
    "duplicate": (
        "Duplikat gemeldet",
        "Die Plattform meldet ein Duplikat.",
        {"kind": "duplicate"},
    ),
    "slow": (
        "Antwort dauert 20 Sekunden",
        "Die Antwort kommt erst nach 20 Sekunden.",
        {"kind": "slow", "seconds": 20},
    ),
    "garbage": (
        "Antwort ist unlesbar",
        "Die Antwort ist unlesbar, der Post ist aber da.",
        {"kind": "commit_garbage"},
    ),
    "video": (
        "Video braucht 30 Sekunden",
        "Die Verarbeitung dauert 30 Sekunden.",
        {"kind": "slow_processing", "seconds": 30},
    ),
}
"""Short name, whole sentence, and the wish handed to :class:`sandbox.faults.Faults`."""
MAIL: dict[str, tuple[str, str, dict[str, Any]]] = {
    "unknown": (
        "Empfänger unbekannt (550)",
        "Eine Empfängeradresse gibt es nicht (550).",
        {"kind": "smtp_reply", "code": 550, "text": "5.1.1 User unknown"},
    ),
    "later": (
        "Später noch einmal (451)",
        "Der Server bittet um einen späteren Versuch (451).",
        {"kind": "smtp_reply", "code": 451, "text": "4.7.1 Greylisted, try again later"},
    ),
    "spam": (
        "Als Spam abgewiesen (554)",
        "Der Inhalt wird als Spam abgewiesen (554).",
        {"kind": "smtp_reply", "code": 554, "text": "5.7.1 Message rejected", "at": "data"},
    ),
    "cut": (
        "Verbindung bricht danach ab",
        "Die Verbindung bricht nach der Übergabe ab, die Mail ist aber da.",
        {"kind": "smtp_drop_after_data"},
    ),
}
CONSENTED = {"facebook": "Facebook und Instagram", "x": "X", "youtube": "YouTube"}
"""Where a person consented on a page of the platform, and may withdraw it there."""
MESSAGES = {
    "zugang": "Der Zugang ist beendet. Der Newsroom muss die Konten dieser Plattform neu verbinden.",
    "an": "Die Störung ist eingestellt und wartet auf den nächsten Aufruf.",
    "weg": "Die Störung ist zurückgenommen.",
    "leer": "Die Wand ist leer, alle Störungen sind zurückgenommen.",
    "nichts": "Diese Störung gibt es nicht. Bitte wählen Sie eine aus der Liste.",
}


def act(world: World, form: Mapping[str, Any]) -> str:
    """Do what a form asks; answers the key of a message."""
    if form.get("tun") == "leeren":
        world.reset()
        return "leer"
    if form.get("tun") == "zugang" and form.get("plattform") in CONSENTED:
        tokens.end(world, str(form["plattform"]), refresh=True)
        return "zugang"
    if form.get("tun") == "zuruecknehmen":
        number = str(form.get("nummer", ""))
        world.faults.remove(int(number) if number.isdigit() else 0)
        return "weg"
    platform, choice = str(form.get("plattform", "")), str(form.get("was", ""))
    known = MAIL if platform == "smtp" else CHOICES
    if choice not in known or platform not in (*PLATFORMS, "smtp"):
        return "nichts"
    wish = {"platform": platform, **known[choice][2]}
    if platform != "smtp" and wish["kind"] != "slow_processing":
        wish["match"] = "@publish"
    world.faults.add(wish)
    return "an"


def pending(world: World) -> list[dict[str, Any]]:
    """The pending faults as sentences."""
    return [{"id": fault["id"], "text": _sentence(fault)} for fault in world.faults.pending()]


def _sentence(fault: dict[str, Any]) -> str:
    mail = fault["platform"] == "smtp"
    where = "" if mail else NAMES[fault["platform"]]
    if mail:
        start = "Nächste E-Mail"
    elif fault["match"] == "@publish":
        start = f"Nächster Post auf {where}"
    elif fault["match"] == "@process":
        start = f"Nächstes Medium auf {where}"
    else:
        start = f"Nächster Aufruf von {where}" + (f" ({fault['match']})" if fault["match"] else "")
    words = next(
        (
            text
            for _, text, wish in (MAIL if mail else CHOICES).values()
            if wish["kind"] == fault["kind"] and all(fault["params"].get(k) == wish[k] for k in wish if k != "kind")
        ),
        fault["kind"],
    )
    times = f" (noch {fault['times']}-mal)" if fault["times"] > 1 else ""
    return f"{start}: {words}{times}"
