"""Media, and the subjects they ask us about."""

from django.db import models

from press.enums import OutletKind


class Outlet(models.Model):
    """A medium or its newsroom; contacts belong to it."""

    name = models.CharField("Name", max_length=150, unique=True)
    kind = models.CharField("Art", max_length=12, choices=OutletKind.choices, default=OutletKind.OTHER)
    website = models.URLField("Website", blank=True)
    email = models.EmailField("Allgemeine E-Mail-Adresse", blank=True)
    phone = models.CharField("Telefon", max_length=60, blank=True)

    class Meta:
        verbose_name = "Redaktion"
        verbose_name_plural = "Redaktionen"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PressTopicQuerySet(models.QuerySet["PressTopic"]):
    """Named reading rules."""

    def filling(self) -> "PressTopicQuerySet":
        """Those that bring mail: at least one list is filled by them."""
        return self.filter(lists__isnull=False).distinct()


class PressTopic(models.Model):
    """A subject the press can subscribe to, such as „Verkehr“. Never an opinion or a party."""

    name = models.CharField("Thema", max_length=80, unique=True)

    objects = PressTopicQuerySet.as_manager()

    class Meta:
        verbose_name = "Pressethema"
        verbose_name_plural = "Pressethemen"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
