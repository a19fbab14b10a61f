"""Take in one returned message from the mail server: a pipe of Postfix, an alias of Exim or Sendmail."""

import logging
import os
import sys
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from press.actions import returns
from press.adapter import relay
from press.enums import FOR_A_PERSON, Door
from press.models import Return
from press.returns.anatomy import MAX_BYTES
from press.returns.forwarding import MAX_WHOLE, has_been_round, resend
from press.smtp import Connection

logger = logging.getLogger(__name__)

CHUNK: Final = 1_000_000


class Command(BaseCommand):
    help = "Nimmt einen Rückläufer von der Standardeingabe auf (docs/operations/returns.md)."
    # A mail server waits for the answer; what is wrong with the settings is told at start of the worker.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Leaves with a code of sysexits.h: whatever stops us is passing (75), so that the mail server keeps the
        message and tries again; any other failure would make it throw the message away."""
        raw, whole = _read()
        if not raw.strip():
            return
        try:
            row = returns.take(raw=raw[:MAX_BYTES], door=Door.PIPE)
            if whole and _is_for_the_office(row, raw):
                _hand_on(row, raw)
        except Exception:
            logger.exception("a returned message could not be taken in; the mail server keeps it")
            sys.exit(os.EX_TEMPFAIL)
        self.stdout.write(str(row))


def _read() -> tuple[bytes, bool]:
    """The message as far as we keep it, and whether that is all. The pipe is read to its end, or the mail server
    takes the closed pipe for a failure."""
    limit = MAX_WHOLE if settings.RETURNS_FORWARD_TO else MAX_BYTES
    raw = sys.stdin.buffer.read(limit)
    more = 0
    while chunk := sys.stdin.buffer.read(CHUNK):
        more += len(chunk)
    return raw, not more


def _is_for_the_office(row: Return, raw: bytes) -> bool:
    wanted = bool(settings.RETURNS_FORWARD_TO) and row.open and row.kind in FOR_A_PERSON
    return wanted and row.forwarded_at is None and not has_been_round(raw)


def _hand_on(row: Return, raw: bytes) -> None:
    """Not noted before it is sent: rather twice than never."""
    with Connection(relay()) as connection:
        resend(raw, to=settings.RETURNS_FORWARD_TO, at=timezone.localtime(), connection=connection)
    returns.forwarded(row=row, to=settings.RETURNS_FORWARD_TO)
