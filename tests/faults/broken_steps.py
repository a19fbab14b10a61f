"""The mutants of :mod:`tests.faults.mutants` that correct, take back or hold back wrongly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def withdraws_without_asking() -> None:
    """What is to be taken back is marked so, and the platform hears nothing of it."""
    _perform_instead("withdraw", lambda delivery, *_: delivery.original)


def replaces_without_deleting() -> None:
    """The new post goes out, the old one stays."""

    def beside(delivery: Any, adapter: Any, post: Any, handles: Any) -> Any:
        handles.taken_down()
        return adapter.publish(post, key=str(delivery.pk), resume=handles)

    _perform_instead("replace", beside)


def forgets_the_crisis() -> None:
    """Held rows are claimed and sent like others."""
    from channels_publish.actions import deliveries, fencing  # noqa: PLC0415
    from channels_publish.models import Account, DeliveryQuerySet  # noqa: PLC0415

    def due(self: Any, at: Any) -> Any:
        running = Account.objects.filter(paused_at__isnull=True)
        return self.filter(state="due", due_at__lte=at, account__in=running).order_by("due_at", "pk")

    DeliveryQuerySet.due = due
    deliveries.open_for = fencing.open_for = fencing.mine


def _perform_instead(act: str, perform: Callable[..., Any]) -> None:
    from channels_publish import sending  # noqa: PLC0415
    from channels_publish.adapters.base import Receipt  # noqa: PLC0415

    right = sending._perform

    def wrong(delivery: Any, *arguments: Any) -> Any:
        if delivery.act != act:
            return right(delivery, *arguments)
        done = perform(delivery, *arguments)
        return Receipt(done.remote_id, done.url)

    sending._perform = wrong
