"""A worker's transitions, and the token that fences them."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from channels_publish.actions import deliveries, fencing, readbacks
from channels_publish.actions.fencing import Claim
from channels_publish.adapters.base import AccountProblem, Refused, TryLater, Unknown
from channels_publish.enums import Kind, State
from channels_publish.errors import StaleClaim, Stopped
from channels_publish.models import Account, Attempt, Delivery
from people.models import AuditEvent
from stories.enums import State as StoryState
from tests.channels_publish.actions.kit import RECEIPT, attempts, claim_of, fresh
from tests.factories import channels, stories


def test_claim_takes_the_row_and_writes_the_attempt(row):
    now = timezone.now()
    (claim,) = deliveries.claim_due(worker="w", limit=8, now=now)
    row = fresh(row)
    assert (row.state, row.token, row.tries) == (State.SENDING, claim.token, 1)
    assert row.lease_until == now + fencing.lease()
    (attempt,) = row.attempts.all()
    assert (attempt.number, attempt.token, attempt.worker, attempt.outcome, attempt.started_at) == (
        1, claim.token, "w", "running", now,
    )  # fmt: skip
    assert deliveries.claim_due(worker="v", limit=8) == []


@pytest.mark.parametrize("limit", [0, 1, 2, 3])
def test_claim_takes_at_most_the_limit_longest_due_first(office, limit):
    kinds = [Kind.WEBSITE, Kind.FACEBOOK, Kind.X]
    for kind in kinds:
        channels.account(kind)
    story = channels.approved(by=office.editor)
    now = timezone.now()
    for minutes, kind in enumerate(kinds):
        row = channels.delivery(story, kind)
        Delivery.objects.filter(pk=row.pk).update(due_at=now - timedelta(minutes=minutes))
    claims = deliveries.claim_due(worker="w", limit=limit, now=now)
    expected = [channels.delivery(story, kind).pk for kind in reversed(kinds)][:limit]
    assert [claim.delivery_id for claim in claims] == expected


def test_claim_leaves_what_is_not_due_yet(row):
    assert deliveries.claim_due(worker="w", limit=8, now=row.due_at - timedelta(microseconds=1)) == []


def test_sent_settles_row_attempt_story_and_audit(row):
    deliveries.settle_sent(claim=claim_of(row), receipt=RECEIPT)
    row = fresh(row)
    assert (row.state, row.remote_id, row.url, row.lease_until) == (State.SENT, RECEIPT.remote_id, RECEIPT.url, None)
    assert (row.settled_at <= timezone.now(), attempts(row)) == (True, [(1, "sent", "")])
    assert row.rendition.story.state == StoryState.PUBLISHED
    assert AuditEvent.objects.filter(verb="channels_publish.sent", target_id=str(row.pk)).count() == 1


def test_refused_quotes_the_platform(row):
    deliveries.settle_error(claim=claim_of(row), error=Refused("text_too_long", "Text too long"))
    row = fresh(row)
    assert (row.state, row.code, row.detail, row.settled_at is None) == (
        State.REFUSED, "text_too_long", "Text too long", False,
    )  # fmt: skip
    assert (attempts(row), row.rendition.story.state) == ([(1, "refused", "text_too_long")], StoryState.APPROVED)


def test_account_problem_pauses_the_account_and_says_why(row):
    deliveries.settle_error(claim=claim_of(row), error=AccountProblem("token_expired", "Invalid token"))
    row = fresh(row)
    assert (row.state, row.code, row.detail) == (State.ACCOUNT, "token_expired", "Invalid token")
    assert (row.account.paused, row.account.paused_reason.split(".")[0]) == (
        True,
        "Der Zugang zum Konto ist abgelaufen oder wurde entzogen",
    )


def test_try_later_keeps_the_slot_and_honours_the_reset(row):
    before = timezone.now()
    deliveries.settle_error(claim=claim_of(row), error=TryLater("rate_limit", "Too many", after=600))
    after = fresh(row)
    assert (after.state, after.slot, after.settled_at) == (State.DUE, row.slot, None)
    assert 600 <= (after.due_at - before).total_seconds() < 605
    assert attempts(after) == [(1, "later", "rate_limit")]


@pytest.mark.parametrize(("tries", "seconds"), [(1, 5), (2, 10), (4, 40), (8, 640), (9, 900), (30, 900)])
def test_try_later_backs_off_exponentially_with_a_limit(row, tries, seconds):
    Delivery.objects.update(tries=tries - 1)
    before = timezone.now()
    deliveries.settle_error(claim=claim_of(row), error=TryLater("platform_down"))
    wait = (fresh(row).due_at - before).total_seconds()
    assert 0.8 * seconds <= wait < 1.2 * seconds + 1
    assert fresh(row).detail == ""


@pytest.mark.parametrize(
    ("error", "code", "detail"),
    [(Unknown("reply_lost", "ReadTimeout"), "reply_lost", "ReadTimeout"), (KeyError("id"), "internal", "'id'")],
    ids=["unknown", "unforeseen"],
)
def test_unclear_waits_to_be_read_back(row, error, code, detail):
    before = timezone.now()
    deliveries.settle_error(claim=claim_of(row), error=error)
    row = fresh(row)
    assert (row.state, row.code, row.detail, row.settled_at) == (State.UNKNOWN, code, detail, None)
    assert 30 <= (row.due_at - before).total_seconds() < 35
    assert list(Delivery.objects.to_reconcile(timezone.now())) == []


def test_expired_lease_is_unknown_and_never_due(row):
    claim = claim_of(row)
    now = timezone.now() + fencing.lease() + timedelta(seconds=1)
    assert deliveries.expire_leases(now=now) == 1
    row = fresh(row)
    assert (row.state, row.code, row.due_at) == (State.UNKNOWN, "worker_lost", now + timedelta(seconds=30))
    assert attempts(row) == [(1, "lost", "worker_lost")]
    assert deliveries.claim_due(worker="v", limit=8, now=now + timedelta(days=1)) == []
    with pytest.raises(StaleClaim):
        deliveries.settle_sent(claim=claim, receipt=RECEIPT)
    assert fresh(row).state == State.UNKNOWN


def test_renewed_lease_does_not_expire(row):
    claim = claim_of(row)
    Delivery.objects.update(lease_until=timezone.now() + timedelta(seconds=1))
    assert deliveries.renew(claims=[claim, Claim(row.pk, uuid.uuid4())]) == 1
    assert deliveries.expire_leases(now=timezone.now() + timedelta(seconds=60)) == 0


def test_every_late_write_of_a_lost_claim_is_refused(row):
    stale = claim_of(row)
    deliveries.settle_error(claim=stale, error=TryLater("platform_down"))
    Delivery.objects.update(due_at=timezone.now())
    mine = claim_of(row)
    before = Delivery.objects.values().get()
    writes = [
        lambda: deliveries.begin(claim=stale, post={}),
        lambda: deliveries.confirm(claim=stale),
        lambda: deliveries.give_back(claim=stale, code="crisis"),
        lambda: deliveries.keep_handles(claim=stale, handles={"a": "b"}),
        lambda: deliveries.settle_sent(claim=stale, receipt=RECEIPT),
        lambda: deliveries.settle_error(claim=stale, error=Refused("x")),
        lambda: deliveries.settle_error(claim=stale, error=TryLater("x")),
        lambda: deliveries.settle_error(claim=stale, error=AccountProblem("x")),
        lambda: deliveries.hold(claim=stale, code="x"),
        lambda: readbacks.settle_absence(claim=stale, handles={}),
        lambda: readbacks.settle_found(claim=stale, receipt=RECEIPT),
        lambda: readbacks.settle_unclear(claim=stale, error=Unknown("x")),
    ]
    for write in writes:
        with pytest.raises(StaleClaim):
            write()
    assert Delivery.objects.values().get() == before
    assert (mine.token, Account.objects.get().paused) == (before["token"], False)
    assert Attempt.objects.filter(outcome="running").count() == 1


def test_handles_are_merged_and_prolong_the_lease(row):
    claim = claim_of(row)
    deliveries.keep_handles(claim=claim, handles={"a": "1"})
    Delivery.objects.update(lease_until=timezone.now())
    deliveries.keep_handles(claim=claim, handles={"b": "2"})
    row = fresh(row)
    assert row.handles == {"a": "1", "b": "2"}
    assert row.lease_until > timezone.now() + timedelta(seconds=100)


def test_begin_keeps_the_post_and_the_time_of_the_first_call(row):
    claim = claim_of(row)
    deliveries.begin(claim=claim, post={"text": "eins"})
    first = fresh(row).started_at
    deliveries.begin(claim=claim, post={"text": "zwei"})
    assert (fresh(row).post, fresh(row).started_at) == ({"text": "zwei"}, first)


def test_confirm_prolongs_the_lease(row):
    claim = claim_of(row)
    Delivery.objects.update(lease_until=timezone.now())
    deliveries.confirm(claim=claim)
    assert fresh(row).lease_until > timezone.now() + timedelta(seconds=100)


def test_held_row_is_not_claimed(row):
    Delivery.objects.update(held_by=stories.crisis())
    assert deliveries.claim_due(worker="w", limit=8) == []


@pytest.mark.parametrize("write", ["begin", "confirm"])
def test_row_held_after_its_claim_is_stopped_before_the_call(row, write):
    claim = claim_of(row)
    Delivery.objects.update(held_by=stories.crisis())
    before = Delivery.objects.values().get()
    with pytest.raises(Stopped):
        deliveries.begin(claim=claim, post={"text": "x"}) if write == "begin" else deliveries.confirm(claim=claim)
    assert Delivery.objects.values().get() == before


def test_handles_are_kept_though_the_row_is_held(row):
    claim = claim_of(row)
    Delivery.objects.update(held_by=stories.crisis())
    deliveries.keep_handles(claim=claim, handles={"photo_1": "9"})
    assert fresh(row).handles == {"photo_1": "9"}


def test_given_back_waits_as_before(row):
    deliveries.give_back(claim=claim_of(row), code="crisis")
    after = fresh(row)
    assert (after.state, after.code, after.slot, after.settled_at) == (State.DUE, "crisis", row.slot, None)
    assert attempts(row) == [(1, "stopped", "crisis")]
