"""Signing up by double opt-in, and the link to one's own page.

Whoever asks learns nothing about others: known and unknown addresses get the same answer on the screen. The mail
tells them apart, and it reaches the owner of the address only.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from people import audit
from people.models import User
from press import letters, wording
from press.actions import choices, lists, suspensions
from press.addresses import checksum, normalise
from press.enums import Basis, Source, Standing
from press.models import Consent, Contact, ContactLink, DistributionList, PressTopic, SignUp, Suppression
from press.models.consents import UNCONFIRMED_FOR
from stories.errors import DeskError
from stories.links import digest_of, new_secret

LINK_FOR: Final = timedelta(days=30)
# One address gets at most one mail in ten minutes and three a day, all addresses together 300 an hour: whoever
# fills in the form with somebody else's address again and again must not fill their mailbox.
PAUSE: Final = timedelta(minutes=10)
A_DAY: Final = 3
AN_HOUR_ALL: Final = 300
USED: Final = "Er wurde schon benutzt oder ist abgelaufen."


class MailDown(DeskError):
    """The mail server took nothing."""

    def __init__(self) -> None:
        super().__init__(
            "Die Mail konnte gerade nicht verschickt werden. Ihre Angaben stehen noch da: "
            "Bitte versuchen Sie es in einigen Minuten noch einmal."
        )


class TooBusy(DeskError):
    """More requests than a press office ever sees."""

    def __init__(self) -> None:
        super().__init__("Gerade kommen ungewöhnlich viele Anfragen. Bitte versuchen Sie es in einer Stunde wieder.")


class LinkGone(DeskError):
    """Used, expired or never there."""


def sign_up(
    *, name: str, outlet: str, email: str, lists: Iterable[DistributionList], topics: Iterable[PressTopic]
) -> None:
    """Somebody filled in the form. The owner of the address gets a mail to confirm; whoever is a contact already gets
    the link to their own page instead. Nobody gets more mail than the limits above.

    Raises BadAddress, TooBusy, MailDown.
    """
    address = normalise(email)
    wishes = {"lists": [row.pk for row in lists], "topics": [row.pk for row in topics]}
    if contact := _settled(address):
        if not send_link(contact=contact, by=None):
            _knock()
        return
    if not _may_write(SignUp.objects.filter(email=address)):
        _knock()
        return
    secret, digest = new_secret()
    row = SignUp.objects.create(
        name=name, outlet=outlet, email=address, wishes=wishes, wording=wording.CURRENT, digest=digest
    )
    _send(row, letters.confirmation(name=name, email=address, secret=secret, days=UNCONFIRMED_FOR.days))


def ask_for_link(*, email: str) -> None:
    """Somebody asks for the way to their own page; only a contact's own address gets a mail.

    Raises BadAddress, TooBusy, MailDown.
    """
    contact = Contact.objects.filter(email=normalise(email)).first()
    if not (contact and send_link(contact=contact, by=None)):
        _knock()


def send_link(*, contact: Contact, by: User | None) -> bool:
    """Mail a contact the way to their own page; False if they got it just now. Raises TooBusy, MailDown."""
    if not _may_write(ContactLink.objects.filter(contact=contact)):
        return False
    row, secret = open_page(contact=contact)
    _send(row, letters.own_page(name=contact.name, email=contact.email, secret=secret, days=LINK_FOR.days))
    with transaction.atomic():
        audit.record(by=by, verb="press.send_link", target=contact)
    return True


def ask_consent(*, contact: Contact, by: User) -> bool:
    """Ask a contact of the desk to confirm; False if they were asked just now. Raises TooBusy, MailDown."""
    if not _may_write(SignUp.objects.filter(email=contact.email)):
        return False
    secret, digest = new_secret()
    outlet = contact.outlet.name if contact.outlet else ""
    row = SignUp.objects.create(
        name=contact.name, outlet=outlet, email=contact.email, wording=wording.CURRENT, digest=digest
    )
    letter = letters.confirmation(name=contact.name, email=contact.email, secret=secret, days=UNCONFIRMED_FOR.days)
    _send(row, letter)
    with transaction.atomic():
        audit.record(by=by, verb="press.ask_consent", target=contact)
    return True


def open_page(*, contact: Contact) -> tuple[ContactLink, str]:
    """A new address for a contact's own page, and the secret in it."""
    secret, digest = new_secret()
    row = ContactLink.objects.create(contact=contact, digest=digest, expires_at=timezone.now() + LINK_FOR)
    return row, secret


def waiting(secret: str) -> SignUp:
    """The sign-up behind the link of a mail. Raises LinkGone."""
    row = SignUp.objects.waiting(timezone.now()).filter(digest=digest_of(secret)).first()
    if row is None:
        raise LinkGone(USED)
    return row


