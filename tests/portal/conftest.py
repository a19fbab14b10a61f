"""A public site with stories that went through the desk."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from channels_publish.adapters.base import Post
from press.actions import releases
from press.models import PressRelease
from stories.models import Story
from tests.factories import channels

PUBLIC = "https://stadt.example"
NEWS = "/nachrichten/"


@pytest.fixture(autouse=True)
def _site(settings, tmp_path):
    """Behind a proxy: the public address is not the one of the request. No collectstatic has run."""
    settings.PUBLIC_URL = PUBLIC
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def published(office) -> Callable[..., Story]:
    """Write, submit and approve a story; ``at`` releases it later."""

    def publish(*, at: datetime | None = None, **facts) -> Story:
        return channels.approved(by=office.editor, at=at, **facts)

    return publish


@pytest.fixture
def embargoed(published) -> Callable[..., Story]:
    """An approved story whose time comes in an hour."""

    def publish(**facts) -> Story:
        return published(at=timezone.now() + timedelta(hours=1), **facts)

    return publish


def move_release(story: Story, moment: datetime) -> None:
    """Put the moment of release elsewhere, as if the clock had moved."""
    Story.objects.filter(pk=story.pk).update(public_from=moment)


def age(story: Story, by: timedelta) -> None:
    """Let a story with its revisions and reviews be that much older."""
    story.revisions.update(created_at=F("created_at") - by)
    story.reviews.update(at=F("at") - by)
    Story.objects.filter(pk=story.pk).update(public_from=F("public_from") - by)


def press_release(story: Story) -> PressRelease:
    """The story's press release with its real PDF."""
    post = Post(
        title=story.headline,
        text=story.lead,
        html=story.body,
        contact=story.contact,
        responsible=story.responsible,
        slug=story.slug,
    )
    return releases.issue(post=post, by=None)


def address(story: Story, rest: str = "") -> str:
    return f"{NEWS}{story.slug}/{rest}"
