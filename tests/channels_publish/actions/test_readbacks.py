"""What reading the platform back decides about an unknown delivery."""

import pytest
from django.utils import timezone

from channels_publish.actions import readbacks
from channels_publish.adapters.base import TryLater, Unknown
from channels_publish.enums import AttemptOutcome, State
from channels_publish.errors import StaleClaim
from channels_publish.models import Delivery
from people.models import AuditEvent
from stories.enums import State as StoryState
from tests.channels_publish.actions.kit import RECEIPT, fresh, read_back
from tests.factories import ledger


def test_unknown_is_claimed_by_one_reader(unknown):
    claim = read_back(unknown)
    assert (fresh(unknown).state, fresh(unknown).token) == (State.UNKNOWN, claim.token)
    assert readbacks.claim_unknown(limit=8) == []


def test_found_replaces_the_lost_answer(unknown):
    readbacks.settle_found(claim=read_back(unknown), receipt=RECEIPT)
    row = fresh(unknown)
    assert (row.state, row.remote_id, row.url, row.code, row.token) == (State.SENT, "17", RECEIPT.url, "found", None)
    assert row.rendition.story.state == StoryState.PUBLISHED


def test_absence_must_be_seen_twice_with_a_settle_time_between(unknown):
    """The first look comes too early when the clock jumped; what was on its way then shows at the second."""
    readbacks.settle_absence(claim=read_back(unknown), handles={})
    row = fresh(unknown)
    assert (row.state, row.handles) == (State.UNKNOWN, {"session": "abc", "_absences": "1"})
    assert 25 <= (row.due_at - timezone.now()).total_seconds() <= 30
    readbacks.settle_absence(claim=read_back(unknown), handles={"session": ""})
    row = fresh(unknown)
    assert (row.state, row.handles, row.code, row.token) == (State.DUE, {"session": ""}, "not_arrived", None)


def test_hopeless_reading_goes_to_a_person_in_the_platforms_words(unknown):
    readbacks.settle_unclear(claim=read_back(unknown), error=Unknown("feed_too_long", "500 posts"))
    row = fresh(unknown)
    assert (row.state, row.needs_person, row.code, row.detail) == (State.UNKNOWN, True, "feed_too_long", "500 posts")
    assert readbacks.claim_unknown(limit=8) == []


def test_reading_that_fails_is_repeated_before_a_person_is_asked(unknown):
    for look in range(1, readbacks.MAX_LOOKS):
        readbacks.settle_unclear(claim=read_back(unknown), error=TryLater("platform_down"))
        assert (fresh(unknown).needs_person, fresh(unknown).handles["_looks"]) == (False, str(look))
    readbacks.settle_unclear(claim=read_back(unknown), error=TryLater("platform_down"))
    assert fresh(unknown).needs_person is True


def test_still_processing_is_looked_at_again(unknown):
    readbacks.settle_unclear(claim=read_back(unknown), error=Unknown("still_processing"))
    assert fresh(unknown).needs_person is False


def test_look_out_of_turn_takes_the_claim_from_the_reader(unknown):
    reader = read_back(unknown)
    mine = readbacks.claim_one(delivery=unknown)
    with pytest.raises(StaleClaim):
        readbacks.settle_absence(claim=reader, handles={})
    readbacks.put_back(claim=mine)
    row = fresh(unknown)
    assert (row.state, row.handles, row.due_at > timezone.now()) == (State.UNKNOWN, {"session": "abc"}, True)


def test_look_out_of_turn_settles_what_waits_for_a_person(unknown, office):
    Delivery.objects.update(needs_person=True)
    claim = readbacks.claim_one(delivery=unknown)
    readbacks.settle_found(claim=claim, receipt=RECEIPT, by=office.cvd)
    row = fresh(unknown)
    assert (row.state, row.remote_id, row.needs_person) == (State.SENT, "17", False)
    assert AuditEvent.objects.get(verb="channels_publish.found").actor_id == office.cvd.pk


def test_nothing_is_claimed_once_it_is_settled(unknown, office):
    Delivery.objects.update(state=State.CANCELLED)
    assert readbacks.claim_one(delivery=unknown) is None


@pytest.mark.parametrize(
    ("unclear", "state", "code"), [(7, State.DUE, "not_arrived"), (8, State.UNKNOWN, "never_arrives")]
)
def test_what_never_arrives_is_not_sent_without_end(unknown, unclear, state, code):
    for _number in range(unclear - 1):
        ledger.attempt(unknown, AttemptOutcome.UNKNOWN)
    for _look in range(2):
        readbacks.settle_absence(claim=read_back(unknown), handles={})
    row = fresh(unknown)
    assert (row.state, row.code, row.needs_person) == (state, code, state == State.UNKNOWN)
