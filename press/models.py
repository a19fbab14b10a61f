"""Press releases, the lists of journalists, and who got which mail."""

import uuid
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from channels_publish.models import Account
from press.enums import REACHED, UNSENT, RecipientState
from stories.models import Story


def pdf_path(_release: "PressRelease", name: str) -> str:
    """A place nobody can guess, ending in a name a person can read."""
    return f"press/{uuid.uuid4()}/{name}"


class PressReleaseQuerySet(models.QuerySet["PressRelease"]):
    """Named reading rules."""

    def ready(self) -> "PressReleaseQuerySet":
        """Releases whose PDF is on disk, newest first."""
        return self.exclude(pdf="").order_by("-created_at", "-pk")

    def latest_for(self, story: Story) -> "PressRelease | None":
        """The newest finished release of a story, for the public page; None where there is none."""
        return self.ready().filter(story=story).first()


class PressRelease(models.Model):
    """One numbered press release. Lists that get the same text share it, number and PDF included.

    ``fingerprint`` is the checksum of the sealed content, ``created_at`` the moment that decides
    whether the PDF carries the embargo stamp; both never change.
    """

    number = models.CharField("Nummer", max_length=20, unique=True)
    day = models.DateField("Tag")
    serial = models.PositiveSmallIntegerField("Laufende Nummer des Tages")
    fingerprint = models.CharField("Prüfsumme des Inhalts", max_length=64, unique=True)
    story = models.ForeignKey(
        Story, verbose_name="Beitrag", null=True, on_delete=models.PROTECT, related_name="press_releases"
    )
    headline = models.CharField("Überschrift", max_length=300)
    slug = models.CharField("Adresse", max_length=120, blank=True)
    pdf = models.FileField("PDF", upload_to=pdf_path, max_length=255, blank=True)
    sha256 = models.CharField("Prüfsumme des PDF", max_length=64, blank=True)
    created_at = models.DateTimeField("Erstellt", default=timezone.now)

    objects = PressReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = "Pressemitteilung"
        verbose_name_plural = "Pressemitteilungen"
        ordering = ["-day", "-serial"]
        constraints = [models.UniqueConstraint(fields=["day", "serial"], name="release_serial_per_day")]

    def __str__(self) -> str:
        return f"{self.number} {self.headline}"

    @staticmethod
    def format_number(day: date, serial: int) -> str:
        """``2026-11-23/01``: the day and the running number on it."""
        return f"{day:%Y-%m-%d}/{serial:02d}"

    @property
    def file_name(self) -> str:
        """What the PDF is called in the mail and on the journalist's disk."""
        return f"pressemitteilung-{self.slug[:80] or self.number.replace('/', '-')}.pdf"

    def pdf_bytes(self) -> bytes:
        """The finished PDF as it was stored."""
        return Path(self.pdf.path).read_bytes()


class ContactQuerySet(models.QuerySet["Contact"]):
    """Named reading rules."""

    def active(self) -> "ContactQuerySet":
        return self.filter(active=True)


class Contact(models.Model):
    """A journalist or a newsroom that wants our mail. Addresses are stored in lower case."""

    name = models.CharField("Name", max_length=150)
    outlet = models.CharField("Redaktion oder Medium", max_length=150, blank=True)
    email = models.EmailField("E-Mail-Adresse", unique=True)
    active = models.BooleanField("Erhält Mitteilungen", default=True)
    created_at = models.DateTimeField("Aufgenommen", auto_now_add=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "Kontakt"
        verbose_name_plural = "Kontakte"
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(name="contact_email_lower", condition=Q(email=Lower("email")))]

    def __str__(self) -> str:
        return f"{self.name} ({self.outlet})" if self.outlet else self.name


class DistributionList(models.Model):
    """A press list: the account of the channel press is this list of contacts."""

    name = models.CharField("Name", max_length=120, unique=True)
    account = models.OneToOneField(
        Account,
        verbose_name="Konto",
        on_delete=models.PROTECT,
        related_name="distribution_list",
        limit_choices_to={"kind": "press"},
    )
    contacts = models.ManyToManyField(Contact, verbose_name="Kontakte", through="Membership", related_name="lists")

    class Meta:
        verbose_name = "Presseverteiler"
        verbose_name_plural = "Presseverteiler"
        ordering = ["name"]
        permissions = [("manage_press", "Presseverteiler pflegen")]

    def __str__(self) -> str:
        return self.name

    def active_contacts(self) -> models.QuerySet[Contact]:
        """Who gets a mail today, in a steady order."""
        return self.contacts.filter(active=True).order_by("email")


class Membership(models.Model):
    """A contact on a list."""

    list = models.ForeignKey(
        DistributionList, verbose_name="Presseverteiler", on_delete=models.CASCADE, related_name="memberships"
    )
    contact = models.ForeignKey(Contact, verbose_name="Kontakt", on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        verbose_name = "Eintrag im Verteiler"
        verbose_name_plural = "Einträge im Verteiler"
        ordering = ["contact__name"]
        constraints = [models.UniqueConstraint(fields=["list", "contact"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.contact} in {self.list}"


class Mailing(models.Model):
    """One release to one list: what one delivery of the ledger means in mails.

    ``run`` names the worker's run that may send now; a later run takes over by replacing it.
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
        return self.filter(state__in=UNSENT).order_by("pk")

    def reached(self) -> "RecipientQuerySet":
        """Who got the mail, or may have got it."""
        return self.filter(state__in=REACHED).order_by("pk")

    def refused_in(self, delivery_keys: Iterable[uuid.UUID]) -> "RecipientQuerySet":
        """Whom the mails of these deliveries did not reach, for good; with their mailing."""
        refused = self.filter(mailing__delivery_key__in=delivery_keys, state=RecipientState.REFUSED)
        return refused.select_related("mailing").order_by("email")

    def unclear_in(self, delivery_key: uuid.UUID) -> "RecipientQuerySet":
        """Who may or may not have got the mail of this delivery: only a person can find out."""
        unclear = self.filter(
            mailing__delivery_key=delivery_key, state__in=(RecipientState.SENDING, RecipientState.UNKNOWN)
        )
        return unclear.select_related("contact", "mailing__release").order_by("email")

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
    sent_at = models.DateTimeField("Gesendet", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("Versuche", default=0)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = "Empfänger"
        verbose_name_plural = "Empfänger"
        ordering = ["email"]
        indexes = [models.Index(fields=["mailing", "state"], name="recipient_state")]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "email"], name="recipient_once"),
            models.CheckConstraint(
                name="recipient_sent_has_time",
                condition=~Q(state=RecipientState.SENT) | Q(sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.get_state_display()})"
