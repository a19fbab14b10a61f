"""The books of one run at one mailing: rows claimed and settled many at a time, each mail's start in the journal."""

import uuid
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F, Field
from django.utils import timezone

from press import journal, returnpath, unsubscribing
from press.crew import Job
from press.enums import UNSENT, Halt, RecipientState
from press.frame import Frame, Personal
from press.models import Contact, Mailing, Recipient
from press.pacing import Pace
from press.smtp import Answer

BROKE_OFF: Final = "Der Versand brach ab, während diese Mail übergeben wurde."
# Rows looked at for one that its provider's pace allows.
WINDOW: Final = 4


class Superseded(RuntimeError):
    """Another run took this mailing over; this one stops before its next mail."""


class Halted(RuntimeError):
    """A person paused or stopped the mailing; what has not left stays here."""


@transaction.atomic
def take_over(mailing: Mailing) -> uuid.UUID:
    """Make this run the only one that may claim rows, and settle what a silent one left behind."""
    run = uuid.uuid4()
    Mailing.objects.filter(pk=mailing.pk).update(run=run, ended_at=None)
    Mailing.objects.filter(pk=mailing.pk, started_at=None).update(started_at=timezone.now())
    left = Recipient.objects.filter(mailing=mailing).abandoned_by(run)
    for old in left.order_by().values_list("run", flat=True).distinct():
        traces = journal.read(old)
        if old is not None:
            transaction.on_commit(partial(journal.forget, old))
        rows = left.filter(run=old)
        if traces is None:
            rows.update(state=RecipientState.UNKNOWN, smtp_text=BROKE_OFF)
            continue
        for number, trace in traces.items():
            answer = trace.answer or Answer(RecipientState.UNKNOWN, text=BROKE_OFF)
            rows.filter(pk=number).update(**_outcome(answer, trace.begun, trace.ended))
        rows.filter(state=RecipientState.SENDING).update(state=RecipientState.PENDING, tries=F("tries") - 1)
    return run


class Books:
    """``confirm`` is the engine's last look. Claims, looks and writes from one thread; begins and notes from any."""

    def __init__(
        self, mailing: Mailing, run: uuid.UUID, frame: Frame, confirm: Callable[[], None], pace: Pace
    ) -> None:
        self._mailing, self._run, self._frame, self._pace = mailing, run, frame, pace
        self._confirm = confirm
        self._journal = journal.Journal(run)
        self._begun: dict[int, float] = {}
        self._answers: deque[tuple[int, Answer, float, float]] = deque()

    @transaction.atomic
    def claim(self, room: int) -> list[Job]:
        """Take the next rows in hand, durably, before the first of their texts leaves the house."""
        self._is_ours()
        picked = self._pick(RecipientState.PENDING, room)
        if len(picked) < room:
            picked += self._pick(RecipientState.LATER, room - len(picked))
        taken = Recipient.objects.filter(pk__in=[row.pk for row in picked], state__in=UNSENT)
        if taken.update(state=RecipientState.SENDING, run=self._run, tries=F("tries") + 1) != len(picked):
            raise Superseded(f"mailing {self._mailing.pk}: a row was taken over")
        return [self._job(row) for row in picked]

    def _pick(self, state: RecipientState, room: int) -> list[Recipient]:
        """The next in order (read from the index, one state at a time) that their provider's pace allows. Whoever
        was turned away in this very run is not asked again at once."""
        rows = Recipient.objects.filter(mailing=self._mailing, state=state).order_by("turn")
        if state == RecipientState.LATER:
            rows = rows.exclude(run=self._run, run__isnull=False)
        for domain in self._pace.closed():
            rows = rows.exclude(email__iendswith=f"@{domain}")
        found = rows.only("pk", "email", "contact_id", "mailing_id")[: room * WINDOW]
        return list(islice((row for row in found.iterator(chunk_size=room) if self._pace.allows(row.email)), room))

    def look(self) -> None:
        """Raises Superseded, Halted, and whatever the engine raises when the delivery is not ours any more."""
        self._is_ours(lock=False)
        self._confirm()

    def begin(self, job: Job) -> None:
        self._begun[job.row.pk] = self._journal.begin(job.row.pk)

    def drop(self, job: Job) -> None:
        self._begun.pop(job.row.pk, None)
        self._journal.drop(job.row.pk)

    def note(self, job: Job, answer: Answer) -> None:
        ended = self._journal.answer(job.row.pk, answer)
        self._pace.heard(job.row.email, answer)
        self._answers.append((job.row.pk, answer, self._begun.pop(job.row.pk, ended), ended))

    def write(self) -> None:
        """Write the answers down. A run that took over may have called a row unknown meanwhile; we know better."""
        ready = [self._answers.popleft() for _ in range(len(self._answers))]
        if not ready:
            return
        lines = [(number, _outcome(answer, begun, ended)) for number, answer, begun, ended in ready]
        fields = [_column(name) for name in lines[0][1]]
        own = _column("run").get_db_prep_save(self._run, connection)
        rows = [
            [*(field.get_db_prep_save(out[field.name], connection) for field in fields), number, own]
            for number, out in lines
        ]
        sets = ", ".join(f"{connection.ops.quote_name(str(field.column))} = %s" for field in fields)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE press_recipient SET {sets} WHERE id = %s AND run = %s AND state IN ('sending', 'unknown')",  # noqa: S608 (names of our own columns)
                rows,
            )

    @property
    def wait(self) -> float:
        """Seconds until a provider that is full takes mail again, 0 if nobody waits for one."""
        return self._pace.opens_in()

    def close(self, *, trouble: Exception | None) -> None:
        """Give back what was claimed and never left. A ``trouble`` of the house itself waits as if nothing was."""
        self.write()
        mine = Recipient.objects.filter(mailing=self._mailing, run=self._run, state=RecipientState.SENDING)
        mine.exclude(pk__in=list(self._begun)).update(state=RecipientState.PENDING, tries=F("tries") - 1)
        if self._begun:
            mine.update(state=RecipientState.UNKNOWN, smtp_text=str(trouble or BROKE_OFF)[:500])
        self._journal.close()

    def _is_ours(self, *, lock: bool = True) -> None:
        rows = Mailing.objects.select_for_update() if lock else Mailing.objects
        now = rows.filter(pk=self._mailing.pk).values_list("run", "halt").first()
        if now is None or now[0] != self._run:
            raise Superseded(f"mailing {self._mailing.pk} was taken over")
        if now[1] != Halt.NONE:
            raise Halted(now[1])

    def _job(self, row: Recipient) -> Job:
        row.mailing = self._mailing
        leave = ""
        if row.contact_id:
            contact = Contact(pk=row.contact_id)
            leave = unsubscribing.unsubscribe_address(contact=contact, from_list=self._mailing.list)
        personal = Personal(row.email, self._mailing.delivery_key, leave)
        return Job(row, returnpath.address(row), lambda: self._frame.address(personal))


def _column(name: str) -> "Field[Any, Any]":
    field = Recipient._meta.get_field(name)
    assert isinstance(field, Field), "a row's own columns are fields"
    return field


def _outcome(answer: Answer, begun: float, ended: float) -> dict[str, Any]:
    sent = answer.state == RecipientState.SENT
    return {
        "state": answer.state,
        "smtp_code": answer.code,
        "smtp_text": answer.text,
        "begun_at": datetime.fromtimestamp(begun, UTC),
        "sent_at": datetime.fromtimestamp(ended or begun, UTC) if sent else None,
    }
