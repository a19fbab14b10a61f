"""A working key for every call: renewed by exactly one, and never replaced by nothing."""

import threading
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.db import OperationalError, connection
from django.utils import timezone

from channels_publish import keeping, sending
from channels_publish.actions import deliveries, keys
from channels_publish.adapters.base import AccountProblem, Quota, TryLater
from channels_publish.adapters.oauth import Grant
from channels_publish.enums import Kind, State
from channels_publish.models import Account
from people.models import AuditEvent
from tests.factories import channels

KINDS = {
    Kind.X: ("x", "x-demo-lhd-refresh", "oauth2/token"),
    Kind.YOUTUBE: ("youtube", "1//demo-lhd-refresh", "youtube/token"),
}
SOON = timedelta(minutes=2)


def expiring(sandbox, kind: Kind = Kind.X, *, left: timedelta = SOON, **facts) -> Account:
    """The city's account at the sandbox, its key about to run out."""
    given = {"refresh_token": KINDS[kind][1], "expires_at": timezone.now() + left}
    return channels.account(kind, sandbox=sandbox, **given | facts)


def token_requests(sandbox, kind: Kind = Kind.X) -> int:
    return len(sandbox.calls(KINDS[kind][2]))


@pytest.mark.django_db(transaction=True)
def test_thirty_at_once_make_one_request(apps):
    account = expiring(apps, left=-SOON)
    found, errors, start = [], [], threading.Barrier(30)

    def use() -> None:
        try:
            start.wait(20)
            found.append(keeping.calling(account, lambda adapter: adapter.credentials.token))
        except Exception as error:  # noqa: BLE001 (whatever it is, the test shows it)
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    account.refresh_from_db()
    assert (errors, token_requests(apps)) == ([], 1)
    assert (len(found), set(found)) == (30, {account.token})
    assert (account.token == "x-demo-lhd", account.key_version, account.refreshing_until) == (False, 1, None)


@pytest.mark.parametrize("kind", KINDS)
def test_key_that_runs_out_is_renewed_before_it_is_used(apps, kind):
    account = expiring(apps, kind)
    fresh = keeping.fresh(account)
    assert fresh.token != account.token
    assert fresh.expires_at > timezone.now() + timedelta(minutes=50)
    assert AuditEvent.objects.filter(verb="channels_publish.renew_key").count() == 1


def test_key_that_holds_is_left_alone(apps):
    account = expiring(apps, left=timedelta(hours=1))
    assert (keeping.fresh(account).token, token_requests(apps)) == ("x-demo-lhd", 0)


def test_key_without_an_end_is_left_alone(apps):
    account = expiring(apps, expires_at=None)
    assert (keeping.fresh(account).token, token_requests(apps)) == ("x-demo-lhd", 0)


def test_new_refresh_token_replaces_the_old_one(apps):
    assert keeping.fresh(expiring(apps)).refresh_token not in {"", "x-demo-lhd-refresh"}


def test_missing_refresh_token_replaces_none(apps):
    """Google answers a renewal without one: the one we have stays good."""
    fresh = keeping.fresh(expiring(apps, Kind.YOUTUBE))
    assert fresh.refresh_token == "1//demo-lhd-refresh"
    Account.objects.update(expires_at=timezone.now())
    assert keeping.fresh(Account.objects.get()).token != fresh.token


def test_keys_stay_out_of_the_trail(apps):
    fresh = keeping.fresh(expiring(apps))
    trail = str(list(AuditEvent.objects.values()))
    assert [secret in trail for secret in ("x-demo-lhd", fresh.token, fresh.refresh_token)] == [False] * 3


def test_withdrawn_consent_is_an_account_problem_and_frees_the_lease(apps):
    account = expiring(apps, left=-SOON)
    apps.end_tokens("x", do="revoke")
    with pytest.raises(AccountProblem) as caught:
        keeping.fresh(account)
    account.refresh_from_db()
    assert (caught.value.code, account.refreshing_until, account.refresh_token) == (
        "grant_gone", None, "x-demo-lhd-refresh",
    )  # fmt: skip


def test_silent_platform_does_not_stop_a_key_that_still_holds(apps):
    apps.fault(platform="x", kind="status", match="oauth2/token", status=503)
    account = expiring(apps)
    assert keeping.fresh(account).token == "x-demo-lhd"
    account.refresh_from_db()
    assert account.refreshing_until is None


def test_silent_platform_and_a_dead_key_try_later(apps):
    apps.fault(platform="x", kind="status", match="oauth2/token", status=503)
    with pytest.raises(TryLater):
        keeping.fresh(expiring(apps, left=-SOON))


def test_app_that_is_not_registered_is_named(apps, settings):
    settings.OAUTH["x"]["client_secret"] = ""
    with pytest.raises(AccountProblem) as caught:
        keeping.fresh(expiring(apps, left=-SOON))
    assert (caught.value.code, token_requests(apps)) == ("app_missing", 0)


# -- the lease --------------------------------------------------------------------------------------


def test_lease_is_given_once(apps):
    account = expiring(apps)
    assert (keys.take_lease(account=account) is not None, keys.take_lease(account=account)) == (True, None)


def test_lease_that_ran_out_is_given_again(apps):
    account = expiring(apps)
    keys.take_lease(account=account)
    Account.objects.update(refreshing_until=timezone.now() - timedelta(seconds=1))
    assert keys.take_lease(account=account) is not None


def test_who_saw_an_older_key_gets_no_lease(apps):
    account = expiring(apps)
    keys.keep_renewed(lease=keys.take_lease(account=account), grant=Grant("neu", "r", 7_200))
    assert keys.take_lease(account=account) is None
    assert keeping.renewed(account).token == "neu"


