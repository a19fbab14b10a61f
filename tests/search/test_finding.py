"""The same questions to both databases, with the same answers."""

from uuid import uuid4

import pytest
from django.utils import timezone

from channels_publish.models import Delivery
from search import finding
from search.actions import entries
from search.models import Entry, Kind
from tests.factories import people

pytestmark = pytest.mark.django_db

TEXTS = {
    "flut": ("Hochwasserschutzkonzept liegt aus", "Das Umweltamt stellt den Plan für Himmelgeist vor."),
    "schule": ("Gemeinschaftsgrundschule bekommt einen Anbau", "Die Bauarbeiten an der Grundschule beginnen im Juli."),
    "kita": ("Gebühren für Kitas steigen nicht", "Der Rat hat beschlossen, die Beiträge nicht zu erhöhen."),
    "bruecke": ("Theodor-Heuss-Brücke gesperrt", "In den Herbstferien fahren keine Straßenbahnen über die Brücke."),
    "stadt": ("Rundgang", "Düsseldorf zeigt seine Spielplätze. Öffnungszeiten: täglich. <b>Café</b> am Rhein."),
}


@pytest.fixture(autouse=True)
def written(db):
    person = people.person()
    for number, (title, text) in enumerate(TEXTS.values()):
        row = person.__class__(pk=number + 1000)
        entries.put(kind=Kind.STORY, row=row, title=title, text=text, at=timezone.now())


def found(text: str, **asked) -> list[str]:
    asked = {"kinds": Kind.values} | asked
    names = {title: name for name, (title, _text) in TEXTS.items()}
    return [names[entry.title] for entry in finding.find(text, **asked).entries]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hochwasser", ["flut"]),
        ("schutz", ["flut"]),
        ("hochwasserschutzkonzepte", ["flut"]),
        ("Grundschule", ["schule"]),
        ("Schule", ["schule"]),
        ("Kita-Gebühren", ["kita"]),
        ("Kitagebühren", ["kita"]),
        ("Duesseldorf", ["stadt"]),
        ("Dusseldorf", ["stadt"]),
        ("DÜSSELDORF", ["stadt"]),
        ("Spielplatz", ["stadt"]),
        ("oeffnungszeit", ["stadt"]),
        ("cafe", ["stadt"]),
        ("Strassenbahn", ["bruecke"]),
        ("Brücke -Theodor", []),
        ("Rhein -Brücke", ["stadt"]),
        ("Himmelg", ["flut"]),
        ("Düss", ["stadt"]),
        ("Duess", ["stadt"]),
        ("Dusse", ["stadt"]),
        ("Öffnungsz", ["stadt"]),
        ("Gebüh", ["kita"]),
        ("himmelgeist plan", ["flut"]),
        ("himmelgeist rundgang", []),
        ("gibtesnicht", []),
        ("", []),
        ("   ", []),
        ("-Brücke", []),
        ('"; DROP TABLE', []),
        ("AND OR NOT ( ) * : ' \" & | !", []),
        ("NEAR(a b)", []),
        ('"Heuss Brücke"', ["bruecke"]),
        ('"Heuss Bruecken"', ["bruecke"]),
        ('"Brücke Heuss"', []),
        ('"Brücke gesperrt"', ["bruecke"]),
        ('"Theodor Brücke"', []),
        ("„der Rat hat“", ["kita"]),
        ('"liegt aus das"', []),
        ('"Hochwasser Schutz"', []),
        ('"Hochwasser"', []),
        ('"Himmelgeist"', ["flut"]),
        ('Straßenbahn "über die Brücke"', ["bruecke"]),
        ('"über die Brücke" Himmelgeist', []),
        ('"über die Brücke" Straß', ["bruecke"]),
        ('Brücke -"Heuss Brücke"', []),
        ('Brücke -"Brücke Heuss"', ["bruecke"]),
        ('"Heuss Brücke', ["bruecke"]),
        ('"Brücke Heuss', ["bruecke"]),
        ('""', []),
        ('" "', []),
    ],
)
def test_find(text, names):
    assert found(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hochwasser", ["flut"]),
        ("Himmelgeist", []),
        ("Kitas Gebühren", ["kita"]),
        ("Gebühren erhöhen", []),
        ("Heuss", ["bruecke"]),
        ("Heu", ["bruecke"]),
        ('"Heuss Brücke"', ["bruecke"]),
        ('"über die Brücke"', []),
        ("Brücke -gesperrt", []),
        ("Brücke -Herbstferien", ["bruecke"]),
        ("Rundg", ["stadt"]),
        ("", []),
        ("-Brücke", []),
        ('"; DROP TABLE', []),
    ],
)
def test_titled(text, names):
    entries.put(kind=Kind.DELIVERY, row=Delivery(pk=uuid4()), title="Brücke", text="", at=timezone.now())
    numbers = [*finding.titled(text, kind=Kind.STORY)]
    assert [list(TEXTS)[number - 1000] for number in numbers] == names
    assert [*finding.titled(text, kind=Kind.TOPIC)] == []


