"""Assets (originals, never altered) and the files derived from them."""

import uuid

from django.conf import settings
from django.db import models

from media_library.enums import Consent, Kind
from media_library.naming import safe_name


def asset_path(_asset: models.Model, name: str) -> str:
    """A place nobody can guess, ending in a name a person can read."""
    return f"assets/{uuid.uuid4()}/{safe_name(name)}"


def variant_path(_variant: models.Model, name: str) -> str:
    return f"variants/{uuid.uuid4()}/{safe_name(name)}"


class AssetQuerySet(models.QuerySet["Asset"]):
    """Named reading rules."""

    def images(self) -> "AssetQuerySet":
        return self.filter(kind=Kind.IMAGE)

    def videos(self) -> "AssetQuerySet":
        return self.filter(kind=Kind.VIDEO)


class Asset(models.Model):
    """One image or video as it was handed in. The file is never changed; channels get variants."""

    kind = models.CharField("Art", max_length=8, choices=Kind.choices)
    file = models.FileField("Datei", upload_to=asset_path, max_length=255)
    original_name = models.CharField("Dateiname", max_length=255)
    sha256 = models.CharField("Prüfsumme", max_length=64, db_index=True)
    mime = models.CharField("Dateityp", max_length=64)
    width = models.PositiveIntegerField("Breite in Pixeln")
    height = models.PositiveIntegerField("Höhe in Pixeln")
    seconds = models.FloatField("Länge in Sekunden", null=True, blank=True)
    sound = models.BooleanField("Mit Ton", default=False)
    size = models.PositiveBigIntegerField("Größe in Byte")
    alt_text = models.CharField(
        "Alternativtext",
        max_length=1000,
        blank=True,
        help_text="Beschreibt das Bild für Menschen, die es nicht sehen. Pflicht, bevor ein Beitrag freigegeben wird.",
    )
    credit = models.CharField("Bildnachweis", max_length=255, blank=True)
    caption = models.TextField("Bildunterschrift", blank=True)
    licence = models.CharField("Lizenz", max_length=200, blank=True, help_text="Etwa: eigenes Bild, CC BY 4.0.")
    usable_until = models.DateField(
        "Nutzbar bis", null=True, blank=True, help_text="Letzter Tag, an dem das Bild veröffentlicht werden darf."
    )
    consent = models.CharField("Einwilligung der Abgebildeten", max_length=12, choices=Consent.choices, blank=True)
    consent_note = models.CharField(
        "Zur Einwilligung", max_length=250, blank=True, help_text="Wer, seit wann, wo sie abgelegt ist."
    )
    captions = models.FileField("Untertitel (WebVTT)", upload_to=asset_path, max_length=255, blank=True)
    captions_sha256 = models.CharField("Prüfsumme der Untertitel", max_length=64, blank=True)
    captions_reason = models.CharField(
        "Warum keine Untertitel", max_length=250, blank=True, help_text="Etwa: Film ohne Ton."
    )
    generated = models.BooleanField("Texttafel", default=False, help_text="Vom Newsroom gezeichnet, kein Foto.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="Hochgeladen von",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField("Hochgeladen am", auto_now_add=True, db_index=True)

    objects = AssetQuerySet.as_manager()

    class Meta:
        verbose_name = "Medium"
        verbose_name_plural = "Medien"
        ordering = ["-created_at", "-pk"]
        permissions = [("upload_asset", "Medien hochladen")]

    def __str__(self) -> str:
        return self.original_name


class Variant(models.Model):
    """A file derived from an asset for one purpose. It can always be derived again.

    ``recipe`` is the checksum of everything that shaped the file (limits, alternative text, credit),
    so a changed credit is noticed and the file made anew.
    """

    asset = models.ForeignKey(Asset, verbose_name="Medium", on_delete=models.CASCADE, related_name="variants")
    purpose = models.CharField("Zweck", max_length=40)
    file = models.FileField("Datei", upload_to=variant_path, max_length=255)
    mime = models.CharField("Dateityp", max_length=64)
    width = models.PositiveIntegerField("Breite in Pixeln")
    height = models.PositiveIntegerField("Höhe in Pixeln")
    size = models.PositiveBigIntegerField("Größe in Byte")
    sha256 = models.CharField("Prüfsumme", max_length=64)
    recipe = models.CharField("Rezept", max_length=64, editable=False)

    class Meta:
        verbose_name = "Ableitung"
        verbose_name_plural = "Ableitungen"
        ordering = ["asset", "purpose"]
        constraints = [models.UniqueConstraint(fields=["asset", "purpose"], name="variant_once_per_purpose")]

    def __str__(self) -> str:
        return f"{self.asset} ({self.purpose})"
