from datetime import date, time, timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from newsroom import walltime
from stories import recurring
from stories.actions import recurrences as actions
from stories.actions import topics as topics_actions
from stories.models import Recurrence, Topic
from tests.factories import topics
from tests.newsroom.pages import links, page, said, text, texts

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


def test_first_look_names_the_days_of_what_is_offered(desk):
    fridays = recurring.upcoming("FREQ=WEEKLY;BYDAY=FR", timezone.localdate(), timezone.localdate(), 5)
    assert texts(desk.get(LIST), "//*[@id='tage']//li") == [spoken(day) for day in fridays]


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
    with django_assert_num_queries(14):
        desk.get(LIST)


@pytest.mark.parametrize(
    ("chosen", "rule"),
    [
        ({"rhythm": "weekly", "place": "9", "monthday": "40"}, "FREQ=WEEKLY;BYDAY=FR"),
        ({"rhythm": "monthday", "weekday": "XX", "place": "", "monthday": "31"}, "FREQ=MONTHLY;BYMONTHDAY=31"),
    ],
)
def test_what_the_rhythm_does_not_speak_of_counts_for_nothing(desk, chosen, rule):
    assert desk.post(LIST, CHOSEN | chosen).status_code == 302
    assert Recurrence.objects.get().rule == rule


@pytest.mark.parametrize("chosen", [{"rhythm": "monthday", "monthday": "40"}, {"rhythm": "monthly", "place": ""}])
def test_what_it_speaks_of_is_asked_for(desk, chosen):
    assert desk.post(LIST, CHOSEN | chosen).status_code == 422
    assert texts(desk.get(f"{LIST}tage/", CHOSEN | chosen), "//li") == []


def coming(count: int = 6) -> list[date]:
    today = timezone.localdate()
    return recurring.upcoming("FREQ=WEEKLY;BYDAY=FR", date(2026, 1, 1), today + timedelta(days=1), count)


@pytest.fixture
def weekly(db):
    """Every Friday. Today's is over, so that the test gives the same on a Friday."""
    row = topics.recurrence()
    Recurrence.objects.filter(pk=row.pk).update(starts_on=coming(1)[0])
    return Recurrence.objects.get()


def change(desk, row, day: date, deed: str, **typed):
    return desk.post(f"{LIST}{row.pk}/termin/", {"termin": str(day), "tun": deed, **typed}, follow=True)


def shown(response) -> list[str]:
    return texts(response, "//li//*[@class='row-title']")


def spoken(day: date) -> str:
    return date_format(day, "l, j. F Y")


def test_page_names_the_next_six_dates(desk, weekly):
    assert shown(desk.get(f"{LIST}{weekly.pk}/")) == [f"{spoken(day)}, 12:00 Uhr" for day in coming()]


def test_date_is_left_out_and_taken_back(desk, weekly):
    first, second = coming(2)
    left = change(desk, weekly, first, "auslassen")
    assert (said(left), shown(left)[:2]) == (
        ["Dieser Termin fällt aus."], [spoken(first), f"{spoken(second)}, 12:00 Uhr"],
    )  # fmt: skip
    assert f"nächster Termin: {spoken(second)}" in text(desk.get(LIST))
    back = change(desk, weekly, first, "zurueck")
    assert shown(back)[0] == f"{spoken(first)}, 12:00 Uhr"


def test_date_is_moved_once_and_the_others_stay(desk, weekly):
    first, second = coming(2)
    monday = second - timedelta(days=4)
    moved = change(desk, weekly, second, "verlegen", tag=str(monday), uhrzeit="09:30")
    assert shown(moved)[:3] == [
        f"{spoken(first)}, 12:00 Uhr", f"{spoken(monday)}, 09:30 Uhr", f"{spoken(coming(3)[2])}, 12:00 Uhr",
    ]  # fmt: skip
    assert f"verlegt, sonst {date_format(second, 'l, j. F')}, 12:00 Uhr" in text(moved)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"tag": "", "uhrzeit": "09:00"}, "Der Tag ist nicht lesbar. Laden Sie die Seite neu."),
        ({"tag": "2027-03-01", "uhrzeit": "früh"}, "Die Uhrzeit ist nicht lesbar. Bitte wählen Sie sie noch einmal."),
        (
            {"tag": "2027-03-28", "uhrzeit": "02:30"},
            "02:30 Uhr gibt es am 28.03.2027 wegen der Zeitumstellung nicht oder zweimal. "
            "Bitte wählen Sie eine Zeit vor 2 Uhr oder ab 3 Uhr.",
        ),
        (
            {"tag": "2026-01-02", "uhrzeit": "12:00"},
            "02.01.2026, 12:00 Uhr ist schon vorbei. Bitte wählen Sie eine spätere Zeit.",
        ),
    ],
)
def test_what_cannot_be_moved_to_is_said(desk, weekly, typed, words):
    assert said(change(desk, weekly, coming(1)[0], "verlegen", **typed)) == [words]


