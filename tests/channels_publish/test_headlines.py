"""For which channels a headline is too long."""

import pytest

from channels_publish.actions import renditions
from channels_publish.enums import Kind
from channels_publish.headlines import Excess, excesses
from channels_publish.models import Account, Rendition
from tests.factories import channels, stories

EVERY = (Kind.PRESS, Kind.WEBSITE, Kind.FACEBOOK, Kind.X, Kind.YOUTUBE)
PRESS = Excess("Pressemitteilung", 120, 110, advisory=True)
YOUTUBE = Excess("YouTube", 120, 100, advisory=False)
LONG = "ü" * 120


@pytest.fixture
def accounts(office):
    return [channels.account(kind) for kind in EVERY]


@pytest.mark.parametrize(("video", "found"), [(True, [YOUTUBE, PRESS]), (False, [PRESS])])
def test_channels_of_a_story(office, accounts, video, found):
    story = stories.story(by=office.editor, video=video)
    renditions.refresh(story=story, by=office.editor)
    assert excesses(LONG, story) == found
    assert excesses("ü" * 100, story) == []


def test_channels_of_a_new_story(accounts):
    assert excesses(LONG) == [PRESS]
    Account.objects.filter(kind=Kind.PRESS).update(active=False)
    assert excesses(LONG) == []


@pytest.mark.parametrize("facts", [{"included": False}, {"edited": True, "title": "Kurz"}])
def test_a_channel_left_out_or_with_a_title_of_its_own_does_not_count(office, accounts, facts):
    story = stories.story(by=office.editor)
    renditions.refresh(story=story, by=office.editor)
    Rendition.objects.filter(account__kind=Kind.PRESS).update(**facts)
    assert excesses(LONG, story) == []