def test_late_answer_does_not_overwrite_a_newer_key(apps):
    account = expiring(apps)
    late = keys.take_lease(account=account)
    Account.objects.update(refreshing_until=timezone.now() - timedelta(seconds=1))
    keys.keep_renewed(lease=keys.take_lease(account=account), grant=Grant("neuer", "r2", 7_200))
    assert keys.keep_renewed(lease=late, grant=Grant("spät", "r1", 7_200)) is False
    account.refresh_from_db()
    assert (account.token, account.refresh_token, account.key_version) == ("neuer", "r2", 1)


def test_who_waits_too_long_tries_later(apps, monkeypatch):
    monkeypatch.setattr(keeping, "PATIENCE", 0.3)
    account = expiring(apps)
    keys.take_lease(account=account)
    with pytest.raises(TryLater) as caught:
        keeping.renewed(account)
    assert (caught.value.code, token_requests(apps)) == ("key_busy", 0)


# -- a key the platform refuses ---------------------------------------------------------------------


def due(apps, office, **facts):
    account = expiring(apps, left=timedelta(hours=1), **facts)
    return account, channels.approved(by=office.editor)


def work() -> None:
    for claim in deliveries.claim_due(worker="w", limit=50):
        sending.send(claim)


def test_key_that_ended_early_is_renewed_once_and_the_post_goes_out_once(apps, office):
    account, story = due(apps, office)
    apps.end_tokens("x")
    work()
    row = channels.delivery(story)
    account.refresh_from_db()
    assert (row.state, len(apps.posts("x")), token_requests(apps)) == (State.SENT, 1, 1)
    assert (account.paused, list(row.attempts.values_list("outcome", flat=True))) == (False, ["sent"])


def test_key_refused_again_pauses_the_account(apps, office):
    account, story = due(apps, office)
    apps.fault(platform="x", kind="expired_token", match="/2/tweets", times=2)
    work()
    account.refresh_from_db()
    row = channels.delivery(story)
    assert (row.state, row.code, account.paused, token_requests(apps)) == (State.ACCOUNT, "token_expired", True, 1)
    assert apps.posts("x") == []


def test_withdrawn_consent_pauses_and_posts_nothing(apps, office):
    account, story = due(apps, office)
    apps.end_tokens("x", do="revoke")
    work()
    account.refresh_from_db()
    row = channels.delivery(story)
    assert (row.state, row.code, account.paused) == (State.ACCOUNT, "grant_gone", True)


def test_reply_that_was_lost_is_not_tried_again(apps, office):
    """Only an answer that proves that nothing happened is."""
    _, story = due(apps, office)
    apps.fault(platform="x", kind="commit_drop")
    work()
    assert (channels.delivery(story).state, len(apps.posts("x")), token_requests(apps)) == (State.UNKNOWN, 1, 0)


def test_key_without_a_refresh_token_pauses_at_once(apps, office):
    account, story = due(apps, office, refresh_token="")
    apps.end_tokens("x")
    work()
    account.refresh_from_db()
    assert (channels.delivery(story).state, account.paused, token_requests(apps)) == (State.ACCOUNT, True, 0)


def test_unreadable_key_is_an_account_problem(apps, office, settings):
    account, story = due(apps, office)
    settings.TOKEN_KEYS = [Fernet.generate_key().decode()]
    work()
    account.refresh_from_db()
    row = channels.delivery(story)
    assert (row.state, row.code, "entschlüsseln" in account.paused_reason) == (State.ACCOUNT, "token_unreadable", True)


def test_windows_x_told_are_kept(apps, office):
    account, _ = due(apps, office)
    work()
    account.refresh_from_db()
    (window,) = account.quotas
    assert (window["name"], window["used"], window["limit"]) == ("posts_15min", 1, 100)
    assert (window["resets_at"] > timezone.now().isoformat()[:10], window["read_at"][:4].isdigit()) == (True, True)


# -- what must not be lost --------------------------------------------------------------------------


def test_account_connected_anew_meanwhile_is_used_with_its_new_key(apps, office):
    """The worker read the account before, and its old key is refused."""
    account = channels.account(Kind.FACEBOOK, sandbox=apps, token="EAA-demo-expired")
    keys.enter(account=Account.objects.get(), token="EAA-demo-lhd", by=office.admin)
    assert keeping.calling(account, lambda adapter: adapter.graph.read(adapter.page)["id"]) == account.remote_id


def test_quotas_that_cannot_be_kept_do_not_stand_in_the_way(apps, caplog):
    account = expiring(apps, left=timedelta(hours=1))

    def act(adapter):
        adapter.learned_quotas = (Quota("posts_15min", 1, 100),)
        return "gesendet"

    def away(*_call):
        raise OperationalError("the database is away")

    with connection.execute_wrapper(away):
        assert keeping.calling(account, act) == "gesendet"
    assert "its quotas could not be kept" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_renewed_key_is_stored_although_the_database_was_gone(apps, caplog):
    """Where refresh tokens work once, this answer is the only copy of the next one."""
    account, failed = expiring(apps, left=-SOON), []

    def away(execute, sql, params, many, context):
        if "refresh_token" in sql and sql.startswith("UPDATE") and not failed:
            failed.append(sql)
            raise OperationalError("the database is away")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(away):
        fresh = keeping.fresh(account)
    assert (len(failed), fresh.key_version, fresh.refresh_token in {"", "x-demo-lhd-refresh"}) == (1, 1, False)
    assert "the database is away" in caplog.text


def test_database_that_is_away_before_the_renewal_tries_later(apps):
    account = expiring(apps, left=-SOON)

    def away(*_call):
        raise OperationalError("the database is away")

    with connection.execute_wrapper(away), pytest.raises(TryLater) as caught:
        keeping.fresh(account)
    assert (caught.value.code, token_requests(apps)) == ("key_busy", 0)
