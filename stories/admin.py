"""Departments, the remit register and the city's words; departments with the contact their releases
usually name. Stories have their own desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from people.auditing import AuditedAdmin
from stories.models import CityWord, Department, Remit


class DepartmentForm(forms.ModelForm):
    """What a department brings along for each of its stories."""

    class Meta:
        model = Department
        fields = ("name", "contact", "responsible", "remit")
        widgets = {"contact": forms.Textarea(attrs={"rows": 4, "cols": 60})}
        help_texts = {
            "contact": "Wird in neue Beiträge dieses Amtes übernommen: Name, Telefon, E-Mail für Rückfragen.",
            "remit": "Wird in neue Beiträge übernommen: die Aufgabe der Stadt, zu der sie meist gehören.",
            "responsible": "Wird in neue Beiträge übernommen. Verantwortlich im Sinne des Presserechts.",
        }


@admin.register(Department)
class DepartmentAdmin(AuditedAdmin):
    """A department in use cannot be deleted; the database protects it."""

    when_empty = "Kontakt und V.i.S.d.P. eines Amtes werden in seine neuen Beiträge übernommen."

    form = DepartmentForm
    list_display = ("name", "responsible", "story_count")
    search_fields = ("name", "contact", "responsible", "remit")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Department]:
        return super().get_queryset(request).annotate(stories_written=Count("stories"))

    @admin.display(description="Beiträge", ordering="stories_written")
    def story_count(self, department: Any) -> int:
        return int(department.stories_written)


@admin.register(Remit)
class RemitAdmin(AuditedAdmin):
    """The register of municipal tasks; once one may be chosen, every story must name its own."""

    when_empty = "Die Aufgaben der Stadt. Sobald eine zur Wahl steht, muss jeder Beitrag seine nennen."

    list_display = ("name", "basis", "active")
    list_filter = ("active",)
    search_fields = ("name", "basis")


@admin.register(CityWord)
class CityWordAdmin(AuditedAdmin):
    """Words the spelling check shall know."""

    when_empty = "Namen, die die Rechtschreibprüfung zu Unrecht bemängelt."

    fields = ("word",)
    list_display = ("word", "created_by", "created_at")
    search_fields = ("word",)
