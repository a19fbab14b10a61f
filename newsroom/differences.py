"""What changed between the content approved last and the one that waits: word by word, as safe HTML."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import nh3
from django.utils.dateparse import parse_datetime
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import get_text_list
from lxml.html.diff import htmldiff

from channels_publish.enums import Kind
from newsroom.templatetags.desk import when
from newsroom.wordruns import runs
from stories.enums import Language
from stories.richtext import ATTRIBUTES, TAGS, clean

LABELS = {
    "kicker": "Dachzeile",
    "headline": "Überschrift",
    "lead": "Vorspann",
    "body": "Text",
    "department": "Amt",
    "remit": "Aufgabe",
    "keywords": "Schlagwörter",
    "contact": "Kontakt",
    "responsible": "V.i.S.d.P.",
    "link": "Link",
    "embargo": "Sperrfrist",
}
TEXT_LABELS = {name: LABELS[name] for name in ("headline", "lead", "body")}
RENDITION_LABELS = {"title": "Titel", "text": "Text", "html": "Langtext", "tags": "Schlagwörter", "send_at": "Termin"}
TIMES = frozenset({"embargo", "send_at"})
MARKUP = frozenset({"body", "html"})
FEW_PIECES = 20
# Finer than words, so that a changed comma leaves the word before it alone.
_PIECE = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Change:
    """One changed field; ``html`` carries ``ins`` and ``del`` and is safe to print."""

    where: str
    field: str
    html: SafeString


def between(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Every difference between two sealed payloads, the story first, then account by account."""
    return [
        *_fields("Beitrag", LABELS, before["story"], after["story"]),
        *_images(before["story"]["images"], after["story"]["images"]),
        *_video(before["story"], after["story"]),
        *_versions(before["story"], after["story"]),
        *_folded(_renditions(before["renditions"], after["renditions"])),
    ]


def of_text(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """What changed in headline, lead and body of two contents."""
    return list(_fields("Beitrag", TEXT_LABELS, before, after))


def words(before: str, after: str, *, keep: int = FEW_PIECES) -> SafeString:
    """A word diff of plain text, with ``keep`` unchanged pieces beside each change.

    Everything is escaped; only ``ins``, ``del`` and line breaks are markup.
    """
    parts = [
        escape(words) if tag == "same" else f"<{tag}>{escape(words)}</{tag}>"
        for tag, words in runs(_PIECE.findall(before), _PIECE.findall(after), keep=keep)
    ]
    return mark_safe("".join(parts).replace("\n", "<br>"))  # noqa: S308 (every part is escaped above)


def markup(before: str, after: str) -> SafeString:
    """A diff of cleaned HTML that keeps its structure."""
    diff = htmldiff(clean(before) or "<p></p>", clean(after) or "<p></p>")
    safe = nh3.clean(
        diff, tags=TAGS | {"ins", "del"}, attributes=ATTRIBUTES, link_rel="noopener noreferrer",
        url_schemes={"http", "https", "mailto", "tel"},
    )  # fmt: skip
    return mark_safe(safe)  # noqa: S308 (cleaned by the line above)


def _fields(where: str, labels: dict[str, str], before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    for name, label in labels.items():
        old, new = before.get(name), after.get(name)
        if old != new:
            compare = markup if name in MARKUP else words
            yield Change(where, label, compare(_readable(name, old), _readable(name, new)))


def _readable(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    if name in TIMES and value:
        return when(parse_datetime(value))
    return value or ""


def _images(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[Change]:
    old, new = {image["sha256"]: image for image in before}, {image["sha256"]: image for image in after}
    for key in [*old, *(key for key in new if key not in old)]:
        line = tuple(_described(images.get(key)) for images in (old, new))
        if line[0] != line[1]:
            yield Change("Beitrag", "Bild", words(*line))
    shared = [key for key in old if key in new]
    if shared != [key for key in new if key in old]:
        yield Change("Beitrag", "Bilder", words("", "Die Reihenfolge der Bilder ist neu."))


def _described(image: dict[str, Any] | None) -> str:
    if image is None:
        return ""
    parts = (image["alt"] or "ohne Alternativtext", image["credit"] or "ohne Bildnachweis", image["caption"])
    return " | ".join(part for part in parts if part)


def _video(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    old, new = before["video"], after["video"]
    if old == new:
        return
    same_film = old and new and old["sha256"] == new["sha256"]
    text = "Video entfernt" if new is None else "Video ausgetauscht" if old else "Video hinzugefügt"
    text = "Untertitel geändert" if same_film else text
    yield Change("Beitrag", "Video", words("", text))


def _versions(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    old, new = ({row["language"]: row for row in told.get("versions", [])} for told in (before, after))
    for language in Language:
        if language in new or language in old:
            yield from _fields(language.label, TEXT_LABELS, old.get(language, {}), new.get(language, {}))


def _folded(changes: Iterable[Change]) -> Iterator[Change]:
    """The same change of several accounts once, with all of them named."""
    wheres: dict[tuple[str, SafeString], list[str]] = {}
    for change in changes:
        wheres.setdefault((change.field, change.html), []).append(change.where)
    for (field, html), names in wheres.items():
        yield Change(get_text_list(names, "und"), field, html)


def _renditions(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[Change]:
    old, new = {row["account"]: row for row in before}, {row["account"]: row for row in after}
    for account in [*new, *(key for key in old if key not in new)]:
        row = new.get(account) or old[account]
        name = f"{Kind(row['kind']).label}: {row['name']}"
        if account not in old:
            yield Change(name, "Konto", words("", "Dieses Konto kommt neu hinzu."))
        elif account not in new:
            yield Change(name, "Konto", words("Dieses Konto bekommt den Beitrag nicht mehr.", ""))
        else:
            yield from _fields(name, RENDITION_LABELS, old[account], new[account])
            yield from _media(name, old[account], new[account])


def _pictures(before: int, after: int) -> str:
    if before != after:
        return f"Auswahl oder Reihenfolge neu: {after} statt {before}"
    return "Bild ausgetauscht" if after == 1 else "Auswahl oder Reihenfolge neu"


def _media(name: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    old, new = ([image["sha256"] for image in row["images"]] for row in (before, after))
    if old != new:
        yield Change(name, "Bilder", words("", _pictures(len(old), len(new))))
    if before["video"] != after["video"]:
        yield Change(name, "Video", words("", "Video neu" if after["video"] else "ohne Video"))
