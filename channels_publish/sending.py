"""One claimed delivery: check the seal, call the platform, settle. No transaction spans the call."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from channels_publish import keeping
from channels_publish import seal as seals
from channels_publish.actions import deliveries, readbacks
from channels_publish.actions.fencing import Claim
from channels_publish.adapters.base import AdapterError, Receipt
from channels_publish.composing import as_record, compose
from channels_publish.errors import StaleClaim, Stopped
from channels_publish.models import Delivery
from stories.enums import Outcome, State

logger = logging.getLogger(__name__)
Work = Callable[[Claim], None]


class Handles:
    """The adapter's :class:`~channels_publish.adapters.base.Resume`, kept in the delivery row."""

    def __init__(self, delivery: Delivery, claim: Claim, *, reading: bool = False) -> None:
        self._handles: dict[str, str] = dict(delivery.handles)
        self._claim, self._reading = claim, reading
        self.learned: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self._handles.get(name)

    def save(self, **handles: str) -> None:
        self._handles |= handles
        if self._reading:
            self.learned |= handles  # kept only with the finding itself
        else:
            deliveries.keep_handles(claim=self._claim, handles=handles)

    def confirm(self) -> None:
        deliveries.confirm(claim=self._claim)


def send(claim: Claim) -> None:
    """Publish one claimed delivery and settle it under one of the five outcomes.

    Raises StaleClaim when the claim was lost meanwhile: then another hand decides.
    """
    delivery = _load(claim)
    if code := why_held(delivery):
        deliveries.hold(claim=claim, code=code)
        return
    try:
        post = compose(delivery.rendition, date=timezone.localdate(delivery.slot))
        deliveries.begin(claim=claim, post=as_record(post))
        handles = Handles(delivery, claim)
        receipt = keeping.calling(
            delivery.account, lambda adapter: adapter.publish(post, key=str(delivery.pk), resume=handles)
        )
    except StaleClaim:
        raise
    except Stopped:
        deliveries.give_back(claim=claim, code="crisis")
    except AdapterError as error:
        logger.info("delivery %s to %s: %s", delivery.pk, delivery.account, error.code)
        deliveries.settle_error(claim=claim, error=error)
    except Exception as error:
        # Whatever we did not foresee may have happened after the platform took it.
        logger.exception("delivery %s to %s", delivery.pk, delivery.account)
        deliveries.settle_error(claim=claim, error=error)
    else:
        deliveries.settle_sent(claim=claim, receipt=receipt)


def reconcile(claim: Claim) -> None:
    """Read the platform back for an unknown delivery. Raises StaleClaim as :func:`send` does."""
    delivery = _load(claim)
    try:
        handles = Handles(delivery, claim, reading=True)
        found = _find(delivery, handles)
    except Exception as error:  # noqa: BLE001 (whatever it is, the platform did not answer the question)
        logger.info("delivery %s: read-back unclear: %s", delivery.pk, error)
        readbacks.settle_unclear(claim=claim, error=error)
        return
    if found is None:
        readbacks.settle_absence(claim=claim, handles=handles.learned)
    else:
        readbacks.settle_found(claim=claim, receipt=found)


def _find(delivery: Delivery, handles: Handles) -> Receipt | None:
    since: datetime = delivery.started_at or delivery.created_at
    post = compose(delivery.rendition, date=timezone.localdate(delivery.slot))
    if sent := delivery.post:
        # The words that went out, not what the rendition may say by now.
        post = replace(post, title=sent["title"], text=sent["text"], tags=tuple(sent["tags"]))
    return keeping.calling(
        delivery.account, lambda adapter: adapter.find(post, key=str(delivery.pk), since=since, resume=handles)
    )


def _load(claim: Claim) -> Delivery:
    return Delivery.objects.select_related(
        "rendition__story__department", "rendition__story__video", "rendition__account", "rendition__tile",
        "account", "review",
    ).get(pk=claim.delivery_id)  # fmt: skip


def why_held(delivery: Delivery) -> str:
    """The code why this delivery must not leave the house, or an empty text."""
    story, review = delivery.rendition.story, delivery.review
    if story.state not in {State.APPROVED, State.PUBLISHED}:
        return "seal_broken"
    newest = story.reviews.filter(outcome=Outcome.APPROVED).order_by("-at", "-pk").first()
    if newest is None or newest.pk != review.pk:
        return "seal_superseded"
    if seals.digest(seals.sealed_payload(story, seals.accounts_of(review))) != review.seal:
        return "seal_mismatch"
    return ""
