import pytest

from stories.language.checking import check
from stories.language.hints import Kind
from stories.structure import faults


@pytest.mark.parametrize(
    ("body", "first_words"),
    [
        ("", []),
        ("<h2>Eins</h2><p>a</p><h3>Zwei</h3><h2>Drei</h2>", []),
        ("<h3>Eins</h3>", ["Die Zwischenüberschrift „Eins“ überspringt eine Ebene"]),
        ("<h2>Eins</h2><h2> </h2>", ["Eine Zwischenüberschrift ist leer"]),
        ('<p><a href="https://a.example">Fahrplan</a></p>', []),
        ('<p><a href="https://a.example">Hier</a></p>', ["Der Link „Hier“ sagt nicht, wohin er führt"]),
        ('<p><a href="https://a.example"></a></p>', ["Ein Link hat keinen Text"]),
    ],
)
def test_faults(body, first_words):
    assert [sentence.split(".")[0] for sentence in faults(body)] == first_words


@pytest.mark.parametrize(
    "words", ["hier", "Mehr lesen …", "mehr\n infos", "Weiter »", "klick", "Click here", "Read more"]
)
def test_an_empty_link_is_hinted_at_and_stopped_alike(words):
    body = f'<p><a href="https://a.example">{words}</a></p>'
    hints = [hint for hint in check({"body": body}).hints if hint.kind == Kind.LINK]
    assert (len(hints), len(faults(body))) == (1, 1)
