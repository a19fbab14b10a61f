from datetime import UTC, date, datetime, time

import pytest

from people.models import AuditEvent
from stories.actions import recurrences
from stories.enums import SourceKind
from stories.errors import NotAllowed, WrongState
from stories.models import Recurrence, Topic
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
