"""Numbered press releases."""

import uuid
from datetime import date
from pathlib import Path

from django.db import models
from django.utils import timezone

from stories.enums import Outcome
from stories.models import Review, Story


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

    def public_for(self, story: Story) -> "PressRelease | None":
        """As ``latest_for``, without one that went to the press under embargo and was then taken back: the public
        never got that text, and its corrected successor is another one."""
        broken = Review.objects.filter(story=story, outcome=Outcome.BROKEN, at__lte=story.public_from)
        taken_back = broken.aggregate(last=models.Max("at"))["last"]
        if taken_back is None:
            return self.latest_for(story)
        return self.ready().filter(story=story, created_at__gt=taken_back).first()


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
