"""The city's wall time: moving a slot keeps what the clock on the wall says, whatever the offset of the day."""

from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone

from stories.errors import WrongState


def at(day: date, clock: time) -> datetime:
    """That day's moment in the city. Raises WrongState for an hour that does not exist there, or exists twice."""
    try:
        moment: datetime = from_current_timezone(datetime.combine(day, clock))
    except ValidationError as error:
        raise WrongState(
            f"{clock:%H:%M} Uhr gibt es am {day:%d.%m.%Y} wegen der Zeitumstellung nicht oder zweimal. "
            "Bitte wählen Sie eine Zeit vor 2 Uhr oder ab 3 Uhr."
        ) from error
    return moment


def moved(moment: datetime, day: date, clock: time | None = None) -> datetime:
    """The same wall time on another day, or ``clock`` there. Raises WrongState as :func:`at` does."""
    return at(day, clock or timezone.localtime(moment).time().replace(second=0, microsecond=0))


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """From the first moment of one day to the first moment after another, in the city."""
    return at(first, time()), at(last + timedelta(days=1), time())
