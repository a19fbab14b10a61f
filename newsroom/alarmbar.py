"""The bar „Achtung“ under the menu: what is in trouble, each with the page where it is mended."""

import hashlib
from dataclasses import dataclass

from django.urls import reverse

from channels_publish.alarms import Troubles
from channels_publish.enums import Trouble
from newsroom.ledger_filter import STAND_OF


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of trouble with its number in words, and where to go."""

    text: str
    url: str
    icon: str
    tone: str = "warn"


@dataclass(frozen=True, slots=True)
class Bar:
    """``total`` is what the menu counts; ``digest`` changes when any word does."""

    entries: tuple[Entry, ...]
    total: int

    @property
    def digest(self) -> str:
        """Short, to ask whether anything is new."""
        said = "|".join(f"{entry.text}>{entry.url}" for entry in self.entries)
        return hashlib.sha256(said.encode()).hexdigest()[:12] if said else "nichts"


def bar(found: Troubles) -> Bar:
    """What to say about these troubles; nothing where all is well."""
    return Bar(tuple(_entries(found)), found.total)


def _entries(found: Troubles) -> list[Entry]:
    ledger = reverse("desk:ledger")
    lines = [
        (not found.working, "Zustellung steht: Es läuft kein Zusteller", ledger, "error", "bad"),
        (found.overdue, _said(found.overdue, "überfällig", "überfällig"), _at(Trouble.OVERDUE), "clock", "bad"),
        (found.unknown, _said(found.unknown, "ungewiss", "ungewiss"), reverse("desk:undecided"), "question", "warn"),
        (found.held, _said(found.held, "angehalten", "angehalten"), _at(Trouble.HELD), "pause", "warn"),
        (found.failed, _said(found.failed, "nicht gesendet", "nicht gesendet"), _at(Trouble.FAILED), "error", "bad"),
        (found.paused, _said(found.paused, "Konto angehalten", "Konten angehalten"), ledger, "key", "warn"),
        (found.crisis, f"{found.crisis} durch Krisenmodus angehalten", reverse("desk:crisis"), "pause", "info"),
        (found.mail_late, "Die Mail an den CvD geht nicht hinaus", ledger, "warning", "bad"),
    ]  # fmt: skip
    return [Entry(text, url, icon, tone) for wanted, text, url, icon, tone in lines if wanted]


def _said(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _at(trouble: Trouble) -> str:
    return f"{reverse('desk:ledger')}?stand={STAND_OF[trouble]}"
