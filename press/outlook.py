"""The week ahead in words: the Terminvorschau, made from the press dates."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from press.models import PressDate


def monday(day: date) -> date:
    """The Monday of the week in which ``day`` lies."""
    return day - timedelta(days=day.weekday())


def headline(start: date) -> str:
    """``start`` is the Monday."""
    end = start + timedelta(days=6)
    return f"Terminvorschau vom {date_format(start, 'j. F')} bis {date_format(end, 'j. F Y')}"


def body(dates: Iterable[PressDate]) -> SafeString:
    """A heading a day, an item a date; what is cancelled is left out. Empty where nothing is left."""
    rows = sorted((row for row in dates if not row.cancelled_at), key=lambda row: (row.begins_at, row.pk))
    parts = []
    for day, found in groupby(rows, key=lambda row: timezone.localdate(row.begins_at)):
        items = mark_safe("".join(_item(row) for row in found))  # noqa: S308 (each item is escaped by format_html)
        parts.append(format_html("<h2>{}</h2><ul>{}</ul>", date_format(day, "l, j. F"), items))
    return mark_safe("".join(parts))  # noqa: S308 (each part is escaped by format_html)


def _item(row: PressDate) -> SafeString:
    clock = f"{timezone.localtime(row.begins_at):%H:%M} Uhr"
    more = [row.where, row.people, f"Fotomöglichkeit: {row.photo}" if row.photo else ""]
    return format_html(
        "<li><p><strong>{}: {}</strong>, {}</p></li>", clock, row.title, ". ".join(filter(None, more))
    )  # fmt: skip
