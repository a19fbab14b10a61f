from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from newsroom import walltime
from stories.errors import WrongState


def berlin(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("moment", "day", "utc"),
    [
        ("2026-10-23T14:00", date(2026, 10, 26), datetime(2026, 10, 26, 13, 0, tzinfo=UTC)),
        ("2026-10-26T14:00", date(2026, 10, 23), datetime(2026, 10, 23, 12, 0, tzinfo=UTC)),
        ("2027-03-27T08:30", date(2027, 3, 28), datetime(2027, 3, 28, 6, 30, tzinfo=UTC)),
    ],
)
def test_moved_keeps_the_wall_time_across_the_change(moment, day, utc):
    assert walltime.moved(berlin(moment), day) == utc


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2026, 10, 25)])
def test_hour_that_is_missing_or_twice_is_refused(day):
    with pytest.raises(WrongState, match="wegen der Zeitumstellung"):
        walltime.at(day, time(2, 30))


def test_bounds_of_the_day_with_25_hours():
    start, end = walltime.bounds(date(2026, 10, 25), date(2026, 10, 25))
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=25)


def test_week_begins_on_monday():
    assert [walltime.week_of(date(2026, 11, day)) for day in (22, 23, 29)] == [
        date(2026, 11, 16), date(2026, 11, 23), date(2026, 11, 23),
    ]  # fmt: skip
