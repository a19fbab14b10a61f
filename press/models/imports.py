"""Contacts from a file: looked at first, written in one go, taken back if need be."""

from django.db import models

from people.models import User
from press.models.contacts import Contact
from press.models.lists import DistributionList


class ContactImport(models.Model):
    """One file. ``rows`` holds its cells until it is applied or thrown away; then only numbers remain."""

    file_name = models.CharField("Datei", max_length=150)
    columns = models.JSONField("Spalten", default=list)
    rows = models.JSONField("Zeilen", default=list)
    mapping = models.JSONField("Zuordnung", default=dict)
    source_note = models.CharField("Herkunft", max_length=200, blank=True)
    list = models.ForeignKey(
        DistributionList, verbose_name="Presseverteiler", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    by = models.ForeignKey(User, verbose_name="Von", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField("Hochgeladen", auto_now_add=True)
    applied_at = models.DateTimeField("Übernommen", null=True, blank=True)
    undone_at = models.DateTimeField("Zurückgenommen", null=True, blank=True)
    counts = models.JSONField("Ergebnis", default=dict)

    class Meta:
        verbose_name = "Import"
        verbose_name_plural = "Importe"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class ImportedContact(models.Model):
    """What an import did to one contact: made it (``before`` is empty) or changed it. Goes with the contact."""

    of = models.ForeignKey(ContactImport, on_delete=models.CASCADE, related_name="contacts")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="imports")
    before = models.JSONField("Vorher", default=dict)
    after = models.JSONField("Nachher", default=dict)
    created = models.BooleanField("Neu")
    subscribed = models.BooleanField("In den Verteiler", default=False)

    class Meta:
        verbose_name = "Importierter Kontakt"
        verbose_name_plural = "Importierte Kontakte"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.contact} aus {self.of}"
