"""What has come in at the demo newsroom: fictional news of fictional departments, by every door."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final

from django.utils import timezone

from people.models import User
from stories.actions import intake, topics
from stories.enums import SourceKind
from stories.intake.incoming import Enclosure, Incoming
from stories.models import Department, Topic

MEDIA: Final = Path(__file__).parent / "media"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One piece of news; ``days`` until its deadline at ten, ``hours`` since it came, ``taken`` by whom."""

    kind: SourceKind
    title: str
    paragraphs: tuple[str, ...]
    department: str
    sender: str
    hours: int
    days: int | None = None
    taken: str = ""
    picture: str = ""
    alt_text: str = ""
    notes: str = ""


ARRIVALS: Final = (
    Arrival(
        SourceKind.FORM, "Neue Sitzbänke und Trinkbrunnen für den Zoopark",
        ("Das Gartenamt stellt im Zoopark zwölf neue Sitzbänke auf, vier davon mit Armlehnen für ältere Menschen.",
         "Bis zum Frühjahr kommen zwei Trinkbrunnen dazu. Die Arbeiten beginnen am Montag und dauern drei Wochen."),
        "Gartenamt", "Hanne Wiesental", 3, days=4, picture="spielplatz-im-park.jpg",
        alt_text="Spielplatz mit Schaukel zwischen großen Bäumen", notes="Foto ist von uns, Veröffentlichung geklärt.",
    ),
    Arrival(
        SourceKind.MAIL, "Vollsperrung der Oberbilker Allee am Wochenende",
        ("Wegen der Erneuerung der Fahrbahn wird die Oberbilker Allee von Samstag, 6 Uhr, bis Sonntag, 20 Uhr, "
         "zwischen Kruppstraße und Eisenstraße voll gesperrt.",
         "Die Buslinien fahren eine Umleitung, Gehwege bleiben offen."),
        "Amt für Verkehrsmanagement", "Benno Kaltenbach", 20, days=2, taken="maria",
    ),
    Arrival(
        SourceKind.MAIL, "Korrektur: Vollsperrung der Oberbilker Allee am Wochenende",
        ("Wegen der Erneuerung der Fahrbahn wird die Oberbilker Allee von Samstag, 8 Uhr, bis Sonntag, 22 Uhr, "
         "zwischen Kruppstraße und Eisenstraße voll gesperrt.",
         "Die Buslinien fahren eine Umleitung, Gehwege bleiben offen."),
        "Amt für Verkehrsmanagement", "Benno Kaltenbach", 1, days=2,
    ),
    Arrival(
        SourceKind.API, "Vorlesestunde in der Zentralbibliothek",
        ("Jeden Samstag um 11 Uhr lesen Ehrenamtliche Kindern ab vier Jahren vor. Der Eintritt ist frei.",),
        "Stadtbüchereien", "Veranstaltungskalender", 26, days=6,
    ),
    Arrival(
        SourceKind.FEED, "Feuerwehr übt am Donnerstag am Rheinufer",
        ("Am Donnerstagabend üben vier Löschzüge den Hochwassereinsatz. Es kann laut werden, Gefahr besteht nicht.",),
        "Feuerwehr und Rettungsdienst", "Feuerwehr, Meldungen", 8,
    ),
)  # fmt: skip


def ensure() -> list[Topic]:
    """Take in what is not there yet."""
    return [_taken(arrival, _receive(number, arrival)) for number, arrival in enumerate(ARRIVALS, 1)]


def _receive(number: int, arrival: Arrival) -> intake.Received:
    at = timezone.now() - timedelta(hours=arrival.hours)
    return intake.receive(
        incoming=Incoming(
            kind=arrival.kind, title=arrival.title, html="".join(f"<p>{words}</p>" for words in arrival.paragraphs),
            received_at=at, ref=f"demo:{number}", sender=arrival.sender, notes=arrival.notes,
            department=Department.objects.filter(name=arrival.department).first(),
            deadline=_ten_in_the_morning(arrival.days), enclosures=_pictures(arrival),
        )
    )  # fmt: skip


def _pictures(arrival: Arrival) -> tuple[Enclosure, ...]:
    if not arrival.picture:
        return ()
    data = (MEDIA / arrival.picture).read_bytes()
    return (Enclosure(arrival.picture, "image/jpeg", data, arrival.alt_text),)


def _ten_in_the_morning(days: int | None) -> datetime | None:
    if days is None:
        return None
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), time(10)))


def _taken(arrival: Arrival, received: intake.Received) -> Topic:
    if received.known or not arrival.taken:
        return received.topic
    return topics.take(topic=received.topic, by=User.objects.get(username=arrival.taken))
