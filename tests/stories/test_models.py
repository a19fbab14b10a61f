"""Constraints, reading rules and the immutable revision."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from stories.actions.reviews import latest_revision
from stories.enums import Outcome, State
from stories.models import Crisis, Review, Revision, Story, StoryImage
from tests.factories import media, stories
from tests.factories.crises import crisis_on


def live(story: Story, moment) -> Story:
    Story.objects.filter(pk=story.pk).update(live=latest_revision(story), public_from=moment)
    return story


def test_public_is_what_is_live_and_past_its_time_newest_first(office):
    now = timezone.now()
    make = {"by": office.editor}
    older, newer = live(stories.story(**make), now - timedelta(hours=2)), live(stories.story(**make), now)
    live(stories.story(**make), now + timedelta(seconds=1))
    stories.story(**make)
    assert list(Story.objects.public(now)) == [newer, older]


def test_awaiting_review_is_oldest_submission_first(office):
    now = timezone.now()
    rows = [stories.story(by=office.editor) for _ in range(3)]
    for row, hours in zip(rows, (1, 3, 2), strict=True):
        changes = {"state": State.IN_REVIEW, "submitted_at": now - timedelta(hours=hours)}
        Story.objects.filter(pk=row.pk).update(**changes)
    stories.story(by=office.editor)
    assert list(Story.objects.awaiting_review()) == [rows[1], rows[2], rows[0]]


def test_revision_is_never_changed(office):
    revision = latest_revision(stories.story(by=office.editor))
    revision.content = {}
    with pytest.raises(TypeError, match="never changed"):
        revision.save()
    assert Revision.objects.get(pk=revision.pk).content["headline"] == "Neue Bäume für den Hofgarten"


def refused(write) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write()
    return str(caught.value)


def test_database_refuses_a_live_story_without_its_time(office):
    story = stories.story(by=office.editor)
    rows = Story.objects.filter(pk=story.pk)
    assert "story_live_has_time" in refused(lambda: rows.update(live=latest_revision(story)))
    assert "story_live_has_time" in refused(lambda: rows.update(public_from=timezone.now()))


def test_database_refuses_two_stories_at_one_address(office):
    first, second = stories.story(by=office.editor), stories.story(by=office.editor)
    assert "slug" in refused(lambda: Story.objects.filter(pk=second.pk).update(slug=first.slug))


def test_database_refuses_one_revision_number_twice(office):
    story = stories.story(by=office.editor)
    twin = Revision(story=story, number=1, content={}, digest="x", created_by=office.editor)
    assert "number" in refused(twin.save)


def test_database_refuses_one_picture_twice(office):
    story = stories.story(by=office.editor, pictures=1)
    twin = StoryImage(story=story, asset=story.ordered_images()[0], position=7)
    assert "story_id" in refused(twin.save)


@pytest.mark.parametrize(("outcome", "seal"), [(Outcome.APPROVED, ""), (Outcome.RETURNED, "a" * 64)])
def test_database_refuses_approval_without_seal_and_seal_without_approval(office, outcome, seal):
    story = stories.story(by=office.editor)
    row = Review(story=story, revision=latest_revision(story), outcome=outcome, seal=seal, by=office.cvd)
    assert "review_seal_iff_approved" in refused(row.save)


def test_addresses(office, settings):
    settings.PUBLIC_URL = "https://news.duesseldorf.example"
    story = stories.story(by=office.editor, headline="Fähre")
    assert story.public_url == "https://news.duesseldorf.example/nachrichten/faehre/"
    assert story.get_absolute_url() == f"/redaktion/beitraege/{story.pk}/"


def test_ordered_images_follow_their_position(office):
    story = stories.story(by=office.editor)
    first, second = media.picture(), media.picture()
    StoryImage.objects.create(story=story, asset=first, position=2)
    StoryImage.objects.create(story=story, asset=second, position=1)
    assert story.ordered_images() == [second, first]


@pytest.mark.parametrize(
    ("minutes", "held", "state", "public", "going"),
    [
        (-1, False, State.APPROVED, True, False),
        (1, False, State.APPROVED, False, True),
        (-1, True, State.APPROVED, False, False),
        (1, True, State.APPROVED, False, False),
        (-1, False, State.WITHDRAWN, False, False),
    ],
)
def test_public_and_going_public(office, minutes, held, state, public, going):
    now, story = timezone.now(), stories.story(by=office.editor)
    crisis = crisis_on(by=office.cvd)
    story.live, story.public_from, story.state = latest_revision(story), now + timedelta(minutes=minutes), state
    story.held_by = crisis if held else None
    story.save()
    assert (story.is_public(now), Story.objects.public(now).exists()) == (public, public)
    assert Story.objects.going_public(now).exists() == going


def test_database_refuses_a_second_crisis_at_once_and_allows_it_afterwards(office):
    first = crisis_on(by=office.cvd)
    twin = Crisis(reason="Noch einer", started_at=timezone.now(), started_by=office.cvd)
    assert "crisis_one_at_a_time" in refused(twin.save)
    assert Crisis.objects.current() == first
    first.ended_at = timezone.now()
    first.save()
    assert Crisis.objects.current() is None
    twin.save()
    assert Crisis.objects.current() == twin
