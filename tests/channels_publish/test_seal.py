"""What a seal covers: any change anybody could notice is another digest."""

from datetime import UTC, datetime

import pytest

from channels_publish import seal
from channels_publish.actions import renditions
from channels_publish.enums import Kind, Media
from channels_publish.models import Rendition
from media_library.models import Asset
from stories.actions import stories
from stories.models import Story, StoryImage
from tests.factories import channels, media


@pytest.fixture
def story(office) -> Story:
    """A story with two pictures and a video, fitted to four accounts."""
    for kind in (Kind.WEBSITE, Kind.FACEBOOK, Kind.X, Kind.YOUTUBE):
        channels.account(kind)
    return channels.submitted(by=office.editor, pictures=2, video=True)


def now(story: Story) -> str:
    return seal.digest(seal.sealed_payload(Story.objects.get(pk=story.pk)))


def test_the_same_content_is_the_same_seal(story):
    assert now(story) == now(story)


def test_payload_names_each_account_with_words_media_and_slot(story):
    payload = seal.sealed_payload(story)
    x = channels.rendition(story, Kind.X)
    images = [{"sha256": asset.sha256, "alt": asset.alt_text} for asset in story.ordered_images()]
    rows = {row["kind"]: row for row in payload["renditions"]}
    assert list(payload) == ["story", "renditions"]
    assert rows["x"] == {
        "account": x.account_id,
        "kind": "x",
        "name": "Stadt auf X",
        "title": "",
        "text": x.text,
        "html": "",
        "tags": [],
        "images": images,
        "video": "",
        "send_at": "",
    }
    carried = {kind: (len(row["images"]), bool(row["video"])) for kind, row in rows.items()}
    assert carried == {"website": (2, False), "facebook": (0, True), "x": (2, False), "youtube": (0, True)}


def _story_field(**fields):
    return lambda story: Story.objects.filter(pk=story.pk).update(**fields)


def _rendition_field(**fields):
    return lambda story: Rendition.objects.filter(story=story, account__kind=Kind.X).update(**fields)


def _replaced_picture(story: Story) -> None:
    StoryImage.objects.filter(story=story, position=0).update(asset=media.picture(alt="Linde 1"))


def _swapped_pictures(story: Story) -> None:
    first, second = story.story_images.all()
    StoryImage.objects.filter(pk=first.pk).update(position=second.position)
    StoryImage.objects.filter(pk=second.pk).update(position=first.position)


def _asset_field(**fields):
    return lambda story: Asset.objects.filter(pk=story.ordered_images()[0].pk).update(**fields)


MOMENT = datetime(2027, 1, 5, 9, tzinfo=UTC)
CHANGES = {
    "headline": _story_field(headline="Anders"),
    "kicker": _story_field(kicker="Anders"),
    "lead": _story_field(lead="Anders"),
    "body": _story_field(body="<p>Anders</p>"),
    "keywords": _story_field(keywords=["Anders"]),
    "contact": _story_field(contact="Anders"),
    "responsible": _story_field(responsible="Anders"),
    "link": _story_field(link="https://www.duesseldorf.example/anders"),
    "place": _story_field(place="Neuss"),
    "embargo": _story_field(embargo=MOMENT),
    "video": _story_field(video=None),
    "rendition text": _rendition_field(text="Anders"),
    "rendition title": _rendition_field(title="Anders"),
    "rendition tags": _rendition_field(tags=["anders"]),
    "rendition media": _rendition_field(media=Media.NONE),
    "slot": _rendition_field(send_at=MOMENT),
    "included": _rendition_field(included=False),
    "alternative text": _asset_field(alt_text="Anders"),
    "credit": _asset_field(credit="Anders"),
    "caption": _asset_field(caption="Anders"),
    "picture bytes": _asset_field(sha256="0" * 64),
    "picture replaced": _replaced_picture,
    "pictures swapped": _swapped_pictures,
}


@pytest.mark.parametrize("what", CHANGES)
def test_any_change_is_another_seal(story, what):
    before = now(story)
    CHANGES[what](story)
    assert now(story) != before


def test_formatting_the_cleaner_drops_is_no_change(story):
    before = now(story)
    Story.objects.filter(pk=story.pk).update(body=story.body + "<script>alert(1)</script>")
    assert now(story) == before


def test_a_new_account_changes_no_seal_of_the_others(story, office):
    accounts = [row["account"] for row in seal.sealed_payload(story)["renditions"]]
    before = seal.digest(seal.sealed_payload(story, accounts))
    channels.account(Kind.FACEBOOK, name="Feuerwehr")
    renditions.refresh(story=story, by=office.editor)
    assert seal.digest(seal.sealed_payload(story, accounts)) == before
    assert now(story) != before


def test_youtube_goes_out_only_with_a_video(story, office):
    story = stories.set_video(story=story, asset=None, by=office.editor)
    assert {row["kind"] for row in seal.sealed_payload(story)["renditions"]} == {"website", "facebook", "x"}


def test_inactive_account_is_not_sealed(story):
    account = channels.rendition(story, Kind.X).account
    account.active = False
    account.save()
    assert "x" not in {row["kind"] for row in seal.sealed_payload(story)["renditions"]}
