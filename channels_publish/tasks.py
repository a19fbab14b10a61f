"""Doors for Celery: no argument decides anything, the rows do."""

from typing import Any

from celery import shared_task
from celery.signals import worker_init, worker_shutdown

from channels_publish import checking, engine
from channels_publish.actions import deliveries, validity


@shared_task(name="channels_publish.drain")
def drain() -> None:
    """The bell: something may be due."""
    engine.current().ring()


@shared_task(name="channels_publish.sweep")
def sweep() -> None:
    """Find what is due or abandoned, whether or not a bell was heard."""
    deliveries.expire_leases()
    engine.current().ring()


@shared_task(name="channels_publish.expire_approvals")
def expire_approvals() -> None:
    """Approvals that have ended send their stories back into the queue."""
    validity.expire_approvals()


@shared_task(name="channels_publish.check_accounts")
def check_accounts() -> None:
    """Renew keys that run out; ask the platforms about the accounts whose turn it is."""
    checking.sweep()


@worker_init.connect
def start_clock(**_kwargs: Any) -> None:
    """The clock runs before the broker is looked for, so one that is down only costs the bell."""
    engine.current()


@worker_shutdown.connect
def stop_clock(**_kwargs: Any) -> None:
    engine.stop_current()
