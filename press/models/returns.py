"""What came back after a mailing, and how the mailbox for it is doing."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from press.enums import SURE, Door, Evidence, ReturnKind
from press.models.contacts import Contact
from press.models.mailings import Mailing, Recipient


class ReturnQuerySet(models.QuerySet["Return"]):
    """Named reading rules."""

    def open(self) -> "ReturnQuerySet":
        """Somebody of the press office has to look."""
        return self.filter(open=True)

    def against(self, contact: Contact) -> "ReturnQuerySet":
        """What counts against the address this contact has now: hard, surely matched, since counting began."""
        rows = self.filter(contact=contact, email=contact.email, kind=ReturnKind.HARD, evidence__in=SURE, open=False)
        return rows.filter(mailed_at__gt=contact.returns_from) if contact.returns_from else rows

    def alive(self, contact: Contact) -> "ReturnQuerySet":
        """Somebody or something at this address answered."""
        kinds = (ReturnKind.AUTO, ReturnKind.ANSWER, ReturnKind.RECEIPT)
        return self.filter(contact=contact, email=contact.email, kind__in=kinds, evidence__in=SURE)

    def with_raw_before(self, at: datetime) -> "ReturnQuerySet":
        """Settled, and older than their text is kept."""
        return self.filter(open=False, seen_at__lt=at).exclude(raw=None)


class Return(models.Model):
    """One message that came back, or one refusal while sending.

    ``digest`` makes each count once. ``email`` is the address our mail went to, a copy; ``reported`` the one the
    message names. ``mailed_at`` is when that mail left. ``counted_at`` equals the contact's ``suspended_at`` where
    this return was among the reasons. ``raw`` is cut, and goes after a time.
    """

    door = models.CharField("Weg", max_length=8, choices=Door.choices)
    digest = models.CharField("Prüfsumme", max_length=64, unique=True)
    kind = models.CharField("Art", max_length=10, choices=ReturnKind.choices)
    status = models.CharField("Statuscode", max_length=12, blank=True)
    reply = models.CharField("SMTP-Code", max_length=3, blank=True)
    words = models.TextField("Wortlaut", blank=True)
    subject = models.CharField("Betreff", max_length=300, blank=True)
    sender = models.CharField("Absender", max_length=254, blank=True)
    reported = models.CharField("Genannte Adresse", max_length=254, blank=True)
    evidence = models.CharField("Zugeordnet durch", max_length=8, choices=Evidence.choices, default=Evidence.NONE)
    recipient = models.ForeignKey(
        Recipient, verbose_name="Empfänger", null=True, blank=True, on_delete=models.SET_NULL, related_name="returns"
    )
    mailing = models.ForeignKey(
        Mailing, verbose_name="Aussendung", null=True, blank=True, on_delete=models.SET_NULL, related_name="returns"
    )
    contact = models.ForeignKey(
        Contact, verbose_name="Kontakt", null=True, blank=True, on_delete=models.SET_NULL, related_name="returns"
    )
    email = models.CharField("E-Mail-Adresse", max_length=254, blank=True)
    mailed_at = models.DateTimeField("Mail gesendet")
    seen_at = models.DateTimeField("Eingegangen")
    open = models.BooleanField("Wartet auf eine Entscheidung", default=False)
    decided_at = models.DateTimeField("Entschieden", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="Entschieden von", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    forwarded_at = models.DateTimeField("Weitergeleitet", null=True, blank=True)
    counted_at = models.DateTimeField("Grund der Aussetzung vom", null=True, blank=True)
    raw = models.BinaryField("Nachricht", null=True, blank=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = "Rückläufer"
        verbose_name_plural = "Rückläufer"
        ordering = ["-seen_at", "-pk"]
        indexes = [
            models.Index(fields=["contact", "kind"], name="return_contact"),
            models.Index(fields=["-seen_at"], name="return_seen"),
            models.Index(fields=["seen_at"], name="return_open", condition=Q(open=True)),
        ]

    def __str__(self) -> str:
        """Without the address: the audit trail keeps this for good."""
        return f"{self.get_kind_display()} vom {timezone.localdate(self.seen_at):%d.%m.%Y}"

    @property
    def code(self) -> str:
        """``550 5.1.1`` as far as the server named it."""
        return f"{self.reply} {self.status}".strip()


class ReturnsVisit(models.Model):
    """How the mailbox for returns is doing: one row, written at each visit."""

    visited_at = models.DateTimeField("Zuletzt gelesen")
    letter_at = models.DateTimeField("Letzter Rückläufer", null=True, blank=True)
    problem = models.CharField("Störung", max_length=300, blank=True)
    failures = models.PositiveIntegerField("Fehlversuche", default=0)

    class Meta:
        verbose_name = "Postfach für Rückläufer"
        verbose_name_plural = "Postfächer für Rückläufer"

    def __str__(self) -> str:
        return self.problem or "Das Postfach wird gelesen."
