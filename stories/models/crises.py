"""Crisis mode: one switch over everything that leaves the house."""

from django.conf import settings
from django.db import models


class CrisisQuerySet(models.QuerySet["Crisis"]):
    def current(self) -> "Crisis | None":
        """The crisis that is on, if one is."""
        return self.filter(ended_at__isnull=True).first()


class Crisis(models.Model):
    """One time of crisis. While it is on, nothing goes out that was not let through by hand.

    ``banner`` is pinned on every public page; ``exempt`` are the ids of accounts that go on as usual.
    """

    reason = models.TextField("Grund")
    banner = models.TextField("Hinweis im Portal", blank=True)
    banner_link = models.URLField("Link des Hinweises", max_length=500, blank=True)
    exempt = models.JSONField("Konten, die weiter senden", default=list, blank=True)
    started_at = models.DateTimeField("Beginn")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="Eingeschaltet von", on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField("Ende", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="Ausgeschaltet von",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = CrisisQuerySet.as_manager()

    class Meta:
        verbose_name = "Krise"
        verbose_name_plural = "Krisen"
        ordering = ["-started_at"]
        permissions = [("run_crisis", "Krisenmodus schalten")]
        constraints = [
            models.UniqueConstraint(
                models.Case(models.When(ended_at__isnull=True, then=models.Value(1))), name="crisis_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"Krise ab {self.started_at:%d.%m.%Y %H:%M}"
