"""Take in one returned message from the mail server: a pipe of Postfix, an alias of Exim or Sendmail."""

import logging
import os
import sys
from typing import Any, Final

from django.core.management.base import BaseCommand

from press.actions import returns
from press.enums import Door
from press.returns.anatomy import MAX_BYTES

logger = logging.getLogger(__name__)

CHUNK: Final = 1_000_000


class Command(BaseCommand):
    help = "Nimmt einen Rückläufer von der Standardeingabe auf (docs/operations/returns.md)."
    # A mail server waits for the answer; what is wrong with the settings is told at start of the worker.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Leaves with a code of sysexits.h: whatever stops us is passing (75), so that the mail server keeps the
        message and tries again; any other failure would make it throw the message away."""
        raw = sys.stdin.buffer.read(MAX_BYTES)
        while sys.stdin.buffer.read(CHUNK):
            pass  # read to the end, or the mail server takes the closed pipe for a failure
        if not raw.strip():
            return
        try:
            row = returns.take(raw=raw, door=Door.PIPE)
        except Exception:
            logger.exception("a returned message could not be taken in; the mail server keeps it")
            sys.exit(os.EX_TEMPFAIL)
        self.stdout.write(str(row))
