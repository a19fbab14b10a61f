"""Whose mail a return belongs to, and by what we know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from press.enums import Evidence, ReturnKind
from press.models import Contact, Recipient
from press.returns.reading import Finding

# They come from a person or a mailbox, so their sender is whom they are about.
_FROM_THEMSELVES = (ReturnKind.AUTO, ReturnKind.ANSWER, ReturnKind.UNSUBSCRIBE)


@dataclass(frozen=True, slots=True)
class Match:
    """``email`` is the address of our mail; ``contact`` who had it then, if the contact is still there."""

    evidence: Evidence
    recipient: Recipient | None = None
    contact: Contact | None = None
    email: str = ""

    def mailed_at(self, otherwise: datetime) -> datetime:
        """When the mail in question left, or was refused."""
        row = self.recipient
        return (row and (row.sent_at or row.mailing.started_at)) or otherwise


def match(found: Finding) -> Match:
    """By the token of the return path, else by a Message-ID of ours, else only by the address that is named."""
    rows = Recipient.objects.select_related("contact", "mailing")
    if found.token and (row := rows.filter(pk=found.token).first()):
        return of(row, Evidence.TOKEN)
    if found.message_ids and (row := rows.filter(message_id__in=found.message_ids).order_by("-pk").first()):
        return of(row, Evidence.MESSAGE_ID)
    return _by_address([found.sender] if found.kind in _FROM_THEMSELVES else [found.address])


def of(row: Recipient, evidence: Evidence) -> Match:
    """The match with this very mail."""
    return Match(evidence, row, row.contact, row.email)


def _by_address(addresses: Iterable[str]) -> Match:
    wanted = [each for each in addresses if each]
    if row := Recipient.objects.select_related("contact", "mailing").filter(email__in=wanted).order_by("-pk").first():
        return of(row, Evidence.ADDRESS)
    if contact := Contact.objects.filter(email__in=wanted).first():
        return Match(Evidence.ADDRESS, contact=contact, email=contact.email)
    return Match(Evidence.NONE)
