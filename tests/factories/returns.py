"""What came back after mailings, and contacts it silenced."""

import uuid
from datetime import timedelta

from django.utils import timezone

from press import returnpath
from press.actions import lists, returns, suspensions
from press.enums import Door, RecipientState, Suspended
from press.models import Contact, Mailing, PressRelease, Recipient, Return
from tests.factories import channels
from tests.press.returns.kit import plain, report


def contact(name: str = "anna") -> Contact:
    """A journalist with an address of this name."""
    address = f"{name}@zeitung.example"
    return Contact.objects.filter(email=address).first() or lists.add_contact(
        name=name.title(), email=address, outlet="Zeitung", by=None
    )


def mailed(to: Contact, *, days: float = 1) -> Recipient:
    """The mail of a release that left so many days ago."""
    at = timezone.now() - timedelta(days=days)
    serial = PressRelease.objects.count() + 1
    release = PressRelease.objects.create(
        number=f"2026-01-01/{serial:02d}", day="2026-01-01", serial=serial, fingerprint=uuid.uuid4().hex
    )
    account = channels.press_account(readers=(), name=f"Verteiler {serial}")
    mailing = Mailing.objects.create(
        delivery_key=uuid.uuid4(), release=release, list=account.distribution_list, started_at=at
    )
    return Recipient.objects.create(
        mailing=mailing, contact=to, email=to.email, message_id=f"<{uuid.uuid4()}@stadt.example>",
        state=RecipientState.SENT, sent_at=at,
    )  # fmt: skip


def under_way() -> Mailing:
    """A mailing of which one mail has left and one waits."""
    row = mailed(contact("anna"))
    waiting = contact("bert")
    Recipient.objects.create(mailing=row.mailing, contact=waiting, email=waiting.email, turn=2, message_id="<b@x>")
    return row.mailing


def bounced(row: Recipient, *, status: str = "5.1.1", words: str = "550 5.1.1 user unknown") -> Return:
    """That mail, come back; needs a RETURN_PATH with a token, or goes by the Message-ID."""
    original = f"Message-ID: {row.message_id}\nReturn-Path: <{returnpath.address(row)}>\n\nText".encode()
    raw = report(status=status, diagnostic=f"{words} ({uuid.uuid4()})", to=row.email, original=original)
    return returns.take(raw=raw, door=Door.MAILBOX)


def open_return() -> Return:
    """An answer of a person, which waits for the press office."""
    contact()
    return returns.take(raw=plain(f"Wann beginnt es? {uuid.uuid4()}", subject="Rückfrage"), door=Door.MAILBOX)


def suspended(name: str = "anna") -> Contact:
    """A contact that gets no mail, with the return that was the reason."""
    found = bounced(mailed(contact(name)))
    return suspensions.suspend(contact=contact(name), why=Suspended.BOUNCES, evidence=[found], by=None)
