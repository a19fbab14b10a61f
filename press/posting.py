"""One plain mail to one person, over the house's mail server, with an answer that says what became of it."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.utils import timezone

from press.adapter import relay
from press.enums import RecipientState
from press.mail import ENCODING
from press.smtp import Answer, Connection, LoginRefused, RelayDown


def letter(*, to: str, subject: str, text: str, name: str, automatic: bool) -> EmailMessage:
    """A mail in plain text. ``name`` is the left half of its Message-ID: the same letter has the same one, so that
    a mail system can drop a second copy. ``automatic`` keeps absence notes from answering it (RFC 3834)."""
    sender, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(sender, addr_spec=address)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(timezone.localtime())
    message["Message-ID"] = message_id(name)
    if automatic:
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message.set_content(text, cte=ENCODING)
    message["Content-Language"] = "de"
    return message


def message_id(name: str) -> str:
    """``name`` at the domain of the press office."""
    return f"<{name}@{_address().rpartition('@')[2]}>"


def hand_over(message: EmailMessage) -> Answer:
    """Give the mail to the mail server. Must run outside a transaction: the server may take its time."""
    recipient = message["To"].addresses[0].addr_spec
    try:
        with Connection(relay()) as connection:
            return connection.send(message, sender=_address(), recipient=recipient)
    except (RelayDown, LoginRefused) as error:
        return Answer(RecipientState.LATER, text=str(error))


def _address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
