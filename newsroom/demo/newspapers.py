"""The fictional press of the demo: outlets, contacts in every standing, subjects."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from press.actions import choices, lists
from press.enums import Basis, OutletKind, Source
from press.models import Contact, DistributionList, Outlet, PressTopic

TOPICS: Final = ("Stadtnachrichten", "Verkehr", "Kultur", "Umwelt", "Rat und Verwaltung", "Sport")
OUTLETS: Final = (
    ("Rheinische Rundschau am Fluss", OutletKind.NEWSPAPER, "https://www.rundschau.example"),
    ("Radio Rheinbogen", OutletKind.RADIO, "https://www.rheinbogen.example"),
    ("Düsselblick", OutletKind.ONLINE, "https://www.duesselblick.example"),
    ("Stadtteilzeitung Grafenberg", OutletKind.NEWSPAPER, "https://www.grafenberger.example"),
    ("Rheinkanal TV", OutletKind.TV, "https://www.rheinkanal.example"),
    ("Westagentur", OutletKind.AGENCY, "https://www.westagentur.example"),
)


@dataclass(frozen=True, slots=True)
class Reader:
    """One contact. ``by_topics``: on no list by hand. ``due``: to be checked since yesterday."""

    outlet: str
    name: str
    email: str
    topics: tuple[str, ...] = ()
    by_topics: bool = False
    due: bool = False
    paused: bool = False
    basis: Basis = Basis.TASK
    source: Source = Source.PUBLISHED
    note: str = field(default="Impressum, gelesen im November 2026")


READERS: Final = (
    Reader("Rheinische Rundschau am Fluss", "Elin Faber", "lokales@rundschau.example"),
    Reader("Radio Rheinbogen", "Nachrichtenredaktion", "news@rheinbogen.example"),
    Reader("Düsselblick", "Jonas Wieland", "redaktion@duesselblick.example", due=True),
    Reader("Stadtteilzeitung Grafenberg", "Redaktion", "post@grafenberger.example"),
    Reader("Westagentur", "Dienst West", "dienst@westagentur.example", topics=("Stadtnachrichten",), by_topics=True),
    Reader("Rheinkanal TV", "Mirjam Oltmanns", "oltmanns@rheinkanal.example", paused=True),
    Reader(
        "", "Tjark Böhmer", "tjark@boehmer.example", topics=("Kultur",), basis=Basis.CONSENT,
        source=Source.ASKED, note="Hat auf der Pressekonferenz gefragt; bestätigt hat er noch nicht",
    ),
)  # fmt: skip


def ensure(city_list: DistributionList) -> None:
    """Fill a new list, and what belongs to it."""
    topics = {name: PressTopic.objects.get_or_create(name=name)[0] for name in TOPICS}
    for name, kind, website in OUTLETS:
        Outlet.objects.get_or_create(name=name, defaults={"kind": kind, "website": website})
    for reader in READERS:
        _add(reader, city_list, topics)
    lists.change_list(
        distribution_list=city_list, description="Alle Pressemitteilungen der Stadt", is_open=True,
        topics=[topics["Stadtnachrichten"]], by=None,
    )  # fmt: skip


def _add(reader: Reader, city_list: DistributionList, topics: dict[str, PressTopic]) -> Contact:
    facts: dict[str, Any] = {"review_on": timezone.localdate() - timedelta(days=1)} if reader.due else {}
    contact = lists.add_contact(
        name=reader.name, outlet=reader.outlet, email=reader.email, lists=() if reader.by_topics else [city_list],
        topics=[topics[name] for name in reader.topics], basis=reader.basis, source=reader.source,
        source_note=reader.note, by=None, **facts,
    )  # fmt: skip
    if reader.paused:
        choices.pause(contact=contact, until=timezone.localdate() + timedelta(days=12))
    return contact
