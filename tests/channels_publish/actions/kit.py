"""One delivery in the hands of a worker or a reader."""

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
