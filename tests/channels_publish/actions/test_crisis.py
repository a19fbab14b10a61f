"""The switch over deliveries, and what goes on row by row."""

import threading
import time
import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from channels_publish.actions import accounts, crisis, decisions, deliveries, readbacks
from channels_publish.actions import release as release_actions
from channels_publish.adapters.base import Refused
from channels_publish.enums import Kind, State
from channels_publish.errors import Stopped
from channels_publish.models import Account, Delivery, Rendition
from people.models import AuditEvent
from stories.actions import crisis as stories_crisis
from stories.actions import stories
from stories.errors import NotAllowed, WrongState
from stories.models import Crisis, Review, Story
from tests.channels_publish.actions.kit import at_the_same_time, attempts, claim_of, fresh
from tests.factories import channels, ledger
from tests.factories.crises import crisis_on

MANY = 10_000
OPEN = [State.DUE, State.SENDING, State.REFUSED, State.ACCOUNT, State.UNKNOWN, State.HELD, State.MANUAL]


def later():
    return timezone.now() + timedelta(hours=1)


def release(row: Delivery, by) -> Delivery:
    stories_crisis.release(story=row.rendition.story, by=by)
    return crisis.release_delivery(delivery=row, by=by)


@pytest.mark.parametrize("state", OPEN)
def test_begin_holds_every_row_that_may_still_go_out(row, office, state):
    ledger.put(row, state)
    made = crisis_on(by=office.cvd)
    assert (fresh(row).held_by, fresh(row).state) == (made, state)
    assert list(Delivery.objects.held_by_crisis()) == [row]
    assert AuditEvent.objects.get(verb="channels_publish.hold").detail == {"deliveries": 1}


@pytest.mark.parametrize("state", [State.SENT, State.WITHDRAWN, State.CANCELLED])
def test_begin_leaves_alone_what_is_over(row, office, state):
    ledger.put(row, state, remote_id="17")
    crisis_on(by=office.cvd)
    assert fresh(row).held_by is None


def test_held_row_is_not_claimed_and_keeps_no_clock_awake(row, office):
    crisis_on(by=office.cvd)
    assert (deliveries.claim_due(worker="w", limit=8), Delivery.objects.next_due()) == ([], None)
    assert (fresh(row).overdue, list(Delivery.objects.going_out())) == (False, [])


def test_worker_that_holds_the_claim_gives_it_back(row, office):
    claim = claim_of(row)
    deliveries.begin(claim=claim, post={})
    made = crisis_on(by=office.cvd)
    with pytest.raises(Stopped):
        deliveries.confirm(claim=claim)
    deliveries.give_back(claim=claim, code="crisis")
    assert (fresh(row).state, fresh(row).held_by, attempts(row)) == (State.DUE, made, [(1, "stopped", "crisis")])


@pytest.mark.parametrize("step", ["absence", "resume", "decide", "later"])
def test_no_other_way_back_to_due_loses_the_hold(row, office, step):
    states = {"absence": State.UNKNOWN, "resume": State.ACCOUNT, "decide": State.UNKNOWN, "later": State.SENDING}
    ledger.put(row, states[step], needs_person=step == "decide", handles={"_absences": "1"}, due_at=timezone.now())
    made = crisis_on(by=office.cvd)
    if step == "absence":
        (claim,) = readbacks.claim_unknown(limit=1)
        readbacks.settle_absence(claim=claim, handles={})
    elif step == "resume":
        accounts.resume(account=row.account, by=office.cvd)
    elif step == "decide":
        decisions.decide(delivery=row, posted=False, by=office.cvd)
    else:
        Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        deliveries.expire_leases()
    assert fresh(row).held_by == made
    assert deliveries.claim_due(worker="w", limit=8, now=timezone.now() + timedelta(hours=1)) == []


def test_retry_of_a_held_row_is_refused(row, office):
    deliveries.settle_error(claim=claim_of(row), error=Refused("rejected"))
    crisis_on(by=office.cvd)
    with pytest.raises(WrongState, match="Krisenmodus"):
        decisions.retry(delivery=row, by=office.cvd)
    assert fresh(row).state == State.REFUSED


def test_accounts_on_the_allow_list_go_on(office):
    x, website = channels.account(Kind.X), channels.account(Kind.WEBSITE)
    story = channels.approved(by=office.editor)
    made = crisis_on(by=office.cvd, exempt=[website.pk])
    held = {row.account: row.held_by for row in Delivery.objects.filter(rendition__story=story)}
    assert held == {x: made, website: None}


def test_change_holds_whom_the_list_loses_and_frees_nobody_it_gains(office):
    x, website = channels.account(Kind.X), channels.account(Kind.WEBSITE)
    story = channels.approved(by=office.editor)
    made = crisis_on(by=office.cvd, exempt=[website.pk])
    crisis.change(banner="", banner_link="", exempt=[x.pk], by=office.cvd)
    assert [row.held_by for row in Delivery.objects.filter(rendition__story=story)] == [made, made]


