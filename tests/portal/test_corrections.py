"""What readers are told about an article that was corrected or taken back."""

from datetime import timedelta

import lxml.html
import pytest
from django.utils import timezone

from channels_publish.actions import corrections
from stories.actions import stories as actions
from stories.models import Story
from tests.factories import channels
from tests.portal.conftest import NEWS, address, move_release
from tests.portal.test_structured import data

FIRST, SECOND = "Gepflanzt wird ab Dienstag.", "Gepflanzt wird ab Mittwoch & später."


@pytest.fixture
def correct(office):
    """Write a notice, with or without another text, and let it be approved."""

    def act(story: Story, notice: str, *, quiet: bool = False, **fields) -> Story:
        story = Story.objects.get(pk=story.pk)
        if fields:
            actions.save(story=story, version=story.version, by=office.editor, **fields)
        corrections.write(story=story, notice=notice, ways={}, by=office.editor, quiet=quiet)
        Story.objects.filter(pk=story.pk).update(state="in_review")
        channels.approve(story, by=office.cvd)
        return Story.objects.get(pk=story.pk)

    return act


@pytest.fixture
def take_back(office):
    def act(story: Story) -> Story:
        corrections.hand_in_withdrawal(
            story=story, notice="Ein Irrtum. Wir bitten um Entschuldigung.", ways={}, by=office.editor
        )
        channels.approve(story, by=office.cvd)
        return Story.objects.get(pk=story.pk)

    return act


def page(client, story):
    return lxml.html.document_fromstring(client.get(address(story)).content.decode())


def told(client, story) -> list[str]:
    return [
        " ".join(line.text_content().split())
        for line in page(client, story).xpath("//section[@aria-labelledby='korrekturen']/p")
    ]


def test_notices_stand_dated_above_the_text_newest_first(client, published, correct):
    story = correct(correct(published(), FIRST, lead="Neu."), SECOND)
    shown = told(client, story)
    days = [f"{timezone.localtime(row.published_at):%H:%M}" for row in story.corrections.read_by_all()]
    assert [line.split(" Uhr: ")[1] for line in shown] == [SECOND, FIRST]
    assert [line.split(" Uhr: ")[0][-5:] for line in shown] == days
    assert page(client, story).xpath("//h2[@id='korrekturen']/text()") == ["Korrekturen"]


def test_search_engines_learn_of_the_correction(client, published, correct):
    story = correct(published(), SECOND)
    found = data(client, story)
    moment = timezone.localtime(story.corrections.get().published_at).isoformat(timespec="seconds")
    assert found["correction"] == [{"@type": "CorrectionComment", "text": SECOND, "datePublished": moment}]
    assert found["dateModified"] == moment
    assert moment[:19] in client.get("/sitemap.xml").content.decode()


def test_feed_says_it_first(client, published, correct):
    story = correct(published(), FIRST)
    item = client.get(f"{NEWS}feed.rss").content.decode().partition("<item>")[2]
    day = f"{timezone.localtime(story.corrections.get().published_at):%d.%m.%Y}"
    assert f"<description>Korrektur vom {day}: {FIRST}\n\n{story.lead}</description>" in item


def test_quiet_correction_says_nothing(client, published, correct):
    story = correct(published(), "", quiet=True, lead="Ein Tippfehler weniger.")
    assert told(client, story) == []
    assert "correction" not in data(client, story)


def test_what_was_put_right_before_readers_had_it_is_not_told(client, published, correct):
    story = correct(published(), FIRST)
    move_release(story, timezone.now())
    assert told(client, story) == []


def test_withdrawn_article_is_gone_and_says_why(client, published, take_back):
    story = take_back(published(pictures=1))
    answer = client.get(address(story))
    words = " ".join(lxml.html.document_fromstring(answer.content.decode()).text_content().split())
    assert (answer.status_code, answer["X-Robots-Tag"]) == (410, "noindex")
    assert "Ein Irrtum. Wir bitten um Entschuldigung." in words
    assert story.headline not in words
    assert story.lead not in words


def test_withdrawn_article_stands_in_no_list(client, published, take_back):
    story = take_back(published(pictures=1))
    for place in (NEWS, f"{NEWS}feed.rss", "/sitemap.xml"):
        assert story.slug not in client.get(place).content.decode()
    assert client.get(address(story, "bild-1.jpg")).status_code == 404


def test_what_was_never_public_leaves_no_trace(client, published, take_back):
    story = take_back(published(at=timezone.now() + timedelta(hours=1)))
    assert client.get(address(story)).status_code == 404
    move_release(story, timezone.now())
    assert client.get(address(story)).status_code == 404
