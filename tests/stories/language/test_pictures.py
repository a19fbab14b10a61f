import pytest

from stories.language.hints import Hint, Kind
from stories.language.pictures import Picture, alt_fault, check, repeats


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("Linden am Wasser", ""),
        ("  ", "Dem Bild „IMG_1.jpg“ fehlt der Alternativtext"),
        ("img_1.JPG", "Der Alternativtext „img_1.JPG“ sagt nicht, was auf dem Bild zu sehen ist"),
        ("Foto 3", "Der Alternativtext „Foto 3“ sagt nicht, was auf dem Bild zu sehen ist"),
    ],
)
def test_alt_fault(words, fault):
    assert alt_fault(name="IMG_1.jpg", words=words).split(". ", maxsplit=1)[0].removesuffix(".") == fault


def test_a_hint_leads_to_the_input():
    pictures = [Picture("image-1-alt_text", "a.jpg", "Linden"), Picture("image-2-alt_text", "b.jpg", "")]
    message = alt_fault(name="b.jpg", words="")
    assert list(check(pictures)) == [Hint(Kind.PICTURE, "image-2-alt_text", 0, 0, 0, "b.jpg", message)]


@pytest.mark.parametrize(
    ("words", "caption", "same"),
    [
        ("Linden am Wasser", "Linden am Wasser.", True),
        ("Linden am Wasser", "Die neuen Linden wurden am Montag gepflanzt.", False),
        ("", "", False),
        ("Linden am Wasser", "", False),
    ],
)
def test_alternative_text_that_repeats_the_caption(words, caption, same):
    assert repeats(words=words, caption=caption).startswith("Der Alternativtext wiederholt") is same


def test_a_repetition_is_a_hint_and_no_fault():
    picture = Picture("image-1-alt_text", "a.jpg", "Linden am Wasser", "Linden am Wasser.")
    assert [hint.message for hint in check([picture])] == [repeats(words=picture.words, caption=picture.caption)]
    assert alt_fault(name=picture.name, words=picture.words) == ""