@pytest.mark.parametrize(("text", "count"), [("Brücke", 1), ("gibtesnicht", 0), ("", 0)])
def test_total(text, count):
    assert finding.total(text, kinds=Kind.values) == count
    assert finding.total(text, kinds=[]) == 0


def test_word_of_the_title_stands_before_one_of_the_text():
    row = people.person()
    entries.put(kind=Kind.STORY, row=row, title="Baustelle am Rhein", text="Mehr dazu später.", at=timezone.now())
    first, *_others = finding.find("Rhein", kinds=Kind.values).entries
    assert first.title == "Baustelle am Rhein"


def test_half_a_word_finds_while_typing_and_not_when_it_is_ended():
    assert (found("Theod"), found("Theod ")) == (["bruecke"], [])


def test_what_may_not_be_seen_is_neither_found_nor_counted():
    result = finding.find("Brücke", kinds=[Kind.TOPIC])
    assert (result.entries, result.counts, result.total) == ([], {}, 0)


def test_counts_speak_of_all_kinds_when_one_is_listed():
    entries.put(kind=Kind.TOPIC, row=people.person(), title="Brücke", text="", at=timezone.now())
    result = finding.find("Brücke", kinds=Kind.values, only=Kind.TOPIC)
    assert (result.counts, result.total, [entry.kind for entry in result.entries]) == (
        {"story": 1, "topic": 1}, 1, ["topic"],
    )  # fmt: skip


def test_pages_follow_each_other():
    for number in range(5):
        entries.put(kind=Kind.TOPIC, row=people.person(), title=f"Laterne {number}", text="", at=timezone.now())
    pages = [finding.find("Laterne", kinds=Kind.values, offset=start, limit=2).entries for start in (0, 2, 4)]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert len({entry.pk for page in pages for entry in page}) == 5


def test_put_again_finds_the_new_words_and_not_the_old():
    row = people.person()
    for title in ("Eislaufbahn", "Freibad"):
        entries.put(kind=Kind.ASSET, row=row, title=title, text="", at=timezone.now())
    assert [finding.find(word, kinds=Kind.values).total for word in ("Eislaufbahn", "Freibad")] == [0, 1]
    Entry.objects.filter(kind=Kind.ASSET).delete()
    assert finding.find("Freibad", kinds=Kind.values).total == 0


def test_put_many_replaces_as_well():
    rows = [people.person() for _number in range(2)]
    for title in ("Alt", "Freibad"):
        entries.put_many(
            entries.entry(kind=Kind.ASSET, row=row, title=title, text="", at=timezone.now()) for row in rows
        )
    assert [finding.find(word, kinds=Kind.values).total for word in ("Alt", "Freibad")] == [0, 2]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Spielplatz", "Düsseldorf zeigt seine <mark>Spielplätze</mark>. Öffnungszeiten"),
        ("Cafe", "&lt;b&gt;<mark>Café</mark>&lt;/b&gt;"),
        ("Duess", "<mark>Düsseldorf</mark> zeigt"),
        ('"am Rhein"', "Café&lt;/b&gt; <mark>am</mark> <mark>Rhein</mark>."),
        ('"Rhein am"', "Café&lt;/b&gt; am Rhein."),
    ],
)
def test_snippet_marks_the_hits_and_escapes_the_rest(text, html):
    entry = Entry.objects.get(title="Rundgang")
    assert html in finding.snippet(entry, text)
