"""Press kits: release, pictures, captions and credits as one file."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from media_library.models import Asset
from stories.models import Story

TERMS = (
    "Die Bilder dürfen im Zusammenhang mit der Berichterstattung über den Anlass honorarfrei verwendet werden, "
    "wenn der angegebene Bildnachweis genannt wird. Sie dürfen nicht entstellt, nicht für Werbung verwendet und nicht "
    "an Dritte weitergegeben werden."
)


class PressKitQuerySet(models.QuerySet["PressKit"]):
    """Named reading rules."""

    def public(self, at: datetime) -> "PressKitQuerySet":
        """What anonymous readers may fetch now: released, its time reached, and its story public."""
        stories = Story.objects.public(at).values("pk")
        return self.filter(Q(story__isnull=True) | Q(story__in=stories), published=True).filter(
            Q(visible_from__isnull=True) | Q(visible_from__lte=at)
        )


class PressKit(models.Model):
    """A collection for the press, of a story or for itself. ``secret`` is its unguessable address."""

    secret = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("Titel", max_length=200)
    text = models.TextField("Einleitung", blank=True)
    terms = models.TextField("Nutzungsbedingungen", default=TERMS)
    story = models.ForeignKey(
        Story, verbose_name="Beitrag", null=True, blank=True, on_delete=models.PROTECT, related_name="press_kits"
    )
    assets = models.ManyToManyField(Asset, through="PressKitItem", related_name="press_kits")
    published = models.BooleanField("Öffentlich", default=False)
    listed = models.BooleanField("Im Medienportal zeigen", default=True)
    visible_from = models.DateTimeField("Sichtbar ab", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PressKitQuerySet.as_manager()

    class Meta:
        verbose_name = "Pressemappe"
        verbose_name_plural = "Pressemappen"
        ordering = ["-updated_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The desk page of the kit."""
        return reverse("desk:press_kit", args=[self.pk])


class PressKitItem(models.Model):
    """A picture or film at its place in a kit."""

    kit = models.ForeignKey(PressKit, on_delete=models.CASCADE, related_name="items")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="kit_items")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "Bild der Pressemappe"
        verbose_name_plural = "Bilder der Pressemappe"
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["kit", "asset"], name="kit_asset_once")]

    def __str__(self) -> str:
        return f"{self.asset} in {self.kit}"
