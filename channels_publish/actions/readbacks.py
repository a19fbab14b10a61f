"""What becomes of an unknown delivery once the platform was read back."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from channels_publish.actions import corrections
from channels_publish.actions.fencing import Claim, guard, hold_story, kept, lease, not_early, settle_time, unclear
from channels_publish.adapters.base import AccountProblem, AdapterError, Receipt, Unknown
from channels_publish.enums import AttemptOutcome, State
from channels_publish.errors import StaleClaim
from channels_publish.models import Delivery
from people import audit
from people.models import User
from stories.actions import reviews

# An absence must be seen twice, so that one lagging read-back never frees a row.
ABSENCES_NEEDED = 2
MAX_LOOKS = 8
# A platform that takes a post, says nothing clear and never shows it: asking it once more does not help.
MAX_UNCLEAR = 8
UNCLEAR = frozenset({AttemptOutcome.UNKNOWN, AttemptOutcome.LOST})


@transaction.atomic
def claim_unknown(*, limit: int, now: datetime | None = None) -> list[Claim]:
    """Take unknown rows to read the platform back; the token keeps two readers apart."""
    now = now or timezone.now()
    claims = []
    for row in Delivery.objects.to_reconcile(now)[:limit]:
        token = uuid.uuid4()
        won = Delivery.objects.filter(pk=row.pk, state=State.UNKNOWN, token=row.token, due_at=row.due_at).update(
            token=token, due_at=now + lease()
        )
        if won:
            claims.append(Claim(row.pk, token))
    return claims


@transaction.atomic
def claim_one(*, delivery: Delivery) -> Claim | None:
    """Take this one unknown row to look at once, out of turn; None where it is settled meanwhile.

    A worker that reads it back at this moment loses its claim, and its finding with it.
    """
    token = uuid.uuid4()
    now = timezone.now()
    won = Delivery.objects.filter(pk=delivery.pk, state=State.UNKNOWN).update(token=token, due_at=now + lease())
    return Claim(delivery.pk, token) if won else None


@transaction.atomic
def put_back(*, claim: Claim) -> None:
    """Looked at out of turn and not found: that look does not count, the row waits for its next one.

    Only absences seen over the whole window free a row; somebody who asks twice in a minute must not.
    """
    guard(unclear(claim).update(due_at=timezone.now() + settle_time() / 3))


@transaction.atomic
def settle_absence(*, claim: Claim, handles: Mapping[str, str]) -> None:
    """The platform does not show it. Twice so, over the whole window, and the row is due again.

    ``handles`` are what the adapter learned while it looked, such as a session that is gone.
    """
    hold_story(claim.delivery_id)
    row = _read_back(claim)
    row.handles |= handles
    seen = int(row.handles.get("_absences", "0")) + 1
    if seen < ABSENCES_NEEDED:
        # Not sooner: where the clock jumped, the first look came before a late call could arrive.
        _note_look(claim, row, settle_time(), _absences=str(seen))
        return
    if row.code == "probably_published":
        # The platform calls it a duplicate of something older than this attempt: sending again would loop.
        _ask_a_person(claim, row, row.code)
        return
    if row.attempts.filter(outcome__in=UNCLEAR).count() >= MAX_UNCLEAR:
        _ask_a_person(claim, row, "never_arrives")
        return
    guard(
        unclear(claim).update(
            state=State.DUE,
            due_at=not_early(timezone.now()),
            token=None,
            handles=kept(row.handles),
            code="not_arrived",
            detail="",
        )
    )
    audit.record(by=None, verb="channels_publish.not_arrived", target=row)
    _freed(row)


@transaction.atomic
def settle_repeatable(*, claim: Claim) -> None:
    """Whether it was done is unclear and need not be asked: doing it again is harmless. Not without end, though."""
    hold_story(claim.delivery_id)
    row = _read_back(claim)
    if row.tries >= MAX_LOOKS:
        _ask_a_person(claim, row, row.code)
        return
    guard(unclear(claim).update(state=State.DUE, due_at=timezone.now(), token=None, code="step_again"))
    audit.record(by=None, verb="channels_publish.step_again", target=row)
    _freed(row)


def _ask_a_person(claim: Claim, row: Delivery, code: str) -> None:
    guard(unclear(claim).update(needs_person=True, code=code))
    audit.record(by=None, verb="channels_publish.needs_person", target=row)


def _freed(row: Delivery) -> None:
    row.state = State.DUE
    corrections.after(delivery=row)


@transaction.atomic
def settle_found(*, claim: Claim, receipt: Receipt, by: User | None = None) -> None:
    """The platform shows it: the lost answer is replaced by what was read back. ``by`` is who asked, if anybody."""
    hold_story(claim.delivery_id)
    row = _read_back(claim)
    now = timezone.now()
    guard(
        unclear(claim).update(
            state=State.SENT, remote_id=receipt.remote_id, url=receipt.url, settled_at=now,
            code="found", detail="", token=None, lease_until=None, needs_person=False,
        )
    )  # fmt: skip
    audit.record(by=by, verb="channels_publish.found", target=row, remote_id=receipt.remote_id)
    reviews.mark_published(story=row.rendition.story, at=now)
    row.state = State.SENT
    corrections.after(delivery=row)


@transaction.atomic
def settle_unclear(*, claim: Claim, error: Exception) -> None:
    """The platform cannot tell now. After several looks a person decides."""
    row = _read_back(claim)
    looks = int(row.handles.get("_looks", "0")) + 1
    hopeless = isinstance(error, Unknown) and error.code != "still_processing"
    if hopeless or isinstance(error, AccountProblem) or looks >= MAX_LOOKS:
        code, detail = (error.code, error.detail) if isinstance(error, AdapterError) else (row.code, str(error))
        guard(unclear(claim).update(needs_person=True, code=code, detail=detail[:2000]))
        audit.record(by=None, verb="channels_publish.needs_person", target=row)
    else:
        _note_look(claim, row, settle_time() / 3, _looks=str(looks))


def _read_back(claim: Claim) -> Delivery:
    row: Delivery | None = unclear(claim).select_related("rendition__story", "account").first()
    if row is None:
        raise StaleClaim(str(claim.delivery_id))
    return row


def _note_look(claim: Claim, row: Delivery, wait: timedelta, **counts: str) -> None:
    guard(unclear(claim).update(handles={**row.handles, **counts}, due_at=timezone.now() + wait))
