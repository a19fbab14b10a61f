from datetime import UTC, date, datetime, time

import pytest

from people.models import AuditEvent
from stories.actions import recurrences
from stories.enums import SourceKind
from stories.errors import NotAllowed, WrongState
from stories.models import Recurrence, Topic
from stories.recurring import Occurrence
from tests.factories import people

MONDAY = datetime(2026, 10, 19, 8, tzinfo=UTC)
FACTS = {
    "title": "Video-Wochenrückblick",
    "rule": "FREQ=WEEKLY;BYDAY=FR",
    "starts_on": date(2026, 10, 1),
    "time": time(12),
}


@pytest.fixture
def editor(db):
    return people.editor()


def dues() -> list[date | None]:
    return list(Topic.objects.order_by("due_on").values_list("due_on", flat=True))


def test_make_due_makes_each_topic_once_with_the_same_wall_time_across_the_clock_change(editor):
    recurrences.create(by=editor, owner=editor, lead_days=13, **FACTS)
    assert [recurrences.make_due(now=MONDAY) for _again in range(2)] == [2, 0]
    first, second = Topic.objects.order_by("due_on")
    assert [first.deadline, second.deadline] == [
        datetime(2026, 10, 23, 10, tzinfo=UTC),
        datetime(2026, 10, 30, 11, tzinfo=UTC),
    ]
    assert (first.owner, first.sources.get().kind) == (editor, SourceKind.PLAN)
    assert AuditEvent.objects.filter(verb="stories.make_recurring").count() == 2


def test_make_due_makes_up_for_what_a_stopped_clock_left_out(editor):
    row = recurrences.create(by=editor, lead_days=0, **FACTS)
    Recurrence.objects.filter(pk=row.pk).update(made_until=date(2026, 10, 8))
    recurrences.make_due(now=MONDAY)
    assert dues() == [date(2026, 10, 9), date(2026, 10, 16)]


def test_a_pause_is_not_made_up_for(editor):
    row = recurrences.create(by=editor, lead_days=7, **FACTS)
    Recurrence.objects.filter(pk=row.pk).update(made_until=date(2026, 10, 8))
    recurrences.pause(recurrence=row, by=editor)
    assert recurrences.make_due(now=MONDAY) == 0
    recurrences.resume(recurrence=row, by=editor, now=MONDAY)
    recurrences.make_due(now=MONDAY)
    assert dues() == [date(2026, 10, 23)]


def test_create_refuses_a_rule_without_a_day(editor):
    with pytest.raises(WrongState, match="kein Tag"):
        recurrences.create(by=editor, **(FACTS | {"rule": "jeden Freitag"}))


def test_create_needs_the_right_to_write(db):
    with pytest.raises(NotAllowed):
        recurrences.create(by=people.admin(), **FACTS)


FRIDAY, NEXT, LATER = date(2026, 10, 23), date(2026, 10, 30), date(2026, 11, 6)


@pytest.fixture
def weekly(editor):
    """Every Friday, made a week ahead; on this Monday the topic of Friday stands on the board."""
    row = recurrences.create(by=editor, lead_days=7, **FACTS)
    recurrences.make_due(now=MONDAY)
    return row


def at(day: int) -> datetime:
    return datetime(2026, 10, day, 8, tzinfo=UTC)


def test_skipped_date_makes_no_topic_and_the_next_one_does(editor, weekly):
    recurrences.skip(recurrence=weekly, day=NEXT, by=editor, now=MONDAY)
    recurrences.make_due(now=at(31))
    assert dues() == [FRIDAY, LATER]
    assert AuditEvent.objects.get(verb="stories.skip_occurrence").detail == {"day": "2026-10-30"}


@pytest.mark.parametrize(("day", "expected"), [(26, [FRIDAY, NEXT]), (31, [FRIDAY, LATER])])
def test_skipped_date_that_is_wanted_after_all_is_made_while_it_is_not_over(editor, weekly, day, expected):
    recurrences.skip(recurrence=weekly, day=NEXT, by=editor, now=MONDAY)
    recurrences.make_due(now=at(day))
    if day == 31:
        with pytest.raises(WrongState, match="schon vorbei"):
            recurrences.restore(recurrence=weekly, day=NEXT, by=editor, now=at(day))
    else:
        recurrences.restore(recurrence=weekly, day=NEXT, by=editor, now=at(day))
    assert dues() == expected


