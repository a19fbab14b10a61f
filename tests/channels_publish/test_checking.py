"""Accounts are checked daily and before a slot; what would be refused is paused before it is."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone

from channels_publish import checking
from channels_publish.actions import accounts, health, keys
from channels_publish.adapters.base import Health, TryLater
from channels_publish.enums import Kind, State
from channels_publish.models import Account, Delivery
from channels_publish.tasks import check_accounts
from people.models import AuditEvent
from tests.channels_publish.test_keeping import expiring, token_requests
from tests.factories import channels

HOUR = timedelta(hours=1)


def checked(account: Account, ago: timedelta) -> Account:
    Account.objects.filter(pk=account.pk).update(checked_at=timezone.now() - ago, healthy=True)
    account.refresh_from_db()
    return account


def turn() -> list[Account]:
    return list(checking.due(timezone.now()))


@pytest.mark.parametrize(("ago", "its_turn"), [(25 * HOUR, True), (23 * HOUR, False)])
def test_every_account_once_a_day(db, ago, its_turn):
    account = checked(channels.account(Kind.X), ago)
    assert turn() == ([account] if its_turn else [])


def test_account_that_was_never_checked_comes_first(db):
    old, new = checked(channels.account(Kind.X), 30 * HOUR), channels.account(Kind.FACEBOOK)
    assert turn() == [new, old]


@pytest.mark.parametrize(("slot", "ago", "its_turn"), [
    (HOUR / 2, 2 * HOUR, True), (HOUR / 2, HOUR / 2, False), (3 * HOUR, 2 * HOUR, False),
])  # fmt: skip
def test_account_with_a_slot_within_the_hour(office, slot, ago, its_turn):
    account = channels.account(Kind.X)
    channels.approved(by=office.editor, at=timezone.now() + slot)
    checked(account, ago)
    assert turn() == ([account] if its_turn else [])


def test_slot_that_is_over_asks_for_nothing(office):
    account = channels.account(Kind.X)
    channels.approved(by=office.editor)
    Delivery.objects.update(state=State.CANCELLED)
    checked(account, 2 * HOUR)
    assert turn() == []


def test_account_of_a_story_that_waits_for_approval(office):
    account = channels.account(Kind.X)
    channels.submitted(by=office.editor)
    checked(account, 2 * HOUR)
    assert turn() == [account]


def test_paused_and_retired_accounts_are_left_alone(db):
    accounts.pause(account=channels.account(Kind.X), reason="Umzug.", by=None)
    channels.account(Kind.FACEBOOK, active=False)
    assert turn() == []


@pytest.mark.parametrize("kind", [Kind.FACEBOOK, Kind.X, Kind.INSTAGRAM, Kind.YOUTUBE, Kind.WEBSITE])
def test_working_account_is_well(platforms, kind):
    account = checking.check(channels.account(kind, sandbox=platforms))
    assert (account.healthy, account.paused, account.checked_at is not None) == (True, False, True)


def test_press_list_is_checked_too(platforms):
    assert checking.check(channels.press_account()).healthy is True


def test_quota_is_read_and_kept(platforms):
    account = checking.check(channels.account(Kind.INSTAGRAM, sandbox=platforms))
    (record,) = account.quotas
    assert (record["name"], record["used"], record["limit"], record["resets_at"]) == ("posts_24h", 0, 100, None)


@pytest.mark.parametrize(("kind", "place"), [(Kind.FACEBOOK, "facebook"), (Kind.YOUTUBE, "youtube"), (Kind.X, "x")])
def test_account_that_would_be_refused_is_paused_before_its_slot(apps, office, kind, place):
    account = channels.account(kind, sandbox=apps)
    story = channels.approved(by=office.editor, at=timezone.now() + HOUR / 2, video=kind == Kind.YOUTUBE)
    apps.end_tokens(place)
    check_accounts()
    account.refresh_from_db()
    assert (account.paused, account.healthy, "neu verbinden" in account.paused_reason) == (True, False, True)
    assert channels.delivery(story).state == State.DUE
    trail = AuditEvent.objects.filter(target_type="channels_publish.Account").values_list("verb", flat=True)
    assert {"channels_publish.check_account", "channels_publish.pause_account"} <= set(trail)


def test_key_of_another_account_is_found(platforms):
    account = checking.check(channels.account(Kind.X, sandbox=platforms, remote_id="1500000002"))
    assert (account.paused, "gehört zu einem anderen Konto" in account.paused_reason) == (True, True)


@pytest.mark.parametrize("fault", [{"kind": "status", "status": 503}, {"kind": "drop"}, {"kind": "rate_limit"}])
def test_platform_that_is_down_pauses_nothing(platforms, fault):
    account = channels.account(Kind.X, sandbox=platforms)
    platforms.fault(platform="x", match="/2/users/me", **fault)
    with pytest.raises(TryLater):
        checking.check(account)
    account.refresh_from_db()
    assert (account.paused, account.healthy, account.checked_at) == (False, None, None)


def test_one_silent_platform_keeps_no_other_account_from_its_turn(platforms):
    silent, well = channels.account(Kind.FACEBOOK), channels.account(Kind.X, sandbox=platforms)
    check_accounts()
    silent.refresh_from_db()
    well.refresh_from_db()
    assert (silent.healthy, silent.paused, well.healthy) == (None, False, True)


def test_exhausted_quota_is_no_fault_of_the_account(platforms):
    account = channels.account(Kind.INSTAGRAM, sandbox=platforms)
    used_up = {"data": [{"quota_usage": 100, "config": {"quota_total": 100, "quota_duration": 86400}}]}
    platforms.fault(platform="instagram", kind="status", match="content_publishing_limit", status=200, body=used_up)
    account = checking.check(account)
    assert (account.healthy, account.paused, account.quotas[0]["used"]) == (True, False, 100)


def test_key_that_ended_early_is_renewed_by_the_check(apps):
    account = expiring(apps, left=2 * HOUR)
    apps.end_tokens("x")
    account = checking.check(account)
    assert (account.healthy, account.paused, token_requests(apps)) == (True, False, 1)


def test_sweep_renews_what_runs_out_within_a_quarter_of_an_hour(apps):
    account = checked(expiring(apps, left=timedelta(minutes=10)), timedelta(0))
    check_accounts()
    account.refresh_from_db()
    assert (account.token == "x-demo-lhd", account.key_version, token_requests(apps)) == (False, 1, 1)


def test_sweep_that_may_not_renew_pauses(apps):
    account = checked(expiring(apps, left=timedelta(minutes=10)), timedelta(0))
    apps.end_tokens("x", do="revoke")
    check_accounts()
    account.refresh_from_db()
    assert (account.paused, "neu verbinden" in account.paused_reason) == (True, True)


def test_same_result_again_leaves_no_second_row_in_the_trail(platforms):
    account = channels.account(Kind.X, sandbox=platforms)
    for _ in range(3):
        checking.check(account)
    assert AuditEvent.objects.filter(verb="channels_publish.check_account").count() == 1


def test_lost_key_is_found_by_the_check(platforms, settings):
    channels.account(Kind.X, sandbox=platforms)
    settings.TOKEN_KEYS = [Fernet.generate_key().decode()]
    account = checking.check(Account.objects.get())
    assert (account.paused, "entschlüsseln" in account.paused_reason) == (True, True)


def test_bad_answer_about_a_key_that_was_replaced_meanwhile_pauses_nothing(office):
    account = channels.account(Kind.X)
    asked_at = timezone.now()
    keys.enter(account=account, token="neu", by=office.admin)
    found = health.keep(account=account, health=Health(ok=False, code="token_expired"), asked_at=asked_at)
    assert (found.paused, found.healthy) == (False, None)
