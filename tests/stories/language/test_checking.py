"""What is noticed in a text, and what is left alone."""

import json
import os
import re
from html import escape
from pathlib import Path

import pytest

from stories.language import readability, spelling
from stories.language.checking import House, check
from stories.language.hints import Kind
from stories.language.passages import Link, Passage, of_body, of_field

# Real releases in the form {"releases": [{"title": …, "body_paragraphs": […]}]}; none are kept here.
SAMPLE = Path(os.environ.get("PRESS_SAMPLE", "pressreleases.json"))
WRONG = {
    "Veranstalung": "Veranstaltung", "nihct": "nicht", "Öffnungszeitn": "Öffnungszeit", "Geneinschaft": "Gemeinschaft",
    "Hochwaserschutz": "Hochwasserschutz", "Stadtverwatung": "Stadtverwaltung", "Anmeldnug": "Anmeldung",
    "vorraussichtlich": "voraussichtlich", "Feuerwher": "Feuerwehr", "Bibliotek": "Bibliothek",
    "Kindertagestätte": "Kindertagesstätte", "Haushalltsplan": "Haushaltsplan", "Oberbürgermesiter": "Oberbürgermeister",
    "Ratssitzng": "Ratssitzung", "Wochenmrkt": "Wochenmarkt", "kostenlsoe": "kostenlose", "Bürgrbüro": "Bürgerbüro",
    "Verkehrsbehinderugen": "Verkehrsbehinderungen", "Gesundheitsmt": "Gesundheitsamt", "Rythmus": "Rhythmus",
    "Wiederstand": "Widerstand", "seperat": "separat", "Entgeld": "Entgelt", "nähmlich": "nämlich",
}  # fmt: skip
RIGHT = (
    "Gemeinschaftsgrundschule Hochwasserschutzkonzept Straßenverkehrsamt Bürgerbüro Stadtentwicklungsausschuss "
    "Grünflächenamt Radverkehrskonzept Oberbürgermeisterin Fußgängerzone Wärmeplanung Starkregengefahrenkarte "
    "Bezirksvertretung Verkehrssicherungspflicht Trinkwasserbrunnen Stadtteilbücherei Busbeschleunigung Hitzeaktionsplan "
    "Garath Wersten Lierenfeld Rheinbahn Haltverbot"
).split()


def quotes(text: str, kind: Kind, **options) -> list[tuple[str, tuple[str, ...]]]:
    found = check({"body": f"<p>{text}</p>"}, **options)
    return [(hint.quote, hint.suggestions) for hint in found.hints if hint.kind == kind]


@pytest.mark.parametrize(("wrong", "right"), WRONG.items())
def test_a_likely_error_is_found_and_the_right_word_offered_first(wrong, right):
    assert (spelling.is_known(wrong), spelling.suggestions(wrong)[:1]) == (False, (right,))


@pytest.mark.parametrize("word", RIGHT)
def test_compounds_and_names_of_the_city_are_known(word):
    assert spelling.is_known(word)


@pytest.mark.parametrize(
    "text",
    [
        "Näheres unter www.duesseldorf.de/xyzab und bei presse.amtt@duesseldorf.de",
        "Frau Dr. Wrzeszcz und Herr Pojarov",
        "LSBTIQ und BMZ, eMedien, AbfallNavi",
        "am 25. November um 14.30 Uhr, i. d. R. in der Str. 12",
    ],
)
def test_addresses_names_and_abbreviations_are_left_alone(text):
    assert quotes(text, Kind.SPELLING) == []


