"""File names that travel well."""

import pytest

from media_library.naming import safe_name, spelled_out


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Größe & Übersicht (2).JPG", "groesse-uebersicht-2.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Bilder\\Straße.png", "strasse.png"),
        ("漢字.jpg", "datei.jpg"),
        ("", "datei"),
        (".jpg", "jpg"),
        ("a" * 300 + ".jpeg", "a" * 60 + ".jpeg"),
        ("bild.jp g", "bild"),
    ],
)
def test_safe_name(name, wanted):
    assert safe_name(name) == wanted


def test_spelled_out_leaves_everything_but_umlauts_alone():
    assert spelled_out("Öffnung: Süd-Café, Große Straße 5") == "Oeffnung: Sued-Café, Grosse Strasse 5"
