"""What a person may decide about a delivery."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from channels_publish.actions import corrections, decisions, deliveries, readbacks
from channels_publish.adapters.base import Unknown
from channels_publish.enums import Act, Kind, State
from channels_publish.errors import BadLink, BelongsToAnother, StaleClaim
from channels_publish.models import Delivery
from people.models import AuditEvent
from stories.enums import State as StoryState
from stories.errors import NotAllowed, WrongState
from stories.models import Story
from tests.channels_publish.actions.kit import claim_of, fresh, read_back
from tests.factories import channels, ledger


def test_person_decides_that_it_is_online(unknown, office):
    decisions.decide(delivery=unknown, posted=True, by=office.cvd, url="https://x.com/duesseldorf/status/9")
    row = fresh(unknown)
    assert (row.state, row.url, row.remote_id, row.code) == (
        State.SENT, "https://x.com/duesseldorf/status/9", f"person:{office.cvd.pk}", "decided",
    )  # fmt: skip
    assert row.rendition.story.state == StoryState.PUBLISHED
    assert AuditEvent.objects.get(verb="channels_publish.decide").actor_id == office.cvd.pk


def test_person_decides_that_an_edit_is_online_under_the_id_of_its_original(office):
    """What is edited stays the post it was; a person who only says yes has no other id to tell."""
    channels.account(Kind.WEBSITE)
    story = channels.approved(by=office.editor)
    post = ledger.put(channels.delivery(story), State.SENT, remote_id="artikel-7", url="https://stadt.example/7")
    corrections.write(story=story, notice="Ab Dienstag.", ways={}, by=office.editor)
    Story.objects.filter(pk=story.pk).update(state=StoryState.IN_REVIEW)
    step = ledger.put(channels.approve(story).correction.steps.get(), State.UNKNOWN, needs_person=True)
    assert (step.act, step.original) == (Act.EDIT, post)
    decisions.decide(delivery=step, posted=True, by=office.cvd)
    row = fresh(step)
    assert (row.state, row.remote_id, row.url) == (State.SENT, "artikel-7", "https://stadt.example/7")


def test_person_decides_that_it_is_not(unknown, office):
    decisions.decide(delivery=unknown, posted=False, by=office.social)
    row = fresh(unknown)
    assert (row.state, row.token, row.due_at <= timezone.now()) == (State.DUE, None, True)
    assert row.handles.keys() == {"session", "again"}
    assert row.rendition.story.state == StoryState.APPROVED


def test_looks_of_an_earlier_doubt_do_not_count_for_the_next(unknown, office):
    """Else one absence would free a row that needs two."""
    readbacks.settle_absence(claim=read_back(unknown), handles={})
    decisions.decide(delivery=unknown, posted=False, by=office.social)
    deliveries.settle_error(claim=claim_of(unknown), error=Unknown("reply_lost"))
    readbacks.settle_absence(claim=read_back(unknown), handles={})
    assert fresh(unknown).state == State.UNKNOWN


def test_person_and_reader_cannot_both_decide(unknown, office):
    claim = read_back(unknown)
    decisions.decide(delivery=unknown, posted=True, by=office.cvd)
    with pytest.raises(StaleClaim):
        readbacks.settle_absence(claim=claim, handles={})
    with pytest.raises(WrongState, match="inzwischen geklärt"):
        decisions.decide(delivery=unknown, posted=False, by=office.cvd)
    assert fresh(unknown).state == State.SENT


@pytest.mark.parametrize("state", [State.REFUSED, State.ACCOUNT, State.DUE])
def test_retry_makes_due_now(row, office, state):
    Delivery.objects.update(state=state, code="x", detail="y", due_at=timezone.now() + timedelta(hours=1))
    decisions.retry(delivery=row, by=office.social)
    after = fresh(row)
    assert (after.state, after.code, after.detail, after.due_at <= timezone.now()) == (State.DUE, "", "", True)


def test_retry_never_comes_before_the_slot(row, office):
    slot = timezone.now() + timedelta(hours=1)
    Delivery.objects.update(slot=slot, due_at=slot)
    with pytest.raises(WrongState, match="Geplant"):
        decisions.retry(delivery=row, by=office.social)
    assert fresh(row).due_at == slot


@pytest.mark.parametrize("state", [State.DUE, State.HELD, State.REFUSED, State.ACCOUNT])
def test_cancel_calls_off_what_has_not_left(row, office, state):
    Delivery.objects.update(state=state)
    decisions.cancel(delivery=row, by=office.cvd)
    assert (fresh(row).state, fresh(row).settled_at is None) == (State.CANCELLED, False)
    assert deliveries.claim_due(worker="w", limit=8) == []


GONE = {"remote_id": "1", "token": uuid.uuid4(), "lease_until": timezone.now() + timedelta(hours=1)}


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.UNKNOWN, State.HELD, State.CANCELLED])
def test_retry_of_anything_else_is_told(row, office, state):
    Delivery.objects.update(state=state, **GONE)
    with pytest.raises(WrongState, match="Erneut senden geht hier nicht"):
        decisions.retry(delivery=row, by=office.cvd)
    assert fresh(row).state == state


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.UNKNOWN, State.CANCELLED])
def test_cancel_of_anything_else_is_told(row, office, state):
    Delivery.objects.update(state=state, **GONE)
    with pytest.raises(WrongState, match="Absagen geht nicht mehr"):
        decisions.cancel(delivery=row, by=office.cvd)
    assert fresh(row).state == state


@pytest.mark.parametrize(
    "write",
    [
        lambda row, by: decisions.decide(delivery=row, posted=True, by=by),
        lambda row, by: decisions.retry(delivery=row, by=by),
        lambda row, by: decisions.cancel(delivery=row, by=by),
    ],
    ids=["decide", "retry", "cancel"],
)
@pytest.mark.parametrize("who", ["editor", "admin"])
def test_decisions_need_the_right(row, office, write, who):
    with pytest.raises(NotAllowed, match="CvD und Social Media"):
        write(row, getattr(office, who))
    assert fresh(row).state == State.DUE


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "x.com/duesseldorf", "ftp://x.com/1", f"https://x.com/{'9' * 600}"]
)
def test_only_a_web_address_is_kept_as_link(unknown, office, url):
    with pytest.raises(BadLink):
        decisions.decide(delivery=unknown, posted=True, by=office.cvd, url=url)
    assert (fresh(unknown).state, fresh(unknown).url) == (State.UNKNOWN, "")


def test_person_points_at_the_post(unknown, office):
    decisions.decide(
        delivery=unknown, posted=True, by=office.cvd, url="https://x.com/duesseldorf/status/9", remote_id="9"
    )
    assert (fresh(unknown).remote_id, fresh(unknown).url) == ("9", "https://x.com/duesseldorf/status/9")
    detail = AuditEvent.objects.get(verb="channels_publish.decide").detail
    assert detail == {"posted": True, "url": "https://x.com/duesseldorf/status/9", "remote_id": "9"}


def test_one_post_is_not_the_receipt_of_two_deliveries(unknown, office):
    other = channels.delivery(channels.approved(by=office.editor))
    ledger.put(other, State.SENT, remote_id="9")
    with pytest.raises(BelongsToAnother, match="„Neue Bäume für den Hofgarten“"):
        decisions.decide(delivery=unknown, posted=True, by=office.cvd, remote_id="9")
    assert fresh(unknown).state == State.UNKNOWN


def test_same_id_on_another_account_is_another_post(unknown, office):
    other = channels.account(Kind.X, name="@zweites")
    story = channels.approved(by=office.editor)
    ledger.put(Delivery.objects.get(rendition__story=story, account=other), State.SENT, remote_id="9")
    decisions.decide(delivery=unknown, posted=True, by=office.cvd, remote_id="9")
    assert fresh(unknown).state == State.SENT


def test_id_no_platform_gives_is_refused(unknown, office):
    with pytest.raises(BadLink):
        decisions.decide(delivery=unknown, posted=True, by=office.cvd, remote_id="9" * 301)
