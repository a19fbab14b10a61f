"""The channels of a story in the list: one mark a kind, its look decided by the worst delivery."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from channels_publish.enums import Kind, State
from channels_publish.models import Delivery
from channels_publish.sheet import left_out
from stories.models import Story


@dataclass(frozen=True, slots=True)
class Mark:
    """One channel of a story in the list: its worst delivery decides the look, words name them all."""

    kind: str
    label: str
    words: str
    tone: str


_TONES = {
    State.SENT: "ok",
    State.DUE: "info",
    State.SENDING: "busy",
    State.HELD: "warn",
    State.ACCOUNT: "warn",
    State.UNKNOWN: "warn",
    State.REFUSED: "bad",
    State.MANUAL: "warn",
    State.WITHDRAWN: "none",
}
_WORST_FIRST = ("bad", "warn", "busy", "info", "ok")


def channel_marks(story: Story) -> list[Mark]:
    """The channels this story goes to, from renditions and deliveries that are already loaded."""
    by_kind: dict[str, list[Any]] = {}
    for row in story.renditions.all():
        if not left_out(row):
            by_kind.setdefault(row.account.kind, []).append(row)
    return [_mark(kind, rows) for kind, rows in by_kind.items()]


def _mark(kind: str, rows: list[Any]) -> Mark:
    states = Counter(
        _standing(delivery) for row in rows for delivery in row.deliveries.all() if delivery.state != State.CANCELLED
    )
    tones = {tone for _word, tone in states}
    words = ", ".join(word if len(rows) == 1 else f"{count} {word}" for (word, _tone), count in states.items())
    tone = next((tone for tone in _WORST_FIRST if tone in tones), "none")
    return Mark(kind, Kind(kind).label, words or "noch nicht freigegeben", tone)


def _standing(delivery: Delivery) -> tuple[str, str]:
    state = State(delivery.state)
    if delivery.held_back and state == State.DUE:
        return "Krise: angehalten", "bad"
    return state.label, _TONES[state]
