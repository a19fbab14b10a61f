"""Doors of the workers to the stories."""

from celery import shared_task
from django.utils import timezone

from stories.actions import copies, recurrences


@shared_task(name="stories.tidy", ignore_result=True)
def tidy() -> None:
    """Remove what nobody came back for."""
    copies.tidy()


@shared_task(name="stories.make_recurring", ignore_result=True)
def make_recurring() -> None:
    """Make the topics whose lead time has begun."""
    recurrences.make_due(now=timezone.now())
