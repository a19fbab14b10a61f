"""What is to go wrong in a run, drawn from a seed: the same seed gives the same schedule."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any

TIMEOUT, SETTLE, LEASE, BACKOFF = 2.0, 3.0, 6.0, 0.3
"""Seconds, as the settings of the same names; the office's are 30, 45, 120 and 5."""
LATE = TIMEOUT + 0.7
PLATFORMS = ("website", "facebook", "x", "instagram", "youtube")
Wish = dict[str, Any]

# Weight and wish. What a platform does after it took a post weighs most: there a double could come from.
EVERYWHERE: tuple[tuple[int, Wish], ...] = (
    (6, {"kind": "commit_drop"}),
    (4, {"kind": "commit_status", "status": 500, "body": {}}),
    (3, {"kind": "commit_status", "status": 502, "body": "Bad Gateway"}),
    (3, {"kind": "commit_garbage"}),
    (3, {"kind": "commit_silence", "seconds": 20}),
    (4, {"kind": "slow", "seconds": LATE, "match": "@publish"}),
    (3, {"kind": "silence", "seconds": 20}),
    (4, {"kind": "drop"}),
    (3, {"kind": "drop", "match": "@publish"}),
    (3, {"kind": "status", "status": 503, "body": {}}),
    (3, {"kind": "server_error"}),
    (2, {"kind": "status", "status": 500, "body": "<h1>Oops</h1>"}),
    (2, {"kind": "garbage"}),
    (3, {"kind": "rate_limit", "reset": None}),
    (2, {"kind": "rate_limit", "reset": 1}),
    (2, {"kind": "drip", "pause": 0.01, "bytes": 4}),
    (2, {"kind": "drip", "pause": 0.2}),
    (2, {"kind": "drip", "pause": 0.01, "cut": 9}),
    (1, {"kind": "chunk_503"}),
    (1, {"kind": "slow_processing", "seconds": 2}),
    (1, {"kind": "expired_token"}),
    (1, {"kind": "duplicate"}),
)
REFUSALS: dict[str, Wish] = {
    "facebook": {"status": 400, "body": {"error": {"message": "(#100) Invalid", "type": "OAuthException", "code": 100}}},
    "instagram": {"status": 400, "body": {"error": {"message": "(#100) Bad", "type": "OAuthException", "code": 100}}},
    "x": {"status": 400, "body": {"title": "Invalid Request", "detail": "Bad", "type": "about:blank"}},
    "youtube": {"status": 400, "body": {"error": {"code": 400, "message": "Bad", "errors": [{"reason": "invalidTitle"}]}}},
    "website": {"status": 400, "body": {"success": False, "error": "Bad"}},
}  # fmt: skip
MAIL: tuple[tuple[int, Wish], ...] = (
    (3, {"kind": "smtp_reply", "code": 451}),
    (2, {"kind": "smtp_reply", "code": 451, "at": "data"}),
    (1, {"kind": "smtp_reply", "code": 421}),
    (3, {"kind": "smtp_drop", "at": "mail"}),
    (3, {"kind": "smtp_drop", "at": "rcpt"}),
    (1, {"kind": "smtp_drop", "at": "data"}),
    (1, {"kind": "smtp_drop_after_data"}),
    (1, {"kind": "smtp_silence", "seconds": LATE}),
    (1, {"kind": "smtp_reply", "code": 550, "recipient": "cora"}),
    (1, {"kind": "smtp_reply", "code": 451, "recipient": "bert"}),
)
EVERY_KIND = ("press", *PLATFORMS)
# Points that only some kinds pass, and those that no kind is known at yet.
ONLY = {"during_mail": ("press",), "during_call": PLATFORMS, "during_upload": PLATFORMS, "before_claim": ("any",)}
# Frozen for less than a lease: the worker goes on as if nothing had been.
FROZEN_SHORT = ("after_claim", "before_call", "during_call", "before_settle")

# The deed and its share of all faults of a run.
SHARES: dict[str, float] = {
    "kill_a_worker": 0.02,
    "freeze_a_worker": 0.02,
    "kill_a_beat": 0.01,
    "double_the_bells": 0.06,
    "empty_the_broker": 0.03,
    "restart_the_broker": 0.008,
    "restart_the_database": 0.008,
    "jump_the_clock": 0.004,
    "fill_the_disk": 0.004,
}
LABELS: dict[str, str] = {
    "kill_a_worker": "Zusteller getötet, irgendwann",
    "freeze_a_worker": "Zusteller eingefroren, irgendwann",
    "kill_a_beat": "Taktgeber getötet",
    "double_the_bells": "Aufträge vervielfacht",
    "empty_the_broker": "Broker geleert",
    "restart_the_broker": "Broker neu gestartet",
    "restart_the_database": "Datenbank",
    "jump_the_clock": "Uhr gestellt",
    "fill_the_disk": "Medienordner voll",
}


