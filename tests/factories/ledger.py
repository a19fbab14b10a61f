"""Rows of the ledger in any state, without a worker."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from channels_publish.enums import AttemptOutcome, State
from channels_publish.models import Attempt, Delivery


def put(delivery: Delivery, state: State, **facts: Any) -> Delivery:
    """Bring one delivery into ``state`` with everything the database demands of it there."""
    now = timezone.now()
    given: dict[str, Any] = {"state": state, "tries": 1}
    if state == State.SENT:
        given |= {"remote_id": "post-1", "url": "https://plattform.example/post-1"}
    if state in {State.SENT, State.REFUSED, State.ACCOUNT, State.HELD, State.CANCELLED}:
        given["settled_at"] = now + timedelta(seconds=2)
    if state == State.SENDING:
        given |= {"token": uuid.uuid4(), "lease_until": now + timedelta(minutes=2)}
    for name, value in (given | facts).items():
        setattr(delivery, name, value)
    delivery.save()
    return delivery


def attempt(delivery: Delivery, outcome: AttemptOutcome, **facts: Any) -> Attempt:
    """One try of it, over already."""
    now = timezone.now()
    given: dict[str, Any] = {
        "number": delivery.attempts.count() + 1,
        "token": uuid.uuid4(),
        "worker": "zusteller-1",
        "started_at": now,
        "ended_at": now + timedelta(seconds=2),
    }
    return Attempt.objects.create(delivery=delivery, outcome=outcome, **(given | facts))
