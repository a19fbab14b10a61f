"""Which rows of the ledger somebody asked for, on the page or in the shell."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils import timezone

from channels_publish import alarms
from channels_publish.enums import Trouble
from channels_publish.models import Delivery, DeliveryQuerySet

OPEN, ATTENTION, CRISIS = "offen", "achtung", "krise"
# Names of addresses: German, and apart from the states of the same words.
STAND_OF: Mapping[Trouble, str] = {
    Trouble.OVERDUE: "ueberfaellig",
    Trouble.UNKNOWN: "entscheiden",
    Trouble.HELD: "siegel",
    Trouble.FAILED: "fehler",
}
TROUBLES = (
    (STAND_OF[Trouble.OVERDUE], "Überfällig"),
    (STAND_OF[Trouble.UNKNOWN], "Ungewiss, wartet auf eine Entscheidung"),
    (STAND_OF[Trouble.HELD], "Angehalten vom Freigabesiegel"),
    (STAND_OF[Trouble.FAILED], "Nicht gesendet"),
    (CRISIS, "Angehalten durch den Krisenmodus"),
)


def loaded() -> DeliveryQuerySet:
    """Deliveries with everything a row shows."""
    return Delivery.objects.select_related("account", "rendition__story", "review__by", "correction", "original")


def standing(found: DeliveryQuerySet, stand: str, at: datetime) -> DeliveryQuerySet:
    """Rows of one state, or in one kind of trouble; an unknown word shows nothing rather than everything."""
    for kind, word in STAND_OF.items():
        if word == stand:
            return alarms.deliveries(kind, at, among=found)
    rules: dict[str, Callable[[], DeliveryQuerySet]] = {
        OPEN: found.open,
        ATTENTION: lambda: found.to_look_at(at),
        CRISIS: found.held_by_crisis,
    }
    return rules[stand]() if stand in rules else found.filter(state=stand)


def filtered(query: Mapping[str, str]) -> DeliveryQuerySet:
    """The ledger's filters, newest slot first."""
    found = loaded().order_by("-slot", "account__position", "pk")
    if stand := query.get("stand", ""):
        found = standing(found, stand, timezone.now())
    if kind := query.get("kanal"):
        found = found.filter(account__kind=kind)
    if account := query.get("konto"):
        found = found.filter(account_id=int(account) if account.isdecimal() else 0)
    if words_wanted := query.get("suche", "").strip():
        found = found.filter(rendition__story__headline__icontains=words_wanted)
    return found
