"""Forms of the story desk: they read what was typed and say in German what cannot be taken."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django_prose_editor.fields import ProseEditorFormField

from channels_publish.enums import Media
from media_library.actions.assets import RIGHTS
from media_library.enums import Consent
from media_library.models import Asset
from stories.models import Department, Remit, Story
from stories.richtext import EXTENSIONS, clean

LOCAL = "%Y-%m-%dT%H:%M"
MAX_KEYWORDS = 30
MAX_KEYWORD_LENGTH = 60


class LocalDateTime(forms.DateTimeInput):
    """One field for date and time; the browser's own picker, in the city's wall time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=LOCAL)


class LocalDateTimeField(forms.DateTimeField):
    """A wall-clock time in Düsseldorf; hours that do not exist or exist twice are refused."""

    widget = LocalDateTime

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("input_formats", [LOCAL, "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M"])
        kwargs.setdefault(
            "error_messages",
            {"invalid": "Diese Zeit ist nicht lesbar. Bitte geben Sie Tag und Uhrzeit an, etwa 24.12.2026 10:00."},
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except forms.ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            raise forms.ValidationError(
                "Diese Uhrzeit gibt es wegen der Zeitumstellung nicht oder zweimal. "
                "Bitte wählen Sie eine Zeit vor 2 Uhr oder ab 3 Uhr."
            ) from error


class KeywordsField(forms.CharField):
    """Keywords separated by commas; repeated ones and hash signs go."""

    def to_python(self, value: Any) -> Any:
        words = [re.sub(r"\s+", " ", word).strip(" #") for word in re.split(r"[,;\n]", super().to_python(value) or "")]
        kept: dict[str, str] = {}
        for word in filter(None, words):
            kept.setdefault(word.casefold(), word)
        return list(kept.values())

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def validate(self, value: Any) -> None:
        if len(value) > MAX_KEYWORDS:
            raise forms.ValidationError(
                f"Das sind {len(value)} Schlagwörter, {MAX_KEYWORDS} sind möglich. Bitte streichen Sie einige."
            )
        if long := next((word for word in value if len(word) > MAX_KEYWORD_LENGTH), ""):
            raise forms.ValidationError(
                f"Das Schlagwort „{long[:40]}…“ ist länger als {MAX_KEYWORD_LENGTH} Zeichen. "
                "Trennen Sie Schlagwörter bitte mit Kommas."
            )

    def run_validators(self, value: Any) -> None:
        """The list has been judged in validate; validators of texts do not apply."""


class DepartmentSelect(forms.Select):
    """Each option carries the department's usual contact, so that choosing it can offer them."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if department := getattr(value, "instance", None):
            option["attrs"] |= {
                "data-contact": department.contact,
                "data-responsible": department.responsible,
                "data-remit": department.remit_id or "",
            }
        return option


def _too_long(limit: int) -> dict[str, str]:
    return {
        "max_length": f"Das sind %(show_value)d Zeichen, {limit} sind möglich. Bitte kürzen Sie.",
        "required": "Bitte füllen Sie dieses Feld aus.",
    }


def tie_notes(form: forms.Form) -> None:
    """Let each field be read out with its hint and its error, whose ids ``_field.html`` gives."""
    for name, field in form.fields.items():
        notes = [f"error-{form.add_prefix(name)}"]
        if field.help_text:
            notes.append(f"hint-{form.add_prefix(name)}")
        field.widget.attrs["aria-describedby"] = " ".join(notes)


class StoryForm(forms.Form):
    """The text of a story. Requires the headline only: drafts may be incomplete."""

    kicker = forms.CharField(label="Dachzeile", max_length=120, required=False, error_messages=_too_long(120))
    headline = forms.CharField(
        label="Überschrift",
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2, "data-single-line": True}),
        error_messages=_too_long(250)
        | {
            "required": "Die Überschrift fehlt. Bitte geben Sie dem Beitrag einen Titel, dann lässt er sich speichern."
        },
    )
    lead = forms.CharField(
        label="Vorspann",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Das Wichtigste in zwei bis drei Sätzen. Daraus entstehen die kurzen Kanalfassungen.",
    )
    body = ProseEditorFormField(label="Text", required=False, extensions=EXTENSIONS, sanitize=clean)
    department = forms.ModelChoiceField(
        label="Amt",
        queryset=Department.objects.all(),
        required=False,
        empty_label="Bitte wählen",
        widget=DepartmentSelect,
        error_messages={"invalid_choice": "Dieses Amt gibt es nicht mehr. Bitte wählen Sie ein anderes."},
    )
    remit = forms.ModelChoiceField(
        label="Aufgabe",
        queryset=Remit.objects.offered(),
        required=False,
        empty_label="Bitte wählen",
        help_text="Zu welcher Aufgabe der Stadt der Beitrag gehört.",
        error_messages={"invalid_choice": "Diese Aufgabe steht nicht mehr zur Wahl. Bitte wählen Sie eine andere."},
    )
    place = forms.CharField(
        label="Ort",
        max_length=80,
        required=False,
        initial=settings.CITY,
        help_text="Steht am Anfang der Meldung.",
        error_messages=_too_long(80),
    )
    keywords = KeywordsField(
        label="Schlagwörter", required=False, help_text="Mit Kommas trennen. Sie werden auf den Kanälen zu Hashtags."
    )
    contact = forms.CharField(
        label="Kontakt",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Wen die Presse bei Rückfragen erreicht: Name, Telefon, E-Mail.",
    )
    responsible = forms.CharField(
        label="V.i.S.d.P.",
        max_length=200,
        required=False,
        help_text="Verantwortlich im Sinne des Presserechts.",
        error_messages=_too_long(200),
    )
    link = forms.URLField(
        label="Weiterführender Link",
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages=_too_long(500)
        | {"invalid": "Diese Adresse ist kein gültiger Link. Sie muss so aussehen: https://www.duesseldorf.de/seite"},
    )
    embargo = LocalDateTimeField(
        label="Sperrfrist",
        help_text="Bis dahin warten Website und soziale Kanäle; die Presse erhält sie vorher, mit Sperrvermerk.",
    )

    def __init__(self, data: Any = None, *, story: Story | None = None) -> None:
        self.story = story
        initial = {name: getattr(story, name) for name in self.base_fields} if story else None
        super().__init__(data, initial=initial, auto_id="%s")
        tie_notes(self)
        self.fields["body"].widget.attrs["aria-label"] = "Text"

    def clean_headline(self) -> str:
        return " ".join(self.cleaned_data["headline"].split())

    def clean_embargo(self) -> Any:
        embargo = self.cleaned_data["embargo"]
        unchanged = self.story is not None and self.story.embargo == embargo
        if embargo and not unchanged and embargo <= timezone.now():
            raise forms.ValidationError(
                "Die Sperrfrist liegt in der Vergangenheit und würde nichts sperren. "
                "Bitte wählen Sie eine spätere Zeit oder leeren Sie das Feld."
            )
        return embargo

    def lock(self) -> None:
        """Show everything, let nothing be typed."""
        for field in self.fields.values():
            field.disabled = True


class RightsForm(forms.Form):
    """What decides whether a picture or film may go out."""

    licence = forms.CharField(label="Lizenz", max_length=200, required=False, error_messages=_too_long(200))
    usable_until = forms.DateField(
        label="Nutzbar bis",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={"invalid": "Dieser Tag ist nicht lesbar. Bitte schreiben Sie ihn wie 31.12.2027."},
    )
    consent = forms.ChoiceField(
        label="Einwilligung der Abgebildeten", required=False, choices=[("", "Noch nicht geklärt"), *Consent.choices]
    )
    consent_note = forms.CharField(
        label="Zur Einwilligung", max_length=250, required=False, error_messages=_too_long(250)
    )

    @property
    def rights_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("licence", "usable_until", "consent", "consent_note")]

    @property
    def rights(self) -> dict[str, Any]:
        """Only what the page showed."""
        return {name: self.cleaned_data[name] for name in RIGHTS if self.add_prefix(name) in self.data}


class FilmForm(RightsForm):
    """The rights of the story's film; its inputs are called as the gaps that speak of them."""

    def __init__(self, data: Any = None, *, asset: Asset) -> None:
        self.asset = asset
        initial = {name: getattr(asset, name) for name in self.base_fields}
        sent = data if data is not None and "video-consent" in data else None
        super().__init__(sent, prefix="video", initial=initial, auto_id="%s")


class ImageForm(RightsForm):
    """The words of one picture, at its place in the story."""

    alt_text = forms.CharField(label="Alternativtext", max_length=1000, required=False, error_messages=_too_long(1000))
    credit = forms.CharField(label="Bildnachweis", max_length=255, required=False, error_messages=_too_long(255))
    caption = forms.CharField(label="Bildunterschrift", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, asset: Asset) -> None:
        self.asset = asset
        initial = {name: getattr(asset, name) for name in self.base_fields}
        super().__init__(data, prefix=f"image-{asset.pk}", initial=initial, auto_id="%s")

    @property
    def words(self) -> dict[str, Any]:
        """What readers see of it."""
        return {name: value for name, value in self.cleaned_data.items() if name not in RIGHTS}

    @property
    def sent(self) -> bool:
        """Whether the page the person typed in showed this picture at all."""
        return self.add_prefix("alt_text") in self.data


class RenditionForm(forms.Form):
    """The text of one channel as typed; what its platform allows is the adapter's judgement."""

    title = forms.CharField(required=False, max_length=300, error_messages=_too_long(300))
    text = forms.CharField(required=False, strip=False)
    tags = KeywordsField(required=False)
    # The metaclass takes declared fields off the class, so the form's own media stays reachable.
    media = forms.ChoiceField(required=False, choices=Media.choices)  # type: ignore[assignment]
    version = forms.IntegerField(required=False)

    def typed(self) -> dict[str, Any]:
        """Only what the channel's panel offered; a field that was not on the page is not emptied."""
        given = {name: self.cleaned_data[name] for name in ("title", "text", "tags", "media") if self._good(name)}
        if "text" in given:
            given["text"] = given["text"].replace("\r\n", "\n")
        return given

    def shown(self) -> dict[str, Any]:
        """What the fields held, acceptable or not: an error must not swallow a text."""
        raw = {name: self.data[name] for name in ("title", "text", "media") if name in self.data}
        if "tags" in self.data:
            raw["tags"] = KeywordsField(required=False).to_python(self.data["tags"])
        return raw | self.typed()

    def _good(self, name: str) -> bool:
        return name in self.data and name in self.cleaned_data


class PlanForm(forms.Form):
    """When a channel goes out; empty is: at once after approval."""

    send_at = LocalDateTimeField(label="Termin")

    def clean_send_at(self) -> Any:
        send_at = self.cleaned_data["send_at"]
        if send_at and send_at <= timezone.now():
            raise forms.ValidationError(
                "Dieser Termin liegt in der Vergangenheit. Bitte wählen Sie eine spätere Zeit "
                "oder leeren Sie das Feld für „sofort nach Freigabe“."
            )
        return send_at
