"""A story's renditions as the desk sees them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from channels_publish import sheet
from channels_publish.actions import accounts, renditions
from channels_publish.adapters.base import Severity
from channels_publish.enums import Kind, Media
from channels_publish.models import Account
from stories.actions import stories as story_actions
from stories.models import Story
from tests.factories import channels, stories


def row_of(story: Story, kind: Kind) -> sheet.Fitted:
    return next(row for row in sheet.sheet(story) if row.account.kind == kind)


def drafted(office, *kinds: Kind, **facts) -> Story:
    for kind in kinds:
        channels.account(kind)
    story = stories.story(by=office.editor, **facts)
    renditions.refresh(story=story, by=office.editor)
    return story


def test_rows_come_in_the_order_of_the_screens(office):
    story = drafted(office, Kind.X, Kind.WEBSITE, Kind.FACEBOOK)
    assert [row.account.kind for row in sheet.sheet(story)] == ["x", "website", "facebook"]
    Account.objects.filter(kind=Kind.WEBSITE).update(active=False)
    assert [row.account.kind for row in sheet.sheet(story)] == ["x", "facebook"]


def test_counter_says_how_much_of_what_is_used(office):
    story = drafted(office, Kind.X)
    (counter,) = sheet.fitted(channels.rendition(story, Kind.X), text="ä" * 280).measures
    assert (counter.field, counter.used, counter.limit, counter.unit_label, counter.over) == (
        "text", 280, 280, "gewichtete Zeichen", False,
    )  # fmt: skip
    assert sheet.fitted(channels.rendition(story, Kind.X), text="ä" * 281).measures[0].over is True


def test_too_long_a_text_blocks_and_says_so(office):
    story = drafted(office, Kind.X)
    row = sheet.fitted(channels.rendition(story, Kind.X), text="ä" * 285)
    (notice,) = [problem for problem in row.problems if problem.blocks]
    assert (notice.field, notice.message) == (
        "text", "Der Text ist um 5 zu lang: 285 von 280. Bitte kürzen Sie ihn.",
    )  # fmt: skip
    assert row.blocked is True


def test_fitted_saves_nothing(office):
    story = drafted(office, Kind.X)
    before = channels.rendition(story, Kind.X).text
    row = sheet.fitted(channels.rendition(story, Kind.X), title="T", text="Getippt", tags=["a"], media=Media.NONE)
    assert (row.post.text, row.post.title, row.post.tags, row.post.images) == ("Getippt", "T", ("a",), ())
    assert channels.rendition(story, Kind.X).text == before


def test_draft_of_a_complete_story_blocks_nowhere(office):
    story = drafted(
        office, Kind.PRESS, Kind.WEBSITE, Kind.FACEBOOK, Kind.X, Kind.INSTAGRAM, Kind.YOUTUBE, pictures=2, video=True
    )
    rows = sheet.sheet(story)
    assert (len(rows), sheet.blocking(rows)) == (6, [])
    assert [row.left_out for row in rows] == [""] * 6


def test_blocking_names_the_account_and_skips_what_is_left_out(office):
    story = drafted(office, Kind.X, Kind.FACEBOOK)
    x = channels.rendition(story, Kind.X)
    x = renditions.edit(rendition=x, version=x.version, by=office.editor, text="ä" * 281)
    (notice,) = sheet.blocking(sheet.sheet(story))
    assert (notice.account, notice.severity) == ("X: Stadt auf X", Severity.ERROR)
    renditions.include(rendition=x, included=False, by=office.editor)
    assert sheet.blocking(sheet.sheet(story)) == []
    assert row_of(story, Kind.X).left_out.startswith("Von Hand ausgelassen")


def test_youtube_without_a_video_is_left_out_with_the_reason(office):
    row = row_of(drafted(office, Kind.YOUTUBE), Kind.YOUTUBE)
    assert row.left_out.startswith("Ausgelassen: YouTube braucht ein Video.")
    assert row.blocked is False


def test_instagram_without_a_picture_gets_a_text_tile(office):
    row = row_of(drafted(office, Kind.INSTAGRAM), Kind.INSTAGRAM)
    (image,) = row.post.images
    assert image.alt == "Texttafel: Stadtgrün. Neue Bäume für den Hofgarten"
    assert [problem for problem in row.problems if problem.blocks] == []


def test_edited_rendition_is_stale_when_the_story_moves_on(office):
    story = drafted(office, Kind.X)
    x = channels.rendition(story, Kind.X)
    renditions.edit(rendition=x, version=x.version, by=office.editor, text="Von Hand")
    assert row_of(story, Kind.X).stale is False
    story = story_actions.save(story=story, version=story.version, by=office.editor, lead="Neuer Vorspann.")
    assert row_of(story, Kind.X).stale is True
    renditions.keep(rendition=x, by=office.editor)
    assert row_of(story, Kind.X).stale is False


def test_paused_account_is_told(office):
    story = drafted(office, Kind.X)
    accounts.pause(account=Account.objects.get(), reason="Der Zugang ist abgelaufen.", by=None)
    messages = [notice.message for notice in row_of(story, Kind.X).problems if notice.field == "account"]
    assert messages == [
        "Das Konto ist angehalten: Der Zugang ist abgelaufen. Der Beitrag wartet, bis es wieder in Betrieb ist."
    ]


def test_slot_in_the_past_is_told(office):
    story = drafted(office, Kind.X)
    x = channels.rendition(story, Kind.X)
    renditions.plan(rendition=x, send_at=timezone.now() - timedelta(hours=1), by=office.social)
    messages = [notice.message for notice in row_of(story, Kind.X).problems if notice.field == "send_at"]
    assert messages == ["Der Termin ist vorbei; gesendet wird sofort nach der Freigabe."]


def test_video_chosen_but_not_there_is_told(office):
    story = drafted(office, Kind.X)
    row = sheet.fitted(channels.rendition(story, Kind.X), media=Media.VIDEO)
    assert [notice.severity for notice in row.problems if notice.field == "media"] == [Severity.WARNING]


def test_delivery_of_the_row_is_the_living_one(office):
    channels.account(Kind.X)
    story = channels.approved(by=office.editor)
    assert row_of(story, Kind.X).delivery == channels.delivery(story)


@pytest.mark.parametrize("pictures", [0, 3])
def test_sheet_asks_the_database_a_bounded_number_of_times(office, django_assert_max_num_queries, pictures):
    story = drafted(office, Kind.WEBSITE, Kind.FACEBOOK, Kind.X, pictures=pictures)
    sheet.sheet(story)
    with django_assert_max_num_queries(40):
        sheet.sheet(Story.objects.get(pk=story.pk))


def test_more_pictures_than_a_channel_shows_leave_the_last_ones_behind(office):
    story = drafted(office, Kind.X, Kind.WEBSITE, pictures=5)
    rows = {row.account.kind: row for row in sheet.sheet(story)}
    assert {kind: len(row.post.images) for kind, row in rows.items()} == {Kind.X: 4, Kind.WEBSITE: 5}
    assert [notice.message for notice in rows[Kind.X].problems if notice.field == "images"] == [
        "Der Beitrag hat 5 Bilder; dieser Kanal zeigt die ersten 4. Die Reihenfolge ändern Sie im Beitrag."
    ]
    assert not rows[Kind.X].blocked
