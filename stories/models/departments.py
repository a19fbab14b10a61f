"""Departments of the city."""

from django.db import models


class Department(models.Model):
    """A department of the city, with the contact and the person responsible it usually names."""

    name = models.CharField("Amt", max_length=120, unique=True)
    contact = models.TextField("Üblicher Kontakt", blank=True)
    responsible = models.CharField("Übliche verantwortliche Person (V.i.S.d.P.)", max_length=200, blank=True)

    class Meta:
        verbose_name = "Amt"
        verbose_name_plural = "Ämter"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