def test_words_of_the_city_are_known_in_any_case():
    text = "Der quaxelbrumft kommt."
    assert quotes(text, Kind.SPELLING) == [("quaxelbrumft", ())]
    assert quotes(text, Kind.SPELLING, known=["Quaxelbrumft"]) == []


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample of real releases is not on this machine")
@pytest.mark.parametrize(("kind", "most"), [(Kind.SPELLING, 3), (Kind.ABBREVIATION, 1), (Kind.NOMINAL, 1)])
def test_real_releases_give_few_false_alarms_in_a_thousand_words(kind, most):
    words = alarms = 0
    for release in json.loads(SAMPLE.read_text(encoding="utf-8"))["releases"]:
        texts = [release["title"], *release["body_paragraphs"]]
        words += sum(len(re.findall(r"[^\W\d_]+", text)) for text in texts)
        body = "".join(f"<p>{escape(text)}</p>" for text in texts[1:])
        found = check({"headline": texts[0], "body": body}).hints
        alarms += sum(hint.kind == kind for hint in found)

    assert alarms <= most * words / 1000


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Wir melden uns zeitnah.", Kind.STYLE, [("zeitnah", ("bald",))]),
        ("Zeitnah kommt Post.", Kind.STYLE, [("Zeitnah", ("Bald",))]),
        ("Alle Bürger sind da.", Kind.GENDER, [("Bürger", ("Bürgerinnen und Bürger", "Menschen"))]),
        ("Wir danken den Bürgern.", Kind.GENDER, [("Bürgern", ("Bürgerinnen und Bürgern", "Menschen"))]),
        ("Die Bürgerinnen und Bürger sind da.", Kind.GENDER, []),
        ("Der Bürgermeister ist da.", Kind.GENDER, []),
        ("Für Bürger*innen und Lehrer:innen", Kind.GENDER, [("Bürger*innen", ()), ("Lehrer:innen", ())]),
        ("Das ist ist gut.", Kind.TYPOGRAPHY, [("ist ist", ("ist",))]),
        ("Häuser, die die Stadt baut", Kind.TYPOGRAPHY, []),
        ('Er sagt "gut" dazu.', Kind.TYPOGRAPHY, [('"gut"', ("„gut“",))]),
        ("Heute - und morgen", Kind.TYPOGRAPHY, [(" - ", (" – ",))]),
        ("Es sind 25000 Euro.", Kind.TYPOGRAPHY, [("25000", ("25.000",))]),
        ("von 8-12 Uhr", Kind.TYPOGRAPHY, [("-", ("–",))]),
    ],
)
def test_wording(text, kind, found):
    assert quotes(text, kind) == found


def test_the_house_decides_how_people_are_addressed():
    house = House(gender="neutral")
    assert quotes("Alle Schüler kommen.", Kind.GENDER, house=house) == [
        ("Schüler", ("Kinder und Jugendlichen", "Schülerinnen und Schüler"))
    ]


def test_headings_and_links_keep_their_order_and_say_where_they_lead():
    body = (
        '<h3>Klein.</h3><p>Mehr <a href="https://a.example">hier</a></p>'
        '<p><a href="https://a.example">Plan</a> <a href="https://b.example">Plan</a></p><h2></h2>'
    )
    hints = [hint for hint in check({"body": body}).hints if hint.kind in {Kind.STRUCTURE, Kind.LINK}]

    assert [(hint.block, hint.quote, hint.message.split()[0]) for hint in hints] == [
        (0, "Klein.", "Vor"), (0, "Klein.", "Ein"), (1, "hier", "„hier“"), (2, "Plan", "„Plan“"), (3, "", "Hier"),
    ]  # fmt: skip


def test_passages_count_as_the_editor_does():
    body = '<p>Eins<br><a href="x">zwei</a></p><ul><li><p>drei</p><ul><li>vier</li></ul></li></ul><p></p><h2>fünf</h2>'
    assert of_body(body) == [
        Passage("body", 0, "Eins\nzwei", 0, (Link(5, 9, "x"),)),
        Passage("body", 1, "drei"),
        Passage("body", 2, "vier"),
        Passage("body", 3, ""),
        Passage("body", 4, "fünf", 2),
    ]


def test_long_sentences_are_counted_past_dates_and_abbreviations():
    text = "Am 25. November um 14.30 Uhr, z. B. bei Nr. 5, spricht Dr. Müller vom 1. FC. Danach ist Schluss."
    assert [row.words for row in readability.sentences([of_field("lead", text)])] == [18, 3]
    assert [quote for quote, _ in quotes(text, Kind.SENTENCE, house=House(sentence_words=10))] == [
        text.split(" Danach", maxsplit=1)[0]
    ]


def test_reading_is_a_figure_and_a_word():
    easy = readability.read([of_field("lead", "Der Bus kommt um acht. Er ist rot. " * 4)])
    assert (easy.lix, easy.verdict, easy.words, easy.sentences) == (4, "leicht", 32, 8)
    assert readability.read([of_field("lead", "Kurz.")]).lix is None


def test_plain_language_has_its_own_rules_and_english_only_those_on_structure():
    text = "Das Dach des Hauses wäre neu."
    assert [quote for quote, _ in quotes(text, Kind.PLAIN, language="de-simple")] == ["des Hauses", "wäre"]
    assert check({"body": "<p>The the zeitnah xyzzyx.</p>"}, language="en").hints == ()
