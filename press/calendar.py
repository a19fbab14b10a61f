"""Press dates as iCalendar (RFC 5545): one, or all that are to come. Reads and decides nothing.

Times stand in the city's zone with its VTIMEZONE, so that a calendar shows the wall time of the invitation.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event
from icalendar.enums import CLASS, STATUS, TRANSP

from press.models import PressDate

NAME: Final = f"Pressetermine der Stadt {settings.CITY}"
ASK_AGAIN: Final = timedelta(hours=1)


def calendar(dates: Iterable[PressDate], *, pages: str) -> bytes:
    """``pages`` is the public address of a date's page, with ``{pk}`` for its number."""
    rows = list(dates)
    found = Calendar.new(prodid=f"-//{settings.OFFICE}//Pressetermine//DE", name=NAME, uid=_uid("pressetermine"))
    # RFC 7986, 5.7 wants the type named; what is older than that reads the second.
    found.add("REFRESH-INTERVAL", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    found.add("X-PUBLISHED-TTL", "PT1H")
    for row in rows:
        found.add_component(_event(row, pages.format(pk=row.pk)))
    if rows:
        days = [timezone.localdate(moment) for row in rows for moment in (row.begins_at, row.over_at)]
        # A year to both sides, so that both clock changes around each date are in it.
        found.add_missing_timezones(min(days) - timedelta(days=366), max(days) + timedelta(days=366))
    return found.to_ical()


def _event(row: PressDate, url: str) -> Event:
    lines = [
        f"Abgesagt: {row.cancel_reason}" if row.cancelled_at else "",
        row.text,
        f"Für: {row.audience}" if row.audience else "",
        f"Dabei: {row.people}" if row.people else "",
        f"Fotomöglichkeit: {row.photo}" if row.photo else "",
        f"Kontakt: {row.contact}" if row.contact else "",
        url,
    ]
    return Event.new(
        uid=_uid(str(row.uid)), start=timezone.localtime(row.begins_at), end=timezone.localtime(row.over_at),
        summary=f"Abgesagt: {row.title}" if row.cancelled_at else row.title, location=row.where or None,
        description="\n".join(filter(None, lines)), url=url, sequence=row.sequence,
        status=STATUS.CANCELLED if row.cancelled_at else STATUS.CONFIRMED, transparency=TRANSP.OPAQUE,
        classification=CLASS.PUBLIC, stamp=row.updated_at, last_modified=row.updated_at, created=row.created_at,
    )  # fmt: skip


def _uid(name: str) -> str:
    return f"{name}@{urlsplit(settings.PUBLIC_URL).hostname}"
