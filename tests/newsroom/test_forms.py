from datetime import UTC

import pytest

from newsroom.forms import KeywordsField, LocalDateTimeField, RenditionForm, StoryForm
from newsroom.templatetags.previews import fold, lively, thousands
from newsroom.wordruns import word_runs


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", []),
        ("Rhein", ["Rhein"]),
        (" #Rhein ,  Altstadt;Rhein,rhein\nHafen", ["Rhein", "Altstadt", "Hafen"]),
        ("Stadt  am\tRhein,,", ["Stadt am Rhein"]),
    ],
)
def test_keywords_are_split_and_said_once(typed, words):
    assert KeywordsField(required=False).clean(typed) == words


@pytest.mark.parametrize("moment", ["2027-03-28T02:30", "2027-10-31T02:30"], ids=["skipped", "twice"])
def test_story_form_refuses_an_hour_that_is_no_moment(db, moment):
    form = StoryForm({"headline": "x", "embargo": moment})

    assert form.errors == {
        "embargo": [
            "Diese Uhrzeit gibt es wegen der Zeitumstellung nicht oder zweimal. "
            "Bitte wählen Sie eine Zeit vor 2 Uhr oder ab 3 Uhr."
        ]
    }


@pytest.mark.parametrize(
    ("typed", "utc"), [("2027-03-28T03:00", "01:00"), ("2027-10-31T03:00", "02:00"), ("31.10.2027 01:59", "23:59")]
)
def test_local_times_beside_the_change_of_clocks_are_taken(typed, utc):
    assert f"{LocalDateTimeField().clean(typed).astimezone(UTC):%H:%M}" == utc


def test_story_form_takes_a_bare_address_as_https(db):
    form = StoryForm({"headline": "x", "link": "www.duesseldorf.de/baum"})

    assert (form.is_valid(), form.cleaned_data["link"]) == (True, "https://www.duesseldorf.de/baum")


def test_rendition_form_leaves_out_what_its_panel_does_not_have():
    form = RenditionForm({"text": "Kurz\r\ngut"})

    assert (form.is_valid(), form.typed()) == (True, {"text": "Kurz\ngut"})


def test_rendition_form_shows_what_it_cannot_take():
    form = RenditionForm({"title": "x" * 301, "text": "y", "media": "ton"})

    assert form.is_valid() is False
    assert form.typed() == {"text": "y"}
    assert form.shown() == {"title": "x" * 301, "text": "y", "media": "ton"}


@pytest.mark.parametrize(
    ("before", "after", "runs"),
    [
        ("gleich", "gleich", [("same", "gleich")]),
        ("", "neu", [("ins", "neu")]),
        ("am Montag um zehn", "am Freitag um zehn", [("same", "am "), ("del", "Montag "), ("ins", "Freitag "), ("same", "um zehn")]),
        ("a " * 20 + "x", "a " * 20 + "y", [("same", "… " + "a " * 6), ("del", "x"), ("ins", "y")]),
    ],
)  # fmt: skip
def test_word_runs_show_what_changed_and_little_else(before, after, runs):
    assert word_runs(before, after) == runs


def test_lively_escapes_everything_it_colours():
    assert lively("<i> #Rhein & https://a.de/?x=1&y=2") == (
        '&lt;i&gt; <span class="pv-link">#Rhein</span> &amp; <span class="pv-link">https://a.de/?x=1&amp;y=2</span>'
    )


@pytest.mark.parametrize(("text", "seen", "hidden"), [("kurz", "kurz", ""), ("ein langer Satz", "ein langer", "Satz")])
def test_fold_never_cuts_a_word(text, seen, hidden):
    shown = fold(text, 12)

    assert (shown.seen, shown.hidden) == (seen, hidden)


def test_thousands_are_written_the_german_way():
    assert [thousands(number) for number in (0, 999, 63206)] == ["0", "999", "63.206"]
