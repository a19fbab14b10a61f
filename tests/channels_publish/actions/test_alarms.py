from datetime import timedelta

import pytest
from django.utils import timezone

from channels_publish.actions import accounts, alarms
from channels_publish.enums import Kind, State, Trouble
from channels_publish.models import Alarm, Delivery
from people.models import AuditEvent
from tests.factories import channels, ledger


@pytest.fixture
def refused(office) -> Delivery:
    channels.account(Kind.X)
    return ledger.put(channels.delivery(channels.approved(by=office.editor)), State.REFUSED)


def trail() -> list[str]:
    verbs = AuditEvent.objects.filter(verb__endswith="_alarm").order_by("pk").values_list("verb", flat=True)
    return [verb.removeprefix("channels_publish.") for verb in verbs]


def test_trouble_raises_one_alarm_however_often_it_is_seen(refused):
    assert [alarms.refresh(), alarms.refresh()] == [(1, 0), (0, 0)]

    alarm = Alarm.objects.get()
    assert (alarm.trouble, alarm.delivery, alarm.account, alarm.mailed_at) == (Trouble.FAILED, refused, None, None)
    assert trail() == ["raise_alarm"]


def test_alarm_is_cleared_when_its_trouble_is_over_and_raised_anew_when_it_returns(refused):
    alarms.refresh()
    ledger.put(refused, State.SENT)
    assert alarms.refresh() == (0, 1)
    ledger.put(refused, State.REFUSED)
    assert alarms.refresh() == (1, 0)

    assert [alarm.cleared_at is None for alarm in Alarm.objects.order_by("pk")] == [False, True]
    assert trail() == ["raise_alarm", "clear_alarm", "raise_alarm"]


def test_paused_account_is_one_alarm_whatever_waits_for_it(refused, office):
    ledger.put(refused, State.ACCOUNT)
    accounts.pause(account=refused.account, reason="Zugang abgelaufen.", by=None)

    alarms.refresh()

    alarm = Alarm.objects.get()
    assert (alarm.trouble, alarm.account, alarm.delivery) == (Trouble.PAUSED, refused.account, None)


def test_change_of_trouble_clears_the_one_and_raises_the_other(refused):
    alarms.refresh()
    ledger.put(refused, State.UNKNOWN, needs_person=True)

    assert alarms.refresh() == (1, 1)
    assert Alarm.objects.standing().get().trouble == Trouble.UNKNOWN


def test_alarm_in_one_hand_is_in_no_other_until_the_lease_ends(refused):
    now = timezone.now()
    alarms.refresh(now=now)

    first, second = alarms.claim_untold(limit=9, now=now), alarms.claim_untold(limit=9, now=now)
    later = alarms.claim_untold(limit=9, now=now + alarms.MAIL_LEASE + timedelta(seconds=1))

    assert [len(each) for each in (first, second, later)] == [1, 0, 1]


def test_mail_that_did_not_get_out_is_taken_up_at_once(refused):
    alarms.refresh()
    alarms.give_back(alarms=alarms.claim_untold(limit=9))

    (alarm,) = alarms.claim_untold(limit=9)
    alarms.mark_mailed(alarms=[alarm], to=["cvd@stadt.example"])

    assert alarms.claim_untold(limit=9) == []
    assert Alarm.objects.get().mailed_at is not None
    assert AuditEvent.objects.get(verb="channels_publish.mail_alarm").detail == {"to": ["cvd@stadt.example"]}


def test_cleared_alarm_is_not_mailed_any_more(refused):
    alarms.refresh()
    ledger.put(refused, State.SENT)
    alarms.refresh()

    assert alarms.claim_untold(limit=9) == []
