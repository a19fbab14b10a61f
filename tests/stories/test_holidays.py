from datetime import date

import pytest

from stories.holidays import holiday


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 1, 1), "Neujahr"), (date(2027, 3, 26), "Karfreitag"), (date(2027, 3, 29), "Ostermontag"),
        (date(2027, 5, 1), "Tag der Arbeit"), (date(2027, 5, 6), "Christi Himmelfahrt"),
        (date(2027, 5, 17), "Pfingstmontag"), (date(2027, 5, 27), "Fronleichnam"),
        (date(2027, 10, 3), "Tag der Deutschen Einheit"), (date(2027, 11, 1), "Allerheiligen"),
        (date(2027, 12, 25), "1. Weihnachtstag"), (date(2027, 12, 26), "2. Weihnachtstag"),
        (date(2027, 10, 31), ""), (date(2027, 3, 28), ""),
    ],
)  # fmt: skip
def test_holidays_of_north_rhine_westphalia(day, name):
    assert holiday(day) == name
