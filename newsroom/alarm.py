"""The mail to the Chef vom Dienst: one digest of what came up since the last one, each with a link to the very item.

The alarms are claimed before the mail server is called and marked only after it took the mail. A process that
dies between the two leaves a lease that runs out, so a mail comes at most once too often and never too rarely.
"""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.utils import timezone

from channels_publish import alarms
from channels_publish.actions import alarms as actions
from channels_publish.models import Alarm
from newsroom.alarmtext import body, subject
from people.models import User
from people.roles import Role
from press.adapter import relay
from press.enums import RecipientState
from press.smtp import Answer, Connection, LoginRefused, RelayDown

logger = logging.getLogger(__name__)

MOST = 500


def tell(*, now: datetime | None = None) -> int:
    """Bring the alarms up to date and mail what nobody was told yet; how many were told.

    A mail server that does not take the mail is asked again a minute later; meanwhile every page says so.
    """
    now = now or timezone.now()
    actions.refresh(now=now)
    claimed = actions.claim_untold(limit=MOST, now=now)
    if not claimed:
        return 0
    reached: list[str] = []
    try:
        reached = _send(claimed, on_duty(), now)
    finally:
        if reached:
            actions.mark_mailed(alarms=claimed, to=reached)
        else:
            actions.give_back(alarms=claimed)
    return len(claimed) if reached else 0


def on_duty() -> list[User]:
    """Everybody who is Chef vom Dienst and has an address."""
    reachable = User.objects.filter(is_active=True).exclude(email="").order_by("pk")
    return [user for user in reachable if user.has_role(Role.CVD)]


def _send(claimed: Sequence[Alarm], people: Sequence[User], now: datetime) -> list[str]:
    """The addresses the mail server accepted; one mail a person, so that one bad address stops no other."""
    if not people:
        logger.error("%d alarms, and no Chef vom Dienst has an e-mail address", len(claimed))
        return []
    told = subject(claimed), body(claimed, working=alarms.working(now))
    reached = []
    with Connection(relay()) as connection:
        for user in people:
            answer = _hand_over(connection, _mail(user, *told, claimed, now), user.email)
            if answer.state == RecipientState.SENT:
                reached.append(user.email)
            else:
                logger.error("alarm mail to %s: %s %s", user.email, answer.state, answer.text)
    return reached


def _hand_over(connection: Connection, message: EmailMessage, recipient: str) -> Answer:
    try:
        return connection.send(message, sender=_sender(), recipient=recipient)
    except (RelayDown, LoginRefused) as error:
        return Answer(RecipientState.LATER, text=str(error))


def _mail(user: User, subject: str, text: str, claimed: Sequence[Alarm], now: datetime) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    sender = _sender()
    message["From"] = Address("Newsroom", addr_spec=sender)
    message["To"] = Address(str(user), addr_spec=user.email)
    message["Subject"] = subject
    message["Date"] = format_datetime(timezone.localtime(now))
    # The same for the same alarms: a mail that comes once too often can be recognised as such.
    about = ",".join(str(alarm.pk) for alarm in claimed)
    name = hashlib.sha256(f"{about}|{user.pk}".encode()).hexdigest()[:24]
    message["Message-ID"] = f"<alarm-{name}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte="quoted-printable")
    return message


def _sender() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
