"""The clock went back after the slot had come: whoever makes the row due again keeps the slot."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from channels_publish.actions import accounts, decisions, deliveries, readbacks
from channels_publish.adapters.base import AccountProblem, Refused, TryLater, Unknown
from channels_publish.enums import State
from channels_publish.models import Delivery
from tests.channels_publish.actions.kit import claim_of, fresh, read_back


def failed(row: Delivery, error: Exception) -> Delivery:
    deliveries.settle_error(claim=claim_of(row), error=error)
    return fresh(row)


def clock_goes_back() -> datetime:
    """By twenty minutes: so far ahead the slot is now."""
    slot = timezone.now() + timedelta(minutes=20)
    Delivery.objects.update(slot=slot)
    return slot


def later(row, office) -> None:
    claim = claim_of(row)
    clock_goes_back()
    deliveries.settle_error(claim=claim, error=TryLater("rate_limit"))


def not_arrived(row, office) -> None:
    failed(row, Unknown("reply_lost"))
    clock_goes_back()
    for _look in range(readbacks.ABSENCES_NEEDED):
        readbacks.settle_absence(claim=read_back(row), handles={})


def decided(row, office) -> None:
    unclear = failed(row, Unknown("reply_lost"))
    clock_goes_back()
    decisions.decide(delivery=unclear, posted=False, by=office.social)


def tried_again(row, office) -> None:
    refused = failed(row, Refused("text_too_long"))
    clock_goes_back()
    decisions.retry(delivery=refused, by=office.social)


def account_mended(row, office) -> None:
    troubled = failed(row, AccountProblem("token_expired"))
    clock_goes_back()
    accounts.resume(account=troubled.account, by=office.admin)


@pytest.mark.parametrize("way", [later, not_arrived, decided, tried_again, account_mended])
def test_row_made_due_again_waits_for_its_slot(row, office, way: Callable):
    way(row, office)
    after = fresh(row)
    assert (after.state, after.due_at) == (State.DUE, after.slot)
    assert deliveries.claim_due(worker="w", limit=8) == []
