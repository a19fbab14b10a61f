"""The summary of a run: what was injected, what came of it, what held."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.faults.invariants import INVARIANTS, Evidence
from tests.faults.points import POINTS
from tests.faults.storms import LABELS


@dataclass(slots=True)
class Report:
    """Filled during the run; ``broken`` maps an invariant to its sentences."""

    arrangement: str
    seed: int
    injected: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    attempts: Counter[str] = field(default_factory=Counter)
    broken: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    posts: int = 0
    mails: int = 0
    deeds_of_people: Counter[str] = field(default_factory=Counter)
    recovered_within: float = 0.0

    @property
    def total(self) -> int:
        return sum(self.injected.values())

    def read(self, evidence: Evidence) -> None:
        """Count what the evidence shows at the end."""
        self.states = Counter(row.state for row in evidence.deliveries)
        self.attempts = Counter(end for row in evidence.deliveries for end in row.attempts)
        self.posts, self.mails = len(evidence.posts), len(evidence.mails)

    def text(self) -> str:
        """The table, in German, for the terminal."""
        lines = [f"== Störungen, Anordnung {self.arrangement}, Saat {self.seed}", ""]
        lines += [f"{count:6d}  {_label(name)}" for name, count in sorted(self.injected.items(), key=_order)]
        lines += [f"{self.total:6d}  Störungen in {self.seconds:.0f} s", ""]
        states = ", ".join(f"{count} {state}" for state, count in self.states.most_common())
        attempts = ", ".join(f"{count} {end}" for end, count in self.attempts.most_common())
        people = ", ".join(f"{count} {what}" for what, count in self.deeds_of_people.items()) or "nichts"
        lines += [
            f"Auslieferungen: {sum(self.states.values())} ({states})",
            f"Versuche:       {sum(self.attempts.values())} ({attempts})",
            f"Angekommen:     {self.posts} Posts, {self.mails} Mails",
            f"Menschen taten: {people}",
            f"Nach dem Neustart war nach {self.recovered_within:.1f} s nichts mehr offen.",
            *self.notes,
            "",
        ]
        for code, (title, _check) in INVARIANTS.items():
            sentences = self.broken.get(code, [])
            lines.append(f"  {'✗' if sentences else '✓'} {code} {title}")
            lines += [f"      {sentence}" for sentence in sentences[:10]]
            lines += [f"      … und {len(sentences) - 10} weitere"] if len(sentences) > 10 else []
        return "\n".join(lines)


def _order(item: tuple[str, int]) -> tuple[str, int]:
    return item[0].partition(" ")[0], -item[1]


def _label(name: str) -> str:
    """``kill before_call.x`` and so on, in words."""
    what, _, where = name.partition(" ")
    if what in {"kill", "freeze"}:
        point, _, _kind = where.partition(".")
        return f"{'getötet' if what == 'kill' else 'eingefroren'}: {point} ({POINTS[point]})"
    return LABELS.get(what, name)
