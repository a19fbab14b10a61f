"""Deliveries that have not left the house: bound to a newer approval, kept back by a crisis, or called off."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from channels_publish.enums import State
from channels_publish.models import Delivery, DeliveryQuerySet
from people import audit
from people.models import User
from stories import rules
from stories.models import Crisis, Review, Story

# Nothing of these is public, so a new approval may bind them anew.
REBINDABLE = frozenset({State.DUE, State.HELD, State.REFUSED, State.ACCOUNT})


def rebind(delivery: Delivery, review: Review, slot: datetime, by: User | None, **changes: Any) -> None:
    """An approved new version takes the place of one that never left the house."""
    given: dict[str, Any] = {"handles": {}, "code": "", "detail": "", "token": None, "settled_at": None, "tries": 0}
    given |= {"review": review, "state": State.DUE, "slot": slot, "due_at": slot}
    for name, value in (given | changes).items():
        setattr(delivery, name, value)
    delivery.save()
    audit.record(by=by, verb="channels_publish.rebind", target=delivery, slot=slot.isoformat())


def keep_back(rows: DeliveryQuerySet, story: Story, running: Crisis | None) -> None:
    """What an approval planned is born held, unless it takes the short way or its account is spared.

    Without a crisis an approval lets go what an earlier one held: a person decided about this very story.
    """
    rows.update(held_by=None)
    if rules.keeps_back(running, story):
        rows.exclude(account__in=running.exempt if running else []).update(held_by=running)


def call_off(delivery: Delivery, verb: str, by: User | None) -> None:
    """What an earlier approval planned and a newer one does not want is not sent any more."""
    delivery.state, delivery.settled_at = State.CANCELLED, timezone.now()
    delivery.save(update_fields=["state", "settled_at"])
    audit.record(by=by, verb=f"channels_publish.{verb}", target=delivery)
