"""Corrections and withdrawals: written at the desk, opened as steps in the ledger, closed when they are done."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from channels_publish import seal as seals
from channels_publish import steps
from channels_publish.actions import planning
from channels_publish.enums import Act, State
from channels_publish.models import Delivery
from people import audit
from people.models import User
from stories.actions import corrections, reviews
from stories.completeness import Gap
from stories.enums import CorrectionKind, Outcome
from stories.enums import State as StoryState
from stories.errors import NotAllowed, NotReady, WrongState
from stories.models import Correction, Crisis, Review, Story

REASON_MISSING = Gap(
    "withdrawal-notice",
    "Der Hinweis zur Rücknahme fehlt. Schreiben Sie für die Öffentlichkeit, warum der Beitrag zurückgenommen wird.",
)
UNDER_WAY = frozenset({State.SENDING, State.UNKNOWN})


def is_missing(story: Story) -> bool:
    """Whether readers have something that an approval would change without a word to them."""
    correction = story.corrections.open().first()
    return changes_public_posts(story) if correction is None else not correction.complete


def changes_public_posts(story: Story) -> bool:
    """Whether the story as it stands says something else than its readers were told."""
    rows = Delivery.objects.filter(rendition__story=story).perhaps_public()
    accounts = set(rows.values_list("account_id", flat=True))
    approved = _approved(story) if accounts else None
    if approved is None or not approved.payload:
        return False
    return steps.changed_since(approved.payload, seals.sealed_payload(story), accounts)


def write(*, story: Story, notice: str, ways: dict[str, str], by: User, quiet: bool = False) -> Correction:
    """Store the correction of a story that is out: its notice, and the way for each account."""
    open_one = story.corrections.open().first()
    if open_one is not None and open_one.kind == CorrectionKind.WITHDRAWAL:
        raise WrongState("Für diesen Beitrag ist eine Rücknahme begonnen. Verwerfen Sie sie zuerst.")
    return corrections.write(
        story=story, kind=CorrectionKind.CORRECTION, notice=notice, ways=_known(ways), by=by, quiet=quiet
    )


@transaction.atomic
def hand_in_withdrawal(*, story: Story, notice: str, ways: dict[str, str], by: User) -> Correction:
    """Ask the Chef vom Dienst to take the story back everywhere. Raises NotReady without a notice."""
    if not notice.strip():
        raise NotReady([REASON_MISSING])
    row = corrections.write(story=story, kind=CorrectionKind.WITHDRAWAL, notice=notice, ways=_known(ways), by=by)
    reviews.hand_in_withdrawal(story=story, by=by)
    return row


@transaction.atomic
def throw_away(*, story: Story, by: User) -> Story:
    """Give up the open correction. A story that was only to be taken back stands where it stood, if nothing
    else has changed since its approval."""
    story = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    row = story.corrections.open().first()
    if row is None:
        raise WrongState("Es ist keine Korrektur und keine Rücknahme mehr offen.")
    corrections.throw_away(correction=row, by=by)
    approved = _approved(story)
    waits = story.state in {StoryState.IN_REVIEW, StoryState.DRAFT}
    if not (row.kind == CorrectionKind.WITHDRAWAL and waits and approved and story.live_id):
        return story
    if seals.digest(seals.as_sealed(story, approved)) != approved.seal:
        return story
    sent = Delivery.objects.filter(rendition__story=story, state=State.SENT).exists()
    return reviews.reinstate(story=story, published=sent, by=by)


@transaction.atomic
def publish(*, story: Story, review: Review, by: User) -> None:
    """The approval made the open correction public: what older ones left undone is called off, and every post
    gets its step."""
    correction = story.corrections.open().first()
    if correction is None:
        return
    corrections.publish(correction=correction, review=review, at=timezone.now(), by=by)
    unfinished = Delivery.objects.filter(rendition__story=story, state__in=[*planning.REBINDABLE, State.MANUAL])
    for row in (
        unfinished.exclude(act=Act.PUBLISH)
        .exclude(correction=correction)
        .order_by("pk")
        .select_for_update(of=("self",))
    ):
        _overtake(row, review, correction, by)
    open_steps(story=story)


@transaction.atomic
def open_steps(*, story: Story) -> list[Delivery]:
    """Give each public post its step of the newest correction. Opens nothing twice, whoever asks how often.

    A post that is still unclear, or on which an older step is still at work, gets its step when that is settled.
    A crisis keeps corrections back like any post; what is to be taken down is taken down.
    """
    review = _approved(story)
    correction = Correction.objects.filter(review=review).first() if review else None
    if review is None or correction is None:
        return []
    wanted = {step["original"]: step["act"] for step in seals.steps_of(review) if step["act"] != steps.LEAVE}
    # A mailing that had begun under the embargo goes on as it began, whatever approval it is bound to by now.
    already_so = Q(post__embargo="") if correction.kind == CorrectionKind.LIFT else Q(review=review)
    posts = Delivery.objects.filter(pk__in=wanted, state=State.SENT).exclude(already_so)
    posts = posts.exclude(steps__correction=correction).exclude(steps__state__in=UNDER_WAY)
    opened = [_open(post, wanted[str(post.pk)], review, correction) for post in posts.order_by("account_id", "pk")]
    if opened and correction.kind != CorrectionKind.WITHDRAWAL:
        _keep_back(story, opened)
    return opened


def after(*, delivery: Delivery) -> None:
    """What follows from a delivery that has just settled. The caller holds the story."""
    done = delivery.state == State.SENT
    if done and (delivery.act in {Act.WITHDRAW, Act.REPLACE} or _taken_back_by_hand(delivery)):
        take_down(delivery=delivery)
    if not done and delivery.state in planning.REBINDABLE:
        _catch_up(delivery)
    open_steps(story=delivery.rendition.story)


def take_down(*, delivery: Delivery) -> None:
    """The original of this step is no longer public."""
    original = delivery.original
    if original is not None and original.state != State.WITHDRAWN:
        Delivery.objects.filter(pk=original.pk).update(state=State.WITHDRAWN)
        audit.record(by=None, verb="channels_publish.taken_down", target=original, step=str(delivery.pk))


def _taken_back_by_hand(delivery: Delivery) -> bool:
    return (
        delivery.act == Act.MANUAL
        and delivery.correction is not None
        and delivery.correction.kind == CorrectionKind.WITHDRAWAL
    )


def _catch_up(delivery: Delivery) -> None:
    """Not public after all, while a correction was approved: it goes out as that one has it, or not at all."""
    row = Delivery.objects.select_for_update(of=("self",)).select_related("rendition__story").get(pk=delivery.pk)
    review = _approved(row.rendition.story)
    correction = Correction.objects.filter(review=review).first() if review else None
    if review is None or correction is None or row.review_id == review.pk:
        return
    if row.act != Act.PUBLISH:
        _overtake(row, review, correction, None)
    elif row.account_id in seals.accounts_of(review):
        planning.rebind(row, review, max(row.slot, timezone.now()), None)
    else:
        planning.call_off(row, "left_out", None)
    _keep_back(row.rendition.story, [row])


def _keep_back(story: Story, rows: Iterable[Delivery]) -> None:
    """What a settled delivery brought about waits in a crisis as well.

    The switch is read without a lock of its own: it waits for whoever has written a delivery, as we have.
    """
    written = Delivery.objects.filter(pk__in=[row.pk for row in rows])
    planning.keep_back(written, story, Crisis.objects.current())


def _overtake(row: Delivery, review: Review, correction: Correction, by: User | None) -> None:
    """A step of an older correction gives way. A repost whose original is already gone is the account's only
    post: it goes out with the new text."""
    reposts = row.act == Act.REPLACE and "removed" in row.handles
    if reposts and row.account_id in seals.accounts_of(review):
        planning.rebind(
            row, review, timezone.now(), by, correction=correction, handles={"removed": row.handles["removed"]}
        )
    else:
        planning.call_off(row, "overtaken", by)


def _open(post: Delivery, act: str, review: Review, correction: Correction) -> Delivery:
    now = timezone.now()
    if act in steps.NEEDS_ID and post.remote_id.startswith(steps.BY_PERSON):
        act = Act.MANUAL
    step = Delivery.objects.create(
        rendition_id=post.rendition_id,
        account_id=post.account_id,
        review=review,
        act=act,
        original=post,
        correction=correction,
        state=State.MANUAL if act == Act.MANUAL else State.DUE,
        slot=now,
        due_at=now,
    )
    audit.record(by=None, verb="channels_publish.open_step", target=step, act=act, original=str(post.pk))
    return step


def _approved(story: Story) -> Review | None:
    return story.reviews.filter(outcome=Outcome.APPROVED).order_by("-pk").first()


def _known(ways: dict[str, str]) -> dict[str, str]:
    """Only ways there are; which of them an account has is judged anew each time, since the text may change."""
    known = {*Act.values, steps.LEAVE} - {Act.PUBLISH}
    if unknown := set(ways.values()) - known:
        raise NotAllowed(f"Dieses Vorgehen gibt es nicht: {', '.join(sorted(unknown))}.")
    return dict(ways)
