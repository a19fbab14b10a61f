"""The delivery engine of one worker process: claims what is due and calls platforms from threads.

A clock thread sleeps until the next due row, a bell (a Celery task) wakes it earlier. Losing the
bell delays by at most the clock's longest sleep; losing the process leaves leases that run out.
"""

import logging
import os
import socket
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import Self

from django.db import connection
from django.utils import timezone

from channels_publish import sending
from channels_publish.actions import deliveries, readbacks, workers
from channels_publish.actions.fencing import Claim, lease
from channels_publish.errors import StaleClaim
from channels_publish.models import Delivery

logger = logging.getLogger(__name__)

THREADS = 8
LONGEST_SLEEP = 1.0
BEAT_EVERY, RECONCILE_EVERY = 2.0, 1.0
RENEWALS_A_LEASE = 6


class Engine:
    """Start it, ring it, stop it. One per process; any number of processes may run."""

    def __init__(self, *, threads: int = THREADS) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{id(self):x}"
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="deliver")
        self._bell, self._stopping = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._flying: dict[Claim, Future[None]] = {}
        self._last: dict[str, float] = {}
        self._clock = threading.Thread(target=self._run, name="delivery-clock", daemon=True)

    def start(self) -> Self:
        self._clock.start()
        return self

    def ring(self) -> None:
        """Something may be due: look now."""
        self._bell.set()

    def stop(self) -> None:
        """Finish the calls under way, claim nothing new."""
        self._stopping.set()
        self._bell.set()
        self._clock.join()
        self._pool.shutdown(wait=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._bell.clear()
            try:
                self._tick()
                pause = self._pause()
            except Exception:
                # A clock that stopped would stop every delivery of this process.
                logger.exception("the clock stumbled, most likely over the database; it goes on")
                connection.close()
                pause = LONGEST_SLEEP
            self._bell.wait(pause)
        workers.leave(name=self.name)
        connection.close()

    def _tick(self) -> None:
        if self._time_for("beat", BEAT_EVERY):
            workers.beat(name=self.name)
        if self._time_for("renew", lease().total_seconds() / RENEWALS_A_LEASE):
            deliveries.renew(claims=self._in_flight())
        if self._time_for("reconcile", RECONCILE_EVERY):
            deliveries.expire_leases()
            self._submit(sending.reconcile, readbacks.claim_unknown(limit=self._free()))
        self._submit(sending.send, deliveries.claim_due(worker=self.name, limit=self._free()))

    def _submit(self, work: "sending.Work", claims: list[Claim]) -> None:
        for claim in claims:
            future = self._pool.submit(self._guarded, work, claim)
            with self._lock:
                self._flying[claim] = future
            future.add_done_callback(partial(self._landed, claim))

    def _guarded(self, work: "sending.Work", claim: Claim) -> None:
        try:
            work(claim)
        except StaleClaim:
            logger.warning("delivery %s: the claim was lost; another hand decides", claim.delivery_id)
        except Exception:
            logger.exception("delivery %s: left to its lease", claim.delivery_id)
        finally:
            connection.close()

    def _landed(self, claim: Claim, _done: Future[None]) -> None:
        with self._lock:
            self._flying.pop(claim, None)
        self._bell.set()

    def _in_flight(self) -> list[Claim]:
        with self._lock:
            return list(self._flying)

    def _free(self) -> int:
        return max(0, self._threads - len(self._in_flight()))

    def _pause(self) -> float:
        """Seconds until the next row is due, at most the longest sleep."""
        if not self._free():
            return LONGEST_SLEEP
        next_due = Delivery.objects.next_due()
        if next_due is None:
            return LONGEST_SLEEP
        return min(LONGEST_SLEEP, max(0.0, (next_due - timezone.now()).total_seconds()))

    def _time_for(self, name: str, every: float) -> bool:
        now = time.monotonic()
        if now - self._last.get(name, -every) < every:
            return False
        self._last[name] = now
        return True


_current: Engine | None = None
_current_lock = threading.Lock()


def current() -> Engine:
    """This process's engine, started at first use."""
    global _current  # noqa: PLW0603 (one engine a process is the point)
    with _current_lock:
        if _current is None:
            _current = Engine().start()
        return _current


def stop_current() -> None:
    """Let the process's engine finish, if there is one."""
    global _current
    with _current_lock:
        engine, _current = _current, None
    if engine:
        engine.stop()
