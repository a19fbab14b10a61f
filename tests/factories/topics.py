"""Topics, and news on its way in."""

from datetime import date, time
from typing import Any

from django.utils import timezone

from people.models import User
from stories.actions import intake, topics
from stories.enums import SourceKind
from stories.intake.incoming import Incoming
from stories.models import Recurrence, Topic
from tests.factories import people


def topic(*, by: User | None = None, title: str = "Neuer Spielplatz in Bilk", **facts: Any) -> Topic:
    return topics.create(by=by or people.editor(), title=title, **facts)


def incoming(**facts: Any) -> Incoming:
    """A letter of the parks department."""
    given: dict[str, Any] = {
        "kind": SourceKind.MAIL,
        "title": "Linden im Hofgarten",
        "html": "<p>Ab Montag pflanzen wir 40 Linden.</p><p>Die Wege bleiben offen.</p>",
        "received_at": timezone.now(),
        "ref": "<1@stadt.example>",
        "sender": "Mira Brandt",
        "email": "mira.brandt@stadt.example",
    }
    return Incoming(**(given | facts))


def received(**facts: Any) -> Topic:
    return intake.receive(incoming=incoming(**facts)).topic


def recurrence() -> Recurrence:
    return Recurrence.objects.create(
        title="Wochenrückblick", rule="FREQ=WEEKLY;BYDAY=FR", starts_on=date(2026, 1, 1), time=time(12)
    )
