"""Several connections at one mailing. Threads do the talking; one hand keeps the books."""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from press.enums import RecipientState
from press.models import Recipient
from press.smtp import Answer, Connection, LoginRefused, RelayDown

TICK: Final = 0.01
# Seconds a thread may sleep between an answer to its look and its text; far below the lease of a delivery.
LONGEST_DOZE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Job:
    """One mail to hand over; ``build`` makes its bytes."""

    row: Recipient
    sender: str
    build: Callable[[], bytes]


class Books(Protocol):
    """Who claims rows, looks whether they may leave, and writes down what became of them; in one thread."""

    def claim(self, room: int) -> list[Job]: ...

    def look(self) -> None: ...

    def begin(self, job: Job) -> None: ...

    def drop(self, job: Job) -> None: ...

    def note(self, job: Job, answer: Answer) -> None: ...

    def write(self) -> None: ...

    @property
    def wait(self) -> float: ...


def alone(connection: Connection, books: Books, room: int) -> None:
    """One connection, in this thread, with a look before each text."""
    while jobs := _claimed(books, room):
        for job, after in zip(jobs, [*jobs[1:], None], strict=True):
            following = (after.sender, after.row.email) if after else None
            try:
                books.note(job, _hand_over(connection, job, books, books.look, following))
            except (RelayDown, LoginRefused) as error:
                books.note(job, Answer(RecipientState.LATER, text=str(error)))
                raise
            books.write()


def together(connections: Sequence[Connection], books: Books, *, room: int, fresh: float) -> None:
    """All connections at once. A look holds good for ``fresh`` seconds; a frozen process looks anew on waking.

    Raises what the first trouble was, after the mails on the wire have come to their end.
    """
    crew, most = _Crew(connections, books, fresh), room * len(connections)
    with crew:
        while crew.goes_on():
            crew.look()
            if crew.waiting <= most // 2:
                crew.add(_claimed(books, most - crew.waiting, patient=not crew.busy))
            books.write()
            crew.wake.wait(TICK)
            crew.wake.clear()
    books.write()
    if crew.trouble:
        raise crew.trouble


def _claimed(books: Books, room: int, *, patient: bool = True) -> list[Job]:
    """The next rows. Where a provider's minute is full and nothing else is left, wait for the next minute."""
    jobs = books.claim(room)
    while not jobs and patient and books.wait > 0:
        time.sleep(min(books.wait, 0.5))
        books.look()
        jobs = books.claim(room)
    return jobs


def _hand_over(
    connection: Connection, job: Job, books: Books, leave: Callable[[], None], following: tuple[str, str] | None
) -> Answer:
    def confirm() -> None:
        # Noted first: whoever takes over must find it in doubt, should we fall asleep behind the look.
        books.begin(job)
        try:
            leave()
        except BaseException:
            books.drop(job)
            raise

    return connection.send(
        job.build(), sender=job.sender, recipient=job.row.email, confirm=confirm, following=following
    )


class _Crew:
    def __init__(self, connections: Sequence[Connection], books: Books, fresh: float) -> None:
        self.wake = threading.Event()
        self.trouble: Exception | None = None
        self._books, self._fresh = books, fresh
        self._jobs: deque[Job] = deque()
        self._change = threading.Condition()
        self._looked, self._ended, self._over, self._flying = 0.0, 0.0, False, 0
        self._threads = [
            threading.Thread(target=self._work, args=(each,), name=f"press-mail-{number}", daemon=True)
            for number, each in enumerate(connections)
        ]

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_error: object) -> None:
        with self._change:
            self._over = True
            self._jobs.clear()
            self._change.notify_all()
        for thread in self._threads:
            thread.join()

    @property
    def waiting(self) -> int:
        return len(self._jobs)

    @property
    def busy(self) -> bool:
        with self._change:
            return bool(self._jobs or self._flying)

    def goes_on(self) -> bool:
        """Until there is trouble, or nothing is left to claim and nothing under way."""
        return self.trouble is None and (self._looked == 0.0 or self.busy or self._more)

    _more = True

    def add(self, jobs: list[Job]) -> None:
        self._more = bool(jobs)
        with self._change:
            self._jobs.extend(jobs)
            self._change.notify_all()

    def look(self) -> None:
        """Renew the leave for all, well before it runs out."""
        if time.monotonic() - self._looked < self._fresh / 2:
            return
        now = time.monotonic()
        try:
            self._books.look()
        except Exception as error:  # noqa: BLE001 (raised again once the threads are home)
            self._fail(error)
            return
        with self._change:
            self._looked, self._ended = now, time.monotonic()
            self._change.notify_all()

    def _leave(self) -> None:
        """Wait for a look that is fresh; raises Called where the mailing came to its end instead."""
        asked = time.monotonic()
        while True:
            with self._change:
                if self.trouble:
                    raise Called
                # On a slow database a look may take longer than it is fresh: then one begun after we asked will do.
                answered = self._looked >= asked and time.monotonic() - self._ended <= LONGEST_DOZE
                if answered or time.monotonic() - self._looked <= self._fresh:
                    return
                self.wake.set()
                self._change.wait(self._fresh)

    def _fail(self, error: Exception) -> None:
        with self._change:
            self.trouble = self.trouble or error
            self._jobs.clear()
            self._change.notify_all()
        self.wake.set()

    def _next(self, *, wait: bool) -> Job | None:
        with self._change:
            while wait and not self._jobs and not self._over and not self.trouble:
                self._change.wait()
            if not self._jobs or self.trouble:
                return None
            self._flying += 1
            return self._jobs.popleft()

    def _landed(self) -> None:
        with self._change:
            self._flying -= 1
            idle = not self._flying
        if idle:
            self.wake.set()

    def _work(self, connection: Connection) -> None:
        with connection:
            job = self._next(wait=True)
            while job is not None:
                after = self._next(wait=False)
                going = self._serve(connection, job, after)
                self._landed()
                if not going and after:
                    self._landed()
                job = (after or self._next(wait=True)) if going else None

    def _serve(self, connection: Connection, job: Job, after: Job | None) -> bool:
        """One mail; whether this connection goes on."""
        following = (after.sender, after.row.email) if after else None
        try:
            self._books.note(job, _hand_over(connection, job, self._books, self._leave, following))
        except Called:
            return False
        except (RelayDown, LoginRefused) as error:
            self._books.note(job, Answer(RecipientState.LATER, text=str(error)))
            self._fail(error)
        except Exception as error:  # noqa: BLE001 (raised again once the threads are home)
            self._fail(error)
        return self.trouble is None


class Called(Exception):
    """The crew is called home before this mail left."""
