from datetime import timedelta

import pytest
from django.utils import timezone

from channels_publish import alarms
from channels_publish.actions import accounts, workers
from channels_publish.enums import Kind, State, Trouble
from channels_publish.models import Alarm, Delivery
from stories.enums import State as StoryState
from stories.models import Crisis, Story
from tests.factories import channels, ledger

MINUTE = timedelta(minutes=1)


@pytest.fixture
def row(office) -> Delivery:
    channels.account(Kind.X)
    return channels.delivery(channels.approved(by=office.editor))


def counts(at=None) -> dict[str, int]:
    found = alarms.troubles(at or timezone.now())
    return {name: getattr(found, name) for name in ("overdue", "unknown", "held", "failed", "paused", "crisis")}


def only(**found) -> dict[str, int]:
    return dict.fromkeys(("overdue", "unknown", "held", "failed", "paused", "crisis"), 0) | found


@pytest.mark.parametrize(
    ("state", "facts", "expected"),
    [
        (State.DUE, {}, {}),
        (State.SENT, {}, {}),
        (State.CANCELLED, {}, {}),
        (State.UNKNOWN, {}, {}),
        (State.UNKNOWN, {"needs_person": True}, {"unknown": 1}),
        (State.HELD, {}, {"held": 1}),
        (State.REFUSED, {}, {"failed": 1}),
        (State.ACCOUNT, {}, {"failed": 1}),
        (State.SENDING, {}, {}),
    ],
)
def test_state_counts_as(row, state, facts, expected):
    ledger.put(row, state, **facts)

    assert counts() == only(**expected)


@pytest.mark.parametrize(
    ("facts", "late"),
    [
        ({"slot": -3, "due_at": -3}, 1),
        ({"slot": -1, "due_at": -1}, 0),
        ({"slot": 3, "due_at": 3}, 0),
        # A platform puts us off: its next try lies ahead, the slot has passed.
        ({"slot": -3, "due_at": 10, "tries": 2, "code": "rate_limit"}, 1),
        ({"slot": -3, "due_at": 0, "tries": 2, "code": "rate_limit"}, 1),
        # A person has just decided, or the account is back: it gets its two minutes.
        ({"slot": -300, "due_at": 0, "tries": 1, "code": "decided"}, 0),
        ({"slot": -300, "due_at": 0, "tries": 1, "code": ""}, 0),
        ({"slot": -300, "due_at": -3, "tries": 1, "code": ""}, 1),
    ],
)
def test_due_is_overdue_two_minutes_after_its_time(row, facts, late):
    now = timezone.now()
    times = {name: now + facts[name] * MINUTE for name in ("slot", "due_at")}
    ledger.put(row, State.DUE, **({"tries": 0} | facts | times))

    assert counts(now) == only(overdue=late)


def test_worker_that_holds_a_row_beyond_its_lease_makes_it_overdue(row):
    now = timezone.now()
    ledger.put(row, State.SENDING, lease_until=now - 3 * MINUTE)

    assert counts(now) == only(overdue=1)


def late(row: Delivery) -> Delivery:
    past = timezone.now() - 5 * MINUTE
    return ledger.put(row, State.DUE, slot=past, due_at=past, tries=0)


def test_paused_account_is_told_once_and_not_with_each_row(row):
    late(row)
    accounts.pause(account=row.account, reason="Probe", by=None)
    assert counts() == only(paused=1)

    ledger.put(row, State.ACCOUNT)
    assert counts() == only(paused=1)


def test_row_whose_story_waits_for_approval_is_held_once_its_time_has_passed(row):
    late(row)
    Story.objects.update(state=StoryState.IN_REVIEW)

    assert counts() == only(held=1)


def test_crisis_is_counted_apart(row, office):
    late(row)
    row.held_by = Crisis.objects.create(reason="Hochwasser", started_by=office.cvd, started_at=timezone.now())
    row.save()

    assert counts() == only(crisis=1)
    assert alarms.troubles(timezone.now()).total == 0


def test_no_sign_of_life_means_nobody_works(db):
    assert alarms.troubles(timezone.now()).working is False
    workers.beat(name="w")
    assert alarms.troubles(timezone.now()).working is True
    assert alarms.troubles(timezone.now()).quiet is True
    assert alarms.troubles(timezone.now() + timedelta(seconds=16)).working is False


def test_mail_is_late_when_an_alarm_stays_untold(row):
    now = timezone.now()
    alarm = Alarm.objects.create(trouble=Trouble.HELD, delivery=row, raised_at=now - 4 * MINUTE)
    assert alarms.troubles(now).mail_late is True

    Alarm.objects.filter(pk=alarm.pk).update(mailed_at=now)
    assert alarms.troubles(now).mail_late is False


def test_counting_costs_the_same_with_one_and_three_rows(office, django_assert_num_queries):
    channels.account(Kind.X)
    for _ in range(2):
        late(channels.delivery(channels.approved(by=office.editor)))
        with django_assert_num_queries(4):
            alarms.troubles(timezone.now())
        ledger.put(channels.delivery(channels.approved(by=office.editor)), State.REFUSED)


def test_rows_and_counts_follow_the_same_rules(office):
    channels.account(Kind.X)
    for state, facts in ((State.UNKNOWN, {"needs_person": True}), (State.HELD, {}), (State.REFUSED, {})):
        ledger.put(channels.delivery(channels.approved(by=office.editor)), state, **facts)
    late(channels.delivery(channels.approved(by=office.editor)))
    now = timezone.now()

    found = {kind.value: alarms.deliveries(kind, now).count() for kind in alarms.OF_DELIVERIES}

    assert only(**found) == counts(now) == only(overdue=1, unknown=1, held=1, failed=1)
    assert Delivery.objects.to_look_at(now).count() == 4
