"""Forms of the topics: they read what was typed and say in German what cannot be taken."""

from typing import Any

from django import forms
from django_prose_editor.fields import ProseEditorFormField

from newsroom.forms import LocalDateTimeField, tie_notes
from people.models import User
from people.roles import Permission
from stories.enums import TopicState
from stories.models import Department, Topic
from stories.richtext import EXTENSIONS, clean

# Where a topic can go by a click; declining asks for its reason on a page of its own.
BY_CLICK = [state for state in TopicState if state != TopicState.DECLINED]


def writers() -> list[tuple[int, str]]:
    """Everybody who may own a topic, by name."""
    people = User.objects.filter(is_active=True).order_by("last_name", "first_name", "pk")
    return [(user.pk, str(user)) for user in people if user.has_perm(Permission.WRITE)]


def offer_owners(form: forms.Form) -> None:
    """Fill the field ``owner``; the people are asked for once a form."""
    owner = form.fields["owner"]
    assert isinstance(owner, forms.TypedChoiceField)
    owner.choices = [("", "Niemand"), *writers()]


class TopicForm(forms.Form):
    """A topic. Only its title is required: an idea may be no more than that."""

    title = forms.CharField(
        label="Titel",
        max_length=250,
        error_messages={
            "required": "Der Titel fehlt. Ein paar Wörter genügen, damit das Thema auf der Tafel zu finden ist.",
            "max_length": "Das sind %(show_value)d Zeichen, 250 sind möglich. Bitte kürzen Sie.",
        },
    )
    text = ProseEditorFormField(label="Inhalt", required=False, extensions=EXTENSIONS, sanitize=clean)
    department = forms.ModelChoiceField(
        label="Amt", queryset=Department.objects.all(), required=False, empty_label="Keines"
    )
    owner = forms.TypedChoiceField(label="Zuständig", required=False, coerce=int, empty_value=None)
    deadline = LocalDateTimeField(label="Frist", help_text="Wann es draußen sein soll.")
    notes = forms.CharField(
        label="Notizen",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Nur für die Redaktion: Absprachen, Ansprechpersonen, was noch fehlt.",
    )

    def __init__(self, data: Any = None, *, topic: Topic | None = None) -> None:
        initial = {name: getattr(topic, name) for name in self.base_fields} if topic else {}
        if topic:
            initial["owner"] = topic.owner_id
        super().__init__(data, initial=initial, auto_id="%s")
        offer_owners(self)
        tie_notes(self)
        self.fields["text"].widget.attrs["aria-label"] = "Inhalt"

    def typed(self) -> dict[str, Any]:
        """What to store, the owner as a person."""
        found = dict(self.cleaned_data)
        found["owner"] = User.objects.get(pk=found["owner"]) if found["owner"] else None
        return found
