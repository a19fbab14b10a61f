"""Press dates: who may make them public, what is told of a change, and what calendars read."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from press import calendar, outlook
from press.actions import dates as actions
from press.actions import outlooks
from press.errors import Outdated
from press.models import PressDate
from stories.errors import NotAllowed, WrongState
from tests.factories import people, stories
from tests.factories.journalists import press_date, press_officer

JULY = datetime(2027, 7, 5, 8, 30, tzinfo=UTC)
JANUARY = datetime(2027, 1, 11, 9, 30, tzinfo=UTC)


def parsed(*rows: PressDate) -> Calendar:
    return Calendar.from_ical(calendar.calendar(rows, pages="https://stadt.example/presse/termine/{pk}/"))


def test_editor_prepares_and_the_press_office_makes_public(db):
    editor = people.editor()
    row = press_date(by=editor, public=False)
    with pytest.raises(NotAllowed):
        actions.publish(date=row, by=editor)
    assert actions.publish(date=row, by=press_officer()).published is True


def test_editor_changes_no_public_date(db):
    row = press_date()
    with pytest.raises(NotAllowed, match="öffentlich"):
        actions.save(date=row, version=row.version, by=people.editor(), place="Rathaus")


def test_end_before_the_beginning_is_refused(db):
    with pytest.raises(WrongState, match="vor dem Beginn"):
        press_date(begins_at=JULY, ends_at=JULY - timedelta(hours=1))


def test_move_of_a_public_date_is_told_and_counted(db):
    row = press_date(begins_at=JULY)
    row = actions.save(
        date=row, version=row.version, by=press_officer(), begins_at=JULY + timedelta(days=1), place="Rathaus"
    )
    assert (row.sequence, [change.words for change in row.changes.all()]) == (
        1, ["Beginn: Dienstag, 6. Juli 2027, 10:30 Uhr; Ort: „Rathaus“"],
    )  # fmt: skip


def test_small_change_bothers_no_calendar(db):
    row = press_date()
    row = actions.save(date=row, version=row.version, by=press_officer(), photo="Um 11 Uhr am Baum")
    assert (row.sequence, row.changes.count()) == (0, 0)


def test_second_save_of_the_same_version_is_refused(db):
    row, officer = press_date(), press_officer()
    actions.save(date=row, version=row.version, by=officer, photo="Ja")
    with pytest.raises(Outdated):
        actions.save(date=row, version=row.version, by=officer, photo="Nein")


def test_cancelled_date_wants_a_reason_and_can_take_place_after_all(db):
    row, officer = press_date(), press_officer()
    with pytest.raises(WrongState):
        actions.cancel(date=row, reason="", by=officer)
    row = actions.cancel(date=row, reason="Sturm.", by=officer)
    assert (row.sequence, row.changes.get().words) == (1, "Abgesagt: Sturm.")
    row = actions.restore(date=row, by=officer)
    assert (row.sequence, row.cancelled_at) == (2, None)


@pytest.mark.parametrize(("begins", "wall", "offset"), [(JULY, "10:30", 2), (JANUARY, "10:30", 1)])
def test_calendar_shows_the_wall_time_with_its_zone(db, begins, wall, offset):
    found = parsed(press_date(begins_at=begins, ends_at=begins + timedelta(hours=2)))
    (event,) = found.events
    start = event["DTSTART"].dt
    assert (start.strftime("%H:%M"), start.utcoffset(), start.astimezone(UTC)) == (
        wall,
        timedelta(hours=offset),
        begins,
    )
    assert [zone["TZID"] for zone in found.timezones] == ["Europe/Berlin"]
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"


def test_calendar_of_a_cancelled_date(db):
    row = press_date(begins_at=JULY, place="Rathaus; Saal, links", address="Marktplatz 2")
    before = parsed(row).events[0]
    row = actions.cancel(date=row, reason="Sturm.", by=press_officer())
    event = parsed(row).events[0]
    assert (event["STATUS"], event["SEQUENCE"], event["UID"]) == ("CANCELLED", 1, before["UID"])
    assert (before["STATUS"], before["LOCATION"]) == ("CONFIRMED", "Rathaus; Saal, links, Marktplatz 2")
    assert before["DTEND"].dt - before["DTSTART"].dt == timedelta(hours=1)


def test_empty_calendar_is_one(db):
    assert parsed().events == []


def test_date_of_an_embargoed_story_stays_hidden(db):
    now = timezone.now()
    story = stories.story(embargo=now + timedelta(days=1))
    row = press_date(story=story)
    press_date(visible_from=now + timedelta(days=2))
    press_date(public=False)
    public = PressDate.objects.public
    assert (list(public(now)), list(public(now + timedelta(days=1)))) == ([], [row])


def test_outlook_of_a_week_becomes_a_story(db):
    start = outlook.monday(JULY.date())
    press_date(begins_at=JULY, title="Zweite <Linde>", photo="am Baum")
    press_date(begins_at=JULY - timedelta(days=1), title="Sonntag davor")
    press_date(begins_at=JULY + timedelta(hours=1), public=False)
    actions.cancel(date=press_date(begins_at=JULY), reason="Sturm.", by=press_officer())
    story = outlooks.make_story(start=start, by=people.editor())
    assert story.headline == "Terminvorschau vom 5. Juli bis 11. Juli 2027"
    assert story.body == (
        "<h2>Montag, 5. Juli</h2><ul><li><p><strong>10:30 Uhr: Zweite &lt;Linde&gt;</strong>, "
        "Hofgarten. Fotomöglichkeit: am Baum</p></li></ul>"
    )


def test_outlook_of_an_empty_week_is_no_story(db):
    with pytest.raises(WrongState):
        outlooks.make_story(start=outlook.monday(JULY.date()), by=people.editor())
