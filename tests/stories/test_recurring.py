from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from stories import recurring

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY;BYDAY=FR", [date(2026, 10, 2), date(2026, 10, 9)]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", [date(2026, 10, 2), date(2026, 10, 16)]),
        ("FREQ=MONTHLY;BYDAY=1MO", [date(2026, 10, 5), date(2026, 11, 2)]),
        ("FREQ=MONTHLY;BYDAY=-1FR", [date(2026, 10, 30), date(2026, 11, 27)]),
        ("FREQ=MONTHLY;BYMONTHDAY=15", [date(2026, 10, 15), date(2026, 11, 15)]),
    ],
)
def test_upcoming_days(rule, expected):
    assert recurring.upcoming(rule, date(2026, 10, 1), date(2026, 10, 1), 2) == expected


def test_days_count_both_ends():
    found = recurring.days("FREQ=WEEKLY;BYDAY=FR", date(2026, 1, 1), date(2026, 10, 2), date(2026, 10, 9))
    assert found == [date(2026, 10, 2), date(2026, 10, 9)]


@pytest.mark.parametrize("rule", ["", "jeden Freitag", "FREQ=HOURLY", "FREQ=DAILY;BYHOUR=8,9", "FREQ=WEEKLY;BYDAY=XX"])
def test_what_is_no_rule_of_days_is_refused(rule):
    with pytest.raises(ValueError, match=r".+"):
        recurring.upcoming(rule, date(2026, 10, 1), date(2026, 10, 1), 1)


@pytest.mark.parametrize(
    ("day", "at", "instant"),
    [
        (date(2026, 10, 23), time(12), datetime(2026, 10, 23, 10, tzinfo=UTC)),
        (date(2026, 10, 30), time(12), datetime(2026, 10, 30, 11, tzinfo=UTC)),
        (date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
)
def test_deadline_keeps_the_wall_time(day, at, instant):
    assert recurring.deadline(day, at, BERLIN).astimezone(UTC) == instant
