"""Sentences of many abstract nouns, and stretched verbs with the verb that says the same."""

import pytest

from stories.language.checking import check
from stories.language.hints import Kind
from stories.language.nominal import STRETCHED


def noticed(text: str) -> list[tuple[str, tuple[str, ...]]]:
    found = check({"body": f"<p>{text}</p>"}).hints
    return [(hint.quote, hint.suggestions) for hint in found if hint.kind == Kind.NOMINAL]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Die Prüfung der Zulässigkeit und die Bewilligung dauern.", ["Prüfung der Zulässigkeit und die Bewilligung"]),
        ("Nach der Umsetzung folgt die Erneuerung.", []),
        ("Die Durchführung, Anordnung und Eröffnung sind fertig.", ["Durchführung, Anordnung und Eröffnung"]),
        ("Die Stadtverwaltung lädt zur Ausstellung, zur Lesung und zur Stadtführung.", []),
        ("Region, Station, Stadion und Union liegen nah.", []),
        ("Erst die Planung. Dann die Prüfung. Dann die Genehmigung.", []),
    ],
)
def test_many_nouns_in_one_sentence(text, found):
    assert noticed(text) == [(quote, ()) for quote in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Wir werden das zur Durchführung bringen.", [("zur Durchführung bringen", ("durchführen",))]),
        ("Das ist in Erwägung zu ziehen.", [("in Erwägung zu ziehen", ("zu erwägen",))]),
        ("Das wurde in Erwägung gezogen.", [("in Erwägung gezogen", ("erwogen",))]),
        ("Der Rat zieht den Bau einer Brücke in Erwägung.", [("in Erwägung", ())]),
        ("Die Regel wird Anwendung finden.", [("Anwendung finden", ("gelten",))]),
        ("Die Regel findet hier keine Anwendung.", [("Anwendung", ())]),
        ("Alle finden die Anwendung gut.", []),
        ("Die Regel ist zur Anwendung gekommen.", [("zur Anwendung gekommen", ())]),
        ("Der Rat zieht um. Das steht in Erwägung.", []),
    ],
)
def test_a_stretched_verb(text, found):
    assert noticed(text) == found


@pytest.mark.parametrize("phrase", STRETCHED)
def test_every_stretched_verb_is_found_and_shortened(phrase):
    text = " ".join(phrase)
    assert noticed(f"Das soll {text}.") == [(text, STRETCHED[phrase][:1])]
