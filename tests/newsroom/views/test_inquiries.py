"""The pages of the inquiry desk, and what they ask of the database."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from newsroom.pressdeskforms import LOCAL, quick_deadlines, usual_deadline
from press.models import Inquiry
from stories.actions import departments
from tests.factories import people
from tests.factories.journalists import answered, inquiry, press_officer, released
from tests.newsroom.pages import page
from tests.press.conftest import mailbox

__all__ = ["mailbox"]


@pytest.fixture
def editor(db):
    return people.editor()


@pytest.fixture
def desk(editor):
    client = Client()
    client.force_login(editor)
    return client


def form(row: Inquiry | None = None, **changed: str) -> dict[str, str]:
    tomorrow = timezone.localtime() + timedelta(days=1)
    given = {
        "question": "Wie viele?", "name": "Ada Rehbein", "phone": "0211 0000", "channel": "phone",
        "received_at": timezone.localtime().strftime(LOCAL), "deadline": tomorrow.strftime(LOCAL),
    }  # fmt: skip
    return given | ({"version": str(row.version)} if row else {}) | changed


def titles(answer) -> list[str]:
    return [link.text_content() for link in page(answer).xpath("//a[@data-row]")]


def test_question_is_taken_down(desk, editor):
    answer = desk.post(reverse("desk:inquiry_new"), form(owner=str(editor.pk)))
    row = Inquiry.objects.get()
    assert (answer.url, row.name, row.owner, row.email) == (row.get_absolute_url(), "Ada Rehbein", editor, "")


@pytest.mark.parametrize(
    ("missing", "sentence"), [("question", "Die Frage fehlt"), ("name", "Wer hat gefragt"), ("phone", "Wohin geht")]
)
def test_what_is_missing_is_said_and_nothing_is_lost(desk, missing, sentence):
    answer = desk.post(reverse("desk:inquiry_new"), form(notes="Ruft wieder an", **{missing: ""}))
    text = answer.content.decode()
    assert (answer.status_code, sentence in text, "Ruft wieder an" in text) == (422, True, True)


def test_lists_show_what_they_say(desk, editor):
    now = timezone.now()
    inquiry(question="später", deadline=now + timedelta(days=2))
    inquiry(question="bald", deadline=now + timedelta(hours=1), owner=editor)
    answered(inquiry(question="geschrieben", deadline=now + timedelta(days=3)))
    there = reverse("desk:inquiries")
    shown = {view: titles(desk.get(there, {"ansicht": view})) for view in ("offen", "meine", "freigabe", "erledigt")}
    assert shown == {
        "offen": ["bald", "später", "geschrieben"], "meine": ["bald"], "freigabe": ["geschrieben"], "erledigt": [],
    }  # fmt: skip


def test_search_finds_words_of_question_outlet_and_answer(desk):
    answered(inquiry(question="Linden im Hofgarten"), text="Vierzig Stück.")
    inquiry(question="Radweg", outlet="Hofblatt")
    there = reverse("desk:inquiries")
    found = [titles(desk.get(there, {"q": q})) for q in ("hof", "vierzig", "linden hof", "nirgends")]
    assert found == [["Linden im Hofgarten", "Radweg"], ["Linden im Hofgarten"], ["Linden im Hofgarten"], []]


def test_list_asks_the_same_for_one_row_and_for_three(desk):
    parks = departments.ensure(name="Gartenamt", by=None)

    def one() -> int:
        row = answered(inquiry(owner=people.editor()))
        row.asked.create(department=parks)
        with CaptureQueriesContext(connection) as asked:
            desk.get(reverse("desk:inquiries"))
        return len(asked)

    assert len({one(), one(), one()}) == 1


def test_answer_goes_from_desk_to_mailbox(desk, mailbox):
    officer = Client()
    officer.force_login(press_officer())
    row = inquiry()
    desk.post(reverse("desk:inquiry_answer", args=[row.pk]), {"answer": "40 Linden.", "version": row.version})
    row.refresh_from_db()
    data = {"tun": "freigeben", "fassung": row.answer_id}
    desk.post(reverse("desk:inquiry_deed", args=[row.pk]), data)
    row.refresh_from_db()
    assert row.released_at is None
    officer.post(reverse("desk:inquiry_deed", args=[row.pk]), data)
    desk.post(reverse("desk:inquiry_send", args=[row.pk]))
    assert f"&lt;anfrage-{row.pk}-1@duesseldorf.example&gt;" in desk.get(row.get_absolute_url()).content.decode()
    assert [mail[1] for mail in mailbox.mails] == ["ada@rheinbote.example"]


def test_second_save_keeps_what_was_typed(desk):
    row = inquiry()
    stale = form(row, notes="Meine Notiz")
    answered(row)
    answer = desk.post(row.get_absolute_url(), stale)
    text = answer.content.decode()
    assert (answer.status_code, "Meine Notiz" in text, "Inzwischen hat jemand" in text) == (409, True, True)


def test_second_answer_keeps_what_was_typed(desk):
    row = inquiry()
    answered(row)
    answer = desk.post(
        reverse("desk:inquiry_answer", args=[row.pk]), {"answer": "Meine Worte", "version": row.version}
    )
    assert (answer.status_code, "Meine Worte" in answer.content.decode()) == (409, True)


def test_unknown_step_changes_nothing(desk):
    row = released(inquiry())
    desk.post(reverse("desk:inquiry_deed", args=[row.pk]), {"tun": "zaubern"})
    assert Inquiry.objects.get(pk=row.pk).version == row.version


def test_usual_deadline_is_two_on_a_working_day():
    zone = timezone.get_current_timezone()
    moments = [datetime(2026, 11, day, hour, tzinfo=zone) for day, hour in ((25, 9), (25, 13), (27, 15))]
    assert [f"{usual_deadline(moment):%d. %H:%M}" for moment in moments] == ["25. 14:00", "26. 14:00", "30. 14:00"]
    assert [words for _value, words in quick_deadlines(moments[2])] == [
        "heute 17 Uhr",
        "morgen 12 Uhr",
        "in drei Tagen",
    ]


def test_home_shows_what_is_due_today(desk):
    inquiry(question="Überfällig?", deadline=timezone.now() - timedelta(hours=1))
    inquiry(question="Übermorgen?", deadline=timezone.now() + timedelta(days=2))
    rows = page(desk.get(reverse("desk:home"))).xpath("//section[@aria-labelledby='h-inquiries']//li")
    found = [(row.xpath(".//a")[0].text_content(), row.xpath(".//*[contains(@class, 'chip')]")[0]) for row in rows]
    assert [(title, chip.text_content()) for title, chip in found] == [("Überfällig?", "überfällig")]
