"""German words come apart where they can be read aloud."""

from itertools import pairwise

import pytest

from media_library.wrapping import break_places, wrap


def parted(word: str) -> str:
    places = [0, *break_places(word), len(word)]
    return "|".join(word[start:stop] for start, stop in pairwise(places))


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        (
            "Donaudampfschifffahrtsgesellschaftskapitänsmütze",
            "Donau|dampf|schiff|fahrts|ge|sell|schafts|ka|pi|täns|mütze",
        ),
        ("Verkehrsinfrastruktur", "Ver|kehrs|inf|ra|struk|tur"),
        ("Sitzungssaal", "Sit|zungs|saal"),
        ("Quellenstraße", "Quel|len|straße"),
        ("Universitätsklinikum", "Uni|ver|si|täts|kli|ni|kum"),
        ("Heinrich-Heine-Allee", "Hein|rich-|Hei|ne-|Al|lee"),
        ("Ja", "Ja"),
        ("12345678", "12345678"),
    ],
)
def test_break_places(word, wanted):
    assert parted(word) == wanted


def test_wrap_whole_words():
    assert wrap("Der Rat der Stadt tagt", len, 9) == ["Der Rat", "der Stadt", "tagt"]


def test_wrap_breaks_only_the_word_that_is_too_long():
    assert wrap("Die Verkehrsinfrastruktur wächst", len, 12) == ["Die", "Verkehrsinf-", "rastruktur", "wächst"]


def test_wrap_uses_the_hyphen_that_is_there():
    assert wrap("Heinrich-Heine-Allee", len, 10) == ["Heinrich-", "Heine-", "Allee"]


def test_wrap_hard_space_holds_until_it_cannot():
    assert wrap("nur 1.200\u00a0Bäume", len, 12) == ["nur", "1.200\u00a0Bäume"]
    assert wrap("1.200\u00a0Bäume", len, 8) == ["1.200", "Bäume"]


def test_wrap_without_any_vowel():
    assert wrap("X" * 10, len, 4) == ["XXX-", "XXX-", "XXXX"]


def test_wrap_room_for_nothing_ends():
    assert wrap("ABC", len, 0) == ["A-", "B-", "C-"]


@pytest.mark.parametrize("text", ["", "   "])
def test_wrap_nothing(text):
    assert wrap(text, len, 10) == []
