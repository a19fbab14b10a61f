"""Forms the press fills in without a login."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from newsroom.forms import tie_notes
from press.addresses import BadAddress, normalise
from press.models import Contact, DistributionList, PressTopic

ADDRESS_MISSING = "Die E-Mail-Adresse fehlt. An sie gehen die Mitteilungen."


class AddressField(forms.CharField):
    """A mail address in the form we store."""

    widget = forms.EmailInput(attrs={"autocomplete": "email"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "E-Mail-Adresse")
        kwargs.setdefault("error_messages", {"required": ADDRESS_MISSING})
        super().__init__(max_length=254, **kwargs)

    def clean(self, value: Any) -> str:
        value = super().clean(value)
        try:
            return normalise(value) if value else value
        except BadAddress as error:
            raise forms.ValidationError(str(error)) from error


def _name(help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label="Name", max_length=150, help_text=help_text,
        error_messages={"required": "Ihr Name fehlt. Eine Redaktion darf hier auch ihren Namen nennen."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip


def _outlet() -> forms.CharField:
    return forms.CharField(
        label="Redaktion oder Medium", max_length=150, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip


class ChoosingForm(forms.Form):
    """What somebody wants to hear of."""

    lists = forms.ModelMultipleChoiceField(
        DistributionList.objects.none(), label="Verteiler", required=False, widget=forms.CheckboxSelectMultiple
    )
    topics = forms.ModelMultipleChoiceField(
        PressTopic.objects.filling(), label="Themen", required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


def offer_lists(form: forms.Form, lists: QuerySet[DistributionList]) -> None:
    """Fill the field ``lists``."""
    field = form.fields["lists"]
    assert isinstance(field, forms.ModelMultipleChoiceField)
    field.queryset = lists


class SignUpForm(ChoosingForm):
    """Who wants our mail, and that they agree to it."""

    name = _name()
    outlet = _outlet()
    email = AddressField()
    agreed = forms.BooleanField(
        label="Einverstanden",
        error_messages={
            "required": "Ohne Ihr Einverständnis dürfen wir Ihnen nicht schreiben. Bitte setzen Sie den Haken."
        },
    )
    field_order = ["name", "outlet", "email", "lists", "topics", "agreed"]

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.open_lists = DistributionList.objects.filter(open=True)
        offer_lists(self, self.open_lists)
        tie_notes(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        offered = self.open_lists.exists() or PressTopic.objects.filling().exists()
        if offered and not cleaned.get("lists") and not cleaned.get("topics"):
            self.add_error(
                "lists", "Bitte wählen Sie mindestens einen Verteiler oder ein Thema, sonst bekämen Sie nichts."
            )
        return cleaned


class LinkForm(forms.Form):
    """Whose own page."""

    email = AddressField(
        help_text="Die Adresse, an die Sie unsere Mitteilungen bekommen.",
        error_messages={"required": "Die E-Mail-Adresse fehlt. An sie geht der Link."},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        tie_notes(self)


class OwnForm(ChoosingForm):
    """What a contact may change about themselves."""

    name = _name()
    outlet = _outlet()
    paused_until = forms.DateField(
        label="Pause bis", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Bis zu diesem Tag schicken wir nichts, danach wieder von selbst. Leer: keine Pause.",
        error_messages={"invalid": "Dieses Datum ist nicht lesbar. Bitte schreiben Sie es wie 24.12.2026."},
    )  # fmt: skip
    field_order = ["name", "outlet", "lists", "topics", "paused_until"]

    def __init__(self, data: Any = None, *, contact: Contact, shown: list[DistributionList], on: list[Any]) -> None:
        initial = {
            "name": contact.name, "outlet": contact.outlet.name if contact.outlet else "", "lists": on,
            "topics": list(contact.topics.all()), "paused_until": contact.paused_until,
        }  # fmt: skip
        super().__init__(data, initial=initial)
        offer_lists(self, DistributionList.objects.filter(pk__in=[row.pk for row in shown]))
        tie_notes(self)

    def clean_paused_until(self) -> date | None:
        until = self.cleaned_data["paused_until"]
        if until and until < timezone.localdate() and "paused_until" in self.changed_data:
            raise forms.ValidationError(
                "Dieser Tag ist schon vorbei. Wählen Sie einen späteren oder leeren Sie das Feld."
            )
        if until and until > timezone.localdate() + timedelta(days=366):
            raise forms.ValidationError("Länger als ein Jahr pausieren geht nicht. Möchten Sie sich lieber abmelden?")
        return until
