"""Doors for Celery at the roof: no argument decides anything, the rows do."""

from celery import shared_task

from newsroom import account_mail, alarm


@shared_task(name="newsroom.alarm")
def tell_of_trouble() -> None:
    """What is overdue, unknown, held, failed or paused becomes an alarm, and a mail to the Chef vom Dienst."""
    alarm.tell()


@shared_task(name="newsroom.tell_owners")
def tell_owners() -> None:
    """Write to the owners of accounts that were paused, each pause once."""
    account_mail.tell_owners()
