"""When the night shift is in the house, by the city's clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from newsroom.checks import night_shift
from stories import nightshift

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("shift", "clock", "there"),
    [
        ("22:00-06:00", "21:59", False),
        ("22:00-06:00", "22:00", True),
        ("22:00-06:00", "05:59", True),
        ("22:00-06:00", "06:00", False),
        ("01:00-05:00", "23:00", False),
        ("01:00-05:00", "02:00", True),
        ("", "23:00", False),
    ],
)
def test_shift_lasts_from_its_first_minute_to_its_last(settings, shift, clock, there):
    settings.NIGHT_SHIFT = shift

    assert nightshift.is_on(datetime.fromisoformat(f"2026-07-01T{clock}").replace(tzinfo=BERLIN)) is there


@pytest.mark.parametrize(("shift", "found"), [("nachts", ["newsroom.E004"]), ("22:00-06:00", []), ("", [])])
def test_unreadable_shift_stops_the_start(settings, shift, found):
    settings.NIGHT_SHIFT = shift

    assert [message.id for message in night_shift()] == found
