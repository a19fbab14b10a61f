"""Handing on what a person wrote, as it came: whoever gets it answers it like any mail."""

import re
from datetime import datetime
from email.utils import format_datetime, parseaddr
from typing import Final

from django.conf import settings

from press.smtp import Connection

# A larger one is not held in memory; it stays on its page with its text.
MAX_WHOLE: Final = 30_000_000
_MARK: Final = "X-Newsroom-Forwarded"


def has_been_round(raw: bytes) -> bool:
    """Whether this very newsroom handed it on before: the address we hand on to leads back to us."""
    head = raw.partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]
    return f"{_MARK}: {settings.INSTANCE}".lower().encode() in head.lower()


def resend(raw: bytes, *, to: str, at: datetime, connection: Connection) -> None:
    """By RFC 5322 section 3.6.6, from the empty return path, so that a failure comes back to nobody.

    Raises RelayDown, LoginRefused, OSError and smtplib.SMTPException.
    """
    if raw.startswith(b"From "):  # a mailbox line some pipes put on top
        raw = raw.partition(b"\n")[2]
    head = (
        f"{_MARK}: {settings.INSTANCE}\r\n"
        f"Resent-From: {parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}\r\n"
        f"Resent-To: {to}\r\nResent-Date: {format_datetime(at)}\r\n"
    )
    lines = re.sub(rb"\r?\n", b"\r\n", raw)  # a pipe ends lines as the system does
    connection.open().sendmail("", [to], head.encode("ascii", "replace") + lines)
