"""On which days a recurring item comes round, and when its deadline is. Nothing is written here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

# Parts of RFC 5545, 3.3.10 that speak of whole days; any other could give one day twice.
PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"})
FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date: its ``day`` by the rule, and the day and wall time when it really is."""

    day: date
    on: date
    time: time
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """A rule with its usual time, and the dates that differ by their day in the rule."""

    rule: str
    starts_on: date
    time: time
    changed: Mapping[date, Occurrence]

    def on_day(self, day: date) -> Occurrence:
        """The date that the rule puts on this day."""
        return self.changed.get(day) or Occurrence(day, day, self.time)

    def between(self, first: date, last: date) -> list[Occurrence]:
        """What really is on a day from ``first`` to ``last``, both counted, in order; skipped ones too."""
        by_rule = {*days(self.rule, self.starts_on, first, last), *self.changed}
        found = [self.on_day(day) for day in by_rule]
        return _in_order(one for one in found if first <= one.on <= last)

    def coming(self, first: date, count: int) -> list[Occurrence]:
        """The next ``count`` from ``first`` on; skipped ones too, fewer where the rule ends."""
        # As many more as differ: each of those may be moved to the past or out of sight.
        by_rule = {*upcoming(self.rule, self.starts_on, first, count + len(self.changed)), *self.changed}
        return _in_order(one for one in map(self.on_day, by_rule) if one.on >= first)[:count]

    def next(self, first: date) -> Occurrence | None:
        """The first from ``first`` on that takes place."""
        return next((one for one in self.coming(first, 1 + len(self.changed)) if not one.skipped), None)


def _in_order(found: Iterable[Occurrence]) -> list[Occurrence]:
    return sorted(found, key=lambda one: (one.on, one.time, one.day))


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
