"""The same news, nearly the same, and another one."""

import pytest

from stories.intake.sameness import ALIKE, SKETCH, fingerprint, resemblance, sketch

TITLE = "Müllabfuhr verschiebt sich um einen Tag"
TEXT = (
    "<p>Wegen des Feiertags am Donnerstag verschiebt sich die Abfuhr der Restmülltonnen um einen Tag.</p>"
    "<p>Die Tonnen werden am Freitag und am Samstag geleert. Das gilt für alle Stadtteile.</p>"
)
SHORTENED = TEXT.replace(" Das gilt für alle Stadtteile.", "").replace("Restmülltonnen", "grauen Tonnen")
OTHER = (
    "<p>Die Stadtbücherei lädt am Freitag zu einer Lesung für Kinder ein.</p>"
    "<p>Der Eintritt ist frei, um Anmeldung wird gebeten.</p>"
)


def like(title: str, text: str) -> float:
    return resemblance(sketch(TITLE, TEXT), sketch(title, text))


def test_sketch_is_the_same_whatever_the_formatting():
    assert sketch(TITLE, TEXT) == sketch(TITLE.upper(), TEXT.replace("<p>", "<h2>").replace("</p>", "</h2>"))
    assert like(TITLE, TEXT) == 1.0


def test_sketch_of_a_long_text_has_a_fixed_size():
    assert len(sketch("", " ".join(f"wort{number}" for number in range(5000)))) == SKETCH


@pytest.mark.parametrize(
    ("title", "text", "alike"),
    [
        (TITLE, SHORTENED, True),
        ("Abfallentsorgung verschiebt sich", TEXT, True),
        (TITLE, "", False),
        ("Lesung für Kinder", OTHER, False),
        ("", "", False),
    ],
)
def test_resemblance_tells_a_version_from_another_matter(title, text, alike):
    assert (like(title, text) >= ALIKE) == alike


def test_resemblance_of_nothing_is_nothing():
    assert resemblance([], []) == 0.0


def test_fingerprint_needs_a_text():
    assert fingerprint(TITLE, "") == ""
    assert fingerprint(TITLE, TEXT) == fingerprint(TITLE.lower(), TEXT.replace(".", "!"))
