"""Accounts: paused until somebody mended them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from channels_publish.actions import accounts
from channels_publish.enums import Kind, State
from channels_publish.models import Account, Delivery
from people.models import AuditEvent
from people.roles import Role
from stories.errors import NotAllowed
from tests.factories import channels, people


def test_ensure_keeps_what_is_there(db):
    first, created = accounts.ensure(kind=Kind.X, name="@stadt", by=None, token="a")
    again, created_again = accounts.ensure(kind=Kind.X, name="@stadt", by=None, token="b")
    assert (created, created_again, again, again.token) == (True, False, first, "a")


def test_move_points_elsewhere_once(db):
    account = channels.account(Kind.X)
    for _ in range(2):
        accounts.move(account=account, base_url="http://127.0.0.1:9/y", options={"a": "b"}, by=None)
    account.refresh_from_db()
    assert (account.base_url, account.options) == ("http://127.0.0.1:9/y", {"a": "b"})
    assert AuditEvent.objects.filter(verb="channels_publish.move_account").count() == 1


def test_pause_keeps_the_first_reason(db):
    account = channels.account(Kind.X)
    accounts.pause(account=account, reason="Der Zugang ist abgelaufen.", by=None)
    accounts.pause(account=account, reason="Noch ein Grund.", by=None)
    account.refresh_from_db()
    assert (account.paused, account.paused_reason) == (True, "Der Zugang ist abgelaufen.")
    assert AuditEvent.objects.filter(verb="channels_publish.pause_account").count() == 1


def test_resume_makes_due_what_waited_for_this_account_only(office):
    for kind in (Kind.X, Kind.FACEBOOK):
        channels.account(kind)
    story = channels.approved(by=office.editor)
    later = timezone.now() + timedelta(hours=1)
    Delivery.objects.update(state=State.ACCOUNT, code="token_expired", settled_at=later, due_at=later)
    x = Account.objects.get(kind=Kind.X)
    accounts.pause(account=x, reason="Abgelaufen.", by=None)
    accounts.resume(account=x, by=office.social)
    x.refresh_from_db()
    assert (x.paused, x.paused_reason) == (False, "")
    row, other = channels.delivery(story, Kind.X), channels.delivery(story, Kind.FACEBOOK)
    assert (row.state, row.code, row.settled_at, row.due_at <= timezone.now()) == (State.DUE, "", None, True)
    assert (other.state, other.code) == (State.ACCOUNT, "token_expired")


@pytest.mark.parametrize("role", Role)
def test_who_may_resume(db, role):
    account, by = channels.account(Kind.X), people.person(role)
    accounts.pause(account=account, reason="Abgelaufen.", by=None)
    if role in {Role.CVD, Role.SOCIAL, Role.ADMIN}:
        accounts.resume(account=account, by=by)
    else:
        with pytest.raises(NotAllowed):
            accounts.resume(account=account, by=by)
    account.refresh_from_db()
    assert account.paused is (role not in {Role.CVD, Role.SOCIAL, Role.ADMIN})
