"""The list for the entrance as CSV: names and outlets, nothing else, and nothing a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable

from press.models import Accreditation

# OWASP, CSV injection (read 2026-11-25): a cell that begins so is taken for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """``text`` as a cell that stays text."""
    text = " ".join(text.split())
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_csv(rows: Iterable[Accreditation]) -> str:
    """Semicolons and a byte order mark, so that a German Excel opens it as it is."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Name", "Redaktion oder Medium"])
    writer.writerows([harmless(row.name), harmless(row.outlet)] for row in rows)
    return "\ufeff" + out.getvalue()
