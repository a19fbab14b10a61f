"""Contacts as CSV: what offices' spreadsheets write, read; and what they open safely, written."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from stories.errors import DeskError

MOST_BYTES: Final = 5 * 1024 * 1024
MOST_ROWS: Final = 10_000
FIELDS: Final = {
    "email": "E-Mail-Adresse", "name": "Name", "first_name": "Vorname", "last_name": "Nachname",
    "outlet": "Redaktion", "topics": "Themen", "note": "Notiz",
}  # fmt: skip
# Heads as address books and earlier lists call them, in small letters without signs.
_HEADS: Final = {
    "email": {"email", "e mail", "e mail adresse", "email adresse", "mail", "mailadresse", "adresse"},
    "name": {"name", "kontakt", "ansprechpartner", "ansprechpartnerin", "vor und nachname"},
    "first_name": {"vorname", "first name"},
    "last_name": {"nachname", "familienname", "last name"},
    "outlet": {"redaktion", "medium", "redaktion oder medium", "firma", "organisation", "verlag", "outlet"},
    "topics": {"themen", "thema", "ressort", "ressorts"},
    "note": {"notiz", "bemerkung", "bemerkungen", "notizen"},
}
# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV Injection, read 2026-11).
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class Unreadable(DeskError):
    """Not a table we can read; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Table:
    """The first line, and the others cell by cell."""

    columns: list[str]
    rows: list[list[str]]


def read(data: bytes) -> Table:
    """A table from a file of a spreadsheet: UTF-8 with or without mark, UTF-16 or Windows-1252; semicolons,
    commas or tabs. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable("Die Datei ist größer als 5 MB. Teilen Sie sie bitte auf.")
    if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0":
        raise Unreadable(
            "Das ist eine Excel-Datei. Speichern Sie sie in Excel als „CSV UTF-8“ und laden Sie diese hoch."
        )
    text = _decoded(data)
    try:
        lines = [
            [_unguarded(cell) for cell in row] for row in csv.reader(io.StringIO(text), delimiter=_delimiter(text))
        ]
    except csv.Error as error:
        raise Unreadable("Die Datei ist keine lesbare Tabelle. Speichern Sie sie als „CSV UTF-8“.") from error
    filled = [row for row in lines if any(row)]
    if len(filled) < 2:  # noqa: PLR2004 (a head and one row)
        raise Unreadable(
            "In der Datei steht keine Zeile unter den Spaltenköpfen. Die erste Zeile muss die Köpfe nennen."
        )
    if len(filled) - 1 > MOST_ROWS:
        raise Unreadable(
            f"Das sind {len(filled) - 1} Zeilen, {MOST_ROWS} sind möglich. Teilen Sie die Datei bitte auf."
        )
    width = len(filled[0])
    return Table(filled[0], [(row + [""] * width)[:width] for row in filled[1:]])


def guess(columns: Iterable[str]) -> dict[str, int]:
    """Which field each column seems to hold; what nothing fits is left out."""
    found: dict[str, int] = {}
    for number, head in enumerate(columns):
        plain = " ".join(re.sub(r"[^a-zäöüß]+", " ", head.lower()).split())
        field = next((name for name, heads in _HEADS.items() if plain in heads), None)
        if field and field not in found:
            found[field] = number
    return found


def write(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """UTF-8 with mark and semicolons, as German spreadsheets expect; no cell can become a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    """The sign that parts the heads most often; the standard library's sniffer falls for commas inside cells."""
    head = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
    return max(";,\t", key=head.count)


def one_line(text: str) -> str:
    """For a cell that somebody outside typed: nothing in it breaks a line."""
    return " ".join(text.split())


def guarded(cell: str) -> str:
    """``cell`` so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if _is_formula(cell) else cell


def _unguarded(cell: str) -> str:
    """Without the blanks around it and without our own guard."""
    cell = cell.strip(" \ufeff")
    return (cell[1:] if cell.startswith("'") and _is_formula(cell[1:]) else cell).strip()


def _is_formula(cell: str) -> bool:
    """Also behind quotation marks, so that a cell that holds our guard as text is given back as it was."""
    return cell.lstrip("'").startswith(_FORMULA)
