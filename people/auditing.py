"""Master data changed through the admin leaves the same trail as everything else."""

from typing import Any

from django.contrib import admin
from django.db import models, transaction
from django.forms import ModelForm
from django.http import HttpRequest

from people import audit


class AuditedAdmin(admin.ModelAdmin):
    """Writes an AuditEvent beside every row it adds, changes or deletes."""

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:
        with transaction.atomic():
            self.write(obj, form, change=change)
            self._record(request, obj, "change" if change else "create", fields=sorted(form.changed_data))

    def write(self, obj: models.Model, form: ModelForm, *, change: bool) -> None:
        """Store the row; an admin whose rows change by themselves as well stores less of it."""
        obj.save()

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        with transaction.atomic():
            self._record(request, obj, "delete")
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        with transaction.atomic():
            for obj in queryset:
                self._record(request, obj, "delete")
            super().delete_queryset(request, queryset)

    def _record(self, request: HttpRequest, obj: models.Model, step: str, **detail: Any) -> None:
        verb = f"{self.opts.app_label}.{step}_{self.opts.model_name}"
        audit.record(by=request.user, verb=verb, target=obj, **detail)  # type: ignore[arg-type]  # logged in
