"""Renditions: drafted anew until a person writes them, planned, left out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from channels_publish.actions import release, renditions
from channels_publish.enums import Kind, Media
from channels_publish.models import Rendition
from people.models import AuditEvent
from stories.actions import stories as story_actions
from stories.enums import State
from stories.errors import NotAllowed
from stories.models import Story
from tests.factories import channels, media, people, stories


def drafted(office, *kinds: Kind, **facts) -> Story:
    for kind in kinds:
        channels.account(kind)
    story = stories.story(by=office.editor, **facts)
    renditions.refresh(story=story, by=office.editor)
    return story


def state_of(story: Story) -> tuple[str, int]:
    story = Story.objects.get(pk=story.pk)
    return story.state, story.last_editor_id


def test_every_active_account_gets_a_rendition(office):
    channels.account(Kind.YOUTUBE, active=False)
    story = drafted(office, Kind.WEBSITE, Kind.X)
    rows = story.renditions.all()
    assert [(row.account.kind, row.edited, row.included, row.version) for row in rows] == [
        ("website", False, True, 1),
        ("x", False, True, 1),
    ]
    assert rows[1].text.startswith("Neue Bäume für den Hofgarten\n\n")


def test_refresh_drafts_anew_what_nobody_edited(office):
    story = drafted(office, Kind.FACEBOOK, Kind.X)
    x = channels.rendition(story, Kind.X)
    renditions.edit(rendition=x, version=1, by=office.editor, text="Von Hand.")
    story = story_actions.save(story=story, version=story.version, by=office.editor, headline="Ganz andere Zeile")
    renditions.refresh(story=story, by=office.editor)
    assert channels.rendition(story, Kind.FACEBOOK).text.startswith("Ganz andere Zeile")
    assert channels.rendition(story, Kind.X).text == "Von Hand."


def test_refresh_of_an_unchanged_story_changes_nothing(office):
    story = drafted(office, Kind.FACEBOOK, Kind.INSTAGRAM)
    before = list(story.renditions.values())
    renditions.refresh(story=story, by=office.editor)
    assert list(story.renditions.values()) == before


@pytest.mark.parametrize(
    ("kind", "pictures", "video", "media"),
    [
        (Kind.FACEBOOK, 0, False, Media.IMAGES),
        (Kind.FACEBOOK, 1, True, Media.VIDEO),
        (Kind.X, 1, True, Media.IMAGES),
        (Kind.X, 0, True, Media.VIDEO),
        (Kind.INSTAGRAM, 1, True, Media.IMAGES),
        (Kind.INSTAGRAM, 0, True, Media.VIDEO),
        (Kind.YOUTUBE, 1, True, Media.VIDEO),
    ],
)
def test_media_of_the_first_draft(office, kind, pictures, video, media):
    story = drafted(office, kind, pictures=pictures, video=video)
    assert channels.rendition(story, kind).media == media


def test_text_tile_comes_and_goes_with_the_first_picture(office):
    story = drafted(office, Kind.INSTAGRAM)
    assert channels.rendition(story, Kind.INSTAGRAM).tile.generated is True
    story = story_actions.add_image(story=story, asset=media.picture(), by=office.editor)
    renditions.refresh(story=story, by=office.editor)
    assert channels.rendition(story, Kind.INSTAGRAM).tile is None


def test_video_taken_away_brings_the_pictures_back(office):
    story = drafted(office, Kind.FACEBOOK, pictures=1, video=True)
    story = story_actions.set_video(story=story, asset=None, by=office.editor)
    renditions.refresh(story=story, by=office.editor)
    assert channels.rendition(story, Kind.FACEBOOK).media == Media.IMAGES


def test_edit_stores_clean_words_and_an_author(office):
    story = drafted(office, Kind.WEBSITE)
    row = channels.rendition(story, Kind.WEBSITE)
    row = renditions.edit(
        rendition=row, version=1, by=office.social, title=" Ein \n Titel ", text="a\r\nb ",
        html="<p>x</p><script>y</script>", tags=["eins"],
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.title, row.text, row.html, row.tags) == ("Ein Titel", "a\nb", "<p>x</p>", ["eins"])
    assert (row.edited, row.version) == (True, 2)
    assert state_of(story) == (State.DRAFT, office.social.pk)
    event = AuditEvent.objects.get(verb="channels_publish.edit")
    assert (event.actor_id, event.target_id) == (office.social.pk, str(row.pk))


def test_edit_that_changes_nothing_is_none(office):
    row = channels.rendition(drafted(office, Kind.X), Kind.X)
    renditions.edit(rendition=row, version=1, by=office.social, text=row.text)
    row.refresh_from_db()
    assert (row.edited, row.version, row.story.last_editor) == (False, 1, office.editor)


def test_edit_of_an_old_version_is_a_conflict(office):
    row = channels.rendition(drafted(office, Kind.X), Kind.X)
    renditions.edit(rendition=row, version=1, by=office.social, text="Selma war schneller.")
    with pytest.raises(renditions.RenditionConflict, match="inzwischen von jemand anderem gespeichert"):
        renditions.edit(rendition=row, version=1, by=office.editor, text="Meins.")
    row.refresh_from_db()
    assert row.text == "Selma war schneller."


def test_reset_drafts_anew(office):
    row = channels.rendition(drafted(office, Kind.X), Kind.X)
    draft = row.text
    row = renditions.edit(rendition=row, version=1, by=office.social, text="Von Hand.")
    row = renditions.reset(rendition=row, by=office.social)
    row.refresh_from_db()
    assert (row.text, row.edited, row.version) == (draft, False, 3)


def test_include_and_plan_say_nothing_twice(office):
    row = channels.rendition(drafted(office, Kind.X), Kind.X)
    moment = timezone.now() + timedelta(hours=2)
    for _ in range(2):
        renditions.include(rendition=row, included=False, by=office.social)
        renditions.plan(rendition=row, send_at=moment, by=office.social)
    row.refresh_from_db()
    assert (row.included, row.send_at, row.version) == (False, moment, 3)


def test_keep_needs_no_new_version(office):
    row = channels.rendition(drafted(office, Kind.X), Kind.X)
    Rendition.objects.filter(pk=row.pk).update(edited=True, based_on="alt")
    row = renditions.keep(rendition=row, by=office.social)
    assert (row.based_on != "alt", row.version) == (True, 1)


@pytest.mark.parametrize(
    "write",
    [
        lambda row, by: renditions.edit(rendition=row, version=1, by=by, text="x"),
        lambda row, by: renditions.reset(rendition=row, by=by),
        lambda row, by: renditions.keep(rendition=row, by=by),
        lambda row, by: renditions.include(rendition=row, included=False, by=by),
        lambda row, by: renditions.plan(rendition=row, send_at=timezone.now(), by=by),
    ],
    ids=["edit", "reset", "keep", "include", "plan"],
)
def test_writes_need_the_right(office, write):
    row = channels.rendition(drafted(office, Kind.X), Kind.X)
    with pytest.raises(NotAllowed):
        write(row, office.admin)
    assert Rendition.objects.get(pk=row.pk).version == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda row, by: renditions.edit(rendition=row, version=1, by=by, text="Neu."),
        lambda row, by: renditions.include(rendition=row, included=False, by=by),
        lambda row, by: renditions.plan(rendition=row, send_at=timezone.now() + timedelta(hours=1), by=by),
        lambda row, by: renditions.reset(rendition=row, by=by),
    ],
    ids=["edit", "include", "plan", "reset"],
)
def test_change_after_approval_breaks_the_seal(office, write):
    channels.account(Kind.X)
    story = channels.approved(by=office.editor)
    write(channels.rendition(story, Kind.X), office.social)
    assert state_of(story) == (State.IN_REVIEW, office.social.pk)


def test_cvd_who_edited_a_rendition_cannot_approve(office):
    channels.account(Kind.X)
    story = channels.submitted(by=office.editor)
    renditions.edit(rendition=channels.rendition(story, Kind.X), version=1, by=office.cvd, text="Neu vom CvD.")
    with pytest.raises(NotAllowed, match="Vier-Augen-Prinzip"):
        channels.approve(story, by=office.cvd)
    channels.approve(story, by=people.cvd())
    assert state_of(story)[0] == State.APPROVED


def test_submit_drafts_the_renditions_first(office):
    channels.account(Kind.X)
    story = release.submit(story=stories.story(by=office.editor), by=office.editor)
    assert (story.state, story.renditions.count()) == (State.IN_REVIEW, 1)
