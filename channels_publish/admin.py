"""Accounts as master data. Their keys go in and never come out again."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from channels_publish.actions import keys
from channels_publish.models import Account
from people.auditing import AuditedAdmin

STILL_PAUSED = (
    "Das Konto ist noch angehalten. Sobald der Zugang stimmt, nehmen Sie es auf der Übersicht wieder in Betrieb."
)


class AccountForm(forms.ModelForm):
    """One account. The key is write-only: an empty field keeps the one that is stored."""

    new_token = forms.CharField(
        label="Zugangsschlüssel",
        required=False,
        strip=True,
        max_length=2000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "vTextField"}),
        help_text="Wird nie angezeigt. Leer lassen, um den hinterlegten Schlüssel zu behalten.",
    )

    class Meta:
        model = Account
        fields = ("kind", "name", "handle", "remote_id", "base_url", "options", "active", "position", "owner")
        widgets = {"options": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "name": "So heißt das Konto auf allen Seiten des Newsrooms.",
            "handle": "Der öffentliche Name, etwa @duesseldorf.",
            "remote_id": "Die Nummer oder Kennung, unter der die Plattform das Konto führt.",
            "base_url": "Adresse der Plattform oder, zum Üben, der nachgebauten. "
            "Die echten Adressen stehen in der README.",
            "options": "Zusätzliche Angaben dieses Kanals als JSON, meist leer: {}",
            "active": "Konten in Betrieb bekommen von jedem Beitrag eine Kanalfassung.",
            "position": "Kleinere Zahlen stehen weiter vorn.",
            "owner": "Wird genannt, wenn mit dem Konto etwas nicht stimmt.",
        }

    def clean_options(self) -> dict[str, str]:
        options = self.cleaned_data["options"] or {}
        if not isinstance(options, dict) or not all(isinstance(value, str) for value in options.values()):
            raise forms.ValidationError(
                'Erwartet werden Paare von Name und Text. Schreiben Sie sie so: {"privacy": "unlisted"}'
            )
        return options


@admin.register(Account)
class AccountAdmin(AuditedAdmin):
    """Pages, handles and lists the newsroom may publish to."""

    when_empty = "Jedes Konto in Betrieb bekommt von jedem Beitrag eine Kanalfassung."

    form = AccountForm
    list_display = ("name", "kind", "handle", "active", "condition", "owner", "position")
    list_filter = ("kind", "active")
    search_fields = ("name", "handle", "remote_id")
    list_select_related = ("owner",)
    readonly_fields = ("key_state", "condition")
    fieldsets = (
        (None, {"fields": ("kind", "name", "handle", "active", "position", "owner")}),
        ("Verbindung", {"fields": ("remote_id", "base_url", "key_state", "new_token", "options")}),
        ("Zustand", {"fields": ("condition",)}),
    )

    def get_form(self, request: HttpRequest, obj: Account | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if "owner" in form.base_fields:
            widget = form.base_fields["owner"].widget
            widget.can_add_related = widget.can_change_related = widget.can_view_related = False
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if token := form.cleaned_data["new_token"]:
            keys.enter(account=obj, token=token, by=request.user)  # type: ignore[arg-type]  # logged in
        if obj.paused:
            self.message_user(request, STILL_PAUSED, messages.WARNING)

    def write(self, obj: Any, form: forms.ModelForm, *, change: bool) -> None:
        """Only what the form shows: the key may be renewed at this very moment, and must not be put back."""
        obj.save(update_fields=AccountForm.Meta.fields if change else None)

    def has_delete_permission(self, request: HttpRequest, obj: Account | None = None) -> bool:
        """An account that has renditions is put out of service instead: its ledger must stay readable."""
        if obj is not None and obj.renditions.exists():
            return False
        return super().has_delete_permission(request, obj)

    @admin.display(description="Hinterlegter Schlüssel")
    def key_state(self, account: Account) -> str:
        if account.key_unreadable:
            return "vorhanden, lässt sich aber nicht entschlüsseln"
        return "vorhanden" if account.token else "keiner"

    @admin.display(description="Zustand")
    def condition(self, account: Any) -> SafeString | str:
        if account.pk is None or not account.paused:
            return "arbeitet"
        return format_html("<strong>angehalten</strong>: {}", account.paused_reason or "ohne Grund")
