"""Forms of the area „Presse“."""

from typing import Any

from django import forms

from newsroom.forms import tie_notes
from newsroom.pressguestforms import AddressField, offer_lists
from press.csvfile import FIELDS
from press.enums import Basis, Source
from press.models import Contact, ContactImport, DistributionList, OptOut, PressTopic
from press.models.contacts import next_review

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
BAD_DAY = {"invalid": "Dieses Datum ist nicht lesbar. Bitte schreiben Sie es wie 24.12.2026."}


class ContactForm(forms.Form):
    """Who a contact is, why we may write, and what they get."""

    name = forms.CharField(
        label="Name", max_length=150,
        error_messages={"required": "Der Name fehlt. Bei einer Sammeladresse genügt „Redaktion“."},
    )  # fmt: skip
    outlet = forms.CharField(
        label="Redaktion", max_length=150, required=False, widget=forms.TextInput(attrs={"list": "redaktionen"}),
        help_text="Name des Mediums; ein neuer wird angelegt.",
    )  # fmt: skip
    email = AddressField()
    lists = forms.ModelMultipleChoiceField(
        DistributionList.objects.none(), label="Verteiler", required=False, widget=forms.CheckboxSelectMultiple
    )
    topics = forms.ModelMultipleChoiceField(
        PressTopic.objects.all(), label="Themen", required=False, widget=forms.CheckboxSelectMultiple
    )
    active = forms.BooleanField(label="Erhält Mitteilungen", required=False)
    paused_until = forms.DateField(
        label="Pause bis", required=False, widget=DAY, error_messages=BAD_DAY,
        help_text="Einschließlich dieses Tages. Danach geht es von selbst weiter.",
    )  # fmt: skip
    basis = forms.ChoiceField(label="Rechtsgrundlage", choices=Basis.choices)
    source = forms.ChoiceField(label="Herkunft der Adresse", choices=Source.choices)
    source_note = forms.CharField(
        label="Herkunft, genauer", max_length=200, required=False, help_text="Etwa: Impressum, gelesen am 12.11.2026."
    )
    review_on = forms.DateField(
        label="Prüfen am", widget=DAY, help_text="Dann steht der Kontakt unter „Zu prüfen“.",
        error_messages=BAD_DAY | {"required": "Wann soll jemand nachsehen, ob der Kontakt noch stimmt?"},
    )  # fmt: skip
    note = forms.CharField(
        label="Notiz", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Nur, was Sie für die Arbeit brauchen. Keine Meinungen, keine Partei: Die Person darf alles lesen.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, contact: Contact | None = None) -> None:
        first = {"active": True, "basis": Basis.TASK, "source": Source.ASKED, "review_on": next_review()}
        super().__init__(data, initial=_facts(contact) if contact else first)
        gone = OptOut.objects.filter(contact=contact) if contact else OptOut.objects.none()
        offer_lists(self, DistributionList.objects.exclude(pk__in=gone.values("list")))
        tie_notes(self)

    def facts(self) -> dict[str, Any]:
        """What the actions for adding and changing take."""
        names = ("name", "outlet", "email", "active", "basis", "source", "source_note", "review_on", "note")
        return {name: self.cleaned_data[name] for name in names}


def _facts(contact: Contact) -> dict[str, Any]:
    names = ("name", "email", "active", "paused_until", "basis", "source", "source_note", "review_on", "note")
    facts = {name: getattr(contact, name) for name in names}
    outlet = contact.outlet.name if contact.outlet else ""
    return facts | {"outlet": outlet, "lists": list(contact.lists.all()), "topics": list(contact.topics.all())}


class ListForm(forms.Form):
    """What a list is about."""

    name = forms.CharField(
        label="Name", max_length=120, error_messages={"required": "Der Verteiler braucht einen Namen."}
    )
    description = forms.CharField(
        label="Beschreibung", max_length=200, required=False,
        help_text="Ein Satz für die Presse, etwa: Straßen, Baustellen, Bus und Bahn.",
    )  # fmt: skip
    topics = forms.ModelMultipleChoiceField(
        PressTopic.objects.all(), label="Themen, die den Verteiler füllen", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    is_open = forms.BooleanField(label="Die Presse darf diesen Verteiler selbst wählen", required=False)

    def __init__(self, data: Any = None, *, row: DistributionList) -> None:
        self.row = row
        initial = {
            "name": row.name,
            "description": row.description,
            "topics": list(row.topics.all()),
            "is_open": row.open,
        }
        super().__init__(data, initial=initial)
        tie_notes(self)

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if DistributionList.objects.filter(name=name).exclude(pk=self.row.pk).exists():
            raise forms.ValidationError("So heißt schon ein anderer Verteiler. Bitte wählen Sie einen anderen Namen.")
        return name


class UploadForm(forms.Form):
    """A file of contacts."""

    file = forms.FileField(
        label="Datei", help_text="CSV mit Spaltenköpfen in der ersten Zeile, bis 5 MB und 10.000 Zeilen.",
        error_messages={
            "required": "Bitte wählen Sie eine Datei aus.",
            "empty": "Die Datei ist leer. Bitte wählen Sie eine andere.",
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )  # fmt: skip

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        tie_notes(self)


class MappingForm(forms.Form):
    """Which column holds what, where the addresses are from, where they go."""

    source_note = forms.CharField(
        label="Woher stammen die Adressen?", max_length=200, required=False,
        help_text="Steht danach bei jedem neuen Kontakt. Etwa: Presseclub, Liste vom 3. November.",
    )  # fmt: skip
    to = forms.ModelChoiceField(
        DistributionList.objects.all(), label="In den Verteiler", required=False, empty_label="In keinen"
    )

    def __init__(self, data: Any = None, *, row: ContactImport) -> None:
        initial: dict[str, Any] = {"source_note": row.source_note, "to": row.list}
        super().__init__(data, initial=initial | {f"column-{name}": str(at) for name, at in row.mapping.items()})
        columns = [("", "Keine"), *((str(at), head or f"Spalte {at + 1}") for at, head in enumerate(row.columns))]
        for name, label in FIELDS.items():
            self.fields[f"column-{name}"] = forms.ChoiceField(label=label, choices=columns, required=False)
        tie_notes(self)

    def columns(self) -> list[Any]:
        """The fields that choose a column."""
        return [self[f"column-{name}"] for name in FIELDS]

    def mapping(self) -> dict[str, int]:
        chosen = {name: self.cleaned_data[f"column-{name}"] for name in FIELDS}
        return {name: int(at) for name, at in chosen.items() if at}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("column-email"):
            self.add_error("column-email", "Bitte sagen Sie, in welcher Spalte die E-Mail-Adresse steht.")
        return cleaned
