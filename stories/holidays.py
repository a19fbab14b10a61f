"""Public holidays of North Rhine-Westphalia, by the law of 1989 on Sundays and holidays, section 2."""

from datetime import date, timedelta
from typing import Final

from dateutil.easter import easter

FIXED: Final = {
    (1, 1): "Neujahr", (5, 1): "Tag der Arbeit", (10, 3): "Tag der Deutschen Einheit", (11, 1): "Allerheiligen",
    (12, 25): "1. Weihnachtstag", (12, 26): "2. Weihnachtstag",
}  # fmt: skip
# Days from Easter Sunday.
MOVABLE: Final = {
    -2: "Karfreitag", 1: "Ostermontag", 39: "Christi Himmelfahrt", 50: "Pfingstmontag", 60: "Fronleichnam",
}  # fmt: skip


def holiday(day: date) -> str:
    """The holiday's name; empty for a working day or a mere Sunday."""
    return FIXED.get((day.month, day.day)) or MOVABLE.get((day - easter(day.year)) // timedelta(days=1), "")
