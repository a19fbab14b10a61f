"""The doors by which news comes in without a login: personal links, keys, feeds."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from stories.models.departments import Department


class IntakeLinkQuerySet(models.QuerySet["IntakeLink"]):
    def usable(self, at: datetime) -> "IntakeLinkQuerySet":
        """Neither revoked nor past its date."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at), revoked_at__isnull=True)


class IntakeLink(models.Model):
    """A person of a department who may hand in news by a personal address. Only the address' SHA-256 is kept."""

    name = models.CharField("Name", max_length=150)
    email = models.EmailField("E-Mail")
    department = models.ForeignKey(
        Department, verbose_name="Amt", on_delete=models.PROTECT, related_name="intake_links"
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField("Angelegt", auto_now_add=True)
    expires_at = models.DateTimeField("Gültig bis", null=True, blank=True)
    revoked_at = models.DateTimeField("Gesperrt", null=True, blank=True)
    last_used_at = models.DateTimeField("Zuletzt benutzt", null=True, blank=True)

    objects = IntakeLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "Persönlicher Link"
        verbose_name_plural = "Persönliche Links"
        ordering = ["department__name", "name", "pk"]
        permissions = [("manage_intake", "Eingänge verwalten")]

    def __str__(self) -> str:
        return f"{self.name} ({self.department})"


class ApiKey(models.Model):
    """A key for another program that hands in topics. ``prefix`` is shown, the whole key only once."""

    name = models.CharField("Name", max_length=150)
    department = models.ForeignKey(
        Department, verbose_name="Amt", null=True, blank=True, on_delete=models.PROTECT, related_name="api_keys"
    )
    prefix = models.CharField("Anfang", max_length=12)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField("Angelegt", auto_now_add=True)
    revoked_at = models.DateTimeField("Gesperrt", null=True, blank=True)
    last_used_at = models.DateTimeField("Zuletzt benutzt", null=True, blank=True)

    class Meta:
        verbose_name = "Schlüssel der Schnittstelle"
        verbose_name_plural = "Schlüssel der Schnittstelle"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class FeedQuerySet(models.QuerySet["Feed"]):
    def due(self, at: datetime) -> "FeedQuerySet":
        """Active feeds whose next visit has come, longest waiting first."""
        return self.filter(active=True, next_check_at__lte=at).order_by("next_check_at", "pk")


class Feed(models.Model):
    """An RSS or Atom feed that is read. ``etag`` and ``last_modified`` spare the other side unchanged answers."""

    name = models.CharField("Name", max_length=150)
    url = models.URLField("Adresse", max_length=500, unique=True)
    department = models.ForeignKey(
        Department, verbose_name="Amt", null=True, blank=True, on_delete=models.PROTECT, related_name="feeds"
    )
    active = models.BooleanField("Aktiv", default=True)
    etag = models.CharField(max_length=255, blank=True, editable=False)
    last_modified = models.CharField(max_length=255, blank=True, editable=False)
    checked_at = models.DateTimeField("Zuletzt gelesen", null=True, blank=True, editable=False)
    next_check_at = models.DateTimeField(db_index=True, editable=False)
    failures = models.PositiveSmallIntegerField("Fehlversuche", default=0, editable=False)
    problem = models.CharField("Störung", max_length=300, blank=True, editable=False)

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = "Feed"
        verbose_name_plural = "Feeds"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
