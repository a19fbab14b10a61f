"""Preparing and sending a mailing. Every mail is a row, and the row is committed before the network."""

import random
import secrets
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from channels_publish.adapters.base import Amendment, Post
from people import audit
from people.models import User
from press import crew, mail
from press.actions import releases
from press.actions.bookkeeping import Books, take_over
from press.dkim import Signer
from press.enums import UNSENT, Halt, RecipientState
from press.frame import Frame
from press.models import Contact, DistributionList, Mailing, Recipient
from press.pacing import Pace
from press.smtp import Connection


class EmptyList(ValueError):
    """The list has nobody who gets mail."""


class OriginalMissing(ValueError):
    """The mailing that shall be corrected is not in our books."""


class NobodyReached(ValueError):
    """The mailing that shall be corrected has reached nobody."""


class ContentChanged(ValueError):
    """Somebody already got this mailing with another text, so it can neither go on nor start over."""


class AlreadyOver(ValueError):
    """The mailing has ended; nothing is left to hold back."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many recipients stand where."""

    sent: int = 0
    refused: int = 0
    unsent: int = 0
    sending: int = 0
    unknown: int = 0
    stopped: int = 0


def tally(mailing: Mailing) -> Tally:
    """Count the rows as they are in the database now."""
    counted = mailing.recipients.order_by().values_list("state").annotate(Count("pk"))
    states: Counter[str] = Counter(dict(counted))
    return Tally(
        sent=states[RecipientState.SENT],
        refused=states[RecipientState.REFUSED],
        unsent=sum(states[state] for state in UNSENT),
        sending=states[RecipientState.SENDING],
        unknown=states[RecipientState.UNKNOWN],
        stopped=states[RecipientState.STOPPED],
    )


def prepare(*, post: Post, key: uuid.UUID, to: DistributionList, by: User | None) -> Mailing:
    """Release, PDF, mailing and one row per recipient; a second call for a delivery finds the first.

    ``key`` is the delivery's id. As long as nobody got anything, a changed text or a list where all
    were refused starts over. A post that corrects or takes back an earlier one goes to the readers of that one.
    Raises EmptyList, ContentChanged, OriginalMissing, NobodyReached, pdf.PdfError.
    """
    mailing = Mailing.objects.select_related("release", "list").filter(delivery_key=key).first()
    if mailing and mailing.release.fingerprint == releases.fingerprint(post) and not _all_refused(mailing):
        return mailing
    if mailing and mailing.recipients.reached().exists():
        raise ContentChanged(f"mailing {mailing.pk} already reached recipients with another text")
    original = _original(post.amendment) if post.amendment else None
    if original is None and not to.active_contacts().exists():
        raise EmptyList(f"list {to.pk} has no active contact")
    release = releases.issue(post=post, by=by)
    try:
        with transaction.atomic():
            if mailing is None:
                mailing = Mailing.objects.create(delivery_key=key, release=release, list=to, corrects=original)
            else:
                mailing.release = release
                mailing.save(update_fields=["release"])
            _address(mailing)
            audit.record(by=by, verb="press.prepare", target=mailing, recipients=mailing.recipients.count())
    except IntegrityError:
        return Mailing.objects.select_related("release", "list").get(delivery_key=key)
    return mailing


def _all_refused(mailing: Mailing) -> bool:
    return not mailing.recipients.exclude(state=RecipientState.REFUSED).exists()


def _original(amendment: Amendment) -> Mailing:
    found = Mailing.objects.filter(delivery_key=amendment.key).first()
    if found is None:
        raise OriginalMissing(amendment.key)
    if not found.recipients.to_correct().exists():
        raise NobodyReached(f"mailing {found.pk}")
    return found


def _readers(mailing: Mailing) -> list[tuple[Contact | None, str]]:
    """Everybody who is on the list now; of a correction, whoever got the original or may have, and nobody else, on the
    list still or not, unless they left by themselves."""
    if mailing.corrects is None:
        return [(contact, contact.email) for contact in mailing.list.active_contacts()]
    return [(row.contact, row.email) for row in mailing.corrects.recipients.to_correct().select_related("contact")]


def _address(mailing: Mailing) -> None:
    """Write one row for each reader, in an order that chance makes anew for each mailing: nobody is always first."""
    mailing.recipients.all().delete()
    mailing.seed = fresh_seed()
    mailing.save(update_fields=["seed"])
    readers = _readers(mailing)
    turns = list(range(1, len(readers) + 1))
    random.Random(mailing.seed).shuffle(turns)  # noqa: S311 (recorded, so that anybody can make the order again)
    Recipient.objects.bulk_create(
        (
            Recipient(
                mailing=mailing,
                contact=contact,
                email=email,
                turn=turn,
                message_id=mail.message_id(
                    key=mailing.delivery_key, recipient=email, sender=settings.DEFAULT_FROM_EMAIL
                ),
            )
            for turn, (contact, email) in zip(turns, readers, strict=True)
        ),
        batch_size=1000,
    )


