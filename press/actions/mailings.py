"""Preparing and sending a mailing. Every mail is a row, and the row is committed before the network."""

import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from channels_publish.adapters.base import Amendment, Post
from people import audit
from people.models import User
from press import mail, returnpath
from press.actions import releases
from press.enums import UNSENT, RecipientState
from press.models import Contact, DistributionList, Mailing, Recipient
from press.smtp import Answer, Connection, LoginRefused, RelayDown


class EmptyList(ValueError):
    """The list has nobody who gets mail."""


class OriginalMissing(ValueError):
    """The mailing that shall be corrected is not in our books."""


class NobodyReached(ValueError):
    """The mailing that shall be corrected has reached nobody."""


class ContentChanged(ValueError):
    """Somebody already got this mailing with another text, so it can neither go on nor start over."""


class Superseded(RuntimeError):
    """Another run took this mailing over; this one stops before its next mail."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many recipients stand where."""

    sent: int = 0
    refused: int = 0
    unsent: int = 0
    sending: int = 0
    unknown: int = 0


def tally(mailing: Mailing) -> Tally:
    """Count the rows as they are in the database now."""
    states = Counter(mailing.recipients.order_by().values_list("state", flat=True))
    return Tally(
        sent=states[RecipientState.SENT],
        refused=states[RecipientState.REFUSED],
        unsent=sum(states[state] for state in UNSENT),
        sending=states[RecipientState.SENDING],
        unknown=states[RecipientState.UNKNOWN],
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
    """Write one row for each reader."""
    mailing.recipients.all().delete()
    Recipient.objects.bulk_create(
        Recipient(
            mailing=mailing,
            contact=contact,
            email=email,
            message_id=mail.message_id(key=mailing.delivery_key, recipient=email, sender=settings.DEFAULT_FROM_EMAIL),
        )
        for contact, email in _readers(mailing)
    )


def send(
    *, mailing: Mailing, post: Post, connection: Connection, by: User | None, confirm: Callable[[], None]
) -> Tally:
    """Send to everybody who has got nothing yet, and say where all stand.

    ``confirm`` is called before each text and raises when the delivery belongs to somebody else or is held back.
    Mails that a run before us had in hand when it died become ``unknown``; they are never repeated.
    Raises RelayDown and LoginRefused (the mail in hand and the rest stay unsent), Superseded, MailError.
    """
    letter = _letter(mailing, post)
    run = _take_over(mailing)
    for row in Recipient.objects.filter(mailing=mailing).unsent():
        message = mail.build(letter, recipient=row.email, key=mailing.delivery_key, date=timezone.localtime())
        _claim(row, run)
        try:
            answer = connection.send(message, sender=returnpath.address(row), recipient=row.email, confirm=confirm)
        except (RelayDown, LoginRefused) as error:
            _settle(row, run, Answer(RecipientState.LATER, text=str(error)))
            raise
        except Exception:
            _settle(row, run, Answer(RecipientState.PENDING))
            raise
        _settle(row, run, answer)
    return _finish(mailing, run, by)


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
def _take_over(mailing: Mailing) -> uuid.UUID:
    """Make this run the only one that may claim rows."""
    run = uuid.uuid4()
    Mailing.objects.filter(pk=mailing.pk).update(run=run, ended_at=None)
    Mailing.objects.filter(pk=mailing.pk, started_at=None).update(started_at=timezone.now())
    Recipient.objects.filter(mailing=mailing).abandoned_by(run).update(
        state=RecipientState.UNKNOWN, smtp_text="Der Versand brach ab, während diese Mail übergeben wurde."
    )
    return run


@transaction.atomic
def _claim(row: Recipient, run: uuid.UUID) -> None:
    """Take one row in hand, durably, before its text leaves the house."""
    if not Mailing.objects.select_for_update().filter(pk=row.mailing_id, run=run).exists():
        raise Superseded(f"mailing {row.mailing_id} was taken over")
    changed = Recipient.objects.filter(pk=row.pk, state__in=UNSENT).update(
        state=RecipientState.SENDING, run=run, tries=F("tries") + 1
    )
    if not changed:
        raise Superseded(f"recipient {row.pk} was taken over")


def _settle(row: Recipient, run: uuid.UUID, answer: Answer) -> None:
    """Write down the answer. A run that took over may meanwhile have called the row unknown; we know better."""
    Recipient.objects.filter(pk=row.pk, run=run, state__in=(RecipientState.SENDING, RecipientState.UNKNOWN)).update(
        state=answer.state,
        smtp_code=answer.code,
        smtp_text=answer.text,
        sent_at=timezone.now() if answer.state == RecipientState.SENT else None,
    )


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
