"""The mail to the owner of an account that was paused: what happened, what it means, how to mend it."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from channels_publish.actions import accounts
from channels_publish.connecting import platform_of
from channels_publish.enums import Kind, State
from channels_publish.models import Account, Delivery
from newsroom.templatetags.desk import counted
from people.models import User
from people.roles import Permission

logger = logging.getLogger(__name__)

TEXT = """Guten Tag,

das Konto „{account}“ wurde am {since} angehalten.

Was passiert ist: {reason}

Was das heißt: {meaning}

So beheben Sie es:
{steps}

{address}

Diese Nachricht kommt einmal je Störung vom Newsroom der {office}.
"""
OPEN = "Öffnen Sie die Seite des Kontos unter der Adresse unten."


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for an account: how many deliveries, and for when the first of them was planned."""

    count: int = 0
    first: datetime | None = None


def tell_owners() -> None:
    """Write about each pause nobody was told of yet; a mail server that is down is asked again later."""
    for account in Account.objects.untold().select_related("owner"):
        if accounts.take_telling(account=account):
            _tell(account)


def waiting(accounts_shown: Iterable[Account]) -> dict[int, Waiting]:
    """What goes out as soon as these accounts work, by account; one for which nothing waits is left out."""
    rows = Delivery.objects.filter(account__in=list(accounts_shown), state__in=[State.DUE, State.ACCOUNT])
    found = rows.order_by().values_list("account_id").annotate(Count("pk"), Min("slot"))
    return {account: Waiting(count, first) for account, count, first in found}


def recipients(account: Account) -> list[str]:
    """The owner's address, else those of everybody who may mend accounts."""
    owner = account.owner
    if owner and owner.is_active and owner.email:
        return [owner.email]
    people = User.objects.filter(is_active=True).exclude(email="").order_by("pk")
    return [person.email for person in people if person.has_perm(Permission.MANAGE_ACCOUNTS)]


def compose(account: Account, to: list[str]) -> EmailMessage:
    """The mail, in plain text: it must be read on any telephone at any hour."""
    text = TEXT.format(
        account=account,
        since=_exactly(account.paused_at),
        reason=account.paused_reason,
        meaning=meaning(account),
        steps="\n".join(f"{number}. {step}" for number, step in enumerate([OPEN, *steps(account)], 1)),
        address=settings.PUBLIC_URL + reverse("desk:account", args=[account.pk]),
        office=f"Stadt {settings.CITY}",
    )
    headers = {"Auto-Submitted": "auto-generated"}
    return EmailMessage(f"Konto angehalten: {account}", text, settings.DEFAULT_FROM_EMAIL, to, headers=headers)


def meaning(account: Account) -> str:
    """What the pause does to what is planned."""
    found = waiting([account]).get(account.pk, Waiting())
    if found.first is None:
        return "Zurzeit ist für dieses Konto nichts geplant. Alle anderen Konten arbeiten weiter."
    planned = counted(found.count, "Auslieferung wartet,Auslieferungen warten")
    return (
        f"{planned}; die nächste ist für den {_exactly(found.first)} vorgesehen. Nichts geht verloren, "
        "aber auf diesem Konto erscheint nichts, bis es wieder in Betrieb ist. Alle anderen Konten arbeiten weiter."
    )


def steps(account: Account) -> list[str]:
    """The way to mend it, for this kind of account."""
    last = "Nehmen Sie das Konto wieder in Betrieb. Was gewartet hat, geht sofort hinaus."
    if platform := platform_of(account.kind):
        return [
            f"Wählen Sie „Neu verbinden“ und erlauben Sie den Zugriff bei {platform.label}; "
            "das darf die Administration. Liegt es nicht am Zugang, folgen Sie dem Satz oben.",
            last,
        ]
    if account.kind == Kind.PRESS:
        return ["Prüfen Sie unter „Stammdaten“ den Presseverteiler und die Angaben zum Mailserver.", last]
    return [
        "Prüfen Sie in TYPO3 die Reaktion: Ist sie eingeschaltet, stimmt ihr Geheimnis?",
        "Tragen Sie unter „Stammdaten, Konten“ die Kennung und das Geheimnis neu ein.",
        last,
    ]


def _exactly(moment: datetime | None) -> str:
    """Day and time: „heute“ would be wrong for who reads the mail tomorrow."""
    return f"{timezone.localtime(moment):%d.%m.%Y, %H:%M} Uhr" if moment else ""


def _tell(account: Account) -> None:
    to = recipients(account)
    if not to:
        logger.error("%s is paused and nobody can be told: no address of an owner or administrator", account)
    try:
        if to:
            compose(account, to).send()
    except (OSError, SMTPException) as error:
        logger.warning("%s: the owner could not be told (%s); tried again", account, type(error).__name__)
        accounts.not_told(account=account)
    else:
        accounts.told(account=account, to=to)
