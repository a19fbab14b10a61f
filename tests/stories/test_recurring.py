from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from stories import recurring
from stories.recurring import Occurrence, Round

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


FRIDAYS = [date(2026, 10, day) for day in (2, 9, 16, 23, 30)]
NOON = time(12)


def fridays(*changed: Occurrence) -> Round:
    return Round("FREQ=WEEKLY;BYDAY=FR", date(2026, 10, 1), NOON, {one.day: one for one in changed})


def usual(day: date) -> Occurrence:
    return Occurrence(day, day, NOON)


def test_single_dates_differ_and_the_others_stay():
    skipped = Occurrence(FRIDAYS[1], FRIDAYS[1], NOON, skipped=True)
    moved = Occurrence(FRIDAYS[2], date(2026, 10, 14), time(9))
    found = fridays(skipped, moved)
    assert found.coming(FRIDAYS[0], 4) == [usual(FRIDAYS[0]), skipped, moved, usual(FRIDAYS[3])]
    assert found.between(date(2026, 10, 10), date(2026, 10, 15)) == [moved]
    assert found.between(date(2026, 10, 16), date(2026, 10, 22)) == []


def test_date_moved_beyond_its_neighbour_stands_in_order():
    moved = Occurrence(FRIDAYS[0], date(2026, 10, 12), NOON)
    assert fridays(moved).coming(date(2026, 10, 5), 2) == [usual(FRIDAYS[1]), moved]


def test_date_moved_to_yesterday_does_not_come():
    moved = Occurrence(FRIDAYS[1], date(2026, 10, 5), NOON)
    assert fridays(moved).coming(date(2026, 10, 6), 2) == [usual(FRIDAYS[2]), usual(FRIDAYS[3])]


def test_next_date_is_one_that_takes_place():
    skipped = [Occurrence(day, day, NOON, skipped=True) for day in FRIDAYS[:3]]
    assert fridays(*skipped).next(date(2026, 10, 1)) == usual(FRIDAYS[3])
    assert Round("FREQ=WEEKLY;COUNT=1", FRIDAYS[0], NOON, {}).next(FRIDAYS[1]) is None
