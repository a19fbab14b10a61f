"""Forms of inquiries, press dates and press kits: they read what was typed and say in German what cannot be taken."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from newsroom import walltime
from newsroom.forms import LOCAL, LocalDateTimeField, tie_notes
from newsroom.pressguestforms import AddressField
from newsroom.topicforms import offer_owners
from people.models import User
from press.enums import InquiryChannel
from press.models import Contact, Inquiry, PressDate, PressKit
from press.models.kits import TERMS
from stories.models import Story

TWO_PM = time(14)
FRIDAY = 4
# Stories a date or kit can be tied to by choosing; nobody looks for older ones.
OFFERED = 150


def quick_deadlines(now: datetime) -> list[tuple[str, str]]:
    """Value of the field and word of the button: the times the press usually names."""
    today = timezone.localdate(now)
    choices = [("heute 14 Uhr", today, TWO_PM), ("heute 17 Uhr", today, time(17))]
    choices += [
        ("morgen 12 Uhr", today + timedelta(days=1), time(12)),
        ("in drei Tagen", today + timedelta(days=3), TWO_PM),
    ]
    moments = [(words, walltime.at(day, clock)) for words, day, clock in choices]
    return [(timezone.localtime(moment).strftime(LOCAL), words) for words, moment in moments if moment > now]


def usual_deadline(now: datetime) -> datetime:
    """Two in the afternoon, when newspapers begin to build their pages: today, or the next working day."""
    day = timezone.localdate(now)
    while walltime.at(day, TWO_PM) <= now + timedelta(hours=1) or day.weekday() > FRIDAY:
        day += timedelta(days=1)
    return walltime.at(day, TWO_PM)


class InquiryForm(forms.Form):
    """A question. Needed are its words, somebody who asked, and a way to reach them."""

    contact = forms.ModelChoiceField(
        label="Kontakt", queryset=Contact.objects.none(), required=False, empty_label="Nicht im Verteiler",
        help_text="Wählen Sie einen Kontakt, füllt er leere Felder darunter.",
    )  # fmt: skip
    name = forms.CharField(label="Name", max_length=150, required=False)
    outlet = forms.CharField(label="Redaktion oder Medium", max_length=150, required=False)
    phone = forms.CharField(label="Telefon", max_length=60, required=False)
    email = AddressField(required=False, widget=forms.TextInput)  # a journalist's, not of who types it
    question = forms.CharField(
        label="Frage", widget=forms.Textarea(attrs={"rows": 5}), max_length=20_000,
        error_messages={"required": "Die Frage fehlt. Schreiben Sie auf, was die Redaktion wissen will."},
    )  # fmt: skip
    channel = forms.ChoiceField(label="Kam per", choices=InquiryChannel.choices, initial=InquiryChannel.PHONE)
    received_at = LocalDateTimeField(label="Eingegangen", required=True)
    deadline = LocalDateTimeField(label="Antwort bis", required=True)
    owner = forms.TypedChoiceField(label="Zuständig", required=False, coerce=int, empty_value=None)
    notes = forms.CharField(
        label="Notizen", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="Nur für die Redaktion."
    )

    def __init__(self, data: Any = None, *, inquiry: Inquiry | None = None, user: User | None = None) -> None:
        now = timezone.now()
        initial: dict[str, Any] = {
            "received_at": now,
            "deadline": usual_deadline(now),
            "owner": user.pk if user else "",
        }
        if inquiry:
            initial = {name: getattr(inquiry, name) for name in self.base_fields}
            initial |= {"owner": inquiry.owner_id or "", "contact": inquiry.contact_id or ""}
        super().__init__(data, initial=initial, auto_id="%s")
        contact = self.fields["contact"]
        assert isinstance(contact, forms.ModelChoiceField)
        contact.queryset = Contact.objects.order_by("name", "pk")
        offer_owners(self)
        tie_notes(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if contact := cleaned.get("contact"):
            filled = {"name": contact.name, "email": contact.email, "outlet": str(contact.outlet or "")}
            cleaned |= {name: value for name, value in filled.items() if not cleaned.get(name)}
        if not cleaned.get("name"):
            self.add_error("name", "Wer hat gefragt? Schreiben Sie den Namen oder wählen Sie einen Kontakt.")
        elif not (cleaned.get("email") or cleaned.get("phone") or self.has_error("email")):
            self.add_error(
                "phone", "Wohin geht die Antwort? Notieren Sie eine Telefonnummer oder eine E-Mail-Adresse."
            )
        return cleaned

    def typed(self) -> dict[str, Any]:
        """What to store, the owner as a person."""
        found = dict(self.cleaned_data)
        found["owner"] = User.objects.get(pk=found["owner"]) if found["owner"] else None
        return found


def _offer_stories(form: forms.Form, known: Story | None) -> None:
    """The stories of the last weeks, and the one that is chosen already."""
    rows = list(Story.objects.order_by("-updated_at").only("pk", "headline")[:OFFERED])
    if known and known not in rows:
        rows.insert(0, known)
    field = form.fields["story"]
    assert isinstance(field, forms.TypedChoiceField)
    field.choices = [("", "Keiner"), *((row.pk, row.headline) for row in rows)]


def _story(pk: int | None) -> Story | None:
    return Story.objects.filter(pk=pk).first() if pk else None


class PressDateForm(forms.Form):
    """A press date. Title, beginning and place are needed."""

    title = forms.CharField(label="Titel", max_length=200, error_messages={"required": "Der Titel fehlt."})
    begins_at = LocalDateTimeField(label="Beginn", required=True)
    ends_at = LocalDateTimeField(label="Ende", help_text="Darf offen bleiben.")
    place = forms.CharField(
        label="Ort", max_length=150, help_text="Etwa: Rathaus, Jan-Wellem-Saal.",
        error_messages={"required": "Der Ort fehlt. Ohne ihn findet niemand hin."},
    )  # fmt: skip
    address = forms.CharField(label="Adresse", max_length=250, required=False)
    text = forms.CharField(label="Worum es geht", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    people = forms.CharField(label="Wer dabei ist", max_length=300, required=False)
    audience = forms.CharField(label="Für wen", max_length=200, required=False, help_text="Etwa: alle Medien.")
    photo = forms.CharField(label="Fotomöglichkeit", max_length=250, required=False, help_text="Was, wann und wo.")
    contact = forms.CharField(label="Kontakt", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    story = forms.TypedChoiceField(
        label="Beitrag", required=False, coerce=int, empty_value=None,
        help_text="Bis zu dessen Sperrfrist bleibt der Termin verborgen.",
    )  # fmt: skip
    visible_from = LocalDateTimeField(label="Sichtbar ab", help_text="Leer: sobald er öffentlich ist.")
    accredits = forms.BooleanField(
        label="Mit Akkreditierung: Wer kommen will, meldet sich über ein Formular an", required=False
    )
    register_until = LocalDateTimeField(label="Anmeldung bis", help_text="Leer: bis zum Beginn.")
    places = forms.IntegerField(
        label="Plätze", min_value=0, max_value=5000, required=False, help_text="Leer oder 0: unbegrenzt."
    )
    keep_days = forms.IntegerField(
        label="Angaben löschen nach Tagen", min_value=0, max_value=365, initial=28,
        help_text="So lange nach dem Termin bleiben Namen und Nachweise gespeichert.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, date: PressDate | None = None) -> None:
        initial = {name: getattr(date, name) for name in self.base_fields} if date else {}
        if date:
            initial["story"] = date.story_id
        super().__init__(data, initial=initial, auto_id="%s")
        _offer_stories(self, date.story if date else None)
        tie_notes(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, ends, until = (cleaned.get(name) for name in ("begins_at", "ends_at", "register_until"))
        if begins and ends and ends <= begins:
            self.add_error("ends_at", "Das Ende liegt vor dem Beginn. Prüfen Sie beide Zeiten.")
        if begins and until and until > begins:
            self.add_error("register_until", "Die Anmeldung endet nach dem Beginn. Wählen Sie eine frühere Zeit.")
        return cleaned

    def typed(self) -> dict[str, Any]:
        """What to store."""
        found = dict(self.cleaned_data)
        return found | {"places": found["places"] or 0, "story": _story(found["story"])}


class PressKitForm(forms.Form):
    """A press kit: what stands at its top and on what terms it may be used."""

    title = forms.CharField(label="Titel", max_length=200, error_messages={"required": "Der Titel fehlt."})
    text = forms.CharField(label="Einleitung", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    story = forms.TypedChoiceField(
        label="Beitrag", required=False, coerce=int, empty_value=None,
        help_text="Seine freigegebenen Bilder und die Pressemitteilung kommen von selbst mit.",
    )  # fmt: skip
    terms = forms.CharField(
        label="Nutzungsbedingungen", initial=TERMS, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Ohne Nutzungsbedingungen weiß niemand, was mit den Bildern erlaubt ist."},
    )  # fmt: skip
    visible_from = LocalDateTimeField(label="Sichtbar ab", help_text="Leer: sobald sie öffentlich ist.")
    listed = forms.BooleanField(label="Im Medienportal zeigen (sonst nur über den Link)", required=False, initial=True)

    def __init__(self, data: Any = None, *, kit: PressKit | None = None, story: Story | None = None) -> None:
        initial = {name: getattr(kit, name) for name in self.base_fields} if kit else {}
        if kit:
            initial["story"] = kit.story_id
        elif story:
            initial |= {"story": story.pk, "title": story.headline[:200]}
        super().__init__(data, initial=initial, auto_id="%s")
        _offer_stories(self, kit.story if kit else story)
        tie_notes(self)

    def typed(self) -> dict[str, Any]:
        """What to store."""
        return dict(self.cleaned_data) | {"story": _story(self.cleaned_data["story"])}