def test_moved_date_is_made_ahead_of_its_new_day_at_its_own_wall_time(editor, weekly):
    """Across the clock change of 25 October: nine o'clock there is eight in UTC."""
    recurrences.move(recurrence=weekly, day=NEXT, on=date(2026, 11, 3), time=time(9), by=editor, now=MONDAY)
    recurrences.make_due(now=at(26))
    assert dues() == [FRIDAY]
    recurrences.make_due(now=at(27))
    topic = Topic.objects.get(due_on=NEXT)
    assert topic.deadline == datetime(2026, 11, 3, 8, tzinfo=UTC)
    assert [recurrences.make_due(now=at(30)), dues()] == [1, [FRIDAY, NEXT, LATER]]


def test_date_moved_ahead_of_the_clock_is_made_at_once(editor, weekly):
    recurrences.move(recurrence=weekly, day=NEXT, on=date(2026, 10, 21), time=time(12), by=editor, now=MONDAY)
    assert Topic.objects.get(due_on=NEXT).deadline == datetime(2026, 10, 21, 10, tzinfo=UTC)
    assert recurrences.make_due(now=at(30)) == 1
    assert dues() == [FRIDAY, NEXT, LATER]


def test_paused_item_makes_no_topic_of_a_moved_date(editor, weekly):
    recurrences.pause(recurrence=weekly, by=editor)
    recurrences.move(recurrence=weekly, day=NEXT, on=date(2026, 10, 21), time=time(12), by=editor, now=MONDAY)
    assert dues() == [FRIDAY]


def test_moved_date_goes_back_and_can_be_moved_again_or_skipped(editor, weekly):
    recurrences.move(recurrence=weekly, day=LATER, on=NEXT, time=time(9), by=editor, now=MONDAY)
    recurrences.move(recurrence=weekly, day=LATER, on=LATER, time=time(9), by=editor, now=MONDAY)
    assert weekly.round().on_day(LATER) == Occurrence(LATER, LATER, time(9))
    recurrences.skip(recurrence=weekly, day=LATER, by=editor, now=MONDAY)
    assert weekly.round().on_day(LATER) == Occurrence(LATER, LATER, time(9), skipped=True)
    recurrences.restore(recurrence=weekly, day=LATER, by=editor, now=MONDAY)
    assert weekly.round().on_day(LATER) == Occurrence(LATER, LATER, time(9))
    recurrences.restore(recurrence=weekly, day=LATER, by=editor, now=MONDAY)
    assert weekly.round().on_day(LATER) == Occurrence(LATER, LATER, time(12))


@pytest.mark.parametrize(
    ("day", "reason"),
    [(FRIDAY, "steht schon auf der Tafel"), (date(2026, 10, 28), "steht .* nicht an"), (date(2026, 10, 16), "vorbei")],
)
def test_what_cannot_be_skipped_is_said(editor, weekly, day, reason):
    with pytest.raises(WrongState, match=reason):
        recurrences.skip(recurrence=weekly, day=day, by=editor, now=MONDAY)


def test_nothing_is_moved_to_the_past(editor, weekly):
    with pytest.raises(WrongState, match="schon vorbei"):
        recurrences.move(recurrence=weekly, day=NEXT, on=MONDAY.date(), time=time(9), by=editor, now=MONDAY)


def test_single_dates_need_the_right_to_write(weekly):
    with pytest.raises(NotAllowed):
        recurrences.skip(recurrence=weekly, day=NEXT, by=people.admin(), now=MONDAY)


NEW = {"title": "Rückblick", "rule": "FREQ=WEEKLY;BYDAY=TH", "starts_on": date(2026, 10, 1), "time": time(9)}


def test_another_rhythm_keeps_what_came_and_goes_on_after_it(editor):
    row = recurrences.create(by=editor, lead_days=7, **FACTS)
    recurrences.make_due(now=MONDAY)
    lost = recurrences.change(recurrence=row, by=editor, now=MONDAY, **NEW, lead_days=14)
    recurrences.make_due(now=MONDAY)
    assert (lost, dues()) == ([], [date(2026, 10, 23), date(2026, 10, 29)])
    last = Topic.objects.get(due_on=date(2026, 10, 29))
    assert (last.title, last.deadline) == ("Rückblick", datetime(2026, 10, 29, 8, tzinfo=UTC))


