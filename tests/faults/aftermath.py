"""Invariant 9: what was corrected, taken back or held back stands with readers as a person approved it.

Pure functions over :class:`~tests.faults.facts.Evidence`, as those of :mod:`tests.faults.invariants`.
"""

from __future__ import annotations

from collections import Counter

from tests.faults.facts import Delivery, Evidence, number, place, place_of

# How long after the switch a call may still arrive that had left before.
GRACE = 1.0
# How many living posts say what the original says, and what the step says.
LEFT = {"edit": (0, 1), "replace": (0, 1), "follow_up": (1, 1), "withdraw": (0, 0)}
GONE = frozenset({"replace", "withdraw"})
MARKS = {"correction": "Korrektur: ", "withdrawal": "Rücknahme: "}


def as_approved(evidence: Evidence) -> list[str]:
    """I9: a corrected post is there once, with the newest words; of a withdrawn one nothing is left but the notice;
    the press readers of both were told, each once; and a crisis was silent."""
    rows = {delivery.id: delivery for delivery in evidence.deliveries}
    wrong = []
    for step in evidence.deliveries:
        if step.act != "publish" and step.state == "sent":
            check = _mails if step.kind == "press" else _posts
            wrong += [f"{step.name}: {what}" for what in check(evidence, rows[step.original], step)]
    return wrong + _noises(evidence)


def _posts(evidence: Evidence, original: Delivery, step: Delivery) -> list[str]:
    old, new = LEFT[step.act]
    notice = step.act == "withdraw" and step.kind == "website"
    wrong = []
    if (count := len(evidence.posts_of(original))) != old:
        wrong.append(f"{step.act}, und {count} Posts mit den alten Worten")
    if (count := len(evidence.posts_of(step))) != (1 if notice else new):
        wrong.append(f"{step.act}, und {count} Posts mit den neuen Worten")
    ids = {number(post.platform, post.id) for post in evidence.posts if place(post) == place_of(original)}
    there = number(original.kind, original.remote_id) in ids
    if there != (notice or step.act not in GONE):
        wrong.append(f"{step.act}, und {original.remote_id} ist {'noch' if there else 'nicht'} da")
    return wrong


def _mails(evidence: Evidence, original: Delivery, step: Delivery) -> list[str]:
    """Whoever got the original got one mail about it, and nobody else did."""
    owed = {original.readers[mail.mark] for mail in evidence.mails_of(original)} - step.turned_away
    mails = evidence.mails_of(step)
    told = Counter(step.readers[mail.mark] for mail in mails)
    wrong = [f"{reader} weiß nichts davon" for reader in sorted(owed - told.keys())]
    wrong += [f"{reader} hatte das Original nicht" for reader in sorted(told.keys() - owed)]
    wrong += [f"{reader} bekam {count} Mails" for reader, count in told.items() if count > 1 + step.repeats]
    head, notice = MARKS[step.correction], "".join(step.notice.split())
    wrong += [
        f"Mail an {mail.to} ohne Hinweis"
        for mail in mails
        if head not in mail.subject or notice not in "".join(mail.text.split())
    ]
    return wrong


def _noises(evidence: Evidence) -> list[str]:
    """Of a crisis readers saw only its own story: of the channels that one uses no more calls than it made attempts,
    of all others none."""
    wrong = []
    for silence in evidence.silences:
        lane = [row for row in evidence.deliveries if row.lane == silence.crisis]
        own = {mark for row in lane for mark in row.readers}
        made = Counter[str]()
        for row in lane:
            made[row.kind] += len(row.attempts) if row.kind != "press" else 0
        heard = Counter(
            arrival.platform
            for arrival in silence.arrivals
            if silence.begun + GRACE <= arrival.at <= silence.ended and arrival.mark not in own
        )
        wrong += [
            f"Krise {silence.crisis}: {count} Aufrufe an {kind}, die nicht ihr galten"
            for kind, count in (heard - made).items()
        ]
    return wrong
