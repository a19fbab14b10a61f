"""The ledger: deliveries and their attempts."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from channels_publish.enums import Act, AttemptOutcome, State
from channels_publish.models.accounts import Account
from channels_publish.models.renditions import Rendition
from stories.enums import RELEASED
from stories.enums import State as StoryState
from stories.models import Correction, Crisis, Review

OVERDUE_AFTER = timedelta(minutes=2)
# A row with one of these codes became due again by a decision, not by a platform that puts us off:
# its time counts from then.
FRESH_CODES = ("", "decided", "not_arrived", "crisis")
# Not at an end: everything a person or a worker may still have to do with.
UNSETTLED = (
    State.DUE, State.SENDING, State.UNKNOWN, State.HELD, State.REFUSED, State.ACCOUNT, State.MANUAL,
)  # fmt: skip
TROUBLED = frozenset({State.REFUSED, State.ACCOUNT, State.HELD, State.MANUAL})


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Named reading rules of the ledger."""

    def due(self, at: datetime) -> "DeliveryQuerySet":
        """What a worker may claim now.

        Without a join, so that an UPDATE keeps these conditions on the row itself: PostgreSQL checks
        them again after it waited for a faster worker, and a sub-select it would not.
        """
        running = Account.objects.filter(paused_at__isnull=True)
        due = self.filter(state=State.DUE, due_at__lte=at, account__in=running, held_by__isnull=True)
        return due.order_by("due_at", "pk")

    def expired(self, at: datetime) -> "DeliveryQuerySet":
        """In the hands of a worker that has not spoken for longer than its lease."""
        return self.filter(state=State.SENDING, lease_until__lt=at)

    def outlived(self, at: datetime) -> "DeliveryQuerySet":
        """Still in the house although the approval has ended that would have let it out.

        A repost whose old post is already gone is finished on the approval it was begun with.
        """
        waiting = self.filter(state__in=[State.DUE, State.ACCOUNT, State.HELD], review__expires_at__lte=at)
        waiting = waiting.filter(rendition__story__state__in=RELEASED)
        return waiting.exclude(act=Act.REPLACE, handles__has_key="removed")

    def to_reconcile(self, at: datetime) -> "DeliveryQuerySet":
        """Unknown for long enough that the platform must show the post if it has it."""
        return self.filter(state=State.UNKNOWN, needs_person=False, due_at__lte=at).order_by("due_at", "pk")

    def open(self) -> "DeliveryQuerySet":
        """Not yet at an end: due, sending or unknown and still being read back."""
        return self.filter(Q(state__in=[State.DUE, State.SENDING]) | Q(state=State.UNKNOWN, needs_person=False))

    def next_due(self) -> datetime | None:
        """When the next row becomes due that a worker may claim; None where nothing waits."""
        waiting = self.filter(state=State.DUE, account__paused_at__isnull=True, held_by__isnull=True)
        waiting = waiting.order_by("due_at")
        return waiting.values_list("due_at", flat=True).first()

    def going_out(self) -> "DeliveryQuerySet":
        """What goes out by itself at its time: due, and its story still stands approved."""
        return self.filter(_released(), state=State.DUE, held_by__isnull=True)

    def perhaps_public(self) -> "DeliveryQuerySet":
        """Posts that readers have, or may have: sent, or unclear, or on the way."""
        return self.filter(act__in=[Act.PUBLISH, Act.REPLACE], state__in=[State.SENT, State.SENDING, State.UNKNOWN])

    def unsettled(self) -> "DeliveryQuerySet":
        """Not at an end: something of it may still leave the house."""
        return self.filter(state__in=UNSETTLED)

    def overdue(self, at: datetime) -> "DeliveryQuerySet":
        """What should be out and is not: its time has passed, and nobody and nothing holds it back."""
        return self.filter(_overdue(at))

    def undecided(self) -> "DeliveryQuerySet":
        """Unknown, and no platform can answer: a person decides."""
        return self.filter(_UNDECIDED)

    def held_by_seal(self, at: datetime) -> "DeliveryQuerySet":
        """Not what was approved: stopped at the seal, or its time has passed while its story waits for approval."""
        return self.filter(_held(at))

    def held_by_crisis(self) -> "DeliveryQuerySet":
        """Held back on purpose, all at once; nobody needs a mail for each."""
        return self.filter(_CRISIS)

    def failed(self) -> "DeliveryQuerySet":
        """Not sent, and it will not go by itself; what waits for a paused account is told with the account."""
        return self.filter(_failed())

    def counted(self, at: datetime) -> dict[str, int]:
        """How many are in each kind of trouble, by the rules above, in one query over the open rows."""
        rules = {
            "overdue": _overdue(at),
            "unknown": _UNDECIDED,
            "held": _held(at),
            "failed": _failed(),
            "crisis": _CRISIS,
        }
        counts = {name: Count("pk", filter=rule) for name, rule in rules.items()}
        return self.filter(state__in=UNSETTLED).order_by().aggregate(**counts)

    def needing_attention(self) -> "DeliveryQuerySet":
        """What a person must look at."""
        return self.filter(Q(state__in=TROUBLED) | _UNDECIDED)

    def to_look_at(self, at: datetime) -> "DeliveryQuerySet":
        """The same, and what is late without anybody having stopped it."""
        return self.filter(Q(state__in=TROUBLED) | _UNDECIDED | _overdue(at) | _held(at))


