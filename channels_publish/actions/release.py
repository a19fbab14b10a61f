"""From a finished story to rows in the ledger: submission and the sealed approval."""

import logging
from datetime import datetime

from celery import current_app
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from kombu.exceptions import KombuError

from channels_publish import seal as seals
from channels_publish import sheet as sheets
from channels_publish.actions import corrections, deliveries, planning, renditions, validity
from channels_publish.actions.fencing import Claim, hold_story
from channels_publish.actions.planning import REBINDABLE, call_off, rebind
from channels_publish.channels import CHANNELS
from channels_publish.enums import Act, State
from channels_publish.errors import Blocked, NotMade, SealChanged
from channels_publish.models import Delivery, Rendition
from channels_publish.searchable import words
from media_library.rights import hindrances
from people import audit
from people.models import User
from search.actions import entries
from stories import rules
from stories.actions import crisis, reviews
from stories.completeness import NOTICE, Gap, first_day, missing
from stories.enums import CorrectionKind, Outcome
from stories.enums import State as StoryState
from stories.errors import NotAllowed, NotReady
from stories.models import Correction, Review, Story

logger = logging.getLogger(__name__)


def submit(*, story: Story, by: User) -> Story:
    """Put the story with its renditions into the queue.

    Raises NotAllowed, NotReady for gaps in the story, Blocked where a platform would refuse a rendition.
    """
    if story.state != StoryState.IN_REVIEW and not rules.may_submit(by, story):
        raise NotAllowed("Sie dürfen diesen Beitrag jetzt nicht einreichen.")
    renditions.refresh(story=story, by=by)
    if gaps := gaps_of(story, story.corrections.open().first()):
        raise NotReady(gaps)
    _refuse_blocked(story)
    return reviews.submit(story=story, by=by)


def gaps_of(story: Story, correction: Correction | None, at: datetime | None = None) -> list[Gap]:
    """What the story lacks before it may be approved; what is out already needs a word about the correction.

    ``correction`` is the open one, ``at`` the later moment an approval would release it.
    """
    if correction is not None and correction.kind == CorrectionKind.WITHDRAWAL:
        return [] if correction.complete else [corrections.REASON_MISSING]
    lacks = corrections.changes_public_posts(story) if correction is None else not correction.complete
    return missing(story) + rights_gaps(story, at) + ([NOTICE] if lacks else [])


def rights_gaps(story: Story, at: datetime | None = None) -> list[Gap]:
    """Pictures and film whose licence ends between the first day and the last planned slot."""
    last = story.renditions.filter(included=True).aggregate(last=Max("send_at"))["last"]
    last = max(filter(None, [last, at]), default=None)
    if last is None or last <= max(filter(None, [timezone.now(), story.embargo])):
        return []
    day, first = timezone.localdate(last), first_day(story)
    shown = [(f"image-{asset.pk}-", asset) for asset in story.ordered_images()]
    shown += [("video-", story.video)] if story.video else []
    return [
        Gap(f"{field}{found.field}", found.message)
        for field, asset in shown
        for found in hindrances(asset, day)
        if not hindrances(asset, first)
    ]


def withdraws(story: Story) -> bool:
    """Whether the story waits to be taken back."""
    return story.corrections.open().filter(kind=CorrectionKind.WITHDRAWAL).exists()


def approve(
    *,
    story: Story,
    by: User,
    seen_seal: str,
    note: str = "",
    at: datetime | None = None,
    valid_until: datetime | None = None,
) -> Review:
    """Seal exactly what ``seen_seal`` stands for and write the deliveries; ``at`` releases it later.

    What is not out by ``valid_until`` needs a new approval; see :func:`validity.until` for the usual time.

    An open correction is sealed and its steps opened with it; an open withdrawal takes the story back instead.
    Raises NotAllowed (right, four eyes), SealChanged (somebody changed it meanwhile), Blocked, NotReady where a
    correction lacks its notice, WrongState where it would end before its last slot.
    """
    if reason := rules.why_not_approve(by, story):
        raise NotAllowed(reason)
    if not withdraws(story):
        _refuse_blocked(story)
    return _approve(story, by, seen_seal, note=note, at=at, valid_until=valid_until)


