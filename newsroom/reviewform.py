"""What the Chef vom Dienst decides about one story, read from the form of the queue or of the story's page."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from channels_publish.renewing import Earlier
from newsroom.forms import LocalDateTimeField
from newsroom.templatetags.desk import when

NOW, KEPT, AT = "now", "kept", "at"


class ReviewForm(forms.Form):
    """The decision: the seal that was looked at, a note, and optionally a later time and an end.

    ``earlier`` is what an earlier approval planned. Where that is over, the form wants to be told when.
    """

    seen_seal = forms.CharField(widget=forms.HiddenInput, max_length=64)
    note = forms.CharField(label="Hinweis", required=False, max_length=4000)
    when = forms.ChoiceField(
        required=False, choices=[(NOW, "Sofort"), (KEPT, "Wie geplant"), (AT, "Zu einer neuen Zeit")]
    )
    at = LocalDateTimeField(label="Freigeben für")
    valid_until = LocalDateTimeField(label="Freigabe gilt bis")

    def __init__(self, data: Any = None, *, earlier: Earlier | None = None) -> None:
        self.earlier = earlier or Earlier()
        super().__init__(data, initial={"at": self.earlier.at})

    def clean_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"]
        if self.cleaned_data.get("when") == NOW:
            return None
        if at and at <= timezone.now():
            raise forms.ValidationError(
                "Diese Zeit ist schon vorbei. Wählen Sie eine spätere, oder leeren Sie das Feld für „sofort“."
            )
        return at

    def clean_valid_until(self) -> datetime | None:
        until: datetime | None = self.cleaned_data["valid_until"]
        if until and until <= timezone.now():
            raise forms.ValidationError("Diese Zeit ist schon vorbei; die Freigabe wäre sofort abgelaufen.")
        return until

    def clean(self) -> dict[str, Any]:
        """Nothing planned for later is sent at once without a word: the time is kept, or asked for."""
        found = super().clean() or self.cleaned_data
        if self.data.get("action") == "return" or "at" in self.errors:
            return found
        if found.get("when") == KEPT:
            found["at"] = self.earlier.at
        if self.earlier.passed and not found["at"] and found.get("when") != NOW:
            self.add_error(
                "at",
                f"Geplant war {when(self.earlier.passed)}; das ist vorbei. "
                "Wählen Sie „Sofort“, oder geben Sie eine neue Zeit an.",
            )
        elif found.get("when") == AT and not found["at"]:
            self.add_error("at", "Die neue Zeit fehlt. Wählen Sie Tag und Uhrzeit, oder „Sofort“.")
        return found
