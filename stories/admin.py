"""Departments with the contact their releases usually name. Stories have their own desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from people.auditing import AuditedAdmin
from stories.models import Department


class DepartmentForm(forms.ModelForm):
    """What a department brings along for each of its stories."""

    class Meta:
        model = Department
        fields = ("name", "contact", "responsible")
        widgets = {"contact": forms.Textarea(attrs={"rows": 4, "cols": 60})}
        help_texts = {
            "contact": "Wird in neue Beiträge dieses Amtes übernommen: Name, Telefon, E-Mail für Rückfragen.",
            "responsible": "Wird in neue Beiträge übernommen. Verantwortlich im Sinne des Presserechts.",
        }


@admin.register(Department)
class DepartmentAdmin(AuditedAdmin):
    """A department in use cannot be deleted; the database protects it."""

    form = DepartmentForm
    list_display = ("name", "responsible", "story_count")
    search_fields = ("name", "contact", "responsible")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Department]:
        return super().get_queryset(request).annotate(stories_written=Count("stories"))

    @admin.display(description="Beiträge", ordering="stories_written")
    def story_count(self, department: Any) -> int:
        return int(department.stories_written)