def fresh_seed() -> int:
    return secrets.randbits(62)


def send(
    *, mailing: Mailing, post: Post, connection: Connection, by: User | None, confirm: Callable[[], None]
) -> Tally:
    """Send to everybody who has got nothing yet, and say where all stand.

    Over this connection and, of a long list, more like it. ``confirm`` is called before the texts and raises when
    the delivery belongs to somebody else or is held back: before each of a short list, else every few milliseconds
    for all that leave until the next (``PRESS_LOOK_SECONDS``).
    Mails that a run before us had in hand when it died become ``unknown``; they are never repeated.
    Raises RelayDown and LoginRefused (the mail in hand and the rest stay unsent), Superseded, Halted, MailError.
    """
    frame = Frame(_letter(mailing, post), date=timezone.localtime(), signer=Signer.of_settings())
    run = take_over(mailing)
    books = Books(mailing, run, frame, confirm, Pace(settings.PRESS_PACE))
    trouble: Exception | None = None
    try:
        _talk(mailing, connection, books)
    except Exception as error:
        trouble = error
        raise
    finally:
        books.close(trouble=trouble)
    return _finish(mailing, run, by)


def _talk(mailing: Mailing, connection: Connection, books: Books) -> None:
    room = settings.PRESS_CLAIM
    most = -(-Recipient.objects.filter(mailing=mailing).unsent().count() // room)
    lines = [connection, *(Connection(connection.relay) for _ in range(min(settings.PRESS_CONNECTIONS, most) - 1))]
    if len(lines) == 1:
        crew.alone(connection, books, room)
    else:
        crew.together(lines, books, room=room, fresh=settings.PRESS_LOOK_SECONDS)


def _letter(mailing: Mailing, post: Post) -> mail.Letter:
    return mail.compose(
        releases.document(mailing.release, post),
        pdf=mailing.release.pdf_bytes(),
        file_name=mailing.release.file_name,
        sender=settings.DEFAULT_FROM_EMAIL,
        list_name=mailing.list.name,
        list_key=f"presseverteiler-{mailing.list_id}",
    )


@transaction.atomic
def repeat_unclear(*, mailing: Mailing, word: str, by: User | None) -> int:
    """A person looked and said that unclear mails did not arrive: they may be sent once more.

    ``word`` identifies that decision, so that it counts once however often the delivery is tried.
    Returns how many are to be sent again.
    """
    mailing = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if mailing.repeated_on == word:
        return 0
    mailing.repeated_on = word
    mailing.save(update_fields=["repeated_on"])
    unclear = Recipient.objects.filter(mailing=mailing, state=RecipientState.UNKNOWN)
    count = unclear.update(state=RecipientState.PENDING, smtp_code=None, smtp_text="")
    audit.record(by=by, verb="press.repeat_unclear", target=mailing, recipients=count)
    return count


@transaction.atomic
def _finish(mailing: Mailing, run: uuid.UUID, by: User | None) -> Tally:
    counts = tally(mailing)
    if not counts.unsent:
        Mailing.objects.filter(pk=mailing.pk, run=run).update(ended_at=timezone.now())
    audit.record(
        by=by,
        verb="press.send",
        target=mailing,
        sent=counts.sent,
        refused=counts.refused,
        unsent=counts.unsent,
        unknown=counts.unknown,
    )
    return counts


@transaction.atomic
def halt(*, mailing: Mailing, word: Halt, by: User) -> Mailing:
    """Pause, go on, or stop for good: the run under way notices before its next texts.

    What waits when a mailing is stopped is *not sent* and stays so; raises AlreadyOver for one that has ended or
    was stopped.
    """
    row = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if row.ended_at or row.halt == Halt.STOPPED:
        raise AlreadyOver(f"mailing {row.pk}")
    row.halt = word
    row.save(update_fields=["halt"])
    left = Recipient.objects.filter(mailing=row, state__in=UNSENT)
    count = left.count()
    if word == Halt.STOPPED:
        left.update(state=RecipientState.STOPPED)
    audit.record(by=by, verb="press.halt", target=row, word=word.value, unsent=count)
    return row


@transaction.atomic
def settle_stopped(*, mailing: Mailing) -> None:
    """What the run that was stopped had claimed and given back is not sent either; the mailing has ended."""
    row = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if row.halt == Halt.STOPPED:
        Recipient.objects.filter(mailing=row, state__in=UNSENT).update(state=RecipientState.STOPPED)
        Mailing.objects.filter(pk=row.pk, ended_at=None).update(ended_at=timezone.now())
