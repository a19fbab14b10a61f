"""Crisis mode where stories are concerned: the switch, what the portal keeps back, the short way and its check."""

from collections.abc import Iterable

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from people import audit
from people.models import User
from people.roles import Permission
from stories import rules
from stories.enums import RELEASED, State
from stories.errors import NotAllowed, WrongState
from stories.models import Crisis, Review, Story


def steady() -> Crisis | None:
    """The crisis that is on, and nobody switches before this transaction ends.

    First thing in every transaction that writes something which would go out by itself: a switch meanwhile
    would not see the new rows, and they would escape it. On SQLite a write transaction is alone anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A switch inserts or updates a row here, which waits for this lock; readers and each other do not.
            cursor.execute(f"LOCK TABLE {Crisis._meta.db_table} IN SHARE MODE")
    return Crisis.objects.current()


@transaction.atomic
def begin(*, reason: str, banner: str, banner_link: str, exempt: Iterable[int], by: User) -> Crisis:
    """Switch crisis mode on: what is approved and not public yet stays off the portal.

    The room of the channels calls it inside its transaction. Raises NotAllowed, WrongState.
    """
    _may_switch(by)
    if not reason.strip():
        raise WrongState("Bitte nennen Sie den Grund. Er steht auf jeder Seite der Redaktion und im Protokoll.")
    try:
        with transaction.atomic():
            crisis = Crisis.objects.create(
                reason=reason.strip(), banner=banner.strip(), banner_link=banner_link, exempt=sorted(exempt),
                started_at=timezone.now(), started_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise WrongState("Der Krisenmodus ist schon eingeschaltet.") from error
    count = Story.objects.going_public(timezone.now()).update(held_by=crisis)
    audit.record(by=by, verb="stories.begin_crisis", target=crisis, reason=crisis.reason, stories=count)
    return crisis


@transaction.atomic
def change(*, banner: str, banner_link: str, exempt: Iterable[int], by: User) -> Crisis:
    """Other words on the portal, another allow list, while it is on. Raises NotAllowed, WrongState."""
    _may_switch(by)
    crisis = _running()
    crisis.banner, crisis.banner_link, crisis.exempt = banner.strip(), banner_link, sorted(exempt)
    crisis.save(update_fields=["banner", "banner_link", "exempt"])
    audit.record(by=by, verb="stories.change_crisis", target=crisis, banner=crisis.banner, exempt=crisis.exempt)
    return crisis


@transaction.atomic
def end(*, by: User) -> Crisis:
    """Switch it off. What was held stays held until a person lets it go. Raises NotAllowed, WrongState."""
    _may_switch(by)
    crisis = _running()
    crisis.ended_at, crisis.ended_by = timezone.now(), by
    crisis.save(update_fields=["ended_at", "ended_by"])
    audit.record(by=by, verb="stories.end_crisis", target=crisis)
    return crisis


@transaction.atomic
def release(*, story: Story, by: User) -> Story:
    """Let this story appear on the portal: at its time, or now if that has passed. Raises NotAllowed, WrongState."""
    _may_switch(by)
    story = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    if story.held_by_id is None or story.live_id is None or story.state not in RELEASED:
        raise WrongState(f"„{story.headline}“ ist im Portal nicht (mehr) angehalten.")
    story.held_by = None
    # Readers get it now, so it is of now; a date in the past would put it where nobody looks.
    story.public_from = max(story.public_from, timezone.now())  # type: ignore[type-var]  # live has a time by constraint
    story.save(update_fields=["held_by", "public_from"])
    audit.record(by=by, verb="stories.release", target=story, public_from=story.public_from.isoformat())  # type: ignore[union-attr]
    return story


@transaction.atomic
def mark(*, story: Story, short: bool, by: User) -> Story:
    """Put a story on the short way of the crisis that is on, or take it off. Raises NotAllowed, WrongState."""
    story = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    if not rules.may_edit(by, story):
        raise NotAllowed("Krisenbeiträge kennzeichnen alle, die Beiträge schreiben.")
    crisis = Crisis.objects.current()
    if crisis is None:
        raise WrongState("Der Krisenmodus ist aus; Beiträge gehen den gewohnten Weg mit vier Augen.")
    if story.state == State.APPROVED:
        raise WrongState(
            "Der Beitrag ist schon freigegeben. Ist er angehalten, gibt ihn der CvD auf der Seite Krisenmodus frei."
        )
    story.lane = crisis if short else None
    story.save(update_fields=["lane"])
    audit.record(by=by, verb="stories.mark_short_way", target=story, short=short)
    return story


@transaction.atomic
def check(*, review: Review, shortcomings: str, by: User) -> Review:
    """The second look at an approval of one person; no ``shortcomings`` means all is well.

    Raises NotAllowed (right, or the same person), WrongState when somebody looked already.
    """
    review = Review.objects.select_for_update(of=("self",)).select_related("story").get(pk=review.pk)
    if reason := rules.why_not_check(by, review):
        raise NotAllowed(reason)
    if not review.check_owed or review.checked_at:
        raise WrongState("Die zweite Prüfung ist schon eingetragen.")
    review.checked_by, review.checked_at, review.check_note = by, timezone.now(), shortcomings.strip()
    review.save(update_fields=["checked_by", "checked_at", "check_note"])
    audit.record(by=by, verb="stories.check", target=review.story, review=review.pk, shortcomings=review.check_note)
    return review


def _running() -> Crisis:
    # Without the key: an approval under way writes rows that name this crisis, and we wait for it.
    crisis = Crisis.objects.select_for_update(of=("self",), no_key=True).current()
    if crisis is None:
        raise WrongState("Der Krisenmodus ist schon ausgeschaltet.")
    return crisis


def _may_switch(by: User) -> None:
    if not by.has_perm(Permission.CRISIS):
        raise NotAllowed("Den Krisenmodus schaltet der Chef vom Dienst; er gibt auch frei, was angehalten ist.")
