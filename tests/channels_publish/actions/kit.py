"""One delivery in the hands of a worker or a reader, and two hands at once."""

import threading
from collections.abc import Callable

from django.db import connection
from django.utils import timezone

from channels_publish.actions import deliveries, readbacks
from channels_publish.actions.fencing import Claim
from channels_publish.adapters.base import Receipt
from channels_publish.models import Delivery

RECEIPT = Receipt("17", "https://x.com/duesseldorf/status/17")


def claim_of(row: Delivery) -> Claim:
    (claim,) = deliveries.claim_due(worker="w", limit=8)
    assert claim.delivery_id == row.pk
    return claim


def fresh(row: Delivery) -> Delivery:
    return Delivery.objects.select_related("account", "rendition__story").get(pk=row.pk)


def attempts(row: Delivery) -> list[tuple]:
    return list(row.attempts.values_list("number", "outcome", "code"))


def read_back(row: Delivery) -> Claim:
    Delivery.objects.update(due_at=timezone.now())
    (claim,) = readbacks.claim_unknown(limit=8)
    return claim


def at_the_same_time(act: Callable[[], object]) -> tuple[threading.Thread, list[Exception]]:
    """A thread that will do ``act``, and what goes wrong in it."""
    errors: list[Exception] = []

    def other() -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 (whatever it is, the test shows it)
            errors.append(error)
        finally:
            connection.close()

    return threading.Thread(target=other), errors
