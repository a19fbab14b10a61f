"""Which abbreviations are asked about, and which nobody wonders about."""

import pytest

from stories.language.checking import check
from stories.language.hints import Kind


def asked(text: str, **fields) -> list[tuple[str, str, str]]:
    """Field, abbreviation, first words of the message."""
    known = fields.pop("known", ())
    found = check({"body": f"<p>{text}</p>"} | fields, known=known).hints
    return [
        (hint.field, hint.quote, hint.message.split(".", maxsplit=1)[0])
        for hint in found
        if hint.kind == Kind.ABBREVIATION
    ]


NOBODY, LATER = "Nicht alle kennen „{}“", "„{}“ wird erst weiter unten erklärt"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Die OGS öffnet. Die OGS schließt.", [("OGS", NOBODY)]),
        ("Die OGS-Plätze reichen.", [("OGS", NOBODY)]),
        ("Die Offene Ganztagsschule (OGS) öffnet. Die OGS schließt.", []),
        ("Die „Offene Ganztagsschule“ (kurz: OGS) öffnet.", []),
        ("Die Offene Ganztagsschule, kurz OGS, öffnet.", []),
        ("Die OGS (Offene Ganztagsschule) öffnet.", []),
        ("Ins KIT – Kunst im Tunnel – geht es links.", []),
        ("Am Christopher Street Day feiern alle. Der CSD beginnt um 12 Uhr.", []),
        ("Die OGS öffnet. Die Offene Ganztagsschule (OGS) schließt.", [("OGS", LATER)]),
        ("Anna Muster (SPD) fährt mit dem ÖPNV durch NRW und die EU.", []),
        ("Unter www.OGS.de, bei OGS@stadt.de, im XIV. Bezirk und auf der A46", []),
        ("Das Büro EUROPE DIRECT hilft. Das gilt NICHT und NIE.", []),
        ("In § 4 BTHG und SGB IX steht es.", [("BTHG", NOBODY)]),
    ],
)
def test_first_use(text, found):
    assert asked(text) == [("body", short, sentence.format(short)) for short, sentence in found]


def test_a_headline_may_leave_the_explanation_to_the_text():
    text = "Die Offene Ganztagsschule (OGS) öffnet."
    assert asked(text, headline="OGS öffnet") == []
    assert asked("Sie öffnet.", headline="OGS öffnet") == [("headline", "OGS", NOBODY.format("OGS"))]


def test_a_word_of_the_city_needs_no_explanation():
    assert asked("Die OGS öffnet.", known=["OGS"]) == []
