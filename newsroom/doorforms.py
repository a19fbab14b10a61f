"""Forms of the page „Eingänge“."""

from typing import Any

from django import forms

from newsroom.forms import tie_notes
from stories.models import Department


class LinkForm(forms.Form):
    """Who gets a personal link."""

    name = forms.CharField(
        label="Name", max_length=150, error_messages={"required": "Bitte nennen Sie die Person, die den Link bekommt."}
    )
    email = forms.EmailField(
        label="E-Mail",
        error_messages={
            "required": "Die E-Mail-Adresse fehlt. An ihr erkennt der Newsroom auch Briefe dieser Person.",
            "invalid": "Das ist keine E-Mail-Adresse. Sie muss so aussehen: name@stadt.example",
        },
    )
    department = forms.ModelChoiceField(
        label="Amt", queryset=Department.objects.all(), empty_label="Bitte wählen",
        error_messages={
            "required": "Bitte wählen Sie das Amt, für das die Person meldet.",
            "invalid_choice": "Dieses Amt gibt es nicht mehr. Bitte wählen Sie ein anderes.",
        },
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="link", auto_id="%s")
        tie_notes(self)


class KeyForm(forms.Form):
    """Which program gets a key."""

    name = forms.CharField(
        label="Programm", max_length=150, help_text="Etwa: Veranstaltungskalender.",
        error_messages={"required": "Bitte nennen Sie das Programm, das den Schlüssel bekommt."},
    )  # fmt: skip
    department = forms.ModelChoiceField(
        label="Amt", queryset=Department.objects.all(), required=False, empty_label="Keines"
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="key", auto_id="%s")
        tie_notes(self)


class FeedForm(forms.Form):
    """Which feed to read."""

    url = forms.URLField(
        label="Adresse", max_length=500, assume_scheme="https", help_text="Die Adresse des RSS- oder Atom-Feeds.",
        error_messages={
            "required": "Die Adresse des Feeds fehlt.",
            "invalid": "Das ist keine Adresse. Sie muss so aussehen: https://www.stadt.example/feed.rss",
        },
    )  # fmt: skip
    name = forms.CharField(
        label="Name", max_length=150, required=False, help_text="Bleibt er leer, gilt der Name, den der Feed nennt."
    )
    department = forms.ModelChoiceField(
        label="Amt", queryset=Department.objects.all(), required=False, empty_label="Keines"
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="feed", auto_id="%s")
        tie_notes(self)
