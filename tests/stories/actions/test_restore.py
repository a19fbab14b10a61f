"""Bringing an earlier version of a story back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from stories.actions import stories as actions
from stories.content import content
from stories.enums import State
from stories.errors import WrongState
from stories.models import Department, Story
from tests.factories import channels, stories


def test_restore_brings_back_words_pictures_and_facts(office):
    park = Department.objects.create(name="Gartenamt")
    story = stories.story(by=office.editor, pictures=2, department=park, embargo=timezone.now() + timedelta(days=1))
    old = story.revisions.first()
    (first, _second) = story.ordered_images()
    story = actions.remove_image(story=story, asset=first, by=office.editor)
    story = actions.save(
        story=story, version=story.version, by=office.editor, headline="Anders", department=None, embargo=None
    )
    restored, lost = actions.restore(story=story, revision=old, by=office.cvd)
    assert (content(restored), lost, restored.last_editor) == (old.content, [], office.cvd)
    assert restored.revisions.count() == old.number + 3


def test_restore_of_what_stands_changes_nothing(office):
    story = stories.story(by=office.editor)
    restored, _lost = actions.restore(story=story, revision=story.revisions.first(), by=office.editor)
    assert (restored.version, story.revisions.count()) == (story.version, 1)


def test_restore_says_what_is_gone(office):
    story = stories.story(by=office.editor, department=Department.objects.create(name="Altes Amt"))
    old = story.revisions.first()
    story = actions.save(story=story, version=story.version, by=office.editor, department=None)
    Department.objects.all().delete()
    restored, lost = actions.restore(story=story, revision=old, by=office.editor)
    assert (restored.department, lost) == (None, ["Das Amt „Altes Amt“ gibt es nicht mehr."])


def test_restore_of_another_storys_version_is_refused(office):
    story, other = stories.story(by=office.editor), stories.story(by=office.editor)
    with pytest.raises(WrongState):
        actions.restore(story=story, revision=other.revisions.first(), by=office.editor)


def test_restore_breaks_a_seal(office):
    channels.account("x")
    story = channels.approved(by=office.editor)
    old = story.revisions.first()
    story = actions.save(story=story, version=story.version, by=office.editor, headline="Anders")
    channels.approve(Story.objects.get(pk=story.pk))
    restored, _lost = actions.restore(story=story, revision=old, by=office.editor)
    assert Story.objects.get(pk=restored.pk).state == State.IN_REVIEW
