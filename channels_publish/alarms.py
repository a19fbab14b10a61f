"""What is in trouble right now: one rule for the counts on every page, the ledger's filters and the mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from channels_publish.enums import Trouble
from channels_publish.models import Account, Alarm, Delivery, DeliveryQuerySet, WorkerBeat

# Seven signs of life missed; a worker gives one every two seconds.
BEAT_FRESH = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Troubles:
    """How much of each, whether anybody delivers, and whether the mail about it got out."""

    overdue: int = 0
    unknown: int = 0
    held: int = 0
    failed: int = 0
    paused: int = 0
    crisis: int = 0
    working: bool = True
    mail_late: bool = False

    @property
    def total(self) -> int:
        """What needs a person. What a crisis holds back is meant to be held."""
        return self.overdue + self.unknown + self.held + self.failed + self.paused

    @property
    def quiet(self) -> bool:
        return not self.total and not self.crisis and self.working and not self.mail_late


def deliveries(trouble: Trouble, at: datetime, *, among: DeliveryQuerySet | None = None) -> DeliveryQuerySet:
    """The deliveries in this kind of trouble. Raises KeyError for ``PAUSED``, which is an account's."""
    rows = Delivery.objects.all() if among is None else among
    rules = {
        Trouble.OVERDUE: lambda: rows.overdue(at),
        Trouble.UNKNOWN: rows.undecided,
        Trouble.HELD: lambda: rows.held_by_seal(at),
        Trouble.FAILED: rows.failed,
    }
    return rules[trouble]()


OF_DELIVERIES = (Trouble.OVERDUE, Trouble.UNKNOWN, Trouble.HELD, Trouble.FAILED)


def troubles(at: datetime) -> Troubles:
    """Count everything in four queries, however many rows there are."""
    return Troubles(
        **Delivery.objects.counted(at),
        paused=Account.objects.paused().count(),
        working=working(at),
        mail_late=Alarm.objects.overdue_mail(at).exists(),
    )


def working(at: datetime) -> bool:
    """Whether any worker gave a sign of life within the last 15 seconds."""
    return WorkerBeat.objects.since(at - BEAT_FRESH).exists()
