"""Deliberately broken engines, each with the small storm that shows it and the invariants that must then fail.

They are applied by the harness's own worker entry, after Django is set up; the product knows nothing of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from tests.faults.broken_steps import forgets_the_crisis, replaces_without_deleting, withdraws_without_asking
from tests.faults.storms import LATE, LEASE, SETTLE, Storm, Strike, Wish

AT_ONCE: dict[str, Any] = {"wait": 0.0, "edit": False, "video": False}
LATER: dict[str, Any] = {**AT_ONCE, "wait": 4.0}
SOON: dict[str, Any] = {**AT_ONCE, "wait": 3.0}
EDITED: dict[str, Any] = {**AT_ONCE, "wait": 2.0, "edit": True}
FEEDS = ("x", "facebook")


def claims_what_another_sends() -> None:
    """The claim forgets its condition on the state."""
    from channels_publish.models import Account, DeliveryQuerySet  # noqa: PLC0415 (Django must be set up)

    def due(self: Any, at: Any) -> Any:
        running = Account.objects.filter(paused_at__isnull=True)
        rows = self.filter(state__in=["due", "sending"], due_at__lte=at, account__in=running)
        return rows.order_by("due_at", "pk")

    DeliveryQuerySet.due = due


def repeats_what_a_dead_worker_had() -> None:
    """An expired lease makes a row due instead of unknown."""
    from channels_publish.actions import deliveries  # noqa: PLC0415

    settle = deliveries._settle

    def blind(claim: Any, state: Any, outcome: Any, **facts: Any) -> Any:
        lost = outcome == "lost"
        return settle(claim, deliveries.State.DUE if lost else state, outcome, **facts)

    deliveries._settle = blind


def repeats_what_is_unclear() -> None:
    """A lost answer counts as a request that never left."""
    _error_instead("Unknown", "TryLater")


def looks_too_soon() -> None:
    """No settle time, and one absence is proof enough."""
    from datetime import timedelta  # noqa: PLC0415

    from channels_publish.actions import deliveries, readbacks  # noqa: PLC0415

    deliveries.settle_time = readbacks.settle_time = timedelta
    readbacks.ABSENCES_NEEDED = 1


def sends_what_was_not_approved() -> None:
    """The seal is not looked at."""
    from channels_publish import sending  # noqa: PLC0415

    sending.why_held = lambda _delivery: ""


def says_sent_before_it_is() -> None:
    """The receipt is written first, the call made afterwards."""
    from channels_publish.actions import deliveries  # noqa: PLC0415
    from channels_publish.adapters.base import Receipt  # noqa: PLC0415

    begin = deliveries.begin

    def rash(*, claim: Any, post: Any) -> None:
        begin(claim=claim, post=post)
        deliveries.settle_sent(claim=claim, receipt=Receipt(f"vorab-{claim.delivery_id}", ""))

    deliveries.begin = rash


def takes_doubt_for_success() -> None:
    """Whatever the platform answers when it is read back, the post counts as found."""
    from channels_publish import sending  # noqa: PLC0415
    from channels_publish.adapters.base import Receipt  # noqa: PLC0415

    sending._find = lambda delivery, _handles: Receipt(f"gefunden-{delivery.pk}", "")


def never_misses_a_worker() -> None:
    """Leases run out and nobody notices."""
    from channels_publish.actions import deliveries  # noqa: PLC0415

    deliveries.expire_leases = lambda: 0


def forgets_the_token() -> None:
    """Whoever once had a claim may write for ever."""
    from channels_publish.actions import deliveries, fencing  # noqa: PLC0415
    from channels_publish.models import Delivery  # noqa: PLC0415

    deliveries.mine = fencing.mine = lambda claim: Delivery.objects.filter(pk=claim.delivery_id)


def mails_again_what_is_unclear() -> None:
    """A mail whose answer was lost counts as turned away for now."""
    from press.enums import RecipientState  # noqa: PLC0415
    from press.smtp import Answer, Connection  # noqa: PLC0415

    hand_over = Connection._hand_over

    def hopeful(self: Any, *arguments: Any) -> Any:
        answer = hand_over(self, *arguments)
        return Answer(RecipientState.LATER, text=answer.text) if answer.state == RecipientState.UNKNOWN else answer

    Connection._hand_over = hopeful


def hides_what_was_refused() -> None:
    """A refused post is called off in silence."""
    from channels_publish.actions import deliveries  # noqa: PLC0415

    settle = deliveries._settle

    def quiet(claim: Any, state: Any, outcome: Any, **facts: Any) -> Any:
        return settle(claim, deliveries.State.CANCELLED if state == "refused" else state, outcome, **facts)

    deliveries._settle = quiet


def cannot_wait() -> None:
    """The slot is ignored."""
    from channels_publish.models import Account, DeliveryQuerySet  # noqa: PLC0415

    def due(self: Any, _at: Any) -> Any:
        return self.filter(state="due", account__in=Account.objects.filter(paused_at__isnull=True))

    DeliveryQuerySet.due = due


def leaves_no_trace() -> None:
    """A worker's transitions have no audit row."""
    from channels_publish.actions import deliveries  # noqa: PLC0415

    deliveries.audit = SimpleNamespace(record=lambda **_facts: None)


