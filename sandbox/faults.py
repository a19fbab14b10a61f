"""Misbehaviour on request: what is pending, and which call it waits for."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

PLATFORMS = ("facebook", "instagram", "x", "youtube", "website", "smtp")

KINDS: dict[str, str] = {
    "drop": "",
    "commit_drop": "@publish",
    "status": "",
    "commit_status": "@publish",
    "silence": "",
    "commit_silence": "@publish",
    "slow": "",
    "drip": "",
    "server_error": "",
    "slow_processing": "@process",
    "expired_token": "",
    "rate_limit": "",
    "duplicate": "@publish",
    "garbage": "",
    "commit_garbage": "@publish",
    "usage_header_extra": "",
    "chunk_503": "@chunk",
    "smtp_reply": "",
    "smtp_drop": "",
    "smtp_drop_after_data": "",
    "smtp_silence": "",
}
"""Each kind with the call it waits for when no ``match`` is given.

Empty means the next call of any sort; ``@publish`` the call that makes a post public, ``@chunk``
one that carries a piece of a file, ``@process`` one that starts processing, ``@edit`` one that changes
what is public.
"""


@dataclass(frozen=True, slots=True)
class Call:
    """One request as a fault sees it. ``tags`` are ``@publish``, ``@edit``, ``@chunk`` and ``@process``."""

    platform: str
    line: str
    short_line: str
    tags: frozenset[str] = frozenset()

    @property
    def public(self) -> bool:
        """Whether readers would see what it does."""
        return bool(self.tags & {"@publish", "@edit"})


@dataclass(slots=True)
class Fault:
    """One pending misbehaviour, for the next ``times`` matching calls."""

    id: int
    platform: str
    kind: str
    times: int = 1
    match: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    def waits_for(self, call: Call) -> bool:
        """Whether this call is the one."""
        if call.platform != self.platform:
            return False
        if not self.match or self.match.startswith("@"):
            return not self.match or self.match in call.tags
        return self.match in call.line or self.match in call.short_line


class Faults:
    """The pending faults, oldest first. They live in memory: a restart is a clean start.

    ``changes`` grows with each change, for the wall.
    """

    def __init__(self) -> None:
        self._pending: list[Fault] = []
        self._numbers = itertools.count(1)
        self.changes = 0

    def add(self, wish: Mapping[str, Any]) -> Fault:
        """Take a wish as posted to ``/_faults``; raises ValueError naming what is wrong."""
        platform, kind = wish.get("platform"), wish.get("kind")
        if platform not in PLATFORMS:
            raise ValueError(f"platform must be one of {', '.join(PLATFORMS)}")
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        if (platform == "smtp") != str(kind).startswith("smtp_"):
            raise ValueError(f"{kind} does not exist for {platform}")
        times = wish.get("times", 1)
        if not isinstance(times, int) or times < 1:
            raise ValueError("times must be a whole number from 1")
        known = ("platform", "kind", "times", "match")
        fault = Fault(
            id=next(self._numbers),
            platform=str(platform),
            kind=str(kind),
            times=times,
            match=str(wish.get("match") or KINDS[str(kind)]),
            params={key: value for key, value in wish.items() if key not in known},
        )
        self._pending.append(fault)
        self.changes += 1
        return fault

    def take(self, call: Call) -> Fault | None:
        """The oldest fault waiting for this call, used up once; None when all is well."""
        for fault in self._pending:
            if fault.waits_for(call):
                return self.use(fault)
        return None

    def use(self, fault: Fault) -> Fault:
        """Count one use and forget the fault after its last."""
        fault.times -= 1
        self.changes += 1
        if fault.times == 0:
            self._pending.remove(fault)
        return fault

    def waiting(self, platform: str) -> list[Fault]:
        """The pending faults of one platform, oldest first."""
        return [fault for fault in self._pending if fault.platform == platform]

    def pending(self) -> list[dict[str, Any]]:
        """All pending faults as JSON."""
        return [{**asdict(fault)} for fault in self._pending]

    def remove(self, number: int) -> None:
        """Take back one fault; no error when it was already used up."""
        self._pending = [fault for fault in self._pending if fault.id != number]
        self.changes += 1

    def clear(self) -> None:
        """Take back all."""
        self._pending.clear()
        self.changes += 1
