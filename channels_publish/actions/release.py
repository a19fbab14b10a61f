"""From a finished story to rows in the ledger: submission and the sealed approval."""

import logging
from datetime import datetime

from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import KombuError

from channels_publish import seal as seals
from channels_publish import sheet as sheets
from channels_publish.actions import deliveries, renditions
from channels_publish.actions.fencing import Claim, hold_story
from channels_publish.channels import CHANNELS
from channels_publish.enums import State
from channels_publish.errors import Blocked, SealChanged
from channels_publish.models import Delivery, DeliveryQuerySet, Rendition
from people import audit
from people.models import User
from stories import rules
from stories.actions import crisis, reviews
from stories.completeness import missing
from stories.enums import Outcome
from stories.enums import State as StoryState
from stories.errors import NotAllowed, NotReady
from stories.models import Crisis, Review, Story

logger = logging.getLogger(__name__)

# Nothing of these is public, so a new approval may bind them anew.
REBINDABLE = frozenset({State.DUE, State.HELD, State.REFUSED, State.ACCOUNT})


def submit(*, story: Story, by: User) -> Story:
    """Put the story with its renditions into the queue.

    Raises NotAllowed, NotReady for gaps in the story, Blocked where a platform would refuse a rendition.
    """
    if story.state != StoryState.IN_REVIEW and not rules.may_submit(by, story):
        raise NotAllowed("Sie dürfen diesen Beitrag jetzt nicht einreichen.")
    renditions.refresh(story=story, by=by)
    if gaps := missing(story):
        raise NotReady(gaps)
    _refuse_blocked(story)
    return reviews.submit(story=story, by=by)


def approve(*, story: Story, by: User, seen_seal: str, note: str = "", at: datetime | None = None) -> Review:
    """Seal exactly what ``seen_seal`` stands for and write the deliveries; ``at`` releases it later.

    Raises NotAllowed (right, four eyes), SealChanged (somebody changed it meanwhile), Blocked.
    """
    if reason := rules.why_not_approve(by, story):
        raise NotAllowed(reason)
    _refuse_blocked(story)
    return _approve(story, by, seen_seal, note, at)


@transaction.atomic
def _approve(story: Story, by: User, seen_seal: str, note: str, at: datetime | None) -> Review:
    running = crisis.steady()
    story = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    payload = seals.sealed_payload(story)
    seal = seals.digest(payload)
    if seal != seen_seal:
        raise SealChanged
    now = timezone.now()
    review = reviews.record_approval(
        story=story,
        seal=seal,
        payload=payload,
        public_from=max(filter(None, [now, at, story.embargo])),
        by=by,
        note=note,
    )
    _write_deliveries(story, review, now, at, by)
    _call_off_left_out(story, review, by)
    _keep_back(Delivery.objects.unsettled().filter(review=review), story, running)
    if Delivery.objects.filter(rendition__story=story, state=State.SENT).exists():
        reviews.mark_published(story=story, at=now)  # a correction: nothing more may be due
    transaction.on_commit(ring)
    return review


@transaction.atomic
def hold_superseded(*, claim: Claim) -> None:
    """Hold a row of an older approval, and let the newer one take it, which found it in a worker's hands.

    It stays held where the newer approval leaves its account out, or where the time of an embargoed press mail is
    needed, which no approval keeps. Raises StaleClaim.
    """
    running = crisis.steady()
    hold_story(claim.delivery_id)
    deliveries.hold(claim=claim, code="seal_superseded")
    row = Delivery.objects.select_related("rendition__story", "rendition__account").get(pk=claim.delivery_id)
    story = row.rendition.story
    review = story.reviews.filter(outcome=Outcome.APPROVED).order_by("-pk").first()
    early = CHANNELS[row.rendition.account.kind].before_embargo and story.embargo
    if review and not early and row.account_id in seals.accounts_of(review):
        _rebind(row, review, max(filter(None, [timezone.now(), story.public_from, row.rendition.send_at])), None)
        _keep_back(Delivery.objects.filter(pk=row.pk), story, running)


def _refuse_blocked(story: Story) -> None:
    """Outside any transaction: fitting may have to derive pictures, and that takes its time."""
    if notices := sheets.blocking(sheets.sheet(story)):
        raise Blocked(notices)


def ring() -> None:
    """Wake the workers. A silent bell only delays: the clock and the sweep find the rows anyway."""
    try:
        current_app.signature("channels_publish.drain").apply_async(retry=False)
    except (OSError, KombuError) as error:
        logger.warning("the bell is silent (%s); the sweep will find what is due", type(error).__name__)


def _write_deliveries(story: Story, review: Review, now: datetime, at: datetime | None, by: User) -> None:
    rows = story.renditions.select_related("account").filter(account__in=seals.accounts_of(review))
    for rendition in rows:
        slot = _slot(rendition, story, now, at)
        living = rendition.deliveries.exclude(state=State.CANCELLED).order_by("pk").select_for_update().first()
        if living is None:
            delivery = Delivery.objects.create(
                rendition=rendition, account=rendition.account, review=review, slot=slot, due_at=slot
            )
            audit.record(by=by, verb="channels_publish.plan_delivery", target=delivery, slot=slot.isoformat())
        elif living.state in REBINDABLE:
            _rebind(living, review, slot, by)


def _call_off_left_out(story: Story, review: Review, by: User) -> None:
    """What an earlier approval planned and this one leaves out is not sent any more."""
    rows = Delivery.objects.filter(rendition__story=story, state__in=REBINDABLE).exclude(review=review)
    for delivery in rows.order_by("pk").select_for_update(of=("self",)):
        delivery.state, delivery.settled_at = State.CANCELLED, timezone.now()
        delivery.save(update_fields=["state", "settled_at"])
        audit.record(by=by, verb="channels_publish.left_out", target=delivery)


def _keep_back(rows: DeliveryQuerySet, story: Story, running: Crisis | None) -> None:
    """What an approval planned is born held, unless it takes the short way or its account is spared.

    Without a crisis an approval lets go what an earlier one held: a person decided about this very story.
    """
    rows.update(held_by=None)
    if rules.keeps_back(running, story):
        rows.exclude(account__in=running.exempt if running else []).update(held_by=running)


def _slot(rendition: Rendition, story: Story, now: datetime, at: datetime | None) -> datetime:
    early = CHANNELS[rendition.account.kind].before_embargo
    return max(filter(None, [now, at, rendition.send_at, None if early else story.embargo]))


def _rebind(delivery: Delivery, review: Review, slot: datetime, by: User | None) -> None:
    """An approved new version takes the place of one that never left the house."""
    delivery.review, delivery.state = review, State.DUE
    delivery.slot = delivery.due_at = slot
    delivery.handles, delivery.code, delivery.detail, delivery.token = {}, "", "", None
    delivery.settled_at, delivery.tries = None, 0
    delivery.save()
    audit.record(by=by, verb="channels_publish.rebind", target=delivery, slot=slot.isoformat())
