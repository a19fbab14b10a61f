"""What the pages of the returns show: which rows, and what each means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from press.enums import SURE, Evidence, ReturnKind, Suspended
from press.models import Contact, Return
from press.models.returns import ReturnQuerySet
from press.returns import messages
from press.returns.anatomy import dissect
from press.returns.messages import Saying

OPEN, COUNTED = "offen", "zaehlt"
STANDS: Final = ((OPEN, "Wartet auf eine Entscheidung"), (COUNTED, "War Grund für eine Aussetzung"))
# So many suspended contacts stand on the page; all of them in the master data.
SILENT: Final = 20
# The words of a message on its page; its attachments are never opened.
SHOWN: Final = 8000


@dataclass(frozen=True, slots=True)
class Row:
    """One return with its meaning; ``sure`` says whether it may count against an address."""

    item: Return
    saying: Saying
    evidence: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Silent:
    """A contact that is suspended, why, and what for."""

    contact: Contact
    why: str
    reasons: list[Return]


def filtered(query: Mapping[str, str]) -> ReturnQuerySet:
    """The filters of the page, newest first; an unknown word shows nothing rather than everything."""
    loaded = Return.objects.select_related("contact__outlet", "mailing__release", "mailing__list", "decided_by")
    found = loaded.defer("raw")
    if kind := query.get("art"):
        found = found.filter(kind=kind)
    if stand := query.get("stand"):
        found = _standing(found, stand)
    if mailing := query.get("aussendung"):
        found = found.filter(mailing_id=int(mailing) if mailing.isdecimal() else 0)
    if words := query.get("suche", "").strip():
        found = found.filter(
            Q(email__icontains=words) | Q(reported__icontains=words) | Q(sender__icontains=words)
            | Q(contact__name__icontains=words) | Q(mailing__release__number__icontains=words)
        )  # fmt: skip
    return found


def rows(items: Iterable[Return]) -> list[Row]:
    return [row(item) for item in items]


def row(item: Return) -> Row:
    evidence = Evidence(item.evidence)
    return Row(item, messages.SAYINGS[ReturnKind(item.kind)], messages.EVIDENCE[evidence], evidence in SURE)


def silent() -> list[Silent]:
    """Who was suspended last, with the returns that were the reason; two queries."""
    contacts = list(Contact.objects.suspended().select_related("outlet")[:SILENT])
    reasons: dict[int | None, list[Return]] = {}
    counted = Return.objects.exclude(counted_at=None).filter(contact__in=contacts).defer("raw")
    for item in counted.select_related("mailing__release"):
        reasons.setdefault(item.contact_id, []).append(item)
    return [
        Silent(
            contact,
            messages.SUSPENDED[Suspended(contact.suspended_for)],
            [item for item in reasons.get(contact.pk, []) if item.counted_at == contact.suspended_at],
        )
        for contact in contacts
    ]


def text(item: Return) -> str:
    """The message's own words, without the mail that came back; empty once they were dropped."""
    return dissect(bytes(item.raw)).text.strip()[:SHOWN] if item.raw else ""


def _standing(found: ReturnQuerySet, stand: str) -> ReturnQuerySet:
    if stand == OPEN:
        return found.open()
    return found.exclude(counted_at=None) if stand == COUNTED else found.none()
