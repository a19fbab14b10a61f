"""How the ledger's rows read to a person: message, next step, and how far a story has come."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from channels_publish import alarms
from channels_publish.actions.decisions import other_ways
from channels_publish.enums import Act, Kind, State
from channels_publish.messages import explain
from channels_publish.models import Delivery
from newsroom.correctionpage import label
from newsroom.templatetags.desk import clock, when
from people.models import User
from people.roles import Permission
from press.models import Recipient
from stories.enums import CorrectionKind

# A row that will move within this time is worth asking for every second.
SOON = timedelta(seconds=60)
NEAR = timedelta(minutes=10)
WITHOUT_CODE = {
    State.SENDING: "Die Übertragung läuft.",
    State.REFUSED: "Die Plattform hat den Beitrag abgelehnt; veröffentlicht wurde nichts.",
    State.ACCOUNT: "Das Konto nimmt gerade nichts an; veröffentlicht wurde nichts.",
    State.HELD: "Der Beitrag wurde nach der Freigabe geändert. Er geht erst nach neuer Abnahme hinaus.",
}
READING_BACK = (
    "Die Verbindung brach nach dem Absenden ab. Der Newsroom sieht auf der Plattform nach, "
    "ob der Beitrag dort steht; bis dahin wird nichts wiederholt."
)
DECIDE = (
    "Der Newsroom konnte nicht klären, ob der Beitrag online ist. "
    "Bitte sehen Sie auf der Plattform nach und entscheiden Sie dann hier."
)

HELD_BY_CRISIS = "Angehalten durch den Krisenmodus. Es geht erst hinaus, wenn der Chef vom Dienst es einzeln freigibt."
ALSO_HELD = "Bis zur Freigabe durch den Chef vom Dienst hält der Krisenmodus alles Weitere an."


BY_HAND = "Bitte {what} Sie diesen Beitrag dort von Hand, und vermerken Sie es hier."


@dataclass(frozen=True, slots=True)
class Row:
    """One delivery with what the screen says about it and what this person may do."""

    delivery: Delivery
    message: str
    decide: bool
    retry: bool
    cancel: bool
    resume: bool
    review: bool
    release: bool
    by_hand: bool = False
    other_ways: tuple[tuple[str, str], ...] = ()

    @property
    def acts(self) -> bool:
        known = (self.decide, self.retry, self.resume, self.review, self.release, self.by_hand)
        return any(known) or bool(self.other_ways)

    @property
    def act(self) -> str:
        """What a step does, in words; empty for a first publication."""
        return "" if self.delivery.act == Act.PUBLISH else label(self.delivery.account.kind, self.delivery.act)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the deliveries of one story have come; ``poll`` is seconds until to look again, 0 is never."""

    total: int
    sent: int
    troubled: int
    poll: int

    @property
    def summary(self) -> str:
        text = f"{self.sent} von {self.total} gesendet"
        if self.troubled:
            words = "braucht" if self.troubled == 1 else "brauchen"
            text += f", {self.troubled} {words} Aufmerksamkeit"
        return text


def rows(deliveries: Iterable[Delivery], user: User) -> list[Row]:
    """What to show of these deliveries, with the addresses that turned a press mail away."""
    found = list(deliveries)
    mailed = [each.pk for each in found if each.account.kind == Kind.PRESS and each.state == State.SENT]
    refused: dict[UUID, list[str]] = {}
    for recipient in Recipient.objects.refused_in(mailed) if mailed else ():
        refused.setdefault(recipient.mailing.delivery_key, []).append(recipient.email)
    return [replace(row(each, user), message=_turned_away(refused[each.pk])) if each.pk in refused else row(each, user)
            for each in found]  # fmt: skip


def _turned_away(addresses: list[str]) -> str:
    named = ", ".join(addresses)
    if len(addresses) == 1:
        return f"Eine Adresse hat die Mail abgelehnt: {named}. Die Pressestelle sollte sie prüfen."
    return f"{len(addresses)} Adressen haben die Mail abgelehnt: {named}. Die Pressestelle sollte sie prüfen."


