"""Press dates as iCalendar (RFC 5545): one, or all that are to come. Reads and decides nothing.

Times stand in the city's zone with its VTIMEZONE, so that a calendar shows the wall time of the invitation.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone
from icalendar import Event
from icalendar.enums import CLASS, STATUS, TRANSP

from press.models import PressDate
from stories.ical import begun, uid_of

NAME: Final = f"Pressetermine der Stadt {settings.CITY}"


def calendar(dates: Iterable[PressDate], *, pages: str) -> bytes:
    """``pages`` is the public address of a date's page, with ``{pk}`` for its number."""
    rows = list(dates)
    found = begun(product="Pressetermine", name=NAME, uid="pressetermine")
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
        uid=uid_of(str(row.uid)), start=timezone.localtime(row.begins_at), end=timezone.localtime(row.over_at),
        summary=f"Abgesagt: {row.title}" if row.cancelled_at else row.title, location=row.where or None,
        description="\n".join(filter(None, lines)), url=url, sequence=row.sequence,
        status=STATUS.CANCELLED if row.cancelled_at else STATUS.CONFIRMED, transparency=TRANSP.OPAQUE,
        classification=CLASS.PUBLIC, stamp=row.updated_at, last_modified=row.updated_at, created=row.created_at,
    )  # fmt: skip
