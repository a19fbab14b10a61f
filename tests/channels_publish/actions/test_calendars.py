"""Addresses of calendars: made by whoever sees the plan, opened only while that holds."""

import pytest
from django.utils import timezone

from channels_publish.actions import calendars as actions
from channels_publish.enums import CalendarScope, Kind
from channels_publish.models import CalendarLink
from people.models import AuditEvent
from people.roles import Role
from stories.errors import NotAllowed, WrongState
from stories.links import digest_of
from tests.factories import channels, people


def subscribed(by, scope=CalendarScope.ALL, **facts):
    return actions.subscribe(scope=scope, by=by, **facts)


def test_only_the_checksum_is_kept(office):
    link, secret = subscribed(office.editor)
    assert (link.digest, actions.behind(secret)) == (digest_of(secret), link)
    assert [len(secret), secret in str(CalendarLink.objects.values().get())] == [43, False]
    assert list(AuditEvent.objects.filter(verb__contains="calendar").values_list("actor_id", "verb", "target_label")) == [
        (office.editor.pk, "channels_publish.subscribe_calendar", "Alle Konten und Fristen")
    ]  # fmt: skip


def test_one_account_is_named_and_the_others_name_none(office):
    account = channels.account(Kind.X)
    one, _ = subscribed(office.editor, CalendarScope.ACCOUNT, account=account)
    mine, _ = subscribed(office.editor, CalendarScope.MINE, account=account)
    assert (one.account, str(one), mine.account, str(mine)) == (
        account, "X: Stadt auf X", None, "Meine Beiträge und Fristen",
    )  # fmt: skip
    with pytest.raises(WrongState, match="wählen Sie das Konto"):
        subscribed(office.editor, CalendarScope.ACCOUNT)


def test_who_does_not_see_the_plan_gets_no_address(office):
    with pytest.raises(NotAllowed, match="Die Planung sieht nur"):
        subscribed(office.admin)
    assert CalendarLink.objects.count() == 0


def test_ten_addresses_are_enough_and_a_revoked_one_makes_room(office):
    links = [subscribed(office.editor)[0] for _number in range(actions.MOST)]
    with pytest.raises(WrongState, match="schon 10 Kalenderadressen"):
        subscribed(office.editor)
    actions.revoke(link=links[0], by=office.editor)
    subscribed(office.editor)
    assert CalendarLink.objects.open().count() == actions.MOST


def test_only_ones_own_is_revoked_and_once(office):
    link, secret = subscribed(office.editor)
    with pytest.raises(NotAllowed, match="gehört jemand anderem"):
        actions.revoke(link=link, by=office.cvd)
    first = actions.revoke(link=link, by=office.editor).revoked_at
    assert actions.revoke(link=link, by=office.editor).revoked_at == first
    assert actions.behind(secret) is None
    assert AuditEvent.objects.filter(verb="channels_publish.revoke_calendar").count() == 1


@pytest.mark.parametrize("facts", [{"is_active": False}, {"roles": []}, {"roles": [Role.ADMIN.value]}])
def test_address_ends_with_the_right_to_see_the_plan(db, facts):
    person = people.editor()
    _link, secret = subscribed(person)
    for name, value in facts.items():
        setattr(person, name, value)
    person.save()
    assert actions.behind(secret) is None


def test_use_is_noted(office):
    link, secret = subscribed(office.editor)
    now = timezone.now()
    actions.used(link=link, now=now)
    assert actions.behind(secret).last_used_at == now
    assert actions.behind("geraten") is None
