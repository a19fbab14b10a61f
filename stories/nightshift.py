"""The night shift, in which one Chef vom Dienst may be alone in the house."""

from datetime import datetime, time

from django.conf import settings
from django.utils import timezone


def hours() -> tuple[time, time] | None:
    """NIGHT_SHIFT as two times of the city's clock, or None where there is none.

    Raises ValueError where it does not read like ``22:00-06:00``.
    """
    text = settings.NIGHT_SHIFT.strip()
    if not text:
        return None
    begin, _dash, end = text.partition("-")
    return time.fromisoformat(begin.strip()), time.fromisoformat(end.strip())


def is_on(at: datetime) -> bool:
    """Whether the night shift is in the house; it begins in its first minute and has ended at the last."""
    shift = hours()
    if shift is None:
        return False
    begin, end = shift
    clock = timezone.localtime(at).time()
    return begin <= clock < end if begin <= end else clock >= begin or clock < end
