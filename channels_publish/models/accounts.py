"""Accounts: where a story may go."""

from datetime import datetime

from django.conf import settings
from django.db import models

from channels_publish.enums import Kind
from channels_publish.fields import EncryptedTextField
from channels_publish.vault import Unreadable


class AccountQuerySet(models.QuerySet["Account"]):
    def active(self) -> "AccountQuerySet":
        """Accounts that get a rendition of every story, in the order of the screens."""
        return self.filter(active=True).order_by("position", "pk")

    def paused(self) -> "AccountQuerySet":
        """Accounts in service that send nothing until somebody mended them."""
        return self.active().filter(paused_at__isnull=False)

    def expiring(self, at: datetime) -> "AccountQuerySet":
        """Working accounts whose key runs out by then and can be renewed."""
        return self.filter(paused_at__isnull=True, expires_at__lte=at).exclude(refresh_token="").order_by("pk")

    def untold(self) -> "AccountQuerySet":
        """Paused, and nobody was written to about it yet."""
        return self.filter(paused_at__isnull=False, owner_told_at__isnull=True).order_by("pk")


class Account(models.Model):
    """One page, handle, endpoint or press list. Where it points decides whether it is a rehearsal.

    ``refreshing_until`` is the lease of the one process that renews the key, ``key_version`` counts the keys
    this account has had: who read an older one renews nothing. ``quotas`` is what the platform last told about
    how much may still be sent, with the time it was read. ``telling_until`` is the lease of the one process that
    writes to the owner about a pause.
    """

    kind = models.CharField("Kanal", max_length=12, choices=Kind.choices)
    name = models.CharField("Name", max_length=120)
    handle = models.CharField("Kontoname", max_length=120, blank=True)
    remote_id = models.CharField("Kennung auf der Plattform", max_length=200, blank=True)
    base_url = models.CharField("Adresse der Schnittstelle", max_length=300, blank=True)
    token = EncryptedTextField("Zugangsschlüssel", blank=True)
    options = models.JSONField("Weitere Angaben", default=dict, blank=True)
    active = models.BooleanField("In Betrieb", default=True)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    refresh_token = EncryptedTextField("Erneuerungsschlüssel", blank=True)
    key_version = models.PositiveIntegerField(default=0, editable=False)
    expires_at = models.DateTimeField("Zugang gültig bis", null=True, blank=True)
    scopes = models.CharField("Erteilte Rechte", max_length=600, blank=True)
    connected_at = models.DateTimeField("Verbunden", null=True, blank=True)
    connected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="Verbunden von",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    refreshing_until = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField("Zuletzt geprüft", null=True, blank=True)
    healthy = models.BooleanField("Prüfung bestanden", null=True, blank=True)
    health_message = models.TextField("Ergebnis der Prüfung", blank=True)
    quotas = models.JSONField("Kontingente", default=list, blank=True)
    paused_at = models.DateTimeField("Angehalten seit", null=True, blank=True)
    paused_reason = models.TextField("Grund", blank=True)
    owner_told_at = models.DateTimeField("Gemeldet", null=True, blank=True)
    telling_until = models.DateTimeField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="Zuständig", null=True, blank=True, on_delete=models.SET_NULL
    )

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = "Konto"
        verbose_name_plural = "Konten"
        ordering = ["position", "pk"]
        permissions = [("manage_account", "Konten verwalten")]
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="account_name_per_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"

    @property
    def paused(self) -> bool:
        return self.paused_at is not None

    @property
    def key_unreadable(self) -> bool:
        """Whether a key is stored that none of TOKEN_KEYS opens."""
        return isinstance(self.token, Unreadable) or isinstance(self.refresh_token, Unreadable)

    @property
    def renewable(self) -> bool:
        """Whether the platform gave something to renew the key with."""
        return bool(self.refresh_token)
