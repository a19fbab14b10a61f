"""Accounts: where a story may go."""

from django.conf import settings
from django.db import models

from channels_publish.enums import Kind


class AccountQuerySet(models.QuerySet["Account"]):
    def active(self) -> "AccountQuerySet":
        """Accounts that get a rendition of every story, in the order of the screens."""
        return self.filter(active=True).order_by("position", "pk")

    def paused(self) -> "AccountQuerySet":
        """Accounts in service that send nothing until somebody mended them."""
        return self.active().filter(paused_at__isnull=False)


class Account(models.Model):
    """One page, handle, endpoint or press list. Where it points decides whether it is a rehearsal.

    ``refreshing_until`` is the lock of the one process that renews the key; ``quotas`` is what the
    platform last told about how much may still be sent, with the time it was read.
    """

    kind = models.CharField("Kanal", max_length=12, choices=Kind.choices)
    name = models.CharField("Name", max_length=120)
    handle = models.CharField("Kontoname", max_length=120, blank=True)
    remote_id = models.CharField("Kennung auf der Plattform", max_length=200, blank=True)
    base_url = models.CharField("Adresse der Schnittstelle", max_length=300, blank=True)
    token = models.CharField("Zugangsschlüssel", max_length=2000, blank=True)
    options = models.JSONField("Weitere Angaben", default=dict, blank=True)
    active = models.BooleanField("In Betrieb", default=True)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    refresh_token = models.TextField("Erneuerungsschlüssel", blank=True)
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
