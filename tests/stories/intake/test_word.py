import io
import zipfile

import pytest

from stories.intake import word
from stories.intake.errors import Unreadable
from tests.stories.intake.kit import word_file


def test_word_file_keeps_what_a_text_needs_and_drops_what_was_deleted():
    document = word.read(word_file(), name="radweg.docx")
    assert document.title == "Neuer Radweg am Rhein"
    assert document.html == (
        "<p>Die Stadt baut ab Montag.</p><h2>Zeitplan</h2><h3>Erster Abschnitt</h3>"
        "<ul><li>Oberkassel</li><li>Niederkassel</li></ul><ol><li>graben</li></ol>"
        "<table><tbody><tr><th><p>Ort</p></th><th><p>Länge</p></th></tr>"
        "<tr><td><p>Oberkassel</p></td><td><p>1,4 km</p></td></tr></tbody></table>"
        '<p>Mehr auf <a href="https://www.duesseldorf.de/radweg" rel="noopener noreferrer">der Seite des Amtes</a></p>'
        "<p>Es kostet vier Millionen Euro.</p>"
    )


def test_pictures_come_along_with_their_alternative_text():
    (picture,) = word.read(word_file(), name="radweg.docx").pictures
    assert (picture.name, picture.mime, picture.alt_text) == ("Bild 1.jpg", "image/jpeg", "Ein Bagger am Rheinufer")


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Hallo", "ist keine Word-Datei"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "im alten Word-Format"),
        (zipped(word__document=b"x"), "ist keine Word-Datei"),
        (zipped(**{"word__document.xml": b"<kaputt"}), "ist beschädigt"),
        (zipped(**{"word__document.xml": b"0" * 210_000_000}), "unmäßiger Größe"),
    ],
)
def test_what_is_no_word_file_is_refused_with_the_way_out(data, words):
    with pytest.raises(Unreadable, match=words) as caught:
        word.read(data, name="a.docx")
    assert "„a.docx“" in str(caught.value)
