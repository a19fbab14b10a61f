"""Who got which mail."""

import uuid
from collections.abc import Iterable

from django.db import models
from django.db.models import Exists, OuterRef, Q

from press.addresses import GONE
from press.enums import REACHED, UNSENT, Halt, RecipientState
from press.models.contacts import Contact
from press.models.lists import DistributionList, OptOut
from press.models.releases import PressRelease


class Mailing(models.Model):
    """One release to one list: what one delivery of the ledger means in mails.

    ``run`` names the worker's run that may send now; a later run takes over by replacing it.
    ``halt`` is a person's word that holds or ends it; ``seed`` made the order in which the readers have their turn.
    ``corrects`` is the mailing whose readers get this one, and nobody else: a correction or withdrawal.
    """

    delivery_key = models.UUIDField("Auslieferung", unique=True)
    release = models.ForeignKey(
        PressRelease, verbose_name="Pressemitteilung", on_delete=models.PROTECT, related_name="mailings"
    )
    list = models.ForeignKey(
        DistributionList, verbose_name="Presseverteiler", on_delete=models.PROTECT, related_name="mailings"
    )
    corrects = models.ForeignKey(
        "self",
        verbose_name="Berichtigt",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="corrections",
    )
    run = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField("Vorbereitet", auto_now_add=True)
    started_at = models.DateTimeField("Begonnen", null=True, blank=True)
    ended_at = models.DateTimeField("Beendet", null=True, blank=True)
    halt = models.CharField("Eingriff", max_length=7, choices=Halt.choices, default=Halt.NONE, blank=True)
    seed = models.BigIntegerField("Startwert der Reihenfolge", default=0)
    repeated_on = models.CharField("Wiederholt nach Entscheidung", max_length=40, blank=True)

    class Meta:
        verbose_name = "Aussendung"
        verbose_name_plural = "Aussendungen"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.release.number} an {self.list}"


class RecipientQuerySet(models.QuerySet["Recipient"]):
    """Named reading rules."""

    def unsent(self) -> "RecipientQuerySet":
        """Nothing has arrived there: waiting, or turned away for now."""
        return self.filter(state__in=UNSENT).order_by("turn", "pk")

    def reached(self) -> "RecipientQuerySet":
        """Who got the mail, or may have got it."""
        return self.filter(state__in=REACHED).order_by("pk")

    def to_correct(self) -> "RecipientQuerySet":
        """Who gets the correction of what reached them: not whoever left by themselves since or was deleted."""
        gone_from_it = OptOut.objects.filter(contact=OuterRef("contact"), list=OuterRef("mailing__list"))
        return (
            self.reached()
            .exclude(email__endswith=f"@{GONE}")
            .exclude(contact__left_at__isnull=False)
            .exclude(Exists(gone_from_it))
        )

    def refused_in(self, delivery_keys: Iterable[uuid.UUID]) -> "RecipientQuerySet":
        """Whom the mails of these deliveries did not reach, for good; with their mailing."""
        refused = self.filter(mailing__delivery_key__in=delivery_keys, state=RecipientState.REFUSED)
        return refused.select_related("mailing").order_by("email")

    def unclear_in(self, delivery_key: uuid.UUID) -> "RecipientQuerySet":
        """Who may or may not have got the mail of this delivery: only a person can find out."""
        unclear = self.filter(
            mailing__delivery_key=delivery_key, state__in=(RecipientState.SENDING, RecipientState.UNKNOWN)
        )
        return unclear.select_related("contact__outlet", "mailing__release").order_by("email")

    def abandoned_by(self, run: uuid.UUID) -> "RecipientQuerySet":
        """In the hands of another run than this one, which has gone silent."""
        return self.filter(state=RecipientState.SENDING).exclude(run=run)


class Recipient(models.Model):
    """One mail of a mailing. The address is a copy, so the record outlives a changed contact."""

    mailing = models.ForeignKey(
        Mailing, verbose_name="Aussendung", on_delete=models.CASCADE, related_name="recipients"
    )
    contact = models.ForeignKey(
        Contact,
        verbose_name="Kontakt",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="recipients",
    )
    email = models.EmailField("E-Mail-Adresse")
    state = models.CharField("Stand", max_length=8, choices=RecipientState.choices, default=RecipientState.PENDING)
    run = models.UUIDField(null=True, blank=True)
    smtp_code = models.PositiveSmallIntegerField("SMTP-Code", null=True, blank=True)
    smtp_text = models.TextField("Wortlaut des Mailservers", blank=True)
    message_id = models.CharField("Message-ID", max_length=255)
    turn = models.PositiveIntegerField("Platz in der Reihenfolge", default=0)
    begun_at = models.DateTimeField("Begonnen", null=True, blank=True)
    sent_at = models.DateTimeField("Gesendet", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("Versuche", default=0)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = "Empfänger"
        verbose_name_plural = "Empfänger"
        ordering = ["email"]
        indexes = [
            models.Index(fields=["mailing", "state", "turn"], name="recipient_state"),
            models.Index(fields=["message_id"], name="recipient_message_id"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "email"], name="recipient_once"),
            models.CheckConstraint(
                name="recipient_sent_has_time",
                condition=~Q(state=RecipientState.SENT) | Q(sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.get_state_display()})"
