"""Doors for Celery at the roof: no argument decides anything, the rows do."""

from celery import shared_task

from newsroom import alarm


@shared_task(name="newsroom.alarm")
def tell_of_trouble() -> None:
    """What is overdue, unknown, held, failed or paused becomes an alarm, and a mail to the Chef vom Dienst."""
    alarm.tell()
