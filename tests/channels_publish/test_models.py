"""Reading rules and constraints of the ledger."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from channels_publish.enums import Act, Kind, State
from channels_publish.models import Account, Delivery, Rendition
from stories.enums import CorrectionKind
from stories.models import Correction
from tests.factories import channels, ledger, people, stories
from tests.factories.crises import crisis_on


@pytest.fixture
def rows(office) -> list[Delivery]:
    """Three deliveries that are due, to three accounts."""
    for kind in (Kind.FACEBOOK, Kind.X, Kind.WEBSITE):
        channels.account(kind)
    story = channels.approved(by=office.editor)
    return list(Delivery.objects.filter(rendition__story=story).order_by("account__position"))


def put(row: Delivery, **changes) -> None:
    Delivery.objects.filter(pk=row.pk).update(**changes)


SENDING = {"state": State.SENDING, "token": uuid.uuid4()}


def test_due_is_in_order_and_leaves_out_later_and_paused(rows):
    now = timezone.now()
    put(rows[0], due_at=now)
    put(rows[1], due_at=now - timedelta(minutes=1))
    put(rows[2], due_at=now + timedelta(seconds=1))
    assert list(Delivery.objects.due(now)) == [rows[1], rows[0]]
    Account.objects.filter(pk=rows[1].account_id).update(paused_at=now)
    assert list(Delivery.objects.due(now)) == [rows[0]]


def test_what_a_crisis_holds_is_neither_due_nor_next(rows):
    now = timezone.now()
    Delivery.objects.update(held_by=stories.crisis(), due_at=now)
    put(rows[1], held_by=None)
    assert (list(Delivery.objects.due(now)), list(Delivery.objects.going_out())) == ([rows[1]], [rows[1]])
    put(rows[1], held_by=Delivery.objects.get(pk=rows[0].pk).held_by)
    assert Delivery.objects.next_due() is None


def test_claim_keeps_its_conditions_on_the_row_itself(rows):
    """PostgreSQL checks them again after waiting for a faster worker; in a sub-select it would not."""
    query = Delivery.objects.due(timezone.now()).order_by().filter(pk=rows[0].pk)
    conditions = str(query.query).split(" WHERE ", 1)[1]
    assert "JOIN" not in str(query.query)
    assert '"channels_publish_delivery"."state" = due' in conditions


def test_expired_open_and_attention(rows):
    now = timezone.now()
    put(rows[0], lease_until=now - timedelta(seconds=1), **SENDING)
    put(rows[1], state=State.UNKNOWN, due_at=now)
    put(rows[2], state=State.HELD)
    assert list(Delivery.objects.expired(now)) == [rows[0]]
    assert list(Delivery.objects.to_reconcile(now)) == [rows[1]]
    assert set(Delivery.objects.open()) == {rows[0], rows[1]}
    assert list(Delivery.objects.needing_attention()) == [rows[2]]
    put(rows[1], needs_person=True)
    assert list(Delivery.objects.to_reconcile(now)) == []
    assert set(Delivery.objects.open()) == {rows[0]}
    assert set(Delivery.objects.needing_attention()) == {rows[1], rows[2]}


def refused(write) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write()
    return str(caught.value)


def test_database_refuses_a_second_living_delivery(rows):
    row = rows[0]
    facts = {"rendition": row.rendition, "account": row.account, "review": row.review, "slot": row.slot}
    twin = Delivery(due_at=row.slot, **facts)
    assert "rendition_id" in refused(lambda: twin.save(force_insert=True))
    put(row, state=State.CANCELLED)
    twin.save(force_insert=True)
    assert Delivery.objects.filter(rendition=row.rendition).count() == 2


def test_database_refuses_a_step_without_its_original(rows):
    assert "delivery_step_has_original" in refused(lambda: put(rows[0], act=Act.EDIT))
    correction = Correction.objects.create(
        story=rows[0].rendition.story, kind=CorrectionKind.CORRECTION, created_by=people.editor()
    )
    assert "delivery_step_has_original" in refused(lambda: put(rows[0], original=rows[1], correction=correction))
    put(rows[0], act=Act.EDIT, original=rows[1], correction=correction)


def test_database_refuses_a_second_step_of_one_correction(rows):
    correction = Correction.objects.create(
        story=rows[0].rendition.story, kind=CorrectionKind.CORRECTION, created_by=people.editor()
    )
    put(rows[0], act=Act.EDIT, original=rows[2], correction=correction)
    facts = {"act": Act.MANUAL, "original": rows[2], "correction": correction}
    assert "original_id" in refused(lambda: put(rows[1], **facts))
    put(rows[0], state=State.CANCELLED)
    put(rows[1], **facts)
    assert Delivery.objects.filter(original=rows[2]).count() == 2


def test_database_refuses_sent_without_the_platforms_id(rows):
    assert "delivery_sent_has_id" in refused(lambda: put(rows[0], state=State.SENT))


@pytest.mark.parametrize("given", [{}, {"token": uuid.uuid4()}, {"lease_until": timezone.now()}])
def test_database_refuses_sending_without_token_or_lease(rows, given):
    assert "delivery_sending_has_lease" in refused(lambda: put(rows[0], state=State.SENDING, **given))


def test_database_refuses_two_renditions_for_one_account(rows):
    row = rows[0].rendition
    twin = Rendition(story=row.story, account=row.account, based_on="x")
    assert "story_id" in refused(twin.save)


def test_database_refuses_one_account_name_twice(rows):
    twin = Account(kind=Kind.X, name=rows[1].account.name)
    assert "name" in refused(twin.save)


def test_active_accounts_in_the_order_of_the_screens(db):
    second = channels.account(Kind.X, name="b")
    first = channels.account(Kind.FACEBOOK, name="a")
    channels.account(Kind.X, name="c", active=False)
    Account.objects.filter(pk=second.pk).update(position=9)
    assert list(Account.objects.active()) == [first, second]


def test_seconds_count_from_the_slot_or_from_approval(rows):
    row = rows[0]
    assert row.seconds is None
    row.settled_at = row.created_at + timedelta(seconds=1.234)
    row.slot = row.created_at - timedelta(hours=1)
    assert row.seconds == 1.23
    row.slot = row.created_at + timedelta(seconds=1)
    assert row.seconds == 0.23


def test_overdue_only_while_due_and_two_minutes_late(rows):
    row, now = rows[0], timezone.now()
    row.slot = now - timedelta(minutes=3)
    assert row.overdue is True
    row.state = State.SENT
    assert row.overdue is False
    row.state, row.slot = State.DUE, now - timedelta(minutes=1)
    assert row.overdue is False


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("needs_person", [False, True])
def test_needs_attention_is_the_rule_of_the_query(rows, state, needs_person):
    rows[1].delete()
    rows[2].delete()
    row = ledger.put(rows[0], state, needs_person=needs_person)
    assert row.needs_attention == Delivery.objects.needing_attention().exists()


def test_next_due_passes_over_paused_accounts(rows):
    now = timezone.now()
    for minutes, row in enumerate(rows, start=1):
        put(row, due_at=now + timedelta(minutes=minutes))
    Account.objects.filter(pk=rows[0].account_id).update(paused_at=now)
    assert Delivery.objects.next_due() == now + timedelta(minutes=2)
    Delivery.objects.all().delete()
    assert Delivery.objects.next_due() is None


@pytest.mark.parametrize("state", State)
def test_held_back_is_the_rule_of_the_query(rows, state):
    rows[1].delete()
    rows[2].delete()
    crisis = crisis_on()
    row = ledger.put(rows[0], state, held_by=crisis)
    assert row.held_back == Delivery.objects.held_by_crisis().exists()
    assert row.held_back == (state not in {State.SENT, State.WITHDRAWN, State.CANCELLED})
    assert row.overdue is False
