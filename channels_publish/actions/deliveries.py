"""A worker's transitions of a delivery: claim it, begin, settle it under one of the five outcomes."""

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from channels_publish.actions import accounts, corrections
from channels_publish.actions.fencing import (
    Claim,
    guard,
    guard_open,
    hold_story,
    lease,
    mine,
    not_early,
    open_for,
    settle_time,
)
from channels_publish.adapters.base import AccountProblem, AdapterError, Receipt, Refused, TryLater
from channels_publish.enums import AttemptOutcome, State
from channels_publish.errors import StaleClaim
from channels_publish.messages import explain
from channels_publish.models import Attempt, Delivery
from people import audit
from stories.actions import reviews

BACKOFF_LIMIT = 900.0


def claim_due(*, worker: str, limit: int, now: datetime | None = None) -> list[Claim]:
    """Take up to ``limit`` due rows: for each, one conditional update wins or somebody was faster."""
    now = now or timezone.now()
    candidates = list(Delivery.objects.due(now).values_list("pk", flat=True)[:limit])
    return [claim for pk in candidates if (claim := _claim(pk, worker, now))]


@transaction.atomic
def _claim(pk: uuid.UUID, worker: str, now: datetime) -> Claim | None:
    token = uuid.uuid4()
    won = (
        Delivery.objects.due(now)
        .order_by()
        .filter(pk=pk)
        .update(state=State.SENDING, token=token, lease_until=now + lease(), tries=F("tries") + 1)
    )
    if not won:
        return None
    delivery = Delivery.objects.get(pk=pk)
    number = delivery.attempts.count() + 1
    Attempt.objects.create(delivery=delivery, number=number, token=token, worker=worker, started_at=now)
    return Claim(pk, token)


def renew(*, claims: Sequence[Claim]) -> int:
    """Prolong the leases of calls still under way; returns how many are still ours."""
    until = timezone.now() + lease()
    return sum(mine(claim).update(lease_until=until) for claim in claims)


@transaction.atomic
def begin(*, claim: Claim, post: dict[str, Any]) -> None:
    """Keep what is about to be sent; committed before the network is touched. Raises Stopped, StaleClaim."""
    now = timezone.now()
    guard_open(claim, open_for(claim).update(post=post, lease_until=now + lease()))
    mine(claim).filter(started_at__isnull=True).update(started_at=now)


def confirm(*, claim: Claim) -> None:
    """The last look before the call the public will see. Raises Stopped, StaleClaim."""
    guard_open(claim, open_for(claim).update(lease_until=timezone.now() + lease()))


@transaction.atomic
def give_back(*, claim: Claim, code: str) -> None:
    """Held back before anything was public: the row waits as it did before."""
    _settle(claim, State.DUE, AttemptOutcome.STOPPED, code=code, due_at=timezone.now())


@transaction.atomic
def keep_handles(*, claim: Claim, handles: dict[str, str]) -> None:
    """Merge handles of a call in several steps. Raises StaleClaim when the claim is lost."""
    row = mine(claim).order_by("pk").select_for_update().first()
    if row is None:
        raise StaleClaim(str(claim.delivery_id))
    guard(mine(claim).update(handles={**row.handles, **handles}, lease_until=timezone.now() + lease()))


@transaction.atomic
def hold(*, claim: Claim, code: str) -> None:
    """What would be sent is not what was approved: it does not leave the house."""
    hold_story(claim.delivery_id)
    corrections.after(delivery=_settle(claim, State.HELD, AttemptOutcome.HELD, code=code))


@transaction.atomic
def take_down(*, claim: Claim) -> None:
    """The post that this step replaces is gone from the platform: kept before the new one goes out."""
    keep_handles(claim=claim, handles={"removed": "1"})
    corrections.take_down(delivery=Delivery.objects.get(pk=claim.delivery_id))


