"""The words of the alarm mail: what it concerns, what happened, what to do, and the page where it is done."""

from collections import Counter
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from channels_publish.enums import State, Trouble
from channels_publish.models import Account, Alarm, Delivery
from newsroom import outbox
from newsroom.ledger_filter import ATTENTION
from newsroom.templatetags.desk import when

# What one mail lists in full; the rest stands behind its last link.
LISTED = 40
STANDSTILL = (
    "DIE ZUSTELLUNG STEHT: Kein Zusteller hat sich gemeldet. Nichts geht verloren, aber es geht auch nichts hinaus. "
    "Bitte sagen Sie der Administration sofort Bescheid.\n\n"
)
WORDS = {
    Trouble.OVERDUE: ("überfällig", "überfällig"),
    Trouble.UNKNOWN: ("ungewiss", "ungewiss"),
    Trouble.HELD: ("angehalten", "angehalten"),
    Trouble.FAILED: ("nicht gesendet", "nicht gesendet"),
    Trouble.PAUSED: ("Konto angehalten", "Konten angehalten"),
}
DO = {
    Trouble.OVERDUE: (
        "Läuft die Zustellung, geht sie von selbst hinaus. Steht sie, sagen Sie der Administration Bescheid; "
        "eilt es nicht mehr, sagen Sie die Auslieferung ab."
    ),
    Trouble.UNKNOWN: (
        "Vergleichen Sie auf der Seite unseren Text mit dem, was das Konto zeigt, und entscheiden Sie mit einem "
        "Klick. Bis dahin wird nichts wiederholt."
    ),
    Trouble.HELD: "Nehmen Sie den Beitrag neu ab, oder sagen Sie die Auslieferung ab.",
    Trouble.PAUSED: "Lassen Sie die Ursache beheben und nehmen Sie das Konto dann wieder in Betrieb.",
}
DO_FAILED = {
    State.REFUSED: "Ändern Sie die Kanalfassung und geben Sie sie neu frei, oder senden Sie erneut.",
    State.ACCOUNT: "Ist die Ursache behoben, senden Sie erneut; sonst sagen Sie die Auslieferung ab.",
    State.MANUAL: "Diesen Schritt kann nur ein Mensch auf der Plattform tun. Die Seite sagt, welchen.",
}


def subject(alarms: Sequence[Alarm]) -> str:
    """How many of each, in the order of urgency: „[Newsroom] 2 überfällig, 1 ungewiss“."""
    counts = Counter(Trouble(alarm.trouble) for alarm in alarms)
    parts = [f"{counts[kind]} {WORDS[kind][counts[kind] > 1]}" for kind in Trouble if counts[kind]]
    return f"[Newsroom] {', '.join(parts)}"


def body(alarms: Sequence[Alarm], *, working: bool) -> str:
    """The digest: the most urgent first."""
    order = list(Trouble)
    listed = sorted(alarms, key=lambda alarm: order.index(Trouble(alarm.trouble)))
    items = "\n\n".join(_item(number, alarm) for number, alarm in enumerate(listed[:LISTED], 1))
    more = len(listed) - LISTED
    rest = f"\n\nUnd {more} weitere, die hier keinen Platz haben." if more > 0 else ""
    link = f"{settings.PUBLIC_URL}{reverse('desk:ledger')}?stand={ATTENTION}"
    return (
        f"{'' if working else STANDSTILL}"
        f"Das braucht jemanden vom Dienst:\n\n{items}{rest}\n\n"
        f"Alles, was Aufmerksamkeit braucht:\n{link}\n\n"
        "Jeder Punkt wird einmal gemeldet. Diese Mail hat der Newsroom selbst verschickt; Antworten liest niemand.\n"
    )


def _item(number: int, alarm: Alarm) -> str:
    kind = Trouble(alarm.trouble)
    if alarm.account:
        return _of_account(number, alarm.account)
    delivery = alarm.delivery
    assert delivery is not None  # an alarm is about the one or the other, by constraint
    name = "desk:delivery_reconcile" if kind == Trouble.UNKNOWN else "desk:delivery"
    return _lines(
        f"{number}. {kind.label}: {delivery.rendition.story.headline}",
        f"Konto: {delivery.account}, Termin {when(delivery.slot)}",
        _happened(kind, delivery),
        DO_FAILED[State(delivery.state)] if kind == Trouble.FAILED else DO[kind],
        reverse(name, args=[delivery.pk]),
    )


def _happened(kind: Trouble, delivery: Delivery) -> str:
    if kind == Trouble.OVERDUE and delivery.state == State.SENDING:
        return "Ein Zusteller hat sie in der Hand und meldet sich nicht mehr."
    if kind == Trouble.OVERDUE and not outbox.message(delivery):
        return "Der Termin ist verstrichen, und sie ist noch nicht draußen."
    quoted = f" Wortlaut: {delivery.detail[:300]}" if delivery.detail else ""
    return f"{outbox.message(delivery)}{quoted}"


def _of_account(number: int, account: Account) -> str:
    waiting = Delivery.objects.filter(account=account, state__in=[State.DUE, State.ACCOUNT]).count()
    wait = "Ein Beitrag wartet" if waiting == 1 else f"{waiting} Beiträge warten"
    return _lines(
        f"{number}. {Trouble.PAUSED.label}: {account}",
        f"{account.paused_reason or 'Ohne Angabe eines Grundes.'} {wait}.",
        DO[Trouble.PAUSED],
        reverse("desk:account", args=[account.pk]),
    )


def _lines(*lines: str) -> str:
    """A heading, indented lines, and the address as a whole on a line of its own."""
    head, *rest, path = lines
    return "\n".join([head, *(f"   {line}" for line in rest), f"   {settings.PUBLIC_URL}{path}"])
