"""When an address has bounced often enough to stop writing to it.

Counted are mailings that came back as hard, since the last sign of life. Signs of life: an automatic or human answer,
and a later mail after which nothing came back although a mail system gives up after five days at the latest
(RFC 5321 section 4.5.4.1). A refusal for policy, a full mailbox and a passing fault are neither.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import F, Max
from django.utils import timezone

from press.enums import SURE, RecipientState, ReturnKind
from press.models import Contact, Recipient, Return

GIVES_UP: Final = timedelta(days=5)
# A full mailbox or a fault for so long, and still going on, is worth a call.
WEEKS: Final = timedelta(days=21)
GOING_ON: Final = timedelta(days=14)
LOOK_BACK: Final = timedelta(days=90)
# More of them would not change the answer, and nobody reads them.
LOOK_AT: Final = 50


def reasons(contact: Contact) -> list[Return]:
    """The returns, one a mailing and the newest first, that are reason enough to suspend; empty as long as they are
    too few or too close together."""
    counted: dict[int | None, Return] = {}
    alive = last_sign_of_life(contact)
    for row in Return.objects.against(contact).order_by("-mailed_at", "-pk")[:LOOK_AT]:
        if alive is None or row.mailed_at > alive:
            counted.setdefault(row.mailing_id, row)
    found = list(counted.values())
    if len(found) < settings.RETURNS_HARD_LIMIT:
        return []
    spread = found[0].mailed_at - found[-1].mailed_at
    return found if spread >= timedelta(days=settings.RETURNS_HARD_DAYS) else []


@dataclass(frozen=True, slots=True)
class Faint:
    """A contact whose mails have not arrived for weeks, though nothing speaks against the address."""

    contact: Contact
    since: datetime
    count: int


def faint(now: datetime) -> list[Faint]:
    """Who has had a full mailbox or a fault for three weeks, longest first; two queries whatever their number."""
    kinds = (ReturnKind.SOFT, ReturnKind.FULL)
    failed = Return.objects.filter(kind__in=kinds, evidence__in=SURE, email=F("contact__email"))
    recent = failed.filter(mailed_at__gt=now - LOOK_BACK, contact__suspended_at=None, contact__active=True)
    kept = Recipient.objects.filter(state=RecipientState.SENT, returns=None, sent_at__lt=now - GIVES_UP)
    kept = kept.filter(contact__in=recent.values("contact"), email=F("contact__email"), sent_at__gt=now - LOOK_BACK)
    alive = dict(kept.order_by().values("contact_id").annotate(last=Max("sent_at")).values_list("contact_id", "last"))
    times: dict[Contact, list[datetime]] = {}
    for row in recent.select_related("contact__outlet").defer("raw").order_by("mailed_at"):
        if row.contact and row.mailed_at > alive.get(row.contact.pk, row.mailed_at - WEEKS):
            times.setdefault(row.contact, []).append(row.mailed_at)
    return [
        Faint(contact, at[0], len(at))
        for contact, at in times.items()
        if at[-1] - at[0] >= WEEKS and at[-1] > now - GOING_ON
    ]


def last_sign_of_life(contact: Contact) -> datetime | None:
    """When we last knew that mail reaches somebody at the address this contact has now."""
    answered = Return.objects.alive(contact).order_by("-mailed_at").values_list("mailed_at", flat=True).first()
    kept = (
        Recipient.objects.filter(contact=contact, email=contact.email, state=RecipientState.SENT, returns=None)
        .filter(sent_at__lt=timezone.now() - GIVES_UP)
        .order_by("-sent_at")
        .values_list("sent_at", flat=True)
        .first()
    )
    return max((each for each in (answered, kept) if each), default=None)
