"""Departments of the city."""

from django.db import models

from stories.models.remits import Remit


class Department(models.Model):
    """A department of the city, with the contact, the person responsible and the task it usually names."""

    name = models.CharField("Amt", max_length=120, unique=True)
    contact = models.TextField("Üblicher Kontakt", blank=True)
    responsible = models.CharField("Übliche verantwortliche Person (V.i.S.d.P.)", max_length=200, blank=True)

    remit = models.ForeignKey(
        Remit,
        verbose_name="Übliche Aufgabe",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="departments",
    )

    class Meta:
        verbose_name = "Amt"
        verbose_name_plural = "Ämter"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