@transaction.atomic
def settle_sent(*, claim: Claim, receipt: Receipt) -> None:
    """The platform has it and told us its id."""
    now = timezone.now()
    hold_story(claim.delivery_id)
    delivery = _settle(claim, State.SENT, AttemptOutcome.SENT, remote_id=receipt.remote_id, url=receipt.url, now=now)
    reviews.mark_published(story=delivery.rendition.story, at=now)
    corrections.after(delivery=delivery)


@transaction.atomic
def settle_error(*, claim: Claim, error: Exception) -> None:
    """File the adapter's answer under one of the outcomes; anything unforeseen is *unknown*."""
    now = timezone.now()
    hold_story(claim.delivery_id)
    code, detail = (error.code, error.detail) if isinstance(error, AdapterError) else ("internal", str(error))
    if isinstance(error, Refused):
        delivery = _settle(claim, State.REFUSED, AttemptOutcome.REFUSED, code=code, detail=detail)
    elif isinstance(error, AccountProblem):
        delivery = _settle(claim, State.ACCOUNT, AttemptOutcome.ACCOUNT, code=code, detail=detail)
        accounts.pause(account=delivery.account, reason=explain(code), by=None)
    elif isinstance(error, TryLater):
        delivery = Delivery.objects.get(pk=claim.delivery_id)
        wait = _wait(delivery.tries, error.after)
        delivery = _settle(claim, State.DUE, AttemptOutcome.LATER, code=code, detail=detail, due_at=now + wait)
    else:
        due_at = now + settle_time()
        delivery = _settle(claim, State.UNKNOWN, AttemptOutcome.UNKNOWN, code=code, detail=detail, due_at=due_at)
    corrections.after(delivery=delivery)


@transaction.atomic
def expire_leases(*, now: datetime | None = None) -> int:
    """Workers that fell silent: their calls may have gone out, so the rows become *unknown*."""
    now = now or timezone.now()
    count = 0
    # In one order, so that two sweeps cannot wait for each other.
    for row in Delivery.objects.expired(now).order_by("pk").select_for_update():
        _settle(
            Claim(row.pk, row.token),  # type: ignore[arg-type]  # a sending row has a token by constraint
            State.UNKNOWN, AttemptOutcome.LOST, code="worker_lost", due_at=now + settle_time(),
        )  # fmt: skip
        count += 1
    return count


def _wait(tries: int, after: float | None) -> timedelta:
    """Exponential with jitter, so that a recovering platform is not met by everybody at once."""
    backoff = min(settings.DELIVERY_BACKOFF_SECONDS * 2 ** max(tries - 1, 0), BACKOFF_LIMIT)
    return timedelta(seconds=max(after or 0.0, backoff * random.uniform(0.8, 1.2)))  # noqa: S311 (no secret)


def _settle(
    claim: Claim,
    state: State,
    outcome: AttemptOutcome,
    *,
    code: str = "",
    detail: str = "",
    due_at: datetime | None = None,
    remote_id: str = "",
    url: str = "",
    now: datetime | None = None,
) -> Delivery:
    """The one place where a worker's claim ends: row, attempt and audit together."""
    now = now or timezone.now()
    changes: dict[str, Any] = {"state": state, "code": code, "detail": detail[:2000], "lease_until": None}
    if state not in {State.DUE, State.UNKNOWN}:
        changes["settled_at"] = now
    if due_at:
        changes["due_at"] = not_early(due_at) if state == State.DUE else due_at
    if state == State.SENT:
        changes |= {"remote_id": remote_id, "url": url}
    guard(mine(claim).update(**changes))
    Attempt.objects.filter(delivery_id=claim.delivery_id, token=claim.token).update(
        outcome=outcome, code=code, detail=detail[:2000], ended_at=now
    )
    delivery = Delivery.objects.select_related("rendition__story", "account").get(pk=claim.delivery_id)
    audit.record(by=None, verb=f"channels_publish.{outcome.value}", target=delivery, code=code)
    return delivery