def grouped(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """Each post with its steps right below it, in the order given."""
    found = list(deliveries)
    known = {each.pk for each in found}
    below: dict[UUID, list[Delivery]] = {}
    for each in reversed(found):  # steps come newest first and read best in the order they were taken
        if each.original_id in known:
            below.setdefault(each.original_id, []).append(each)

    def family(one: Delivery) -> list[Delivery]:
        return [one, *(row for step in below.get(one.pk, []) for row in family(step))]

    return [row for each in found if each.original_id not in known for row in family(each)]


def row(delivery: Delivery, user: User) -> Row:
    """What to show of one delivery. Needs ``account`` and ``rendition`` loaded."""
    state, decides = State(delivery.state), user.has_perm(Permission.DECIDE)
    waits, held = delivery.unreleased, delivery.held_back
    tried = state == State.DUE and delivery.tries > 0 and delivery.slot <= timezone.now() and not waits
    return Row(
        delivery=delivery,
        message=message(delivery),
        decide=decides and state == State.UNKNOWN and delivery.needs_person,
        retry=decides
        and (tried or state in {State.REFUSED, State.ACCOUNT})
        and not delivery.account.paused
        and not held,
        cancel=decides and state in {State.DUE, State.REFUSED, State.ACCOUNT, State.HELD},
        resume=delivery.account.paused
        and state in {State.DUE, State.ACCOUNT}
        and (decides or user.has_perm(Permission.MANAGE_ACCOUNTS)),
        review=state == State.HELD or waits,
        release=held and user.has_perm(Permission.CRISIS),
        by_hand=decides and state == State.MANUAL,
        other_ways=tuple((act, label(delivery.account.kind, act)) for act in other_ways(delivery)) if decides else (),
    )


def message(delivery: Delivery) -> str:
    """A few German sentences: what happened, and what comes next. Empty where all is well."""
    if not delivery.held_back:
        return _message(delivery)
    if delivery.state == State.DUE and delivery.unreleased:
        return f"{HELD_BY_CRISIS} Außerdem wurde der Beitrag nach der Freigabe geändert und braucht eine neue Abnahme."
    if delivery.state == State.DUE:
        return HELD_BY_CRISIS
    return f"{_message(delivery)} {ALSO_HELD}".strip()


def _message(delivery: Delivery) -> str:
    """The same for a row that no crisis holds."""
    state = State(delivery.state)
    if state in {State.SENT, State.WITHDRAWN, State.CANCELLED}:
        return f"{explain(delivery.code)} Grund: {delivery.detail}" if delivery.code == "dropped" else ""
    if state in {State.DUE, State.MANUAL}:
        return _waiting(delivery)
    told = explain(delivery.code) if delivery.code else WITHOUT_CODE.get(state, "")
    if state != State.UNKNOWN:
        return told
    if delivery.needs_person:
        return told if "entscheiden" in told else f"{_what_happened(told)}{DECIDE}"
    return told or READING_BACK


def _what_happened(told: str) -> str:
    """The first sentence, which stays true once reading back has ended without an answer."""
    happened, stop, _ = told.partition(". ")
    return f"{happened}{stop}"


def _waiting(delivery: Delivery) -> str:
    if delivery.state == State.MANUAL:
        withdrawal = delivery.correction is not None and delivery.correction.kind == CorrectionKind.WITHDRAWAL
        return BY_HAND.format(what="löschen" if withdrawal else "berichtigen")
    if delivery.unreleased:
        return WITHOUT_CODE[State.HELD]
    if delivery.account.paused:
        return f"Wartet, denn das Konto ist angehalten. {delivery.account.paused_reason}".strip()
    if delivery.tries and delivery.code:
        return f"{explain(delivery.code)} Nächster Versuch: {_next_try(delivery)}."
    if delivery.overdue:
        return f"Sollte {when(delivery.slot)} hinausgehen und wartet noch auf einen Zusteller."
    return ""


def progress(deliveries: Iterable[Delivery]) -> Progress:
    """Count what is sent and what needs a person, and say when to look again."""
    rows = [delivery for delivery in deliveries if delivery.state != State.CANCELLED]
    return Progress(
        total=len(rows),
        sent=sum(delivery.state in {State.SENT, State.WITHDRAWN} for delivery in rows),
        troubled=sum(delivery.needs_attention for delivery in rows),
        poll=_poll(rows),
    )


def _poll(deliveries: list[Delivery]) -> int:
    moving = [
        delivery
        for delivery in deliveries
        if delivery.state in {State.DUE, State.SENDING, State.UNKNOWN}
        and not delivery.needs_person
        and not (
            delivery.state == State.DUE and (delivery.account.paused or delivery.unreleased or delivery.held_back)
        )
    ]
    if not moving:
        return 0
    soon = timezone.now() + SOON
    return 1 if any(d.state != State.DUE or d.due_at <= soon for d in moving) else 20


def _next_try(delivery: Delivery) -> str:
    """To the second where somebody may be waiting for it, else with its day."""
    soon = delivery.due_at < timezone.now() + NEAR
    return f"{clock(delivery.due_at)} Uhr" if soon else when(delivery.due_at)


def worker_alive() -> bool:
    """Whether any worker gave a sign of life within the last 15 seconds."""
    return alarms.working(timezone.now())