# What is done to some of the stories that are out, and the misbehaviour meant for the calls it takes.
AMENDED = {"correction": "korrigiert", "withdrawal": "zurückgenommen"}
ONE_IN = 10
WAYS: dict[str, tuple[str, ...]] = {
    "facebook": ("edit", "replace", "follow_up"),
    "x": ("replace", "follow_up"),
    "instagram": ("replace", "follow_up"),
    "youtube": ("edit", "replace"),
}
HITS: tuple[Wish, ...] = tuple(
    {"platform": platform, "match": match, **wish}
    for platform, match in (
        ("facebook", "@edit"), ("youtube", "@edit"), ("facebook", "DELETE"), ("x", "DELETE"), ("instagram", "DELETE"),
    )
    for wish in ({"kind": "commit_drop"}, {"kind": "drop"}, {"kind": "commit_status", "status": 500, "body": {}},
                 {"kind": "status", "status": 503, "body": {}}, {"kind": "commit_silence", "seconds": 20})
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Strike:
    """One worker at one point: killed, or frozen for so many seconds."""

    point: str
    kind: str
    freeze: float = 0.0


@dataclass(slots=True)
class Storm:
    """A whole run, and how it is paced: ``density`` is the part of all calls that meet a fault, ``strike_share`` the part of
    all faults that strikes may be, so that a slow machine is not only killed.

    ``wishes`` are per platform, ``hits`` those for the calls of corrections, ``deeds`` names of :mod:`tests.faults.deeds`, each in its order; ``stories`` are
    arguments of :meth:`tests.faults.office.Office.publish`, begun again in an ``endless`` storm. ``least`` and ``most``
    rows are kept open: the first when stories run ahead of the faults, the second when they lag behind.
    """

    seed: int
    faults: int
    stories: list[dict[str, Any]]
    wishes: dict[str, list[Wish]] = field(default_factory=dict)
    strikes: list[Strike] = field(default_factory=list)
    deeds: list[str] = field(default_factory=list)
    hits: list[Wish] = field(default_factory=list)
    crises: int = 0
    workers: int = 3
    beats: int = 2
    density: float = 0.3
    strikes_first: int = 2
    strike_share: float = 0.12
    strike_patience: float = 8.0
    least: int = 40
    most: int = 120
    endless: bool = False
    seconds: float = 900.0
    patience: float = 6.0
    linger: float = 0.0
    calm: float = 300.0


def storm(seed: int, *, faults: int, stories: int, points: Sequence[str], shares: Mapping[str, float]) -> Storm:
    """Draw a schedule of about ``faults`` faults, most of them at the platforms.

    ``shares`` gives for each deed its part of all faults.
    """
    chance = random.Random(f"storm {seed}")
    drawn = Storm(seed, faults, [_story(chance) for _ in range(stories)], endless=True)
    for platform in (*PLATFORMS, "smtp"):
        # More than are needed: which call meets which fault is up to the workers.
        drawn.wishes[platform] = list(islice(_wishes(platform, random.Random(f"{platform} {seed}")), faults))
    combinations = [Strike(point, kind) for point in points for kind in ONLY.get(point, EVERY_KIND)]
    chance.shuffle(combinations)
    drawn.strikes = list(islice(cycle(combinations), max(len(combinations), faults // 5)))
    for number in range(faults // 80):
        strike = Strike(chance.choice(FROZEN_SHORT), chance.choice(PLATFORMS), TIMEOUT + number % 2)
        drawn.strikes.insert(chance.randrange(len(drawn.strikes)), strike)
    for name, share in shares.items():
        drawn.deeds += [name] * max(1, round(faults * share))
    chance.shuffle(drawn.deeds)
    _amend(drawn, random.Random(f"amend {seed}"))
    drawn.crises = min(2, faults // 30)
    return drawn


def _amend(storm: Storm, chance: random.Random) -> None:
    """A tenth of the stories are corrected or taken back once they are out."""
    plain = [story for story in storm.stories if not story["edit"]]
    kinds = cycle(
        chance.choice([("correction", "withdrawal", "correction"), ("withdrawal", "correction", "correction")])
    )
    for story, what in zip(chance.sample(plain, min(len(plain), len(storm.stories) // ONE_IN)), kinds, strict=False):
        story["amend"] = what
        if what == "correction":
            story["ways"] = {kind: chance.choice(ways) for kind, ways in WAYS.items()}
    storm.hits = [chance.choice(HITS) for _ in range(storm.faults)]


def _story(chance: random.Random) -> dict[str, Any]:
    """Most go out at once, some at a slot, a few are changed behind their approval; a third carry a video."""
    edit = chance.random() < 0.06
    wait = chance.uniform(2.0, 6.0) if edit or chance.random() < 0.2 else 0.0
    return {"wait": round(wait, 1), "edit": edit, "video": chance.random() < 0.3}


def _wishes(platform: str, chance: random.Random) -> Iterator[Wish]:
    table = MAIL if platform == "smtp" else EVERYWHERE
    if platform != "smtp":
        table = (*table, (1, {"kind": "status", "match": "@publish", **REFUSALS[platform]}))
    weights, wishes = zip(*table, strict=True)
    while True:
        yield {"platform": platform, **chance.choices(wishes, weights)[0], **_more(platform)}


def _more(platform: str) -> Wish:
    """YouTube's usual limit holds until midnight in California; the one per minute is meant here."""
    return {"reason": "rateLimitExceeded"} if platform == "youtube" else {}
