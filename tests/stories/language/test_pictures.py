import pytest

from stories.language.hints import Hint, Kind
from stories.language.pictures import Picture, alt_fault, check


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
