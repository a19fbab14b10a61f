"""What a person decides about a delivery: it is online, send it again, call it off."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone

from channels_publish import seal as seals
from channels_publish import steps
from channels_publish.actions import corrections
from channels_publish.actions.fencing import hold_story, kept
from channels_publish.enums import Act, State
from channels_publish.errors import BadLink, BelongsToAnother
from channels_publish.models import Delivery
from people import audit
from people.models import User
from people.roles import Permission
from stories.actions import reviews
from stories.errors import NotAllowed, WrongState

MAX_URL, MAX_REMOTE_ID = 600, 300


@transaction.atomic
def decide(*, delivery: Delivery, posted: bool, by: User, url: str = "", remote_id: str = "") -> Delivery:
    """A person looked at the platform: it is online, or it is not and may be sent again.

    ``url`` is where they saw it, ``remote_id`` the platform's id of the post they pointed at.
    Raises NotAllowed, WrongState, BadLink, BelongsToAnother.
    """
    if (url and not _is_web_address(url)) or len(remote_id) > MAX_REMOTE_ID:
        raise BadLink
    row = _for_person(delivery, by)
    if row.state != State.UNKNOWN:
        raise WrongState("Diese Auslieferung ist inzwischen geklärt. Es ist nichts mehr zu entscheiden.")
    if remote_id:
        _is_nobody_elses(row, remote_id)
    now = timezone.now()
    if posted:
        if row.act == Act.EDIT and row.original is not None:
            # An edit is the post it was, whatever the person saw it under.
            remote_id, url = row.original.remote_id, url or row.original.url
        row.state, row.settled_at, row.url = State.SENT, now, url or row.url
        row.remote_id = remote_id or row.remote_id or f"{steps.BY_PERSON}{by.pk}"
    else:
        row.state, row.due_at = State.DUE, max(now, row.slot)
        # Told to the adapter, since the press room would otherwise never repeat an unclear mail.
        row.handles = {**kept(row.handles), "again": now.isoformat()}
    row.needs_person, row.token, row.lease_until, row.code, row.detail = False, None, None, "decided", ""
    row.save()
    audit.record(by=by, verb="channels_publish.decide", target=row, posted=posted, url=url, remote_id=remote_id)
    if posted:
        reviews.mark_published(story=row.rendition.story, at=now)
    corrections.after(delivery=row)
    return row


@transaction.atomic
def retry(*, delivery: Delivery, by: User) -> Delivery:
    """Send this one delivery again after its cause was mended, never before its slot; the others are not touched."""
    row = _for_person(delivery, by)
    if row.held_back:
        raise WrongState("Der Krisenmodus hält diese Auslieferung an. Sie muss zuerst dort freigegeben werden.")
    planned = row.state == State.DUE and row.slot > timezone.now()
    if planned or row.state not in {State.REFUSED, State.ACCOUNT, State.DUE}:
        raise WrongState(f"Erneut senden geht hier nicht (Stand: {row.get_state_display()}).")
    row.state, row.due_at = State.DUE, max(timezone.now(), row.slot)
    row.settled_at, row.code, row.detail = None, "", ""
    row.save()
    audit.record(by=by, verb="channels_publish.retry", target=row)
    return row


@transaction.atomic
def wake(*, delivery: Delivery, by: User) -> None:
    """Look at a waiting delivery at once, because its own room has decided something about it, as the press office
    about a mailing it held back. Whoever may decide that needs no right over deliveries; nothing else changes."""
    waiting = Delivery.objects.select_for_update().filter(pk=delivery.pk, state=State.DUE, slot__lte=timezone.now())
    row = waiting.first()
    if row is not None:
        row.due_at = timezone.now()
        row.save(update_fields=["due_at"])
        audit.record(by=by, verb="channels_publish.wake", target=row)


@transaction.atomic
def cancel(*, delivery: Delivery, by: User) -> Delivery:
    """Call off what has not left the house."""
    row = _for_person(delivery, by)
    if row.state not in {State.DUE, State.HELD, State.REFUSED, State.ACCOUNT}:
        raise WrongState(f"Absagen geht nicht mehr (Stand: {row.get_state_display()}).")
    row.state, row.settled_at = State.CANCELLED, timezone.now()
    row.save()
    audit.record(by=by, verb="channels_publish.cancel", target=row)
    return row


@transaction.atomic
def finish(*, delivery: Delivery, by: User, url: str = "") -> Delivery:
    """A person has done this step on the platform; ``url`` is where it can be seen. Raises BadLink."""
    if url and not _is_web_address(url):
        raise BadLink
    row = _by_hand(delivery, by)
    row.state, row.settled_at, row.url = State.SENT, timezone.now(), url
    row.remote_id = f"{steps.BY_PERSON}{by.pk}"
    row.save()
    audit.record(by=by, verb="channels_publish.finish", target=row, url=url)
    corrections.after(delivery=row)
    return row


@transaction.atomic
def drop(*, delivery: Delivery, reason: str, by: User) -> Delivery:
    """This step by hand is not needed; the reason stays with it."""
    row = _by_hand(delivery, by)
    if not reason.strip():
        raise WrongState("Bitte schreiben Sie dazu, warum dieser Schritt entfällt.")
    row.state, row.settled_at = State.CANCELLED, timezone.now()
    row.code, row.detail = "dropped", reason.strip()
    row.save()
    audit.record(by=by, verb="channels_publish.drop", target=row, reason=row.detail)
    return row


@transaction.atomic
def go_another_way(*, delivery: Delivery, act: str, by: User) -> Delivery:
    """The platform refused this step: send the approved follow-up instead, or do it by hand."""
    row = _for_person(delivery, by)
    if act not in other_ways(row):
        raise WrongState("Dieser Weg steht hier nicht mehr offen. Laden Sie die Seite neu.")
    now = timezone.now()
    row.state, row.act = State.MANUAL if act == Act.MANUAL else State.DUE, act
    row.due_at, row.settled_at, row.code, row.detail, row.tries = now, None, "", "", 0
    row.handles, row.post = {}, {}
    row.save()
    audit.record(by=by, verb="channels_publish.go_another_way", target=row, act=act)
    return row


def other_ways(delivery: Delivery) -> list[str]:
    """The acts a person may turn a step into that did not work; a repost that has begun goes on by hand at most."""
    if delivery.act in {Act.PUBLISH, Act.MANUAL} or delivery.state not in {State.REFUSED, State.ACCOUNT}:
        return []
    step = seals.step_for(delivery)
    follows = delivery.act != Act.FOLLOW_UP and bool(step and step["follow_up"])
    return [*([Act.FOLLOW_UP] if follows else []), Act.MANUAL]


def _by_hand(delivery: Delivery, by: User) -> Delivery:
    row = _for_person(delivery, by)
    if row.state != State.MANUAL:
        raise WrongState(f"Hier ist nichts mehr von Hand zu tun (Stand: {row.get_state_display()}).")
    return row


def _is_nobody_elses(row: Delivery, remote_id: str) -> None:
    others = Delivery.objects.filter(account=row.account_id, remote_id=remote_id).exclude(pk=row.pk)
    # The steps of one post share its id: a correction edits what its original published.
    family = [each for each in (row.original_id, *row.steps.values_list("pk", flat=True)) if each]
    if other := others.exclude(pk__in=family).select_related("rendition__story").first():
        raise BelongsToAnother(other.rendition.story.headline)


def _is_web_address(url: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        return False
    return len(url) <= MAX_URL


def _for_person(delivery: Delivery, by: User) -> Delivery:
    if not by.has_perm(Permission.DECIDE):
        raise NotAllowed("Über Auslieferungen entscheiden CvD und Social Media.")
    hold_story(delivery.pk)
    return Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
