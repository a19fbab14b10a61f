"""Whoever writes to a story and to what hangs on it takes the story first; else two could wait for each other.

SQLite lets one write at a time and cannot show it; PostgreSQL ends one of the two with an error.
"""

import time
from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone

from channels_publish.actions import decisions, deliveries, fencing, readbacks, renditions
from channels_publish.adapters.base import Receipt, Unknown
from channels_publish.enums import Kind
from channels_publish.models import Delivery, Rendition
from stories.models import Story
from tests.channels_publish.actions.kit import at_the_same_time
from tests.factories import channels

pytestmark = pytest.mark.django_db(transaction=True)
RECEIPT = Receipt("17", "https://x.com/duesseldorf/status/17")


def while_story_is_held(story: Story, write: Callable[[], object], then: Callable[[], object]) -> list[Exception]:
    """Do ``write`` in another thread while this one holds the story and goes on to ``then``."""
    thread, errors = at_the_same_time(write)
    with transaction.atomic():
        Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
        thread.start()
        time.sleep(0.3)
        then()
    thread.join()
    return errors


@pytest.fixture
def story(office) -> Story:
    channels.account(Kind.X)
    return channels.approved(by=office.editor)


def lock_delivery() -> None:
    Delivery.objects.select_for_update().get()


def lock_rendition() -> None:
    Rendition.objects.select_for_update().get()


def unknown() -> fencing.Claim:
    (claim,) = deliveries.claim_due(worker="w", limit=1)
    deliveries.settle_error(claim=claim, error=Unknown("reply_lost"))
    Delivery.objects.update(due_at=timezone.now())
    (claim,) = readbacks.claim_unknown(limit=1)
    return claim


def test_settling_sent(story):
    (claim,) = deliveries.claim_due(worker="w", limit=1)
    errors = while_story_is_held(story, lambda: deliveries.settle_sent(claim=claim, receipt=RECEIPT), lock_delivery)
    assert (errors, channels.delivery(story).state) == ([], "sent")


def test_settling_found(story):
    claim = unknown()
    errors = while_story_is_held(story, lambda: readbacks.settle_found(claim=claim, receipt=RECEIPT), lock_delivery)
    assert (errors, channels.delivery(story).state) == ([], "sent")


def test_deciding(story, office):
    unknown()
    row = channels.delivery(story)
    errors = while_story_is_held(
        story, lambda: decisions.decide(delivery=row, posted=True, by=office.cvd), lock_delivery
    )
    assert (errors, channels.delivery(story).state) == ([], "sent")


def test_editing_a_rendition(story, office):
    row = channels.rendition(story, Kind.X)
    errors = while_story_is_held(
        story, lambda: renditions.edit(rendition=row, version=1, by=office.social, text="Neu."), lock_rendition
    )
    assert (errors, channels.rendition(story, Kind.X).text) == ([], "Neu.")


def test_edit_that_waited_for_an_approval_breaks_its_seal(office):
    """What it loads after waiting is the approved story, and not the queued one from before."""
    channels.account(Kind.X)
    story = channels.submitted(by=office.editor)
    row = channels.rendition(story, Kind.X)
    errors = while_story_is_held(
        story,
        lambda: renditions.edit(rendition=row, version=1, by=office.social, text="Neu."),
        lambda: channels.approve(story, by=office.cvd),
    )
    assert (errors, Story.objects.get(pk=story.pk).state) == ([], "in_review")


def test_two_refreshes_make_one_rendition(office):
    channels.account(Kind.X)
    story = channels.stories.story(by=office.editor)
    write = lambda: renditions.refresh(story=story, by=office.editor)  # noqa: E731
    assert while_story_is_held(story, write, write) == []
    assert story.renditions.count() == 1
