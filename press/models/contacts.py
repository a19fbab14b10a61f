"""Journalists: who they are, why we may write to them, and whether we do."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from press.enums import Basis, Source, Standing, Suspended
from press.models.outlets import Outlet, PressTopic

REVIEW_AFTER: Final = timedelta(days=730)


def next_review() -> date:
    """Two years ahead: people in newsrooms change, and what nobody looks at grows stale."""
    return timezone.localdate() + REVIEW_AFTER


class ContactQuerySet(models.QuerySet["Contact"]):
    """Named reading rules."""

    def reachable(self, at: datetime) -> "ContactQuerySet":
        """Who may get a mail at this moment, whatever the list. The one place that says so."""
        today = timezone.localdate(at)
        willing = self.filter(active=True, left_at=None, suspended_at=None)
        willing = willing.exclude(basis=Basis.CONSENT, confirmed_at=None)
        return willing.filter(Q(paused_until=None) | Q(paused_until__lt=today))

    def standing(self, standing: str, at: datetime) -> "ContactQuerySet":
        """The contacts that :meth:`Contact.standing` calls so; an unknown word finds none."""
        today = timezone.localdate(at)
        there = self.filter(left_at=None)
        on = there.filter(active=True)
        unconfirmed = Q(suspended_at=None, basis=Basis.CONSENT, confirmed_at=None)
        rules: dict[str, ContactQuerySet] = {
            Standing.ACTIVE: self.reachable(at),
            Standing.LEFT: self.exclude(left_at=None),
            Standing.OFF: there.filter(active=False),
            Standing.UNCONFIRMED: on.filter(unconfirmed),
            Standing.SUSPENDED: on.exclude(suspended_at=None),
            Standing.PAUSED: on.exclude(unconfirmed).filter(suspended_at=None, paused_until__gte=today),
        }
        return rules.get(standing, self.none())

    def to_review(self, at: datetime) -> "ContactQuerySet":
        """Whose entry somebody has to look at again. Whoever left is only kept so that nobody adds them anew."""
        return self.filter(left_at=None, review_on__lte=timezone.localdate(at))

    def suspended(self) -> "ContactQuerySet":
        """Who gets no mail because of what came back, the latest first."""
        return self.exclude(suspended_at=None).order_by("-suspended_at", "pk")


class Contact(models.Model):
    """A journalist or a newsroom that wants our mail. Addresses are stored in lower case.

    ``active`` is the press office's switch, ``paused_until`` (the last day of a pause) and ``left_at`` are
    the contact's own. ``suspended_at`` holds back all mail because of what came back; only what was sent after
    ``returns_from``, when a person lifted that, counts again. Nothing here holds a party or an opinion, and nothing
    may: see decision 21.
    """

    name = models.CharField("Name", max_length=150)
    outlet = models.ForeignKey(
        Outlet, verbose_name="Redaktion", null=True, blank=True, on_delete=models.PROTECT, related_name="contacts"
    )
    email = models.EmailField("E-Mail-Adresse", unique=True)
    topics = models.ManyToManyField(PressTopic, verbose_name="Themen", blank=True, related_name="contacts")
    active = models.BooleanField("Erhält Mitteilungen", default=True)
    paused_until = models.DateField("Pause bis", null=True, blank=True)
    left_at = models.DateTimeField("Abgemeldet", null=True, blank=True)
    basis = models.CharField("Rechtsgrundlage", max_length=8, choices=Basis.choices, default=Basis.TASK)
    confirmed_at = models.DateTimeField("Einwilligung bestätigt", null=True, blank=True)
    source = models.CharField("Herkunft der Adresse", max_length=10, choices=Source.choices, default=Source.ASKED)
    source_note = models.CharField("Herkunft, genauer", max_length=200, blank=True)
    review_on = models.DateField("Prüfen am", default=next_review, db_index=True)
    note = models.TextField("Notiz", blank=True)
    created_at = models.DateTimeField("Aufgenommen", auto_now_add=True)
    suspended_at = models.DateTimeField("Ausgesetzt seit", null=True, blank=True, editable=False)
    suspended_for = models.CharField(
        "Ausgesetzt, weil", max_length=10, choices=Suspended.choices, blank=True, editable=False
    )
    returns_from = models.DateTimeField("Rückläufer zählen ab", null=True, blank=True, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "Kontakt"
        verbose_name_plural = "Kontakte"
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(name="contact_email_lower", condition=Q(email=Lower("email")))]

    def __str__(self) -> str:
        return f"{self.name} ({self.outlet})" if self.outlet else self.name

    def standing(self, at: datetime) -> Standing:
        """Whether this contact gets mail at this moment, and if not, why. The rows say the same as ``reachable``."""
        if self.left_at:
            return Standing.LEFT
        if not self.active:
            return Standing.OFF
        if self.suspended_at:
            return Standing.SUSPENDED
        if self.basis == Basis.CONSENT and not self.confirmed_at:
            return Standing.UNCONFIRMED
        if self.paused_until and self.paused_until >= timezone.localdate(at):
            return Standing.PAUSED
        return Standing.ACTIVE


class ContactLink(models.Model):
    """The address of a contact's own page; only its checksum is kept."""

    contact = models.ForeignKey(Contact, verbose_name="Kontakt", on_delete=models.CASCADE, related_name="links")
    digest = models.CharField("Prüfsumme", max_length=64, unique=True)
    created_at = models.DateTimeField("Ausgegeben", auto_now_add=True)
    expires_at = models.DateTimeField("Gültig bis")

    class Meta:
        verbose_name = "Persönliche Seite"
        verbose_name_plural = "Persönliche Seiten"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"Persönliche Seite, gültig bis {self.expires_at:%d.%m.%Y}"
