"""Approvals that end: nothing leaves the house on one, and a click renews it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from channels_publish.actions import corrections, deliveries, release, validity
from channels_publish.enums import Act, Kind, State
from channels_publish.models import Delivery
from channels_publish.sending import send, why_held
from channels_publish.tasks import expire_approvals
from stories.enums import Outcome
from stories.enums import State as StoryState
from stories.errors import WrongState
from stories.models import Review, Story
from tests.factories import channels, ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(office) -> Story:
    channels.account(Kind.X)
    return channels.approved(by=office.editor)


def end(story: Story) -> None:
    """The approval has ended a minute ago."""
    Review.objects.filter(story=story).update(expires_at=timezone.now() - timedelta(minutes=1))


def state(story: Story) -> str:
    return Story.objects.get(pk=story.pk).state


def test_approval_counts_for_the_given_hours_after_its_last_slot(office, settings):
    channels.account(Kind.X)
    slot = timezone.now() + timedelta(days=5)

    review = channels.approve(channels.submitted(by=office.editor), at=slot)

    assert review.expires_at == slot + timedelta(hours=settings.APPROVAL_VALID_HOURS)


def test_approval_never_ends_where_the_setting_says_so(office, settings):
    settings.APPROVAL_VALID_HOURS = 0
    channels.account(Kind.X)

    assert channels.approve(channels.submitted(by=office.editor)).expires_at is None


def test_approval_may_not_end_before_its_last_slot(office):
    channels.account(Kind.X)
    story = channels.submitted(by=office.editor)
    slot = timezone.now() + timedelta(days=5)

    with pytest.raises(WrongState):
        channels.approve(story, at=slot, valid_until=slot)
    review = channels.approve(story, at=slot, valid_until=slot + timedelta(minutes=1))

    assert review.expires_at == slot + timedelta(minutes=1)


def test_claimed_row_whose_approval_has_ended_is_held(story):
    end(story)
    (claim,) = deliveries.claim_due(worker="w", limit=1)

    send(claim)

    row = channels.delivery(story)
    assert (row.state, row.code) == (State.HELD, "approval_expired")


@pytest.mark.parametrize("waiting", [State.DUE, State.ACCOUNT, State.HELD])
def test_sweep_puts_the_story_back_into_the_queue_once(story, waiting):
    ledger.put(channels.delivery(story), waiting)
    end(story)

    assert (validity.expire_approvals(), validity.expire_approvals()) == (1, 0)
    assert state(story) == StoryState.IN_REVIEW
    assert story.reviews.order_by("-pk").first().outcome == Outcome.EXPIRED


@pytest.mark.parametrize("settled", [State.SENT, State.UNKNOWN, State.SENDING, State.CANCELLED, State.REFUSED])
def test_what_is_out_or_unclear_is_left_to_its_own_rules(story, settled):
    ledger.put(channels.delivery(story), settled)
    end(story)
    expire_approvals()

    assert state(story) == StoryState.APPROVED


def test_row_of_a_story_back_in_the_queue_says_that_its_approval_ended(story):
    end(story)
    validity.expire_approvals()

    assert why_held(channels.delivery(story)) == "approval_expired"


def test_new_approval_of_the_unchanged_seal_sends_it(story, office):
    old = story.reviews.get(outcome=Outcome.APPROVED)
    end(story)
    validity.expire_approvals()

    renewed = release.approve(story=Story.objects.get(pk=story.pk), by=office.cvd, seen_seal=old.seal)

    row = channels.delivery(story)
    assert (row.state, row.review, why_held(row), state(story)) == (State.DUE, renewed, "", StoryState.APPROVED)


def test_repost_whose_old_post_is_gone_is_finished(story, office):
    row = ledger.put(channels.delivery(story), State.SENT)
    corrections.write(story=story, notice="Richtig.", ways={str(row.account_id): Act.REPLACE}, by=office.editor)
    Story.objects.filter(pk=story.pk).update(state=StoryState.IN_REVIEW)
    step = channels.approve(story).correction.steps.get()
    Delivery.objects.filter(pk=step.pk).update(handles={"removed": "1"})
    end(story)

    step = Delivery.objects.select_related("rendition__story", "review").get(pk=step.pk)
    assert (validity.expire_approvals(), why_held(step)) == (0, "")