def _error_instead(old: str, new: str) -> None:
    from channels_publish.actions import deliveries  # noqa: PLC0415
    from channels_publish.adapters import base  # noqa: PLC0415

    settle_error, kind = deliveries.settle_error, getattr(base, old)

    def wrong(*, claim: Any, error: Any) -> None:
        other = getattr(base, new)(error.code, error.detail) if isinstance(error, kind) else error
        settle_error(claim=claim, error=other)

    deliveries.settle_error = wrong


@dataclass(frozen=True, slots=True)
class Mutant:
    """What is broken, what must fail, what may fail as well on a slow machine, and the storm in which it shows."""

    apply: Callable[[], None]
    breaks: frozenset[str]
    stories: tuple[dict[str, Any], ...] = (AT_ONCE,) * 3
    wishes: tuple[Wish, ...] = ()
    strikes: tuple[Strike, ...] = ()
    crises: int = 0
    seconds: float = 45.0
    calm: float = 45.0
    may: frozenset[str] = frozenset()


def _at_feeds(times: int, **wish: Any) -> tuple[Wish, ...]:
    return tuple({"platform": platform, **wish} for platform in FEEDS for _ in range(times))


FROZEN = LEASE + 3 * SETTLE + 4
MUTANTS: dict[str, Mutant] = {
    mutant.apply.__name__: mutant
    for mutant in (
        Mutant(
            claims_what_another_sends,
            frozenset({"I7"}),
            wishes=_at_feeds(3, kind="slow", seconds=1.5),
            # The look at the token right before the call turns most of the second claims away, so that a double post
            # is a matter of luck; and a row that is claimed again and again may still be in hand at the end.
            may=frozenset({"I1", "I4"}),
        ),
        Mutant(
            repeats_what_a_dead_worker_had,
            frozenset({"I1"}),
            strikes=tuple(Strike(point, kind) for point in ("after_call", "during_call") for kind in FEEDS),
        ),
        Mutant(repeats_what_is_unclear, frozenset({"I1"}), wishes=({"platform": "x", "kind": "commit_drop"},) * 3),
        Mutant(looks_too_soon, frozenset({"I1"}), wishes=_at_feeds(3, kind="slow", seconds=LATE, match="@publish")),
        Mutant(sends_what_was_not_approved, frozenset({"I3"}), stories=(EDITED,) * 3),
        Mutant(says_sent_before_it_is, frozenset({"I5"}), wishes=_at_feeds(1, kind="drop", match="@publish")),
        Mutant(takes_doubt_for_success, frozenset({"I5"}), wishes=_at_feeds(2, kind="drop", match="@publish")),
        Mutant(
            never_misses_a_worker,
            frozenset({"I4", "I8"}),
            strikes=tuple(Strike("before_call", kind) for kind in FEEDS),
            calm=15.0,
            seconds=20.0,
        ),
        Mutant(
            forgets_the_token,
            frozenset({"I1", "I7"}),
            stories=(AT_ONCE,),
            strikes=(Strike("before_call", "x", FROZEN),),
        ),
        Mutant(
            mails_again_what_is_unclear,
            frozenset({"I1"}),
            wishes=tuple({"platform": "smtp", "kind": "smtp_drop_after_data"} for _ in range(3)),
        ),
        Mutant(
            hides_what_was_refused,
            frozenset({"I2", "I8"}),
            wishes=(
                {"platform": "x", "kind": "status", "status": 400, "match": "@publish", "body": {"title": "Bad"}},
            ),
        ),
        Mutant(cannot_wait, frozenset({"I6"}), stories=(LATER,) * 2),
        Mutant(withdraws_without_asking, frozenset({"I9"}), stories=({**AT_ONCE, "amend": "withdrawal"},)),
        Mutant(replaces_without_deleting, frozenset({"I9"}), stories=({**AT_ONCE, "amend": "correction"},)),
        Mutant(forgets_the_crisis, frozenset({"I9"}), stories=(SOON,) * 2, crises=1),
        Mutant(leaves_no_trace, frozenset({"I7"}), stories=(AT_ONCE,)),
    )
}


def apply(name: str) -> None:
    """Break the engine of this process; an empty name leaves it whole. Raises KeyError for an unknown one."""
    if name:
        MUTANTS[name].apply()


def freezes(name: str) -> bool:
    """Whether its storm freezes a worker for longer than its lease, threads that it does not mean included."""
    return any(strike.freeze for strike in MUTANTS[name].strikes)


def storm(names: list[str], seed: int) -> Storm:
    """The storm in which these mutants show, all of their faults at once."""
    chosen = [MUTANTS[name] for name in names]
    wishes = [wish for mutant in chosen for wish in mutant.wishes]
    platforms = dict.fromkeys(wish["platform"] for wish in wishes)
    strikes = list(dict.fromkeys(strike for mutant in chosen for strike in mutant.strikes))
    return Storm(
        seed,
        faults=len(wishes) + len(strikes),
        stories=[story for mutant in chosen for story in mutant.stories],
        wishes={platform: [wish for wish in wishes if wish["platform"] == platform] for platform in platforms},
        strikes=strikes,
        crises=max(mutant.crises for mutant in chosen),
        workers=2,
        beats=1,
        density=1000.0,
        strikes_first=len(strikes),
        strike_patience=30.0,
        seconds=sum(mutant.seconds for mutant in chosen),
        patience=6.0,
        linger=4.0,
        calm=max(mutant.calm for mutant in chosen),
    )
