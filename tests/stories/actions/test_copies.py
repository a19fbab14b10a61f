from datetime import timedelta

import pytest
from django.utils import timezone

from people.models import AuditEvent
from stories.actions import copies
from stories.actions import stories as actions
from stories.errors import NotAllowed, WrongState
from stories.models import Presence, Story, WorkingCopy
from tests.factories import people, stories


@pytest.fixture
def story(office):
    return stories.story(by=office.editor)


def test_keep_replaces_what_was_kept_and_changes_no_story(office, story):
    before, trail = Story.objects.get().version, AuditEvent.objects.count()
    for words in ("Eins", "Zwei"):
        copies.keep(story=story, version=before, fields={"headline": words}, by=office.editor)
    copy = copies.of(story, office.editor)
    assert (copy.fields, copy.base_version) == ({"headline": "Zwei"}, before)
    assert (Story.objects.get().version, story.revisions.count(), AuditEvent.objects.count()) == (before, 1, trail)


def test_keep_of_a_story_not_begun_is_one_a_person(office):
    for words in ("Eins", "Zwei"):
        copies.keep(story=None, version=0, fields={"headline": words}, by=office.editor)
    copies.keep(story=None, version=0, fields={"headline": "Andere"}, by=office.cvd)
    assert WorkingCopy.objects.count() == 2
    assert copies.of(None, office.editor).fields == {"headline": "Zwei"}


def test_keep_needs_the_right_to_write(office, story):
    with pytest.raises(NotAllowed):
        copies.keep(story=story, version=1, fields={}, by=people.admin())


def test_keep_has_an_end(office, story):
    with pytest.raises(WrongState):
        copies.keep(story=story, version=1, fields={"body": "x" * 1_000_001}, by=office.editor)


def test_drop_takes_only_ones_own(office, story):
    for user in (office.editor, office.cvd):
        copies.keep(story=story, version=1, fields={}, by=user)
    copies.drop(story=story, by=office.editor)
    assert [copy.user for copy in WorkingCopy.objects.all()] == [office.cvd]


def test_others_are_those_who_were_here_a_moment_ago(office, story):
    for user, typing in ((office.cvd, False), (office.social, True), (office.editor, True)):
        copies.seen(story=story, by=user, typing=typing)
    gone = people.editor()
    copies.seen(story=story, by=gone, typing=True)
    Presence.objects.filter(user=gone).update(seen_at=timezone.now() - copies.HERE_FOR - timedelta(seconds=1))
    rows = copies.others(story, office.editor, timezone.now())
    assert [(row.user, copies.is_typing(row, timezone.now())) for row in rows] == [
        (office.social, True), (office.cvd, False),
    ]  # fmt: skip


def test_somebody_who_stopped_typing_reads(office, story):
    copies.seen(story=story, by=office.cvd, typing=True)
    copies.seen(story=story, by=office.cvd, typing=False)
    (row,) = copies.others(story, office.editor, timezone.now())
    assert copies.is_typing(row, timezone.now() + timedelta(seconds=21)) is False


def test_unsaved_by_others_forgets_what_is_out_of_date(office, story):
    copies.keep(story=story, version=story.version, fields={"lead": "Neu"}, by=office.cvd)
    assert [copy.user for copy in copies.unsaved_by_others(story, office.editor)] == [office.cvd]
    story = actions.save(story=story, version=story.version, by=office.editor, lead="Gespeichert")
    assert copies.unsaved_by_others(story, office.editor) == []


def test_tidy_removes_what_nobody_came_back_for(office, story):
    copies.keep(story=story, version=1, fields={}, by=office.editor)
    copies.keep(story=None, version=0, fields={}, by=office.editor)
    WorkingCopy.objects.filter(story=story).update(updated_at=timezone.now() - timedelta(days=31))
    copies.seen(story=story, by=office.editor, typing=False)
    Presence.objects.update(seen_at=timezone.now() - timedelta(days=2))
    assert (copies.tidy(), WorkingCopy.objects.count(), Presence.objects.count()) == (1, 1, 0)
