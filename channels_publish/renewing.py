"""What an earlier approval had planned for later, so that a new one does not send it at once by accident."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime

from channels_publish.enums import Act, State
from channels_publish.models import Delivery, Rendition
from stories.models import Review

# Waited for their time or were kept from it; what was refused met its time.
WAITING = frozenset({State.DUE, State.HELD, State.ACCOUNT})


@dataclass(frozen=True, slots=True)
class Earlier:
    """``at``: the common time that approval was given for, still ahead. ``passed``: a planned time that is over."""

    at: datetime | None = None
    passed: datetime | None = None


def earlier(renditions: Iterable[Rendition], approved: Review | None, now: datetime) -> Earlier:
    """What ``approved`` had planned for these renditions and has not sent.

    No question of its own where ``deliveries`` and ``account`` of the renditions are prefetched.
    """
    if approved is None or not approved.payload:
        return Earlier()
    sealed = {
        row["account"]: parse_datetime(row["send_at"]) for row in approved.payload["renditions"] if row["send_at"]
    }
    embargo = parse_datetime(approved.payload["story"].get("embargo", ""))
    common, passed = [], []
    for rendition, row in _planned(renditions, approved):
        own = sealed.get(rendition.account_id)
        if row.slot not in {own, embargo}:
            common.append(row.slot)
        if row.slot <= now and _still_wanted(rendition, row.slot, own):
            passed.append(row.slot)
    at = min(common, default=None)
    return Earlier(at=at if at and at > now else None, passed=min(passed, default=None))


def _planned(renditions: Iterable[Rendition], approved: Review) -> list[tuple[Rendition, Delivery]]:
    """What that approval planned for a later moment than its own."""
    return [
        (rendition, row)
        for rendition in renditions
        if rendition.included and rendition.account.active
        for row in rendition.deliveries.all()
        if row.review_id == approved.pk and row.act == Act.PUBLISH
        if row.state in WAITING and row.slot > approved.at
    ]


def _still_wanted(rendition: Rendition, slot: datetime, own: datetime | None) -> bool:
    """Whether nobody has given the rendition another time since."""
    return slot != own or rendition.send_at == own
