"""What every write to a delivery shares: the claim, its token, and the order of locks.

A worker's writes carry the token of its claim, so that one whose lease ran out changes nothing.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest

from channels_publish.enums import State
from channels_publish.errors import StaleClaim, Stopped
from channels_publish.models import Delivery, DeliveryQuerySet
from stories.models import Story


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to act on one delivery until its lease runs out."""

    delivery_id: uuid.UUID
    token: uuid.UUID


def mine(claim: Claim) -> DeliveryQuerySet:
    """The row while this claim sends it; empty when somebody else decided."""
    return Delivery.objects.filter(pk=claim.delivery_id, token=claim.token, state=State.SENDING)


def unclear(claim: Claim) -> DeliveryQuerySet:
    """The row while this claim reads it back."""
    return Delivery.objects.filter(pk=claim.delivery_id, token=claim.token, state=State.UNKNOWN)


def guard(changed: int) -> None:
    """Raise StaleClaim when a fenced update met no row."""
    if not changed:
        raise StaleClaim


def guard_open(claim: Claim, changed: int) -> None:
    """Raise Stopped or StaleClaim when an update of :func:`open_for` met no row."""
    if not changed:
        raise Stopped if mine(claim).exists() else StaleClaim


def open_for(claim: Claim) -> DeliveryQuerySet:
    """The row while this claim sends it and nobody holds it back."""
    return mine(claim).filter(held_by__isnull=True)


def hold_story(delivery_id: uuid.UUID) -> None:
    """Lock the story before its delivery, as an approval does, so that no two wait for each other."""
    Story.objects.select_for_update(of=("self",)).filter(renditions__deliveries=delivery_id).order_by().first()


def kept(handles: Mapping[str, str]) -> dict[str, str]:
    """The adapter's handles without our own counting of looks, which begins anew each time."""
    return {name: value for name, value in handles.items() if not name.startswith("_")}


def lease() -> timedelta:
    """How long a claim holds without a sign of life."""
    return timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)


def not_early(at: datetime) -> Greatest:
    """From then on, but never before the slot, although the clock may have gone back since it came."""
    return Greatest(Value(at, output_field=DateTimeField()), F("slot"))


def settle_time() -> timedelta:
    """How long an unclear call may still arrive: longer than any HTTP timeout of ours."""
    return timedelta(seconds=settings.DELIVERY_SETTLE_SECONDS)