def test_another_rhythm_starts_at_once_where_nothing_came_yet(editor):
    row = recurrences.create(by=editor, lead_days=0, **FACTS)
    recurrences.make_due(now=MONDAY)
    recurrences.change(recurrence=row, by=editor, now=MONDAY, **NEW, lead_days=7)
    recurrences.make_due(now=MONDAY)
    assert dues() == [date(2026, 10, 22)]


def test_single_dates_of_the_old_rhythm_are_named_and_dropped(editor):
    row = recurrences.create(by=editor, lead_days=0, **FACTS)
    friday = date(2026, 10, 30)
    recurrences.skip(recurrence=row, day=friday, by=editor, now=MONDAY)
    facts = {"rule": NEW["rule"], "starts_on": NEW["starts_on"]}
    named = recurrences.misfits(recurrence=row, now=MONDAY, **facts)
    lost = recurrences.change(recurrence=row, by=editor, now=MONDAY, **NEW)
    assert ([one.day for one in named], lost, row.changes.count()) == ([friday], named, 0)


def test_a_rhythm_without_a_day_changes_nothing(editor):
    row = recurrences.create(by=editor, **FACTS)
    with pytest.raises(WrongState, match="kein Tag"):
        recurrences.change(recurrence=row, by=editor, now=MONDAY, **NEW | {"rule": "FREQ=HOURLY"})
    row.refresh_from_db()
    assert row.rule == FACTS["rule"]


def test_deleted_it_leaves_its_topics(editor):
    row = recurrences.create(by=editor, lead_days=7, **FACTS)
    recurrences.make_due(now=MONDAY)
    recurrences.delete(recurrence=row, by=editor)
    assert (Recurrence.objects.count(), dues()) == (0, [date(2026, 10, 23)])
    assert AuditEvent.objects.get(verb="stories.delete_recurrence").detail["topics"] == 1


def test_strangers_change_and_delete_nothing(editor):
    row, stranger = recurrences.create(by=editor, **FACTS), people.person()
    with pytest.raises(NotAllowed):
        recurrences.change(recurrence=row, by=stranger, now=MONDAY, **NEW)
    with pytest.raises(NotAllowed):
        recurrences.delete(recurrence=row, by=stranger)
    assert Recurrence.objects.get().rule == FACTS["rule"]


def test_left_out_after_it_was_moved_it_comes_back_where_it_was_moved(editor):
    """The rule's own day is over by then: what stays is the day it was moved to."""
    row, friday, sunday = recurrences.create(by=editor, lead_days=0, **FACTS), date(2026, 10, 23), date(2026, 10, 25)
    saturday = datetime(2026, 10, 24, 8, tzinfo=UTC)
    recurrences.move(recurrence=row, day=friday, on=sunday, time=time(10), by=editor, now=MONDAY)
    recurrences.skip(recurrence=row, day=friday, by=editor, now=saturday)
    assert row.round().on_day(friday) == Occurrence(friday, sunday, time(10), skipped=True)
    recurrences.restore(recurrence=row, day=friday, by=editor, now=saturday)
    assert Recurrence.objects.get().round().on_day(friday) == Occurrence(friday, sunday, time(10))


def test_a_date_left_out_comes_back_at_the_time_the_rhythm_has_by_then(editor):
    """It was never moved, so it follows the rhythm like all others."""
    row, friday = recurrences.create(by=editor, lead_days=0, **FACTS), date(2026, 10, 30)
    recurrences.skip(recurrence=row, day=friday, by=editor, now=MONDAY)
    recurrences.change(recurrence=row, by=editor, now=MONDAY, **FACTS | {"time": time(9)})
    recurrences.restore(recurrence=row, day=friday, by=editor, now=MONDAY)
    row.refresh_from_db()
    assert (row.round().on_day(friday), row.changes.count()) == (Occurrence(friday, friday, time(9)), 0)
