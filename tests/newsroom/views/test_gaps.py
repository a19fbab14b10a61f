"""Every gap that blocks: it is refused at submission and at approval, and its link leads to a field that is there."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from channels_publish.actions import release, renditions
from channels_publish.errors import Blocked
from media_library.models import Asset
from stories.actions import remits
from stories.errors import NotReady
from stories.models import Story
from tests.factories import channels, stories
from tests.newsroom.pages import page

PAST = date(2020, 1, 1)


def story_with(**facts) -> Callable[[Story], str]:
    """The field whose value is wrong; the first one named is where the link must lead."""

    def spoil(story: Story) -> str:
        Story.objects.filter(pk=story.pk).update(**facts)
        return next(iter(facts))

    return spoil


def picture_with(**facts) -> Callable[[Story], str]:
    def spoil(story: Story) -> str:
        (picture,) = story.ordered_images()
        Asset.objects.filter(pk=picture.pk).update(**facts)
        return f"image-{picture.pk}-{next(iter(facts))}"

    return spoil


def film_with(field: str, **facts) -> Callable[[Story], str]:
    def spoil(story: Story) -> str:
        Asset.objects.filter(pk=story.video.pk).update(**facts)
        return field

    return spoil


def without_task(story: Story) -> str:
    remits.ensure(name="Grünflächen", by=None)
    return "remit"


def licence_before_the_last_slot(story: Story) -> str:
    row = story.renditions.get()
    renditions.plan(rendition=row, send_at=timezone.now() + timedelta(days=9), by=story.author)
    return picture_with(usable_until=timezone.localdate() + timedelta(days=3))(story)


GAPS: dict[str, Callable[[Story], str]] = {
    "headline": story_with(headline=" "),
    "no text": story_with(body="", lead=""),
    "leap between headings": story_with(body="<h3>Tief</h3><p>Text</p>"),
    "empty heading": story_with(body="<h2></h2><p>Text</p>"),
    "link that says nothing": story_with(body="<p><a href='https://a.example'>hier</a></p>"),
    "task": without_task,
    "contact": story_with(contact=""),
    "person responsible": story_with(responsible=""),
    "alternative text": picture_with(alt_text=""),
    "alternative text that says nothing": picture_with(alt_text="IMG_4711"),
    "credit": picture_with(credit=""),
    "licence of a picture": picture_with(usable_until=PAST),
    "licence before the last slot": licence_before_the_last_slot,
    "consent missing": picture_with(consent="missing"),
    "consent withdrawn": picture_with(consent="withdrawn"),
    "captions": film_with("captions", captions_reason=""),
    "licence of a film": film_with("video-usable_until", usable_until=PAST),
    "consent to a film": film_with("video-consent", consent="missing"),
}


@pytest.mark.parametrize("name", GAPS)
def test_gap_is_refused_twice_and_leads_to_its_field(client, office, name):
    channels.account("x")
    story = stories.story(by=office.editor, pictures=1, video=True)
    renditions.refresh(story=story, by=office.editor)
    field = GAPS[name](story)
    client.force_login(office.editor)
    shown = page(client.get(story.get_absolute_url()))
    links = shown.xpath("//section[@id='einreichen']//li//a/@href")
    assert links == [f"#{field}"]
    assert len(shown.xpath(f"//*[@id='{field}']")) == 1
    fresh = Story.objects.get(pk=story.pk)
    with pytest.raises(NotReady) as refused:
        release.submit(story=fresh, by=office.editor)
    assert [gap.field for gap in refused.value.gaps] == [field]
    Story.objects.filter(pk=story.pk).update(state="in_review", submitted_at=timezone.now())
    with pytest.raises((NotReady, Blocked)):
        channels.approve(Story.objects.get(pk=story.pk), by=office.cvd)
