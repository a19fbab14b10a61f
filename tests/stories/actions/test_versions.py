"""A story in plain language and in English: begun from the German, saved, removed and brought back."""

import pytest

from stories.actions import stories as story_actions
from stories.actions import versions
from stories.actions.reviews import latest_revision
from stories.content import content
from stories.enums import Language, State
from stories.errors import NotAllowed, VersionConflict, WrongState
from stories.models import Story
from tests.factories import channels, people, stories

ENGLISH = {"headline": "New trees", "lead": "40 limes.", "body": "<p>Paths stay open.</p>"}


@pytest.fixture
def story(office) -> Story:
    return stories.story(by=office.editor)


@pytest.fixture
def told(story, office) -> Story:
    """With an English version."""
    row = versions.begin(story=story, language=Language.ENGLISH, by=office.editor)
    versions.save(story=story, language=Language.ENGLISH, version=row.version, by=office.editor, **ENGLISH)
    return Story.objects.get(pk=story.pk)


def test_begins_with_the_german_text_once(story, office):
    first = versions.begin(story=story, language=Language.SIMPLE, by=office.editor)
    again = versions.begin(story=story, language=Language.SIMPLE, by=office.editor)
    assert (first.pk, first.headline, first.body, first.based_on.number) == (again.pk, story.headline, story.body, 1)
    assert story.revisions.count() == 2


def test_content_names_versions_only_where_there_are_any(story, told):
    assert "versions" not in story.revisions.get(number=1).content
    assert content(told)["versions"] == [{"language": "en", **ENGLISH}]
    assert latest_revision(told).content == content(told)


def test_saving_what_is_there_changes_nothing(told, office):
    row = versions.save(story=told, language=Language.ENGLISH, version=2, by=office.editor, **ENGLISH)
    assert (row.version, told.revisions.count()) == (2, 3)


def test_second_writer_is_told(told, office):
    with pytest.raises(VersionConflict) as caught:
        versions.save(story=told, language=Language.ENGLISH, version=1, by=office.cvd, headline="Other")
    assert (caught.value.row.headline, str(office.editor) in str(caught.value)) == ("New trees", True)


def test_writing_a_version_breaks_the_seal(office):
    story = channels.approved(by=office.editor)
    versions.begin(story=story, language=Language.ENGLISH, by=office.editor)
    assert Story.objects.get(pk=story.pk).state == State.IN_REVIEW


def test_german_change_makes_it_old_until_somebody_says_it_follows(told, office):
    row = told.versions.get()
    assert versions.german_moved(row, latest_revision(told)) is False
    told = story_actions.save(story=told, version=told.version, by=office.editor, lead="Ab Dienstag 41 Linden.")
    assert versions.german_moved(row, latest_revision(told)) is True
    number = latest_revision(told).number
    row = versions.save(
        story=told, language=Language.ENGLISH, version=2, by=office.editor, follows=number, headline="New trees"
    )
    assert (versions.german_moved(row, latest_revision(told)), told.revisions.count()) == (False, number)


def test_removed_version_comes_back_alone(told, office):
    versions.remove(story=told, language=Language.ENGLISH, by=office.editor)
    told.refresh_from_db()
    story_actions.save(story=told, version=told.version, by=office.editor, lead="Neu.")
    versions.bring_back(story=told, language=Language.ENGLISH, by=office.editor)
    row = told.versions.get()
    assert {name: getattr(row, name) for name in ENGLISH} == ENGLISH
    assert (Story.objects.get(pk=told.pk).lead, versions.german_moved(row, latest_revision(told))) == ("Neu.", True)


def test_what_never_was_or_is_gone_is_said(story, office):
    with pytest.raises(WrongState):
        versions.bring_back(story=story, language=Language.ENGLISH, by=office.editor)
    with pytest.raises(WrongState):
        versions.save(story=story, language=Language.ENGLISH, version=1, by=office.editor, headline="x")


def test_without_the_right_nobody_writes_a_version(story):
    with pytest.raises(NotAllowed):
        versions.begin(story=story, language=Language.ENGLISH, by=people.person())


def test_restoring_a_revision_restores_its_languages(told, office):
    first, with_english = told.revisions.get(number=1), told.revisions.get(number=3)
    story_actions.restore(story=told, revision=first, by=office.editor)
    assert told.versions.count() == 0
    story_actions.restore(story=told, revision=with_english, by=office.editor)
    assert content(Story.objects.get(pk=told.pk)) == with_english.content
