"""The form by which a department hands in news: plain fields, files with their descriptions, German sentences."""

import uuid
from typing import Any, Final

from django import forms
from django.utils.html import linebreaks

from newsroom.forms import LocalDateTimeField, tie_notes
from stories.intake.incoming import Enclosure
from stories.intake.safety import DOCX, MAX_ALL, MAX_FILE, admit, sniff
from stories.richtext import clean

FILES: Final = range(1, 7)
AGAIN: Final = "Bitte wählen Sie Ihre Dateien danach noch einmal aus; der Browser behält sie nicht."
NO_TEXT: Final = "Der Text fehlt. Schreiben Sie ihn hier oder hängen Sie eine Word-Datei (.docx) an."
LONGEST: Final = 100_000


class ReportForm(forms.Form):
    """A piece of news. Title and text, or a Word file that holds both."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        label="Worum geht es?", max_length=250, required=False, help_text="Ein Satz, wie er in der Zeitung stünde.",
        error_messages={"max_length": "Das sind %(show_value)d Zeichen, 250 sind möglich. Bitte kürzen Sie."},
    )  # fmt: skip
    text = forms.CharField(
        label="Text", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Was geschieht, wo, wann, wer ist beteiligt? Eine Leerzeile trennt Absätze. "
        "Das Feld darf leer bleiben, wenn der Text in einer Word-Datei (.docx) steht.",
        error_messages={"max_length": "Der Text ist zu lang für das Formular. Hängen Sie ihn als Word-Datei an."},
    )  # fmt: skip
    deadline = LocalDateTimeField(
        label="Wann soll es veröffentlicht sein?", help_text="Tag und Uhrzeit, falls es darauf ankommt."
    )
    audience = forms.CharField(
        label="An wen richtet es sich?", max_length=300, required=False,
        help_text="Etwa: Anwohnende, Eltern, die Presse.",
    )  # fmt: skip
    contact = forms.CharField(
        label="Wer beantwortet Rückfragen?", max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}), help_text="Name, Telefon, E-Mail. Nur für die Redaktion.",
    )  # fmt: skip

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, initial={"form_id": uuid.uuid4()}, auto_id="%s")
        self.uploads = files or {}
        self.enclosures: tuple[Enclosure, ...] = ()
        self.file_errors: list[str] = []
        tie_notes(self)

    def file_rows(self) -> list[tuple[int, str]]:
        """Number and the description typed for each place for a file."""
        return [(number, self.data.get(f"alt-{number}", "")) for number in FILES]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._read_files()
        has_word = sum(sniff(item.data) == DOCX for item in self.enclosures) == 1
        if not cleaned.get("text") and not has_word and not self.has_error("text"):
            self.add_error("text", NO_TEXT)
        if not cleaned.get("title") and not (has_word and not cleaned.get("text")) and not self.has_error("title"):
            self.add_error("title", "Bitte sagen Sie in einem Satz, worum es geht.")
        return cleaned

    def is_valid(self) -> bool:
        return super().is_valid() and not self.file_errors

    def handed(self) -> dict[str, Any]:
        """What to hand in."""
        typed = self.cleaned_data
        text = typed["text"].strip()
        return {
            "title": typed["title"], "html": clean(linebreaks(text, autoescape=True)) if text else "",
            "form_id": str(typed["form_id"]), "contact": typed["contact"], "audience": typed["audience"],
            "deadline": typed["deadline"], "files": self.enclosures,
        }  # fmt: skip

    def _read_files(self) -> None:
        chosen = [(number, self.uploads[f"file-{number}"]) for number in FILES if f"file-{number}" in self.uploads]
        big = [f"„{file.name}“" for _, file in chosen if (file.size or 0) > MAX_FILE]
        if big or sum(file.size or 0 for _, file in chosen) > MAX_ALL:
            named = f" Zu groß: {', '.join(big)}." if big else ""
            self.file_errors = [f"Erlaubt sind 25 MB je Datei und 60 MB zusammen.{named} {AGAIN}"]
            return
        read = tuple(
            Enclosure(file.name or f"datei-{number}", file.content_type or "", file.read(), self._alt(number))
            for number, file in chosen
        )
        admission = admit(read)
        self.enclosures = admission.admitted
        self.file_errors = [*admission.refused, AGAIN] if admission.refused else []

    def _alt(self, number: int) -> str:
        return " ".join(self.data.get(f"alt-{number}", "").split())[:1000]