def test_end_lets_nothing_go(row, office):
    made = crisis_on(by=office.cvd)
    stories_crisis.end(by=office.cvd)
    assert (fresh(row).held_by, deliveries.claim_due(worker="w", limit=8)) == (made, [])


# -- approving while it is on ------------------------------------------------------------------------


def test_rows_approved_in_a_crisis_are_born_held_but_for_the_allow_list(office):
    x, website = channels.account(Kind.X), channels.account(Kind.WEBSITE)
    made = crisis_on(by=office.cvd, exempt=[website.pk])
    story = channels.approved(by=office.editor)
    held = {row.account: row.held_by for row in Delivery.objects.filter(rendition__story=story)}
    assert (held, story.held_by) == ({x: made, website: None}, made)


def test_rows_on_the_short_way_go_out_and_take_rows_held_before_along(row, office):
    """What was planned before the crisis goes out with the new text once a CvD has approved that."""
    crisis_on(by=office.cvd)
    story = Story.objects.get()
    stories.save(story=story, version=1, by=office.cvd, headline="Evakuierung in Bilk")
    stories_crisis.mark(story=story, short=True, by=office.cvd)
    assert fresh(row).held_back
    review = channels.approve(story, by=office.cvd)
    assert (fresh(row).held_by, fresh(row).review, review.check_owed) == (None, review, True)
    assert claim_of(row).delivery_id == row.pk


def test_short_way_is_not_held_when_the_allow_list_changes(office):
    channels.account(Kind.X)
    crisis_on(by=office.cvd)
    story = stories_crisis.mark(story=channels.submitted(by=office.cvd), short=True, by=office.cvd)
    channels.approve(story, by=office.cvd)
    crisis.change(banner="Neu", banner_link="", exempt=[], by=office.cvd)
    assert channels.delivery(story).held_by is None


@pytest.mark.parametrize("short", [True, False])
def test_row_in_a_workers_hands_follows_the_newer_approval(row, office, short):
    claim = claim_of(row)
    made = crisis_on(by=office.cvd)
    story = Story.objects.get()
    stories.save(story=story, version=1, by=office.editor, headline="Evakuierung in Bilk")
    if short:
        stories_crisis.mark(story=story, short=True, by=office.editor)
    Story.objects.update(live=None, public_from=None)  # as if it had not been public before
    review = channels.approve(story, by=office.cvd)
    release_actions.hold_superseded(claim=claim)
    assert (fresh(row).state, fresh(row).review, fresh(row).held_by) == (State.DUE, review, None if short else made)


def test_new_approval_after_the_crisis_lets_its_rows_go(row, office):
    crisis_on(by=office.cvd)
    stories_crisis.end(by=office.cvd)
    story = Story.objects.get()
    stories.save(story=story, version=1, by=office.editor, headline="Berichtigt")
    channels.approve(story, by=office.cvd)
    assert (fresh(row).held_by, Story.objects.get().held_by) == (None, None)


# -- going on ----------------------------------------------------------------------------------------


def test_release_lets_one_row_go_at_its_slot(office):
    channels.account(Kind.X)
    channels.account(Kind.FACEBOOK)
    story = channels.approved(by=office.editor, at=later())
    made = crisis_on(by=office.cvd)
    row = channels.delivery(story, Kind.X)
    release(row, office.cvd)
    assert (fresh(row).held_by, fresh(row).due_at) == (None, row.slot)
    assert channels.delivery(story, Kind.FACEBOOK).held_by == made
    event = AuditEvent.objects.get(verb="channels_publish.release")
    assert (event.target_id, event.actor_id) == (str(row.pk), office.cvd.pk)


def test_release_of_a_row_whose_slot_has_passed_makes_it_due_and_keeps_the_slot(row, office):
    Delivery.objects.update(slot=timezone.now() - timedelta(hours=3))
    crisis_on(by=office.cvd)
    slot, before = fresh(row).slot, timezone.now()
    crisis.release_delivery(delivery=row, by=office.cvd)
    assert fresh(row).slot == slot
    assert before <= fresh(row).due_at <= timezone.now()
    assert claim_of(row).delivery_id == row.pk


@pytest.mark.parametrize("state", [State.UNKNOWN, State.REFUSED, State.ACCOUNT, State.HELD])
def test_release_touches_no_other_state(row, office, state):
    ledger.put(row, state, code="reply_lost")
    crisis_on(by=office.cvd)
    crisis.release_delivery(delivery=row, by=office.cvd)
    assert (fresh(row).held_by, fresh(row).state, fresh(row).code) == (None, state, "reply_lost")


def test_row_is_not_released_before_the_article_it_points_to_and_press_is(office):
    channels.account(Kind.X)
    channels.press_account()
    story = channels.approved(by=office.editor, at=later())
    crisis_on(by=office.cvd)
    with pytest.raises(WrongState, match="zuerst den Artikel"):
        crisis.release_delivery(delivery=channels.delivery(story, Kind.X), by=office.cvd)
    crisis.release_delivery(delivery=channels.delivery(story, Kind.PRESS), by=office.cvd)
    assert [row.account.kind for row in Delivery.objects.held_by_crisis()] == ["x"]


