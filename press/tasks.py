"""Doors for Celery."""

from celery import shared_task
from django.utils import timezone

from press.actions import imports, signups


@shared_task(name="press.tidy", ignore_result=True)
def tidy() -> None:
    """Delete what nobody confirmed, links that have ended, and the cells of files nobody took over."""
    now = timezone.now()
    signups.tidy(now=now)
    imports.tidy(now=now)
