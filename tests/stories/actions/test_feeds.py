"""Feeds are read from a real server: what is new becomes a topic, what is wrong is said."""

from datetime import timedelta

import pytest
from django.utils import timezone

from stories import tasks
from stories.actions import feeds
from stories.errors import DeskError, NotAllowed
from stories.models import Feed, Topic, TopicSource
from tests.stories.intake.feedserver import FeedServer, item, rss, serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings) -> FeedServer:
    settings.FEEDS_MAY_BE_PRIVATE = True
    with serving() as running:
        yield running


@pytest.fixture
def feed(server, office) -> Feed:
    server.put(rss(*(item(number) for number in range(20, 0, -1))), ETag='"eins"')
    return feeds.add(url=f"{server.url}/feed", name="", department=None, by=office.cvd)


def titles() -> list[str]:
    return list(Topic.objects.order_by("pk").values_list("title", flat=True))


def visit(feed: Feed) -> Feed:
    """The next visit, as if its time had come."""
    Feed.objects.filter(pk=feed.pk).update(next_check_at=timezone.now() - timedelta(seconds=1))
    tasks.read_feeds()
    return Feed.objects.get(pk=feed.pk)


def test_the_first_visit_takes_ten_and_the_next_what_is_new(server, feed):
    visit(feed)
    assert titles() == [f"Meldung {number}" for number in range(11, 21)]

    server.put(rss(*(item(number) for number in range(22, 0, -1))), ETag='"zwei"')
    row = visit(feed)

    assert titles()[10:] == ["Meldung 21", "Meldung 22"]
    assert (row.name, row.etag, row.problem) == ("Polizei Düsseldorf", '"zwei"', "")
    source = TopicSource.objects.get(title="Meldung 22")
    assert (source.sender, source.url, source.text) == (
        "Polizei Düsseldorf",
        "https://polizei.example/22",
        "<p>Text 22</p>",
    )


def test_dated_entries_are_judged_by_their_date(server, feed):
    server.put(rss(*(item(number, day=number) for number in range(1, 21))))
    visit(feed)
    assert titles() == [f"Meldung {number}" for number in range(11, 21)]
    server.put(rss(*(item(number, day=number) for number in range(1, 22))))
    visit(feed)

    assert titles()[10:] == ["Meldung 21"]


def test_what_has_not_changed_is_not_sent_again(server, feed):
    visit(feed)
    server.asked.clear()
    row = visit(feed)

    assert [headers.get("If-None-Match") for _, headers in server.asked] == ['"eins"']
    assert (len(titles()), row.failures, row.problem) == (10, 0, "")


def test_a_feed_in_trouble_is_asked_later_and_later_and_recovers(server, feed):
    server.put(status=503)
    waits = []
    for _ in range(3):
        before = timezone.now()
        row = visit(feed)
        waits.append(round((row.next_check_at - before) / feeds.EVERY))
    assert (waits, row.failures, row.problem) == ([2, 4, 8], 3, "Der Server antwortet mit 503.")

    server.put(rss(item(1)))
    row = visit(feed)
    assert (row.failures, row.problem, titles()) == (0, "", ["Meldung 1"])


def test_a_feed_that_is_gone_is_read_no_more(server, feed):
    server.put(status=410)
    row = visit(feed)
    server.asked.clear()
    visit(feed)

    assert (row.active, row.problem) == (False, "Der Feed wurde aufgegeben (410); er wird nicht mehr gelesen.")
    assert server.asked == []


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"body": "<html><p>Hallo</p></html>"}, "Unter dieser Adresse steht kein RSS- oder Atom-Feed."),
        ({"body": b"x" * 5_000_001}, "Die Antwort ist größer als 5 MB."),
        ({"status": 302, "Location": "/feed"}, "Die Adresse leitet zu oft weiter."),
        ({"status": 302, "Location": "file:///etc/passwd"}, "Das ist keine Adresse, die mit https:// oder http:// beginnt."),
        ({"status": 404}, "Der Server antwortet mit 404."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_before_it_is_added(server, office, answer, sentence):
    server.put(**answer)

    with pytest.raises(DeskError) as error:
        feeds.add(url=f"{server.url}/feed", name="", department=None, by=office.cvd)

    assert str(error.value) == f"{sentence} Bitte prüfen Sie die Adresse."
    assert Feed.objects.count() == 0


def test_the_own_network_stays_closed(server, office, settings):
    settings.FEEDS_MAY_BE_PRIVATE = False
    server.put(rss(item(1)))

    with pytest.raises(DeskError, match="liegt im eigenen Netz"):
        feeds.trial(f"{server.url}/feed")
    with pytest.raises(DeskError, match="liegt im eigenen Netz"):
        feeds.trial(f"{server.url.replace('127.0.0.1', 'localhost')}/feed")

    assert server.asked == []


def test_atom_and_broken_xml_and_markup_are_read(server, feed):
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Hochschule</title><entry><id>urn:1</id>'
        '<title type="html">Tag der &lt;b&gt;offenen&lt;/b&gt; Tür</title><author><name>Jan Roth</name></author>'
        '<content type="html">&lt;script&gt;alert(1)&lt;/script&gt;&lt;p&gt;Am Samstag &amp;amp; Sonntag.&lt;/p&gt;</content>'
        '<link rel="enclosure" href="https://hochschule.example/plan.pdf" /></entry>'
    )
    server.put(atom)
    visit(feed)

    topic = Topic.objects.get()
    assert topic.title == "Tag der offenen Tür"
    assert topic.text.startswith(
        '<p>Am Samstag &amp; Sonntag.</p><p>Anhang: <a href="https://hochschule.example/plan.pdf"'
    )
    assert topic.sources.get().sender == "Jan Roth"


def test_one_feed_is_added_once_and_paused_and_removed(server, feed, office):
    with pytest.raises(DeskError, match="liest der Newsroom schon"):
        feeds.add(url=feed.url, name="", department=None, by=office.cvd)
    with pytest.raises(NotAllowed):
        feeds.add(url=feed.url, name="", department=None, by=office.editor)
    visit(feed)
    feeds.switch(feed=feed, active=False, by=office.cvd)
    server.asked.clear()
    visit(feed)
    assert server.asked == []
    feeds.remove(feed=feed, by=office.cvd)

    assert (Feed.objects.count(), Topic.objects.count()) == (0, 10)