@transaction.atomic
def _approve(
    story: Story, by: User, seen_seal: str, *, note: str, at: datetime | None, valid_until: datetime | None
) -> Review:
    running = crisis.steady()
    story = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    if gaps := gaps_of(story, story.corrections.open().first(), at):
        raise NotReady(gaps)
    payload = seals.sealed_payload(story)
    seal = seals.digest(payload)
    if seal != seen_seal:
        raise SealChanged
    now = timezone.now()
    if withdraws(story):
        # No crisis keeps this back: it takes away, and a person has just decided about it.
        review = reviews.record_withdrawal(story=story, seal=seal, payload=payload, by=by, note=note)
        _call_off_left_out(story, review, by)
        corrections.publish(story=story, review=review, by=by)
        transaction.on_commit(ring)
        return review
    public_from = max(filter(None, [now, at, story.embargo]))
    accounts = [row["account"] for row in payload["renditions"]]
    going = story.renditions.select_related("account").filter(account__in=accounts)
    last = max([public_from, *(slot_of(rendition, story, now, at) for rendition in going)])
    review = reviews.record_approval(
        story=story,
        seal=seal,
        payload=payload,
        public_from=public_from,
        by=by,
        note=note,
        expires_at=validity.until(last=last, wanted=valid_until),
    )
    _write_deliveries(story, review, now, at, by)
    _call_off_left_out(story, review, by)
    corrections.publish(story=story, review=review, by=by)
    planning.keep_back(Delivery.objects.unsettled().filter(review=review), story, running)
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
    if row.act != Act.PUBLISH or row.state != State.HELD:
        return  # a correction that was approved meanwhile has decided already
    story = row.rendition.story
    review = story.reviews.filter(outcome=Outcome.APPROVED).order_by("-pk").first()
    early = CHANNELS[row.rendition.account.kind].before_embargo and story.embargo
    if review and not early and row.account_id in seals.accounts_of(review):
        rebind(row, review, max(filter(None, [timezone.now(), story.public_from, row.rendition.send_at])), None)
        planning.keep_back(Delivery.objects.filter(pk=row.pk), story, running)


def _refuse_blocked(story: Story) -> None:
    """Outside any transaction: fitting may have to derive pictures, and that takes its time."""
    rows = sheets.sheet(story)
    if notices := sheets.blocking(rows):
        raise Blocked(notices)
    if notices := sheets.disproved(rows):
        raise NotMade(notices)


def ring() -> None:
    """Wake the workers. A silent bell only delays: the clock and the sweep find the rows anyway."""
    try:
        current_app.signature("channels_publish.drain").apply_async(retry=False)
    except (OSError, KombuError) as error:
        logger.warning("the bell is silent (%s); the sweep will find what is due", type(error).__name__)


def _write_deliveries(story: Story, review: Review, now: datetime, at: datetime | None, by: User) -> None:
    renditions_going = story.renditions.select_related("account").filter(account__in=seals.accounts_of(review))
    for rendition in renditions_going:
        slot = slot_of(rendition, story, now, at)
        rows = rendition.deliveries.filter(act=Act.PUBLISH).exclude(state=State.CANCELLED)
        living = rows.order_by("pk").select_for_update().first()
        if living is None:
            delivery = Delivery.objects.create(
                rendition=rendition, account=rendition.account, review=review, slot=slot, due_at=slot
            )
            entries.put(**words(delivery))
            audit.record(by=by, verb="channels_publish.plan_delivery", target=delivery, slot=slot.isoformat())
        elif living.state in REBINDABLE:
            rebind(living, review, slot, by)


def _call_off_left_out(story: Story, review: Review, by: User) -> None:
    """What an earlier approval planned and this one leaves out is not sent any more."""
    rows = Delivery.objects.filter(rendition__story=story, act=Act.PUBLISH, state__in=REBINDABLE)
    for delivery in rows.exclude(review=review).order_by("pk").select_for_update(of=("self",)):
        call_off(delivery, "left_out", by)


def slot_of(rendition: Rendition, story: Story, now: datetime, at: datetime | None) -> datetime:
    """When this goes out if it is approved ``now`` for ``at``: the press does not wait for the embargo."""
    early = CHANNELS[rendition.account.kind].before_embargo
    return max(filter(None, [now, at, rendition.send_at, None if early else story.embargo]))
