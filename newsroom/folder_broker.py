"""The embedded broker: kombu's messages in a folder, written so that nobody reads half of one.

kombu 5 opens a message file under its final name, then locks it, then writes; its reader does not ask
for the lock. A worker that looks in between finds an empty file and ends over it (seen 2026-11-23).
"""

import fcntl
import logging
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """As kombu's, but a message and a table appear whole or not at all."""

    def _put(self, queue: str, payload: Any, **_kwargs: Any) -> None:  # type: ignore[override]  # kombu's own differ too
        name = f"{time.monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}"
        draft = Path(self.data_folder_out, f"{name}.draft")
        draft.write_text(dumps(payload), "utf-8")
        draft.rename(draft.with_suffix(".msg"))

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        try:
            return super()._get(queue)
        except ValueError:
            # What a power cut left behind: the reader has removed it, and the rows know what is due.
            logger.warning("an unreadable message in %s was dropped", queue)
            raise Empty from None

    def get_table(self, exchange: str) -> Any:
        with self._one_at_a_time():
            return super().get_table(exchange)

    def _queue_bind(self, *arguments: Any) -> None:
        with self._one_at_a_time():
            super()._queue_bind(*arguments)

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        """A new table is empty for a moment too; the lock beside the tables covers that moment."""
        with Path(self.control_folder, "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class Transport(filesystem.Transport):
    Channel = Channel
