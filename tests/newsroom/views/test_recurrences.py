from datetime import date

import pytest

from stories.models import Recurrence
from tests.factories import topics
from tests.newsroom.pages import text, texts

LIST = "/redaktion/themen/wiederkehrend/"
CHOSEN = {
    "title": "Video-Wochenrückblick", "rhythm": "weekly", "weekday": "FR", "time": "12:00", "starts_on": "2027-01-01",
    "lead_days": "7",
}  # fmt: skip


@pytest.fixture
def desk(client, office):
    client.force_login(office.editor)
    return client


def test_empty_list_says_what_it_is_for(desk):
    assert text(desk.get(LIST), "//*[contains(@class, 'empty')]//strong") == "Noch kommt kein Thema von selbst wieder."


@pytest.mark.parametrize(
    ("chosen", "rule"),
    [
        ({}, "FREQ=WEEKLY;BYDAY=FR"),
        ({"rhythm": "fortnightly", "weekday": "MO"}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
        ({"rhythm": "monthly", "place": "-1"}, "FREQ=MONTHLY;BYDAY=-1FR"),
        ({"rhythm": "monthday", "monthday": "15"}, "FREQ=MONTHLY;BYMONTHDAY=15"),
    ],
)
def test_rhythm_in_words_becomes_a_rule(desk, office, chosen, rule):
    assert desk.post(LIST, CHOSEN | chosen | {"owner": office.editor.pk}).url == LIST
    made = Recurrence.objects.get()
    assert (made.rule, made.owner, made.starts_on) == (rule, office.editor, date(2027, 1, 1))


def test_preview_names_the_next_five_days(desk):
    response = desk.get(f"{LIST}tage/", CHOSEN | {"rhythm": "monthly", "place": "1", "title": ""})
    assert texts(response, "//li") == [
        "Freitag, 1. Januar 2027", "Freitag, 5. Februar 2027", "Freitag, 5. März 2027", "Freitag, 2. April 2027",
        "Freitag, 7. Mai 2027",
    ]  # fmt: skip


def test_form_that_lacks_a_title_is_kept(desk):
    response = desk.post(LIST, CHOSEN | {"title": ""})
    assert (response.status_code, Recurrence.objects.count()) == (422, 0)
    assert "So heißt jedes Thema" in response.content.decode()


def test_pause_and_resume(desk):
    row = topics.recurrence()
    for wanted, active in (("nein", False), ("ja", True)):
        desk.post(f"{LIST}{row.pk}/schalten/", {"aktiv": wanted})
        assert Recurrence.objects.get().active == active


@pytest.mark.parametrize("many", [1, 3])
def test_list_costs_the_same_however_many(desk, django_assert_num_queries, many):
    for _number in range(many):
        topics.recurrence()
    with django_assert_num_queries(12):
        desk.get(LIST)
