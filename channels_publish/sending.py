"""One claimed delivery: check the seal, call the platform, settle. No transaction spans the call."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from django.utils import timezone

from channels_publish import keeping
from channels_publish import seal as seals
from channels_publish.actions import deliveries, readbacks, release
from channels_publish.actions.fencing import Claim
from channels_publish.adapters.base import Adapter, AdapterError, Post, Receipt, TryLater, Unknown
from channels_publish.amending import post_of
from channels_publish.composing import as_record, carried_images, carries_video
from channels_publish.enums import Act, Kind
from channels_publish.errors import StaleClaim, Stopped
from channels_publish.models import Delivery
from channels_publish.outage import written as _written
from channels_publish.steps import REPEATABLE
from media_library.rights import hindrances
from people.models import User
from stories.enums import RELEASED, Outcome, State

logger = logging.getLogger(__name__)
Work = Callable[[Claim], None]

# How far our clock may be from a platform's: posts are looked for from so much earlier on.
CLOCK_DOUBT = timedelta(days=1)


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

    def taken_down(self) -> None:
        """The post that is replaced is gone; kept before the new one goes out."""
        if "removed" not in self._handles:
            deliveries.take_down(claim=self._claim)
            self._handles["removed"] = "1"


def send(claim: Claim) -> None:
    """Do what one claimed delivery is for and settle it under one of the five outcomes.

    Raises StaleClaim when the claim was lost meanwhile: then another hand decides.
    """
    delivery = _load(claim)
    if code := why_held(delivery):
        hold = release.hold_superseded if code == "seal_superseded" else partial(deliveries.hold, code=code)
        _written(partial(hold, claim=claim))
        return
    try:
        post = _composed(delivery)
        _written(partial(deliveries.begin, claim=claim, post=as_record(post)))
        handles = Handles(delivery, claim)
        receipt = keeping.calling(delivery.account, lambda adapter: _perform(delivery, adapter, post, handles))
    except StaleClaim:
        raise
    except Stopped:
        _written(partial(deliveries.give_back, claim=claim, code="crisis"))
    except AdapterError as error:
        logger.info("delivery %s to %s: %s", delivery.pk, delivery.account, error.code)
        _written(partial(deliveries.settle_error, claim=claim, error=error))
    except Exception as error:
        # Whatever we did not foresee may have happened after the platform took it.
        logger.exception("delivery %s to %s", delivery.pk, delivery.account)
        _written(partial(deliveries.settle_error, claim=claim, error=error))
    else:
        _written(partial(deliveries.settle_sent, claim=claim, receipt=receipt))


def _composed(delivery: Delivery) -> Post:
    """The post. Raises TryLater where a derived picture finds no room: nothing has left the house."""
    try:
        return post_of(delivery)
    except FileNotFoundError:
        raise  # no waiting brings a lost file back
    except OSError as error:
        raise TryLater("no_room", error.strerror or "") from error


def _perform(delivery: Delivery, adapter: Adapter, post: Post, handles: Handles) -> Receipt:
    """Publish, or take one step of a correction; see :class:`~channels_publish.enums.Act`."""
    key = str(delivery.pk)
    if delivery.act in {Act.PUBLISH, Act.FOLLOW_UP}:
        return adapter.publish(post, key=key, resume=handles)
    assert delivery.original is not None, "the database demands an original of every step"
    public = Receipt(delivery.original.remote_id, delivery.original.url)
    if delivery.act == Act.EDIT:
        return adapter.correct(post, receipt=public, key=key, resume=handles)
    if not handles.get("removed"):
        adapter.withdraw(post, receipt=public, key=key, resume=handles)
    if delivery.act == Act.WITHDRAW:
        return public
    handles.taken_down()
    return adapter.publish(post, key=key, resume=handles)


def _repeatable(delivery: Delivery) -> bool:
    """Whether an unclear attempt may simply be made again: nothing new was published by it."""
    return delivery.act in REPEATABLE or (delivery.act == Act.REPLACE and "removed" not in delivery.handles)


def reconcile(claim: Claim) -> None:
    """Read the platform back for an unknown delivery. Raises StaleClaim as :func:`send` does."""
    delivery = _load(claim)
    if _repeatable(delivery):
        _written(partial(readbacks.settle_repeatable, claim=claim))
        return
    try:
        handles = Handles(delivery, claim, reading=True)
        found = _find(delivery, handles)
    except Exception as error:  # noqa: BLE001 (whatever it is, the platform did not answer the question)
        logger.info("delivery %s: read-back unclear: %s", delivery.pk, error)
        _written(partial(readbacks.settle_unclear, claim=claim, error=error))
        return
    if found is None:
        _written(partial(readbacks.settle_absence, claim=claim, handles=handles.learned))
    else:
        _written(partial(readbacks.settle_found, claim=claim, receipt=found))


def look_now(delivery: Delivery, *, by: User | None) -> bool:
    """Read the platform back at once because somebody asked: True where it is settled as sent.

    Absence proves nothing this early and changes nothing. Raises the adapter's errors, StaleClaim.
    """
    claim = readbacks.claim_one(delivery=delivery)
    if claim is None:
        raise StaleClaim(str(delivery.pk))
    row, found = _load(claim), None
    try:
        found = _find(row, Handles(row, claim, reading=True))
    finally:
        if found is None:
            readbacks.put_back(claim=claim)
    if found:
        readbacks.settle_found(claim=claim, receipt=found, by=by)
    return found is not None


def _find(delivery: Delivery, handles: Handles) -> Receipt | None:
    if _repeatable(delivery):
        return None  # there is nothing new to be found
    # By our clock, which may have been wrong then or be wrong now.
    since = min(delivery.started_at or delivery.created_at, timezone.now()) - CLOCK_DOUBT
    post = post_of(delivery)
    if sent := delivery.post:
        # The words that went out, not what the rendition may say by now.
        post = replace(post, title=sent["title"], text=sent["text"], tags=tuple(sent["tags"]))
    found = keeping.calling(
        delivery.account, lambda adapter: adapter.find(post, key=str(delivery.pk), since=since, resume=handles)
    )
    if found and delivery.original and found.remote_id == delivery.original.remote_id:
        return None  # the post that is replaced, still listed for a moment
    if found and _is_anothers(found, delivery):
        raise Unknown("cannot_tell", f"{found.remote_id} belongs to another delivery with the same words")
    return found


def _is_anothers(found: Receipt, delivery: Delivery) -> bool:
    twins = Delivery.objects.filter(account=delivery.account, remote_id=found.remote_id).exclude(pk=delivery.pk)
    # Press lists share the number of their release.
    return delivery.account.kind != Kind.PRESS and twins.exists()


def _load(claim: Claim) -> Delivery:
    return Delivery.objects.select_related(
        "rendition__story__department", "rendition__story__video", "rendition__account", "rendition__tile",
        "account", "review", "original", "correction",
    ).get(pk=claim.delivery_id)  # fmt: skip


def why_held(delivery: Delivery) -> str:
    """The code why this delivery must not leave the house, or an empty text."""
    story, review = delivery.rendition.story, delivery.review
    # By number, since a clock may go back between two approvals.
    newest = story.reviews.filter(outcome=Outcome.APPROVED).order_by("-pk").first()
    if newest is not None and newest.pk == review.pk and _outlived(delivery):
        return "approval_expired"
    if story.state not in RELEASED and not (story.state == State.WITHDRAWN and delivery.act != Act.PUBLISH):
        return "seal_broken"
    if newest is None or newest.pk != review.pk:
        return "seal_superseded"
    if seals.digest(seals.as_sealed(story, review)) != review.seal:
        return "seal_mismatch"
    if delivery.act != Act.PUBLISH and seals.step_for(delivery) is None:
        return "seal_mismatch"
    return "rights_ended" if delivery.act == Act.PUBLISH and _rights_ended(delivery) else ""


def _rights_ended(delivery: Delivery) -> bool:
    """Whether a picture or film of this post must not be published today, whatever was approved."""
    rendition, story = delivery.rendition, delivery.rendition.story
    carried = list(carried_images(rendition))
    if story.video and carries_video(rendition):
        carried.append(story.video)
    return any(hindrances(asset, timezone.localdate()) for asset in carried)


def _outlived(delivery: Delivery) -> bool:
    """Whether the approval has ended; a repost whose old post is gone is finished all the same."""
    ends = delivery.review.expires_at
    begun = delivery.act == Act.REPLACE and "removed" in delivery.handles
    return ends is not None and ends <= timezone.now() and not begun