def test_release_wants_the_right_and_a_held_row(row, office):
    with pytest.raises(WrongState, match=r"nicht \(mehr\) angehalten"):
        crisis.release_delivery(delivery=row, by=office.cvd)
    crisis_on(by=office.cvd)
    with pytest.raises(NotAllowed):
        crisis.release_delivery(delivery=row, by=office.social)
    assert fresh(row).held_back


def test_held_row_is_called_off(row, office):
    crisis_on(by=office.cvd)
    decisions.cancel(delivery=row, by=office.cvd)
    assert (fresh(row).state, list(Delivery.objects.held_by_crisis())) == (State.CANCELLED, [])


# -- all at once, whoever else writes ------------------------------------------------------------------


def fill(office, many: int) -> None:
    """So many planned rows, written past the actions: eight accounts a story."""
    places = [channels.account(Kind.X, name=f"Konto {number}") for number in range(8)]
    first = channels.submitted(by=office.editor)
    revision = first.revisions.get()
    soon = timezone.now() + timedelta(hours=1)
    made = Story.objects.bulk_create(
        Story(headline="Viele", slug=f"viele-{number}", author=office.editor, last_editor=office.editor,
              state="approved", live=revision, public_from=soon)
        for number in range(many // len(places))
    )  # fmt: skip
    reviews = Review.objects.bulk_create(
        Review(story=story, revision=revision, outcome="approved", seal="5" * 64, payload={}) for story in made
    )
    rows = Rendition.objects.bulk_create(
        Rendition(story=story, account=account, based_on="") for story in made for account in places
    )
    of_story = {review.story_id: review for review in reviews}
    Delivery.objects.bulk_create(
        Delivery(rendition=row, account_id=row.account_id, review=of_story[row.story_id], slot=soon, due_at=soon)
        for row in rows
    )


def test_ten_thousand_rows_are_held_within_a_second(office, record_property):
    fill(office, MANY)
    began = time.perf_counter()
    made = crisis_on(by=office.cvd)
    seconds = time.perf_counter() - began
    record_property("seconds", round(seconds, 3))
    print(f"{connection.vendor}: {MANY} rows held in {seconds:.3f} s")
    assert (Delivery.objects.held_by_crisis().count(), Story.objects.filter(held_by=made).count()) == (MANY, MANY // 8)
    assert seconds < 1.0


def meanwhile(act, approval) -> list[Exception]:
    """Switch in another thread while an approval is under way in this one; what went wrong there."""
    thread, errors = at_the_same_time(act)
    with transaction.atomic():
        stories_crisis.steady()
        thread.start()
        time.sleep(0.3)
        approval()
    thread.join()
    return errors


@pytest.mark.django_db(transaction=True)
def test_switch_waits_for_an_approval_under_way_and_holds_its_rows(office):
    channels.account(Kind.X)
    story = channels.submitted(by=office.editor)
    assert meanwhile(lambda: crisis_on(by=office.cvd), lambda: channels.approve(story)) == []
    assert (channels.delivery(story).held_by, Story.objects.get().held_by) == (Crisis.objects.current(), None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["end", "change"])
def test_end_and_change_wait_for_an_approval_that_names_their_crisis(office, step):
    """The approval's rows refer to the crisis while the other one holds it to write: neither may wait for ever."""
    channels.account(Kind.X)
    story = channels.submitted(by=office.editor)
    made = crisis_on(by=office.cvd)
    acts = {
        "end": lambda: stories_crisis.end(by=office.cvd),
        "change": lambda: crisis.change(banner="Neu", banner_link="", exempt=[], by=office.cvd),
    }
    assert meanwhile(acts[step], lambda: channels.approve(story)) == []
    made.refresh_from_db()
    assert (channels.delivery(story).held_by, bool(made.ended_at), made.banner) == (
        made, step == "end", "Neu" if step == "change" else "",
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_switch_and_busy_workers_do_not_wait_for_each_other(office):
    for number in range(3):
        channels.account(Kind.X, name=f"Konto {number}")
    for _number in range(8):
        channels.approved(by=office.editor)
    Delivery.objects.update(state=State.SENDING, token=uuid.uuid4(), lease_until=timezone.now() - timedelta(minutes=1))
    stop = threading.Event()

    def churn() -> None:
        while not stop.is_set():
            deliveries.expire_leases()
            readbacks.claim_unknown(limit=24, now=timezone.now() + timedelta(hours=1))
            accounts.resume(account=Account.objects.order_by("?").first(), by=office.cvd)

    pairs = [at_the_same_time(churn) for _ in range(3)]
    hands = [hand for hand, _errors in pairs]
    for hand in hands:
        hand.start()
    try:
        for _round in range(10):
            crisis_on(by=office.cvd)
            stories_crisis.end(by=office.cvd)
            time.sleep(0.02)
    finally:
        stop.set()
        for hand in hands:
            hand.join()
    assert [errors for _hand, errors in pairs] == [[]] * 3
