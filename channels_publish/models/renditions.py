"""Renditions: a story fitted to each account."""

from django.db import models
from django.db.models import Q

from channels_publish.enums import Media
from channels_publish.models.accounts import Account
from media_library.models import Asset
from stories.models import Story


class Rendition(models.Model):
    """A story fitted to one account: generated until somebody edits it by hand.

    ``updated_at`` is when it was last drafted, written, planned or left out.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="renditions")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="renditions")
    title = models.CharField("Titel", max_length=300, blank=True)
    text = models.TextField("Text", blank=True)
    html = models.TextField("Langtext", blank=True)
    tags = models.JSONField("Schlagwörter", default=list, blank=True)
    media = models.CharField("Medien", max_length=8, choices=Media.choices, default=Media.IMAGES)
    tile = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    included = models.BooleanField("Wird gesendet", default=True)
    edited = models.BooleanField("Von Hand bearbeitet", default=False)
    based_on = models.CharField("Stand des Beitrags", max_length=64)
    send_at = models.DateTimeField("Termin", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "Kanalfassung"
        verbose_name_plural = "Kanalfassungen"
        ordering = ["account__position", "pk"]
        permissions = [("edit_rendition", "Kanalfassungen bearbeiten")]
        constraints = [models.UniqueConstraint(fields=["story", "account"], name="rendition_per_account")]
        indexes = [models.Index(fields=["send_at"], condition=Q(send_at__isnull=False), name="rendition_planned")]

    def __str__(self) -> str:
        return f"{self.account} – {self.story}"
