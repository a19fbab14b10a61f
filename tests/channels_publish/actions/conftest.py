"""Fixtures of the actions on channels."""

import pytest
from django.utils import timezone

from channels_publish.actions import deliveries
from channels_publish.adapters.base import Unknown
from channels_publish.enums import Kind
from channels_publish.models import Delivery
from tests.channels_publish.actions.kit import claim_of, fresh
from tests.factories import channels


@pytest.fixture
def row(office, settings) -> Delivery:
    """One delivery that is due."""
    settings.DELIVERY_SETTLE_SECONDS = 30.0
    channels.account(Kind.X)
    return channels.delivery(channels.approved(by=office.editor))


@pytest.fixture
def unknown(row) -> Delivery:
    """A delivery that was cut off, ready to be read back."""
    claim = claim_of(row)
    deliveries.keep_handles(claim=claim, handles={"session": "abc"})
    deliveries.settle_error(claim=claim, error=Unknown("reply_lost"))
    Delivery.objects.update(due_at=timezone.now())
    return fresh(row)
