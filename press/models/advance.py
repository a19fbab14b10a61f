"""Embargoed material in the hands of a named journalist, and the record of who opened it when."""

from django.conf import settings
from django.db import models

from stories.models import Story


class AdvanceAccessQuerySet(models.QuerySet["AdvanceAccess"]):
    """Named reading rules."""

    def usable(self) -> "AdvanceAccessQuerySet":
        """Not revoked. Whether there is something to see is the story's matter."""
        return self.filter(revoked_at__isnull=True)


class AdvanceAccess(models.Model):
    """A personal link that opens one story under embargo. Only the address' SHA-256 is kept."""

    story = models.ForeignKey(Story, verbose_name="Beitrag", on_delete=models.CASCADE, related_name="advance_accesses")
    name = models.CharField("Name", max_length=150)
    outlet = models.CharField("Redaktion oder Medium", max_length=150)
    email = models.EmailField("E-Mail-Adresse", blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField("Ausgegeben", auto_now_add=True)
    mailed_at = models.DateTimeField("Per Mail geschickt", null=True, blank=True)
    revoked_at = models.DateTimeField("Gesperrt", null=True, blank=True)

    objects = AdvanceAccessQuerySet.as_manager()

    class Meta:
        verbose_name = "Vorabzugang"
        verbose_name_plural = "Vorabzugänge"
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.outlet})"


class AdvanceVisit(models.Model):
    """One opening of the page, or of a file on it.

    ``origin`` tells the devices behind one link apart without saying which they are: a keyed checksum of network
    address and browser, cut to eight characters and of no use for any other link.
    """

    access = models.ForeignKey(
        AdvanceAccess, verbose_name="Vorabzugang", on_delete=models.CASCADE, related_name="visits"
    )
    at = models.DateTimeField("Zeit")
    what = models.CharField("Geöffnet", max_length=60)
    origin = models.CharField(max_length=8)

    class Meta:
        verbose_name = "Abruf"
        verbose_name_plural = "Abrufe"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["access", "at"], name="advance_visit_at")]

    def __str__(self) -> str:
        return f"{self.what}, {self.at:%d.%m.%Y %H:%M}"
