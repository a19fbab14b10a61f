"""RSS as a subscriber reads it."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

import feedparser
import lxml.etree
from django.utils import timezone

from stories.models import Story
from tests.portal.conftest import NEWS, PUBLIC, address, move_release

FEED = f"{NEWS}feed.rss"


def channel(client):
    return lxml.etree.fromstring(client.get(FEED).content).find("channel")


def test_feed_is_read_without_complaint(client, published):
    story = published()
    answer = client.get(FEED)
    feed = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
    assert (feed.bozo, feed.version, feed.encoding) == (False, "rss20", "utf-8")
    assert feed.feed.title == "Landeshauptstadt Düsseldorf: Nachrichten"
    assert feed.feed.language == "de"
    (entry,) = feed.entries
    assert entry.title == "Neue Bäume für den Hofgarten"
    assert entry.link == f"{PUBLIC}{address(story)}"
    assert entry.id == entry.link
    assert entry.summary == "Das Gartenamt pflanzt ab Montag 40 junge Linden im Hofgarten."
    assert [tag.term for tag in entry.tags] == ["Stadtgrün", "Hofgarten"]


def test_feed_names_public_addresses_behind_a_proxy(client, published):
    published(pictures=1)
    content = client.get(FEED, headers={"Host": "127.0.0.1"}).content.decode()
    assert "127.0.0.1" not in content
    assert "testserver" not in content
    assert f'<atom:link href="{PUBLIC}{FEED}" rel="self"/>' in content
    assert f"<link>{PUBLIC}{NEWS}</link>" in content


def test_feed_guid_says_that_it_is_an_address(client, published):
    published()
    assert channel(client).find("item/guid").get("isPermaLink") == "true"


def test_feed_dates_differ_even_within_one_second(client, published):
    moment = timezone.now() - timedelta(hours=1)
    for number in range(3):
        move_release(published(headline=f"Nummer {number}"), moment)
    dates = [parsedate_to_datetime(node.text) for node in channel(client).iterfind("item/pubDate")]
    assert dates == [moment.replace(microsecond=0) - timedelta(seconds=back) for back in range(3)]


def test_feed_enclosure_is_the_first_picture_with_its_exact_bytes(client, published):
    published(pictures=2)
    (enclosure,) = channel(client).findall("item/enclosure")
    assert enclosure.get("url").startswith(f"{PUBLIC}{NEWS}")
    picture = client.get(enclosure.get("url").removeprefix(PUBLIC))
    data = b"".join(picture.streaming_content)
    assert (enclosure.get("type"), enclosure.get("length")) == (picture["Content-Type"], str(len(data)))


def test_feed_has_no_enclosure_without_picture(client, published):
    published()
    assert channel(client).findall("item/enclosure") == []


def test_feed_takes_first_sentences_where_the_lead_is_missing(client, published):
    published(lead="", body="<h2>Programm</h2><p>Am 3. Oktober wird <strong>gefeiert</strong> &amp; getanzt.</p>")
    assert channel(client).findtext("item/description") == "Am 3. Oktober wird gefeiert & getanzt."


def test_feed_survives_control_characters(client, published):
    """Word hands over vertical tabs; XML 1.0 has no place for them."""
    published(headline="Erste Zeile\x0bzweite", keywords=["Rad\x0cweg", "\x0b"])
    item = channel(client).find("item")
    assert item.findtext("title") == "Erste Zeile zweite"
    assert [node.text for node in item.iterfind("category")] == ["Rad weg"]


def test_feed_leaves_out_what_is_embargoed(client, published, embargoed):
    published(headline="Heute")
    embargoed(headline="Morgen")
    assert [node.text for node in channel(client).iterfind("item/title")] == ["Heute"]


def test_feed_without_stories_is_valid(client, db):
    feed = feedparser.parse(client.get(FEED).content)
    assert (feed.bozo, feed.entries) == (False, [])


def test_feed_keeps_the_newest_thirty(client, published):
    story = published()
    for number in range(1, 32):
        twin = Story.objects.get(pk=story.pk)
        twin.pk, twin.slug, twin.public_from = None, f"nummer-{number}", timezone.now() - timedelta(hours=number)
        twin.save()
    assert len(channel(client).findall("item")) == 30


def test_feed_needs_the_same_queries_for_one_story_and_three(client, published, django_assert_num_queries):
    published(pictures=1)
    client.get(FEED)  # derives the picture
    with django_assert_num_queries(4):  # next release, stories, pictures, their files
        client.get(FEED)
    published(pictures=1)
    published(pictures=2)
    client.get(FEED)
    with django_assert_num_queries(4):
        client.get(FEED)