_UNDECIDED = Q(state=State.UNKNOWN, needs_person=True)
_CRISIS = Q(held_by__isnull=False, state__in=UNSETTLED)


def _overdue(at: datetime) -> Q:
    """Also what a worker has had in hand long beyond its lease: then no sweep runs either."""
    late = at - OVERDUE_AFTER
    waits = Q(state=State.DUE, slot__lt=late) & _released()
    waits &= Q(due_at__lt=late) | (Q(tries__gt=0) & ~Q(code__in=FRESH_CODES))
    stuck = Q(state=State.SENDING, lease_until__lt=late)
    return (waits | stuck) & Q(held_by__isnull=True) & _running()


def _held(at: datetime) -> Q:
    waits = Q(state=State.DUE, slot__lt=at - OVERDUE_AFTER) & ~_released()
    return (Q(state=State.HELD) | waits) & Q(held_by__isnull=True)


def _failed() -> Q:
    return Q(state__in=[State.REFUSED, State.MANUAL]) | (Q(state=State.ACCOUNT) & _running())


# Asked of each open row, not joined: with a join SQLite begins at the stories and reads the whole ledger
# (measured with 100,000 rows, 600 of them open, on a busy machine on 2026-11-25: 200 ms joined, 13 ms so).
def _released() -> Q:
    """What may leave the house; the steps of a withdrawal go on when the story itself is released no more."""
    stories = Rendition.objects.filter(pk=OuterRef("rendition_id"))
    taken_back = Q(Exists(stories.filter(story__state=StoryState.WITHDRAWN))) & ~Q(act=Act.PUBLISH)
    return Q(Exists(stories.filter(story__state__in=RELEASED))) | taken_back


def _running() -> Q:
    return Q(Exists(Account.objects.filter(pk=OuterRef("account_id"), paused_at__isnull=True)))


