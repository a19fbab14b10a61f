"""Lifting an embargo before its time: an approval of its own, with a reason, told to the press that waits."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from channels_publish import seal as seals
from channels_publish.actions import corrections, planning, validity
from channels_publish.actions.release import ring
from channels_publish.channels import CHANNELS
from channels_publish.enums import Act, State
from channels_publish.models import Delivery
from people.models import User
from stories import rules
from stories.actions import corrections as notices
from stories.actions import crisis, reviews, stories
from stories.enums import CorrectionKind, Outcome
from stories.errors import NotAllowed, WrongState
from stories.models import Correction, Review, Story

WAITING = frozenset({State.DUE, State.HELD})


@transaction.atomic
def lift(*, story: Story, reason: str, notice: str, by: User) -> Review:
    """End the embargo now: what waited for it is public and goes out, and whoever was sent the release under it
    gets ``notice``. Slots that were planned for later than the embargo stay.

    Raises NotAllowed (right, four eyes), WrongState without a reason or a notice, where no embargo is running,
    while an earlier correction is on its way, or where the story no longer is what was approved.
    """
    running = crisis.steady()
    story = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    if why := rules.why_not_lift(by, story):
        raise NotAllowed(why)
    approved = _still_approved(story, reason, notice)
    ended, now = story.embargo, timezone.now()
    assert ended is not None, "an embargo that is running has an end"
    stories.end_embargo(story, by)
    correction = Correction(story=story, kind=CorrectionKind.LIFT, notice=notice.strip(), created_by=by)
    payload = seals.lifted_payload(story, approved, correction)
    waiting = _waiting(story)
    slots = {row.pk: _slot(row, ended, now) for row in waiting}
    public_from = _moved(story.public_from, ended, now)
    review = reviews.record_lift(
        story=story, seal=seals.digest(payload), payload=payload, public_from=public_from, by=by, note=reason.strip(),
        expires_at=validity.until(last=max([public_from, *slots.values()]), wanted=None),
    )  # fmt: skip
    for row in waiting:
        planning.rebind(row, review, slots[row.pk], by)
    notices.publish(correction=correction, review=review, at=now, by=by)
    planning.keep_back(Delivery.objects.unsettled().filter(review=review), story, running)
    corrections.open_steps(story=story)
    transaction.on_commit(ring)
    return review


def _still_approved(story: Story, reason: str, notice: str) -> Review:
    """The approval that stands. Raises WrongState."""
    if not reason.strip():
        raise WrongState(
            "Bitte schreiben Sie, warum die Sperrfrist vor der Zeit endet. Der Grund bleibt im Protokoll."
        )
    if not notice.strip():
        raise WrongState("Bitte schreiben Sie den Hinweis an die Redaktionen, denen der Beitrag schon vorliegt.")
    if Delivery.objects.unsettled().filter(rendition__story=story).exclude(act=Act.PUBLISH).exists():
        raise WrongState(
            "Zu diesem Beitrag geht gerade noch eine Korrektur hinaus. Warten Sie, bis sie in den Auslieferungen "
            "erledigt ist, und heben Sie die Sperrfrist dann auf."
        )
    approved = story.reviews.filter(outcome=Outcome.APPROVED).order_by("-pk").first()
    assert approved is not None, "a released story has its approval"
    if seals.digest(seals.as_sealed(story, approved)) != approved.seal:
        raise WrongState("Der Beitrag ist nicht mehr, was freigegeben wurde. Geben Sie ihn neu frei, ohne Sperrfrist.")
    return approved


def _waiting(story: Story) -> list[Delivery]:
    rows = Delivery.objects.filter(rendition__story=story, act=Act.PUBLISH, state__in=WAITING)
    rows = rows.select_related("rendition", "account").order_by("pk").select_for_update(of=("self",))
    return list(rows)


def _slot(row: Delivery, ended: datetime, now: datetime) -> datetime:
    """The press did not wait for the embargo, so its slot stays; the others go with it, or at their own time."""
    if CHANNELS[row.account.kind].before_embargo:
        return row.slot
    return max(_moved(row.slot, ended, now), row.rendition.send_at or now)


def _moved(moment: datetime | None, ended: datetime, now: datetime) -> datetime:
    """``now`` for what waited for the embargo; what was planned later stays where it is."""
    return now if moment is None or moment <= ended else moment
