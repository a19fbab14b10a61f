"""Workers and their signs of life."""

from datetime import datetime

from django.db import models


class WorkerBeatQuerySet(models.QuerySet["WorkerBeat"]):
    def since(self, moment: datetime) -> "WorkerBeatQuerySet":
        """Workers that gave a sign of life at or after this moment."""
        return self.filter(seen_at__gte=moment)


class WorkerBeat(models.Model):
    """A sign of life of each worker, so that screens and scripts know whether anyone delivers."""

    name = models.CharField(max_length=120, unique=True)
    seen_at = models.DateTimeField()

    objects = WorkerBeatQuerySet.as_manager()

    class Meta:
        verbose_name = "Arbeiter"
        verbose_name_plural = "Arbeiter"

    def __str__(self) -> str:
        return self.name