def visitor(secret: str) -> Contact:
    """Whose own page this is. Raises LinkGone."""
    usable = ContactLink.objects.filter(digest=digest_of(secret), expires_at__gt=timezone.now())
    if row := usable.select_related("contact__outlet").first():
        return row.contact
    raise LinkGone("Er ist abgelaufen, oder die Angaben wurden gelöscht.")


@transaction.atomic
def confirm(*, secret: str) -> Contact:
    """The owner of the address pressed the button: contact, proof, topics and lists, all at once. Raises LinkGone."""
    row = SignUp.objects.select_for_update().filter(pk=waiting(secret).pk).first()
    if row is None:
        raise LinkGone(USED)
    same = Contact.objects.select_for_update(of=("self",)).filter(email=row.email)
    contact = same.first() or Contact(email=row.email, source=Source.SIGN_UP)
    contact.name, contact.outlet = row.name, lists.outlet_named(row.outlet, by=None)
    contact.basis, contact.active, contact.left_at = Basis.CONSENT, True, None
    contact.save()
    _prove(contact, row.wording, wishes=_wished(row), asked_at=row.created_at)
    contact.topics.add(*PressTopic.objects.filter(pk__in=row.wishes.get("topics", [])))
    for wanted in DistributionList.objects.filter(open=True, pk__in=row.wishes.get("lists", [])):
        choices.join_list(contact=contact, distribution_list=wanted)
    if contact.suspended_at:
        contact = suspensions.lift(contact=contact, by=None)  # the mail arrived, and its reader wants more
    Suppression.objects.filter(digest=checksum(row.email)).delete()
    SignUp.objects.filter(email=row.email).delete()
    audit.record(by=None, verb="press.confirm_sign_up", target=contact, wording=row.wording)
    return contact


@transaction.atomic
def come_back(*, contact: Contact) -> Contact:
    """Whoever left wants mail again, said on their own page; where the basis is consent, that is a new one."""
    contact = choices.come_back(contact=contact)
    if contact.basis == Basis.CONSENT:
        _prove(contact, wording.CURRENT, wishes={"persönliche Seite": ["wieder angemeldet"]}, asked_at=timezone.now())
    return contact


def tidy(*, now: datetime) -> int:
    """Delete sign-ups nobody confirmed and links that have ended; how many."""
    signups, _ = SignUp.objects.expired(now).delete()
    links, _ = ContactLink.objects.filter(expires_at__lte=now).delete()
    return signups + links


def _prove(contact: Contact, version: str, *, wishes: dict[str, list[str]], asked_at: datetime) -> None:
    now = timezone.now()
    words = wording.text(version, city=settings.CITY, office=settings.OFFICE)
    Consent.objects.create(
        contact=contact, email=contact.email, wording=version, text=words, wishes=wishes, asked_at=asked_at,
        confirmed_at=now,
    )  # fmt: skip
    contact.confirmed_at = now
    contact.save(update_fields=["confirmed_at"])


def _wished(row: SignUp) -> dict[str, list[str]]:
    """What was ticked, by name: the proof must be readable when lists were renamed since."""
    named = DistributionList.objects.filter(pk__in=row.wishes.get("lists", []))
    topics = PressTopic.objects.filter(pk__in=row.wishes.get("topics", []))
    return {"Verteiler": [each.name for each in named], "Themen": [each.name for each in topics]}


def _settled(address: str) -> Contact | None:
    """The contact who needs no confirmation, since they are one already."""
    contact = Contact.objects.filter(email=address).first()
    if contact and contact.standing(timezone.now()) not in {Standing.UNCONFIRMED, Standing.LEFT, Standing.SUSPENDED}:
        return contact
    return None


def _may_write(rows: QuerySet[SignUp] | QuerySet[ContactLink]) -> bool:
    """Whether this address may get one more mail. Raises TooBusy."""
    now = timezone.now()
    hour = {"created_at__gt": now - timedelta(hours=1)}
    if SignUp.objects.filter(**hour).count() + ContactLink.objects.filter(**hour).count() >= AN_HOUR_ALL:
        raise TooBusy
    lately = rows.filter(created_at__gt=now - PAUSE).exists()
    return not lately and rows.filter(created_at__gt=now - timedelta(days=1)).count() < A_DAY


def _knock() -> None:
    """Where nothing is sent, the mail server is asked all the same: neither the time an answer takes nor a server that
    is down shall tell whether an address is on our lists. Raises MailDown."""
    try:
        connection = get_connection()
        connection.open()
        connection.close()
    except (OSError, SMTPException) as error:
        raise MailDown from error


def _send(row: SignUp | ContactLink, letter: EmailMessage) -> None:
    """Outside any transaction. What could not be sent does not count against the limits."""
    try:
        letter.send()
    except (OSError, SMTPException) as error:
        row.delete()
        raise MailDown from error
