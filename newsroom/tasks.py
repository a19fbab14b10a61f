"""Doors for Celery at the roof."""

from celery import shared_task

from newsroom import account_mail


@shared_task(name="newsroom.tell_owners")
def tell_owners() -> None:
    """Write to the owners of accounts that were paused, each pause once."""
    account_mail.tell_owners()
