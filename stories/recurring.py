"""On which days a recurring item comes round, and when its deadline is. Nothing is written here."""

from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

# Parts of RFC 5545, 3.3.10 that speak of whole days; any other could give one day twice.
PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"})
FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})


def days(rule: str, starts_on: date, first: date, last: date) -> list[date]:
    """The days from ``first`` to ``last``, both counted. Raises ValueError for a rule that is none."""
    found = _parsed(rule, starts_on).between(_midnight(first), _midnight(last), inc=True)
    return [moment.date() for moment in found]


def upcoming(rule: str, starts_on: date, first: date, count: int) -> list[date]:
    """The next ``count`` days from ``first`` on; fewer where the rule ends. Raises ValueError."""
    moments = _parsed(rule, starts_on).xafter(_midnight(first - timedelta(days=1)))
    return [moment.date() for moment in islice(moments, count)]


def deadline(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The wall time of that day, the same before and after a clock change.

    An hour that exists twice means the first; one that does not exist is the same stretch later, 02:30 is 03:30.
    """
    return datetime.combine(day, at, tzinfo=zone)


def _parsed(rule: str, starts_on: date) -> rrule:
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    if not PARTS.issuperset(parts) or parts.get("FREQ") not in FREQUENCIES:
        raise ValueError(f"not a rule of whole days: {rule}")
    parsed = rrulestr(rule, dtstart=_midnight(starts_on))
    if not isinstance(parsed, rrule):
        raise ValueError(f"more than one rule: {rule}")  # noqa: TRY004 - the text is at fault, not its type
    return parsed


def _midnight(day: date) -> datetime:
    # RFC 5545 rules of whole days are reckoned without a zone; the wall time is added afterwards.
    return datetime.combine(day, time.min)
