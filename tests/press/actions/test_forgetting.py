"""Deleting a contact: nothing of the person is left anywhere, and the books still add up."""

import uuid

import pytest
from django.db import connection

from channels_publish.adapters.base import Amendment, Credentials, Refused, TryLater
from people.models import AuditEvent
from people.roles import Role
from press.actions import choices, forgetting, lists, mailings, signups
from press.actions import returns as actions
from press.adapter import PressAdapter
from press.addresses import stand_in
from press.enums import RecipientState as S
from press.enums import ReturnKind
from press.models import Contact, Mailing, PressRelease, Recipient, Return, Suppression
from tests.factories import people, returns
from tests.press.test_adapter import ANNA, BERT, CLARA, KEY, publish

STEP = "22222222-2222-4333-8444-555555555555"


@pytest.fixture
def adapter(press_list, mailbox):
    return PressAdapter(Credentials(base_url="", account_id=str(press_list.pk), token=""))


def forget_anna(**facts) -> None:
    forgetting.forget(contact=Contact.objects.get(email=ANNA), by=None, **{"on_request": True} | facts)


def shown(cell: object) -> str:
    """A value of any column in small letters."""
    return (bytes(cell).decode("utf-8", "replace") if isinstance(cell, bytes | memoryview) else str(cell)).lower()


def rows_with(words: str) -> list[str]:
    """Tables that hold these words anywhere."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [table for row in cursor.fetchall() if any(words in shown(cell) for cell in row)]
    return found


def test_nothing_of_the_person_is_left_in_any_table(adapter, press_list, mailbox, make_post):
    mailbox.rcpt[ANNA] = f"451 4.2.0 <{ANNA}> mailbox busy"
    with pytest.raises(TryLater):
        publish(adapter, make_post())
    mailbox.rcpt.clear()
    publish(adapter, make_post())
    anna = Contact.objects.get(email=ANNA)
    facts = {"name": "Anna Xantippe", "outlet": "", "active": True, "note": "Ruft gern an"}
    lists.change_contact(contact=anna, email=ANNA, by=None, **facts)
    signups.open_page(contact=anna)
    returns.suspended()
    answer = returns.open_return()
    Return.objects.filter(pk=answer.pk).update(reported=ANNA, sender=f"Anna <{ANNA}>")
    actions.decide(row=Return.objects.get(pk=answer.pk), kind=ReturnKind.ANSWER, by=people.person(Role.PRESS))
    forget_anna()
    assert [rows_with(words) for words in (ANNA, "xantippe", "ruft gern")] == [[], [], []]


def test_books_keep_when_and_what_the_server_said_but_not_to_whom(adapter, mailbox, make_post):
    publish(adapter, make_post())
    forget_anna()
    row = Recipient.objects.get(contact=None)
    assert (row.email, row.state, row.smtp_text, row.sent_at is not None) == (stand_in(ANNA), S.SENT, "", True)
    assert mailings.tally(Mailing.objects.get()) == mailings.Tally(sent=3)


def test_mail_that_waits_is_called_off(press_list, make_post):
    mailings.prepare(post=make_post(), key=uuid.UUID(KEY), to=press_list, by=None)
    forget_anna()
    assert sorted(Recipient.objects.values_list("email", flat=True)) == [BERT, CLARA]


def amended(make_post):
    number = PressRelease.objects.order_by("pk").first().number
    amendment = Amendment("correction", "Richtig ist Dienstag.", "2026-11-25", KEY, number, "", "2026-11-23")
    return make_post(text="Am Dienstag.", amendments=(amendment,))


def test_correction_leaves_out_the_deleted_and_those_who_left(adapter, press_list, mailbox, make_post):
    publish(adapter, make_post())
    mailbox.mails.clear()
    forget_anna()
    choices.leave_list(contact=Contact.objects.get(email=BERT), distribution_list=press_list)
    publish(adapter, amended(make_post), key=STEP)
    assert mailbox.to() == [CLARA]


def test_correction_for_nobody_is_refused(adapter, mailbox, make_post):
    publish(adapter, make_post())
    forget_anna()
    for name in ("Bert", "Clara"):
        choices.leave(contact=Contact.objects.get(name=name))
    with pytest.raises(Refused) as caught:
        publish(adapter, amended(make_post), key=STEP)
    assert caught.value.code == "nobody_reached"


def test_who_asked_for_deletion_is_not_added_again(press_list):
    forget_anna()
    with pytest.raises(lists.AddressForgotten, match="auf Wunsch gelöscht"):
        lists.add_contact(name="Anna", email=ANNA.upper(), by=None)
    assert (Suppression.objects.count(), ANNA in Suppression.objects.get().digest) == (1, False)


def test_deletion_by_the_office_leaves_no_note(press_list):
    forget_anna(on_request=False)
    assert lists.add_contact(name="Anna", email=ANNA, by=None).email == ANNA


def test_trail_says_that_and_when_but_not_whom(press_list):
    number = str(Contact.objects.get(email=ANNA).pk)
    forget_anna()
    rows = AuditEvent.objects.filter(target_type="press.Contact", target_id=number).order_by("pk")
    assert [(row.verb, row.target_label) for row in rows] == [
        ("press.add_contact", "Gelöschter Kontakt"), ("press.subscribe", "Gelöschter Kontakt"),
        ("press.forget_contact", "Gelöschter Kontakt"),
    ]  # fmt: skip
    assert [row.detail for row in rows] == [{}, {}, {"on_request": True}]