def test_date_on_the_board_leads_there_and_is_changed_there(desk, office, weekly):
    actions.make_due(now=timezone.now() + timedelta(days=1))
    topic = Topic.objects.get()
    later = walltime.at(coming(1)[0] + timedelta(days=3), time(9, 30))
    topics_actions.save(topic=topic, version=topic.version, by=office.editor, deadline=later)
    response = desk.get(f"{LIST}{weekly.pk}/")
    assert shown(response)[0] == f"{spoken(later.date())}, 09:30 Uhr"
    assert links(response, "//main//section//li[1]//a") == [topic.get_absolute_url()]
    assert len(page(response).xpath("//main//section//li[.//button]")) == 5


def test_holiday_stands_beside_its_date(desk):
    Recurrence.objects.create(
        title="Feier", rule="FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25", starts_on=date(2026, 1, 1), time="12:00"
    )
    assert (
        texts(desk.get(f"{LIST}{Recurrence.objects.get().pk}/"), "//li//*[@class='meta']") == ["1. Weihnachtstag"] * 6
    )


@pytest.mark.parametrize("many", [0, 5])
def test_dates_cost_the_same_however_many_differ(desk, weekly, django_assert_num_queries, many):
    for day in coming(many):
        change(desk, weekly, day, "auslassen")
    desk.get(LIST)
    with django_assert_num_queries(12):
        desk.get(f"{LIST}{weekly.pk}/")


@pytest.mark.parametrize(
    ("rule", "typed"),
    [
        ("FREQ=WEEKLY;BYDAY=FR", {"rhythm": "weekly", "weekday": "FR"}),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", {"rhythm": "fortnightly", "weekday": "MO"}),
        ("FREQ=MONTHLY;BYDAY=-1FR", {"rhythm": "monthly", "place": "-1", "weekday": "FR"}),
        ("FREQ=MONTHLY;BYMONTHDAY=15", {"rhythm": "monthday", "monthday": "15"}),
    ],
)
def test_form_of_a_rhythm_shows_what_was_chosen_and_says_the_same_rule(desk, rule, typed):
    row = topics.recurrence()
    Recurrence.objects.filter(pk=row.pk).update(rule=rule)
    form = page(desk.get(f"{LIST}{row.pk}/aendern/"))
    chosen = {
        name: form.xpath(f"//select[@name='{name}']/option[@selected]/@value | //input[@name='{name}']/@value")
        for name in typed
    }
    assert chosen == {name: [value] for name, value in typed.items()}
    desk.post(f"{LIST}{row.pk}/aendern/", CHOSEN | {"weekday": "FR", "place": "1", "monthday": "1"} | typed)
    row.refresh_from_db()
    assert (row.rule, row.title) == (rule, CHOSEN["title"])


def test_exceptions_that_would_be_lost_are_named_before_anything_is_stored(desk, weekly):
    row, friday = weekly, coming()[2]
    change(desk, row, friday, "auslassen")
    there, typed = f"{LIST}{row.pk}/aendern/", CHOSEN | {"weekday": "TH", "starts_on": "2026-01-01"}
    answer = desk.post(there, typed)
    row.refresh_from_db()
    assert (answer.status_code, row.rule) == (422, "FREQ=WEEKLY;BYDAY=FR")
    assert f"{spoken(friday)}: fällt aus" in text(answer, "//*[contains(@class, 'tone-warn')]//li")
    desk.post(there, typed | {"trotzdem": "1"})
    row.refresh_from_db()
    assert (row.rule, row.changes.count()) == ("FREQ=WEEKLY;BYDAY=TH", 0)


def test_deleted_it_is_said_what_stays(desk):
    row = topics.recurrence()
    answer = desk.post(f"{LIST}{row.pk}/loeschen/", follow=True)
    assert said(answer) == ["„Wochenrückblick“ kommt nicht mehr von selbst. Die Themen daraus sind noch da."]
    assert Recurrence.objects.count() == 0
