"""The list for the entrance as CSV: names and outlets, nothing else, and nothing a spreadsheet would run."""

from collections.abc import Iterable

from press import csvfile
from press.models import Accreditation


def as_csv(rows: Iterable[Accreditation]) -> bytes:
    """One line a person."""
    lines = ([csvfile.one_line(row.name), csvfile.one_line(row.outlet)] for row in rows)
    return csvfile.write(["Name", "Redaktion oder Medium"], lines)
