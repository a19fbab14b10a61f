"""From rows to the post that leaves the house."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest
import requests

from channels_publish.adapters.base import Post
from channels_publish.composing import as_record, carried_images, carries_video, compose, source
from channels_publish.enums import Kind, Media
from channels_publish.models import Rendition
from stories.actions import departments
from tests.factories import channels, stories

DAY = dt.date(2026, 11, 23)


def rendition(office, kind: Kind, **facts) -> Rendition:
    channels.account(kind)
    return channels.rendition(channels.submitted(by=office.editor, **facts), kind)


def test_source_is_plain_values(office):
    garden = departments.ensure(name="Gartenamt", by=None)
    story = stories.story(by=office.editor, department=garden, pictures=1)
    made = source(story)
    assert (made.department, made.keywords, made.has_images, made.has_video) == (
        "Gartenamt", ("Stadtgrün", "Hofgarten"), True, False,
    )  # fmt: skip
    assert made.link == story.public_url


def test_website_post_carries_the_whole_article(office, settings):
    settings.PUBLIC_URL = "https://news.duesseldorf.example"
    row = rendition(office, Kind.WEBSITE)
    post = compose(row, date=DAY)
    assert post == Post(
        title="Neue Bäume für den Hofgarten",
        text=row.text,
        html="<p>Die Arbeiten dauern bis Freitag. Die Wege bleiben offen.</p>",
        link="https://news.duesseldorf.example/nachrichten/neue-baeume-fuer-den-hofgarten/",
        tags=("Stadtgrün", "Hofgarten"),
        kicker="Stadtgrün",
        contact="Mira Brandt, Telefon 0211 89-00000",
        responsible="Konrad Ellerbeck",
        date="2026-11-23",
        slug="neue-baeume-fuer-den-hofgarten",
    )


def test_own_long_text_replaces_the_storys_and_is_cleaned(office):
    row = rendition(office, Kind.WEBSITE)
    row.html = "<p>Nur für die Website</p><script>x</script>"
    assert compose(row).html == "<p>Nur für die Website</p>"


def test_social_post_links_the_article_and_has_no_html(office):
    row = rendition(office, Kind.FACEBOOK, link="https://www.duesseldorf.example/mehr")
    post = compose(row)
    assert (post.html, post.link, post.text) == ("", row.story.public_url, row.text)
    row = rendition(office, Kind.WEBSITE, link="https://www.duesseldorf.example/mehr")
    assert compose(row).link == "https://www.duesseldorf.example/mehr"


def test_embargo_is_given_in_local_time(office):
    row = rendition(office, Kind.WEBSITE, embargo=dt.datetime(2027, 1, 5, 9, tzinfo=dt.UTC))
    assert compose(row).embargo == "2027-01-05T10:00:00+01:00"


def test_date_is_today_unless_given(office, settings):
    row = rendition(office, Kind.WEBSITE)
    assert compose(row).date == dt.datetime.now(dt.timezone(dt.timedelta(hours=1))).date().isoformat()


def test_picture_is_the_variant_of_the_channel(office):
    row = rendition(office, Kind.X, pictures=1)
    (image,) = compose(row).images
    (asset,) = row.story.ordered_images()
    data = Path(image.path).read_bytes()
    assert (image.name, image.mime, image.width, image.height) == ("bild1.jpg", "image/jpeg", 640, 400)
    assert (image.alt, image.credit) == ("Linde 1", asset.credit)
    assert (image.size, image.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert image.sha256 != asset.sha256


@pytest.mark.django_db(transaction=True)
def test_picture_can_be_fetched_at_its_address(office, live_server, settings):
    settings.PUBLIC_URL = live_server.url
    row = rendition(office, Kind.INSTAGRAM, pictures=1)
    (image,) = compose(row).images
    reply = requests.get(image.url, timeout=10)
    assert (reply.status_code, hashlib.sha256(reply.content).hexdigest()) == (200, image.sha256)
    assert image.url.endswith(".jpg")


def test_video_is_sent_as_it_came(office):
    row = rendition(office, Kind.YOUTUBE, video=True)
    video, asset = compose(row).video, row.story.video
    assert (video.name, video.sha256, video.size, video.seconds) == (
        "clip.mp4", asset.sha256, asset.size, asset.seconds,
    )  # fmt: skip
    assert Path(video.path).stat().st_size == asset.size


@pytest.mark.parametrize(
    ("kind", "choice", "images", "video"),
    [
        (Kind.X, Media.IMAGES, 1, False),
        (Kind.X, Media.VIDEO, 0, True),
        (Kind.X, Media.NONE, 0, False),
        (Kind.YOUTUBE, Media.IMAGES, 0, True),
        (Kind.YOUTUBE, Media.NONE, 0, True),
    ],
)
def test_choice_of_media_decides_what_goes_along(office, kind, choice, images, video):
    row = rendition(office, kind, pictures=1, video=True)
    row.media = choice
    assert (len(carried_images(row)), carries_video(row)) == (images, video)


def test_record_keeps_words_and_checksums_but_no_place(office):
    row = rendition(office, Kind.X, pictures=1, video=True)
    row.media = Media.VIDEO
    post = compose(row)
    row.media = Media.IMAGES
    with_image = as_record(compose(row))
    assert set(with_image["images"][0]) & {"path", "url"} == set()
    assert with_image["images"][0]["alt"] == "Linde 1"
    assert set(as_record(post)["video"]) & {"path", "url"} == set()
    assert as_record(post)["video"]["sha256"] == row.story.video.sha256
    assert as_record(post)["text"] == row.text
