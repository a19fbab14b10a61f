"""German sentences with their numbers."""

import pytest

from channels_publish.messages import OUTCOMES, PROBLEMS, explain, problem_text


def test_explain_knows_a_code():
    assert (
        explain("token_expired")
        == "Der Zugang zum Konto ist abgelaufen oder wurde entzogen. Die Administration muss das Konto neu verbinden; "
        "danach geht der Beitrag hinaus."
    )


def test_explain_says_nothing_where_nothing_happened():
    assert explain("") == ""


def test_explain_names_a_code_it_does_not_know():
    assert explain("teapot") == "Die Plattform meldet „teapot“. Lesen Sie ihren Wortlaut daneben."


@pytest.mark.parametrize(
    ("code", "values", "text"),
    [
        (
            "text_too_long",
            {"used": 64206, "limit": 63206, "over": 1000},
            "Der Text ist um 1.000 zu lang: 64.206 von 63.206. Bitte kürzen Sie ihn.",
        ),
        (
            "image_too_large",
            {"name": "bank.jpg", "used": 5_240_000, "limit": 5_000_000},
            "Das Bild „bank.jpg“ ist mit 5,2 MB zu groß; empfohlen sind höchstens 5 MB. Laden Sie eine kleinere Fassung hoch.",
        ),
        (
            "video_too_long",
            {"used": 141.5, "limit": 140},
            "Das Video dauert 141,5 Sekunden, erlaubt sind 140. Laden Sie eine kürzere Fassung hoch.",
        ),
        (
            "text_too_long",
            {},
            "Der Text ist um – zu lang: – von –. Bitte kürzen Sie ihn.",
        ),
        ("teapot", {}, "Die Plattform meldet „teapot“. Lesen Sie ihren Wortlaut daneben."),
    ],
)
def test_problem_text_fills_in_german_numbers(code, values, text):
    assert problem_text(code, **values) == text


@pytest.mark.parametrize("table", [PROBLEMS, OUTCOMES], ids=["problems", "outcomes"])
def test_sentences_are_whole(table):
    assert [text for text in table.values() if text and not text.endswith(".")] == []
