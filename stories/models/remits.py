"""The remit register: which municipal task a story serves."""

from django.db import models


class RemitQuerySet(models.QuerySet["Remit"]):
    def offered(self) -> "RemitQuerySet":
        """Tasks that may be chosen for a story today."""
        return self.filter(active=True)


class Remit(models.Model):
    """A municipal task and what it rests on.

    A city may inform about its own work, not run a newspaper (BGH I ZR 97/21, 2022-07-14); each story therefore
    names the task it belongs to. A task no longer ``active`` keeps its old stories and is offered to none.
    """

    name = models.CharField("Aufgabe", max_length=160, unique=True)
    basis = models.CharField("Rechtsgrundlage", max_length=250, blank=True)
    active = models.BooleanField("Auswählbar", default=True)

    objects = RemitQuerySet.as_manager()

    class Meta:
        verbose_name = "Aufgabe"
        verbose_name_plural = "Aufgaben"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
