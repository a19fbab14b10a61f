"""What an editor is told about a release."""

from dataclasses import replace

from channels_publish.adapters.base import Measure, Severity
from press.adapter import PressAdapter


def found(post):
    return [(problem.code, problem.field, problem.severity.value) for problem in PressAdapter.problems(post)]


def test_problems_of_complete_release_are_none(make_post, make_image):
    assert found(make_post(images=(make_image(),))) == []


def test_problems_of_empty_release_name_every_gap(make_post, make_image):
    image = replace(make_image(), alt=" ", credit="", mime="application/pdf")
    post = make_post(title=" ", text="", html="<p> </p>", contact="", responsible="", images=(image,))
    assert found(post) == [
        ("title_missing", "title", "error"),
        ("text_missing", "text", "error"),
        ("contact_missing", "contact", "error"),
        ("responsible_missing", "responsible", "error"),
        ("alt_missing", "images", "error"),
        ("credit_missing", "images", "error"),
        ("image_type", "images", "error"),
    ]


def test_problems_of_release_with_body_but_no_lead_are_none(make_post):
    assert found(make_post(text="")) == []


def test_problems_of_long_release_are_hints(make_post):
    problems = PressAdapter.problems(make_post(title="T" * 111, text="t" * 452))
    assert [(problem.code, problem.severity, problem.values["over"]) for problem in problems] == [
        ("title_long", Severity.HINT, 1),
        ("text_long", Severity.HINT, 2),
    ]


def test_problems_name_characters_the_pdf_cannot_show(make_post):
    (problem,) = PressAdapter.problems(make_post(title="Fest 😀 漢"))
    assert (problem.code, problem.severity.value, problem.values["characters"]) == (
        "characters_not_in_pdf",
        "warning",
        "😀 漢",
    )


def test_problems_of_broken_title_is_an_error(make_post):
    assert found(make_post(title="a\nb")) == [("header_line_break", "title", "error")]


def test_measure_counts_headline_and_lead(make_post):
    assert PressAdapter.measure(make_post(title="Zehn Zeich", text="ä")) == (
        Measure("title", 10, 110, advisory=True),
        Measure("text", 1, 450, advisory=True),
    )