class Delivery(models.Model):
    """One rendition to one account at one slot: a row of the ledger, and the truth about it.

    ``slot`` is the planned time and never moves by itself; ``due_at`` is when a worker may next
    act. ``token`` fences every write of the worker that holds the claim. ``held_by`` names the crisis
    that holds the row back until a person lets it go; no worker claims it before.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rendition = models.ForeignKey(Rendition, on_delete=models.PROTECT, related_name="deliveries")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="deliveries")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="deliveries")
    act = models.CharField("Vorgang", max_length=10, choices=Act.choices, default=Act.PUBLISH)
    original = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="steps")
    correction = models.ForeignKey(Correction, null=True, blank=True, on_delete=models.PROTECT, related_name="steps")
    held_by = models.ForeignKey(
        Crisis, verbose_name="Angehalten durch", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField("Stand", max_length=10, choices=State.choices, default=State.DUE)
    slot = models.DateTimeField("Termin")
    due_at = models.DateTimeField("Nächster Versuch")
    token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField("Versuche", default=0)
    handles = models.JSONField("Zwischenstände", default=dict, blank=True)
    code = models.CharField("Meldung", max_length=60, blank=True)
    detail = models.TextField("Wortlaut der Plattform", blank=True)
    needs_person = models.BooleanField("Wartet auf Entscheidung", default=False)
    started_at = models.DateTimeField("Erster Aufruf", null=True, blank=True)
    settled_at = models.DateTimeField("Erledigt", null=True, blank=True)
    remote_id = models.CharField("Kennung", max_length=300, blank=True)
    url = models.CharField("Link", max_length=600, blank=True)
    post = models.JSONField("Gesendeter Inhalt", default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "Auslieferung"
        verbose_name_plural = "Auslieferungen"
        ordering = ["-created_at", "account__position"]
        permissions = [("decide_delivery", "Über ungewisse entscheiden"), ("see_ledger", "Protokoll sehen")]
        indexes = [
            models.Index(fields=["state", "due_at"], name="delivery_due"),
            models.Index(fields=["-slot"], name="delivery_slot"),
        ]
        constraints = [
            # One living delivery a rendition: a second one would be the double post.
            models.UniqueConstraint(
                fields=["rendition"],
                condition=Q(act=Act.PUBLISH) & ~Q(state=State.CANCELLED),
                name="delivery_one_alive",
            ),
            models.UniqueConstraint(
                fields=["original", "correction"],
                condition=~Q(act=Act.PUBLISH) & ~Q(state=State.CANCELLED),
                name="delivery_one_step",
            ),
            models.CheckConstraint(
                name="delivery_step_has_original",
                condition=Q(act=Act.PUBLISH, original__isnull=True, correction__isnull=True)
                | (~Q(act=Act.PUBLISH) & Q(original__isnull=False, correction__isnull=False)),
            ),
            models.CheckConstraint(name="delivery_sent_has_id", condition=~Q(state=State.SENT) | ~Q(remote_id="")),
            models.CheckConstraint(
                name="delivery_sending_has_lease",
                condition=~Q(state=State.SENDING) | Q(token__isnull=False, lease_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} ({self.get_state_display()})"

    @property
    def seconds(self) -> float | None:
        """From when it was due to when it was settled."""
        if self.settled_at is None:
            return None
        return round((self.settled_at - max(self.slot, self.created_at)).total_seconds(), 2)

    @property
    def overdue(self) -> bool:
        return self.state == State.DUE and not self.held_by_id and timezone.now() - self.slot > OVERDUE_AFTER

    @property
    def held_back(self) -> bool:
        """The rule of ``held_by_crisis``, for a row already loaded."""
        return self.held_by_id is not None and self.state in UNSETTLED

    @property
    def unreleased(self) -> bool:
        """Whether a due row waits for a new approval, because its story changed or came back."""
        if self.state != State.DUE or self.rendition.story.state in RELEASED:
            return False
        return self.act == Act.PUBLISH or self.rendition.story.state != StoryState.WITHDRAWN

    @property
    def needs_attention(self) -> bool:
        """The rule of ``needing_attention``, for a row already loaded."""
        return self.state in TROUBLED or (self.state == State.UNKNOWN and self.needs_person)


class Attempt(models.Model):
    """One try of a delivery, committed before the network is touched."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField("Nummer")
    token = models.UUIDField()
    worker = models.CharField("Arbeiter", max_length=120)
    outcome = models.CharField(
        "Ergebnis", max_length=10, choices=AttemptOutcome.choices, default=AttemptOutcome.RUNNING
    )
    code = models.CharField("Meldung", max_length=60, blank=True)
    detail = models.TextField("Wortlaut", blank=True)
    started_at = models.DateTimeField("Beginn")
    ended_at = models.DateTimeField("Ende", null=True, blank=True)

    class Meta:
        verbose_name = "Versuch"
        verbose_name_plural = "Versuche"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="attempt_number")]

    def __str__(self) -> str:
        return f"Versuch {self.number}"
