"""Google's day: its quotas open anew at midnight in California, and it offers no reading of them."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from channels_publish.adapters.youtube.errors import PACIFIC


def day(now: datetime) -> tuple[datetime, datetime]:
    """When the quota day ``now`` lies in began, and when the next one begins (quota calculator, 2026-11-23)."""
    here = now.astimezone(PACIFIC).date()
    start, end = (datetime.combine(date, time.min, tzinfo=PACIFIC) for date in (here, here + timedelta(days=1)))
    return start, end
