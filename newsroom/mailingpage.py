"""What the page of a mailing shows: how far it is, how fast, when it will be done, and who was served when."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max, Min
from django.utils import timezone

from newsroom.templatetags.desk import when
from press.actions import mailings
from press.actions.mailings import Tally
from press.csvfile import guarded
from press.enums import Halt, RecipientState
from press.models import Mailing, Recipient

# The rate is that of the last minute.
RATE_OVER: Final = timedelta(minutes=1)
COLUMNS: Final = ("Platz", "E-Mail-Adresse", "Stand", "Begonnen", "Angenommen", "Versuche", "Antwort des Mailservers")


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a mailing stands. ``rate`` is mails a minute; ``poll`` is seconds until to look again, 0 is never."""

    tally: Tally
    total: int
    done: int
    rate: int
    ends_at: datetime | None
    first: datetime | None
    last: datetime | None
    poll: int

    @property
    def left(self) -> int:
        return self.total - self.done


def progress(mailing: Mailing) -> Progress:
    tally = mailings.tally(mailing)
    total = tally.sent + tally.refused + tally.unsent + tally.sending + tally.unknown + tally.stopped
    done = total - tally.unsent - tally.sending
    now = timezone.now()
    rows = mailing.recipients.order_by()
    rate = rows.filter(sent_at__gt=now - RATE_OVER).count() if tally.unsent else 0
    runs = mailing.halt == Halt.NONE and mailing.ended_at is None
    times = rows.aggregate(first=Min("begun_at"), last=Max("sent_at"))
    return Progress(
        tally=tally, total=total, done=done, rate=rate, first=times["first"], last=times["last"],
        ends_at=now + RATE_OVER * (tally.unsent / rate) if rate and runs else None, poll=1 if runs else 0,
    )  # fmt: skip


def proof(mailing: Mailing) -> Iterator[str]:
    """The proof of equal treatment as CSV, line by line: in the order that chance made, each with its times."""
    facts = progress(mailing)
    yield "\ufeff"
    yield _line("Nachweis der Aussendung", mailing.release.number, str(mailing.list))
    yield _line("Vorbereitet", _stamp(mailing.created_at), "Begonnen", _stamp(mailing.started_at))
    yield _line("Erste Mail begonnen", _stamp(facts.first), "Letzte Mail angenommen", _stamp(facts.last))
    yield _line("Empfänger", facts.total, "Gesendet", facts.tally.sent, "Abgelehnt", facts.tally.refused)
    yield _line("Startwert der Reihenfolge", mailing.seed)
    yield _line(*COLUMNS)
    rows = Recipient.objects.filter(mailing=mailing).order_by("turn", "pk")
    for row in rows.iterator(chunk_size=500):
        state = RecipientState(row.state).label
        yield _line(row.turn, row.email, state, _stamp(row.begun_at), _stamp(row.sent_at), row.tries, row.smtp_text)


def summary(mailing: Mailing, facts: Progress) -> str:
    """The one sentence above the bar."""
    if mailing.halt == Halt.STOPPED:
        return f"Abgebrochen: {facts.tally.sent} gesendet, {facts.tally.stopped + facts.tally.unsent} nicht gesendet."
    if mailing.halt == Halt.PAUSED:
        return f"Angehalten: {facts.done} von {facts.total} erledigt."
    if mailing.ended_at:
        return f"Beendet {when(mailing.ended_at)}: {facts.tally.sent} von {facts.total} gesendet."
    return f"{facts.done} von {facts.total} erledigt."


def _stamp(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="milliseconds") if moment else ""


def _line(*cells: object) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow([guarded(str(cell)) for cell in cells])
    return out.getvalue()
