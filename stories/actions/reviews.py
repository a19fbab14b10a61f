"""Every step of the review: submit, withdraw, return, approve, and the breaking of a seal."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from people import audit
from people.models import User
from people.roles import Permission
from stories import rules
from stories.completeness import missing
from stories.enums import RELEASED, Outcome, State, TopicState
from stories.errors import NotAllowed, NotReady, WrongState
from stories.models import Comment, Crisis, Review, Revision, Story, Topic

AT_THE_PASSAGES = "Die Hinweise stehen als Kommentare an den Stellen im Text."


def latest_revision(story: Story) -> Revision:
    return story.revisions.order_by("-number")[0]


@transaction.atomic
def submit(*, story: Story, by: User) -> Story:
    """Put the story into the queue. Raises NotReady naming every gap, NotAllowed or WrongState."""
    story = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    if story.state == State.IN_REVIEW:
        return story
    if not rules.may_submit(by, story):
        raise NotAllowed("Sie dürfen diesen Beitrag jetzt nicht einreichen.")
    if gaps := missing(story):
        raise NotReady(gaps)
    return _move(story, State.IN_REVIEW, Outcome.SUBMITTED, by)


@transaction.atomic
def withdraw(*, story: Story, by: User) -> Story:
    """Take the story back out of the queue to go on writing."""
    story = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    if story.state != State.IN_REVIEW:
        raise WrongState("Der Beitrag steht nicht mehr zur Abnahme an; er lässt sich nicht zurückholen.")
    if not rules.may_edit(by, story):
        raise NotAllowed("Sie dürfen diesen Beitrag nicht zurückholen.")
    return _move(story, State.DRAFT, Outcome.WITHDRAWN, by)


@transaction.atomic
def give_back(*, story: Story, note: str, by: User) -> Story:
    """Return the story to its author with what this person noted at passages since it was handed in.

    A note or a passage is required: an author must know what to mend.
    """
    story = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    if not by.has_perm(Permission.APPROVE):
        raise NotAllowed("Zurückgeben darf nur der Chef vom Dienst.")
    if story.state != State.IN_REVIEW:
        raise WrongState("Der Beitrag steht nicht mehr zur Abnahme an.")
    passages = list(story.comments.noted_in_review(by, since=story.submitted_at).values_list("pk", flat=True))
    if not note.strip() and not passages:
        raise WrongState(
            "Bitte schreiben Sie dazu, was geändert werden soll, als Hinweis oder als Kommentar an der Stelle. "
            "Ohne Hinweis bleibt der Beitrag liegen."
        )
    _move(story, State.DRAFT, Outcome.RETURNED, by, note=note.strip() or AT_THE_PASSAGES)
    Comment.objects.filter(pk__in=passages).update(review=story.reviews.order_by("-pk")[0])
    return story


@transaction.atomic
def record_approval(
    *,
    story: Story,
    seal: str,
    payload: dict[str, Any],
    public_from: datetime,
    by: User,
    note: str = "",
    expires_at: datetime | None = None,
) -> Review:
    """Write the approval of exactly ``payload``. The room of the channels calls it, inside its transaction.

    In a crisis the story is held unless it takes the short way; after one, a new approval is a person's
    decision about this very story and lets it go. Raises NotAllowed (rights, four eyes), WrongState.
    """
    story = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    if reason := rules.why_not_approve(by, story):
        raise NotAllowed(reason)
    crisis = Crisis.objects.current()
    _refuse_postponed_correction(story, public_from)
    _refuse_change_in_crisis(story, crisis)
    revision = latest_revision(story)
    review = Review.objects.create(
        story=story, revision=revision, outcome=Outcome.APPROVED, seal=seal, payload=payload, note=note, by=by,
        check_owed=_owes_check(story, by, note), expires_at=expires_at,
    )  # fmt: skip
    story.state, story.live = State.APPROVED, revision
    # A published article keeps its date; a correction does not make it new again.
    story.public_from = story.public_from if story.is_public(timezone.now()) else public_from
    story.held_by = crisis if rules.keeps_back(crisis, story) else None
    story.save(update_fields=["state", "live", "public_from", "held_by", "updated_at"])
    audit.record(by=by, verb="stories.approve", target=story, seal=seal, revision=revision.number)
    return review


@transaction.atomic
def record_withdrawal(*, story: Story, seal: str, payload: dict[str, Any], by: User, note: str = "") -> Review:
    """Write the approval of a withdrawal: the story is taken back, and nobody edits it any more.

    Raises NotAllowed when rights or the four-eyes rule forbid it.
    """
    story = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    if reason := rules.why_not_approve(by, story):
        raise NotAllowed(reason)
    revision = story.live or latest_revision(story)
    review = Review.objects.create(
        story=story, revision=revision, outcome=Outcome.APPROVED, seal=seal, payload=payload, note=note, by=by,
        check_owed=_owes_check(story, by, note),
    )  # fmt: skip
    story.state = State.WITHDRAWN
    story.save(update_fields=["state", "updated_at"])
    audit.record(by=by, verb="stories.take_back", target=story, seal=seal)
    return review


@transaction.atomic
def record_lift(
    *, story: Story, seal: str, payload: dict[str, Any], public_from: datetime, by: User, note: str, **facts: Any
) -> Review:
    """Write the approval by which the embargo ends before its time; the caller has taken it out of the story.

    In a crisis the story is held like any other approval. ``note`` is the reason.
    """
    review = Review.objects.create(
        story=story, revision=latest_revision(story), outcome=Outcome.APPROVED, seal=seal, payload=payload, note=note,
        by=by, **facts,
    )  # fmt: skip
    story.live, story.public_from = review.revision, public_from
    story.held_by = story.held_by or (crisis if rules.keeps_back(crisis := Crisis.objects.current(), story) else None)
    story.save(update_fields=["live", "public_from", "held_by", "updated_at"])
    audit.record(by=by, verb="stories.lift_embargo", target=story, seal=seal, reason=note)
    return review


@transaction.atomic
def hand_in_withdrawal(*, story: Story, by: User) -> Story:
    """Into the queue because it shall be taken back; what the text lacks does not matter any more."""
    story = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    return story if story.state == State.IN_REVIEW else _move(story, State.IN_REVIEW, Outcome.SUBMITTED, by)


@transaction.atomic
def reinstate(*, story: Story, published: bool, by: User) -> Story:
    """Back to where the last approval left it, for the room of the channels, which has compared the seal."""
    story = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    return _move(story, State.PUBLISHED if published else State.APPROVED, Outcome.WITHDRAWN, by)


def _refuse_postponed_correction(story: Story, public_from: datetime) -> None:
    """A reader already has the story: its new text would be seen at once, not at the later time."""
    now = timezone.now()
    if story.is_public(now) and now < public_from:
        raise WrongState(
            "Der Beitrag ist schon öffentlich, seine Änderung lässt sich deshalb nicht für später freigeben. "
            "Geben Sie sie sofort frei und nehmen Sie eine neue Sperrfrist heraus."
        )


def _refuse_change_in_crisis(story: Story, crisis: Crisis | None) -> None:
    """Its readers would meet the new text at once, and hiding the article would take the old one from them."""
    if rules.keeps_back(crisis, story) and story.is_public(timezone.now()):
        raise WrongState(
            "Der Beitrag steht schon im Portal, seine Änderung wäre sofort zu lesen. Im Krisenmodus geht das nur "
            "für Krisenbeiträge: Kennzeichnen Sie ihn im Schreibtisch als solchen, oder warten Sie das Ende ab."
        )


@transaction.atomic
def break_seal(*, story: Story, by: User) -> Story:
    """After any change to something approved: back to the queue. Without approval nothing happens."""
    if story.state not in {State.APPROVED, State.PUBLISHED}:
        return story
    _hide_unpublished(story)
    return _move(story, State.IN_REVIEW, Outcome.BROKEN, by)


@transaction.atomic
def expire(*, story: Story) -> Story:
    """The approval has ended before everything was out: back to the queue, its content unchanged."""
    story = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    if story.state not in RELEASED:
        return story
    _hide_unpublished(story)
    return _move(story, State.IN_REVIEW, Outcome.EXPIRED, None)


def _hide_unpublished(story: Story) -> None:
    """Not out yet: readers must never meet a version whose release was taken back."""
    if story.public_from and not story.is_public(timezone.now()):
        story.live = story.public_from = None
        story.save(update_fields=["live", "public_from"])


@transaction.atomic
def mark_published(*, story: Story, at: datetime) -> Story:
    """The first channel has it: called by the delivery that settled first."""
    story = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    if story.state == State.APPROVED:
        story.state = State.PUBLISHED
        story.save(update_fields=["state", "updated_at"])
        audit.record(by=None, verb="stories.published", target=story, at=at.isoformat())
        Topic.objects.filter(stories=story, state=TopicState.IN_WORK).update(state=TopicState.DONE)
    return story


def _owes_check(story: Story, by: User, note: str) -> bool:
    """Whether a second person still has to look. Alone in the night shift one says why it cannot wait."""
    if rules.takes_short_way(story):
        return True
    alone = story.last_editor_id == by.pk
    if alone and not note.strip():
        raise WrongState(
            "Sie geben in der Nachtschicht allein frei, was Sie selbst geschrieben haben. Bitte schreiben Sie in den "
            "Hinweis, warum es nicht bis zum Morgen warten kann."
        )
    return alone


def _move(story: Story, state: State, outcome: Outcome, by: User | None, note: str = "") -> Story:
    story.state = state
    if state == State.IN_REVIEW:
        story.submitted_at = timezone.now()
    story.save(update_fields=["state", "submitted_at", "updated_at"])
    Review.objects.create(story=story, revision=latest_revision(story), outcome=outcome, note=note, by=by)
    audit.record(by=by, verb=f"stories.{outcome.value}", target=story, note=note)
    return story
