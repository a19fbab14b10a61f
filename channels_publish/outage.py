"""Writing down what is known although the database is away for a moment."""

import logging
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connection

logger = logging.getLogger(__name__)

# Seconds between tries to write an answer down; in all far less than a lease.
PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)


def written(settle: Callable[[], object]) -> None:
    """Write down what is known, and again while the database is away.

    Otherwise a known answer would be left to its lease and then be read back, and a renewed key would be lost. A
    write that did arrive, though its own answer was lost, meets StaleClaim, or a lease that is no longer held.
    """
    for pause in PAUSES:
        try:
            settle()
        except (OperationalError, InterfaceError) as error:
            logger.warning("the database is away (%s); the answer is written in %s s", type(error).__name__, pause)
            connection.close()
            time.sleep(pause)
        else:
            return
    settle()
