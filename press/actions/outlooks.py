"""The Terminvorschau as a story."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from people.models import User
from press import outlook
from press.models import PressDate
from stories.actions import stories
from stories.errors import WrongState
from stories.models import Story


def of_week(start: date) -> list[PressDate]:
    """Released dates of the week that begins on this Monday."""
    zone = timezone.get_current_timezone()
    first = datetime.combine(start, time(), zone)
    last = datetime.combine(start + timedelta(days=7), time(), zone)
    rows = PressDate.objects.filter(published=True, begins_at__gte=first, begins_at__lt=last)
    return list(rows.filter(cancelled_at__isnull=True).order_by("begins_at", "pk"))


@transaction.atomic
def make_story(*, start: date, by: User) -> Story:
    """A draft with the dates of that week. Raises NotAllowed, WrongState where there are none."""
    dates = of_week(start)
    if not dates:
        raise WrongState("In dieser Woche steht kein öffentlicher Pressetermin. Machen Sie zuerst Termine öffentlich.")
    lead = "Die Stadt lädt die Medien in dieser Woche zu folgenden Terminen ein."
    return stories.create(by=by, headline=outlook.headline(start), lead=lead, body=outlook.body(dates))
