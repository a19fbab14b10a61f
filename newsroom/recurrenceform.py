"""The rhythm of a recurring topic in a person's words, and the rule it stands for."""

from typing import Any

from django import forms
from django.utils import timezone

from newsroom.forms import tie_notes
from newsroom.topicforms import offer_owners
from people.models import User
from stories import recurring
from stories.models import Department, Recurrence

WEEKDAYS = [
    ("MO", "Montag"), ("TU", "Dienstag"), ("WE", "Mittwoch"), ("TH", "Donnerstag"), ("FR", "Freitag"),
    ("SA", "Samstag"), ("SU", "Sonntag"),
]  # fmt: skip
RHYTHMS = [
    ("weekly", "jede Woche"), ("fortnightly", "alle zwei Wochen"),
    ("monthly", "jeden Monat an einem Wochentag"), ("monthday", "jeden Monat an einem Tag"),
]  # fmt: skip
PLACES = [("1", "ersten"), ("2", "zweiten"), ("3", "dritten"), ("4", "vierten"), ("-1", "letzten")]
PREVIEWED = 5
# Which rhythms a field speaks of; the others neither ask for it nor mind what stands there.
SPEAKS_OF = {
    "weekday": ("weekly", "fortnightly", "monthly"),
    "place": ("monthly",),
    "monthday": ("monthday",),
}


class RecurrenceForm(forms.Form):
    """What comes round, how often, and who looks after it."""

    title = forms.CharField(
        label="Titel",
        max_length=250,
        error_messages={"required": "Der Titel fehlt. So heißt jedes Thema, das daraus entsteht."},
    )
    rhythm = forms.ChoiceField(label="Wie oft?", choices=RHYTHMS, initial="weekly")
    weekday = forms.ChoiceField(
        label="Wochentag", choices=WEEKDAYS, initial="FR", help_text="Zählt nicht bei „jeden Monat an einem Tag“."
    )
    place = forms.ChoiceField(
        label="Der wievielte im Monat?", choices=PLACES, initial="1",
        help_text="Zählt nur bei „jeden Monat an einem Wochentag“.",
    )  # fmt: skip
    monthday = forms.IntegerField(
        label="Tag im Monat", min_value=1, max_value=31, initial=1,
        help_text="Zählt nur bei „jeden Monat an einem Tag“. Monate ohne diesen Tag fallen aus.",
    )  # fmt: skip
    time = forms.TimeField(
        label="Uhrzeit der Frist", initial="12:00", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    starts_on = forms.DateField(
        label="Zum ersten Mal ab", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    lead_days = forms.IntegerField(
        label="So viele Tage vorher anlegen",
        min_value=0,
        max_value=90,
        initial=7,
        help_text="Dann steht es auf der Tafel.",
    )
    owner = forms.TypedChoiceField(label="Zuständig", required=False, coerce=int, empty_value=None)
    department = forms.ModelChoiceField(label="Amt", queryset=Department.objects.all(), required=False)

    def __init__(self, data: Any = None, *, row: Recurrence | None = None) -> None:
        given = typed(row) if row else {"starts_on": timezone.localdate()}
        super().__init__(data, initial=given, auto_id="%s")
        for name, rhythms in SPEAKS_OF.items():
            self.fields[name].widget.attrs["data-rhythms"] = " ".join(rhythms)
        offer_owners(self)
        tie_notes(self)

    def clean(self) -> dict[str, Any]:
        """Not even a wrong entry counts where the rhythm asks for none: the field is hidden, nobody would see why."""
        found = super().clean() or self.cleaned_data
        rhythm = found.get("rhythm")
        for name, rhythms in SPEAKS_OF.items():
            if rhythm and rhythm not in rhythms:
                self.errors.pop(name, None)
                found[name] = self.fields[name].initial
        return found

    def rule(self) -> str:
        """The RRULE of what was chosen."""
        chosen = self.cleaned_data
        day, place, monthday = chosen["weekday"], chosen["place"], chosen["monthday"]
        return {
            "weekly": f"FREQ=WEEKLY;BYDAY={day}",
            "fortnightly": f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
            "monthly": f"FREQ=MONTHLY;BYDAY={place}{day}",
            "monthday": f"FREQ=MONTHLY;BYMONTHDAY={monthday}",
        }[chosen["rhythm"]]

    def facts(self) -> dict[str, Any]:
        """As the action takes them."""
        found = {name: self.cleaned_data[name] for name in ("title", "time", "starts_on", "lead_days", "department")}
        owner = self.cleaned_data["owner"]
        return found | {"rule": self.rule(), "owner": User.objects.get(pk=owner) if owner else None}

    def preview(self) -> list[Any]:
        """The next days by what is chosen, or offered at first; none where the rhythm lacks something."""
        if not self.is_bound:
            return RecurrenceForm({name: self[name].value() for name in self.fields}).preview()
        # The title may still be missing; what the rhythm needs may not.
        if self.errors.keys() & {"rhythm", "starts_on", *SPEAKS_OF}:
            return []
        start = self.cleaned_data["starts_on"]
        return recurring.upcoming(self.rule(), start, max(start, timezone.localdate()), PREVIEWED)


def typed(row: Recurrence) -> dict[str, Any]:
    """What somebody would have typed for this one: :meth:`RecurrenceForm.rule` the other way round.

    A rule the form cannot say leaves the rhythm as it is offered at first.
    """
    parts = dict(part.partition("=")[::2] for part in row.rule.split(";"))
    day = parts.get("BYDAY", "")
    names = ("title", "time", "starts_on", "lead_days", "department")
    found = {name: getattr(row, name) for name in names} | {"owner": row.owner_id}
    if "BYMONTHDAY" in parts:
        return found | {"rhythm": "monthday", "monthday": parts["BYMONTHDAY"]}
    if parts["FREQ"] == "MONTHLY":
        return found | {"rhythm": "monthly", "place": day[:-2], "weekday": day[-2:]}
    return found | {"rhythm": "fortnightly" if parts.get("INTERVAL") == "2" else "weekly", "weekday": day}
