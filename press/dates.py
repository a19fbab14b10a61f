"""Dates in German, without the machine's locale: what a press release prints."""

from datetime import datetime
from zoneinfo import ZoneInfo

CITY = ZoneInfo("Europe/Berlin")
WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli",
    "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip


def parse(text: str) -> datetime | None:
    """An ISO 8601 time in the city's zone; None for an empty text.

    A time without zone is taken as the city's. Raises ValueError for anything else.
    """
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=CITY) if moment.tzinfo is None else moment.astimezone(CITY)


def day(moment: datetime) -> str:
    """``Sonntag, 11. Januar 2026``."""
    local = moment.astimezone(CITY)
    return f"{WEEKDAYS[local.weekday()]}, {local.day}. {MONTHS[local.month - 1]} {local.year}"


def clock(moment: datetime) -> str:
    """``11 Uhr`` or ``11.30 Uhr``, as German newsrooms write it."""
    local = moment.astimezone(CITY)
    return f"{local.hour}.{local.minute:02d} Uhr" if local.minute else f"{local.hour} Uhr"


def day_and_clock(moment: datetime) -> str:
    """``Sonntag, 11. Januar 2026, 11 Uhr``."""
    return f"{day(moment)}, {clock(moment)}"
