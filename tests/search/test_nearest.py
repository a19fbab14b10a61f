"""The nearest word that occurs: the same questions to both databases, with the same answers."""

import pytest
from django.db import transaction
from django.utils import timezone

from search.actions import entries, vocabulary
from search.models import Entry, Kind, Word
from search.nearest import distance, near_words, suggestion
from tests.factories import people

pytestmark = pytest.mark.django_db

TEXT = (
    "Die Rheinuferpromenade in Düsseldorf ist gesperrt. Der Spielplatz am Hofgarten bleibt offen, auch die Bücherei."
)


@pytest.fixture
def written(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        entries.put(kind=Kind.STORY, row=people.person(), title="Rundgang", text=TEXT, at=timezone.now())


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("Rheinuferpromnade", "Rheinuferpromenade"),
        ("Reinuferpromenade", "Rheinuferpromenade"),
        ("rheinufer-promenade", ""),
        ("Düseldorf", "Düsseldorf"),
        ("Duseldorf gesperrt", "Düsseldorf gesperrt"),
        ("Dsseldorf", "Düsseldorf"),
        ("Spielpaltz", "Spielplatz"),
        ("Hofgraten offne", "Hofgarten offen"),
        ("Hofgarrten -Spielplatz", ""),
        ("Hofgarrten -Brücke", "Hofgarten -Brücke"),
        ('"Düsseldrof ist"', '"Düsseldorf ist"'),
        ('"Düsseldrof bleibt"', ""),
        ("Bucherei", ""),
        ("Hofgarten", ""),
        ("Gibtesnicht", ""),
        ("Hofgarrten Gibtesnicht", ""),
        ("ofen", "offen"),
        ("off", ""),
        ("", ""),
        ("4711", ""),
    ],
)
def test_suggestion(written, text, better):
    assert suggestion(text, kinds=Kind.values) == better


def test_what_may_not_be_seen_is_not_suggested(written):
    assert suggestion("Hofgraten", kinds=[Kind.TOPIC]) == suggestion("Hofgraten", kinds=[]) == ""


def test_a_word_that_is_gone_is_not_suggested(written):
    Entry.objects.all().delete()
    assert (near_words("Hofgraten"), suggestion("Hofgraten", kinds=Kind.values)) == (["Hofgarten"], "")


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("linde", "linde", 0),
        ("linde", "lindne", 1),
        ("linde", "linda", 1),
        ("linde", "lined", 1),
        ("linde", "lnied", 2),
        ("linde", "eiche", 3),
        ("linde", "lindenallee", 3),
        ("", "ab", 2),
    ],
)
def test_distance(one, other, far):
    assert distance(one, other, most=2) == far


def test_every_single_error_in_a_long_word_is_found():
    vocabulary.learn(["Stadtbücherei Baumscheibe"])
    word = "stadtbuecherei"
    swapped = [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)]
    wrong = [word[:i] + letters + word[i + 1 :] for i in range(len(word)) for letters in ("", "x", word[i] + "x")]
    assert [typed for typed in {*swapped, *wrong} - {word} if near_words(typed) != ["Stadtbücherei"]] == []


def test_words_are_learnt_once_and_as_first_written():
    vocabulary.learn(["Der Rat tagt im Rathaus.", "RATHAUS"])
    vocabulary.learn(["rathaus und Straße, Strasse, 4711 und xy_z4"])
    assert sorted(Word.objects.values_list("folded", "shown", "head", "tail")) == [
        ("rathaus", "Rathaus", "rat", "haus"),
        ("strasse", "Straße", "str", "asse"),
        ("tagt", "tagt", "ta", "gt"),
    ]


def test_a_thing_that_is_not_stored_teaches_no_word(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        entries.put(kind=Kind.STORY, row=people.person(), title="Rathaus", text="", at=timezone.now())
        transaction.set_rollback(True)
    assert Word.objects.count() == 0
