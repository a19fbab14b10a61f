"""Counting mails before they leave."""

from channels_publish import sending
from channels_publish.actions import deliveries
from channels_publish.enums import Kind
from channels_publish.models import Delivery
from press.actions import lists, suspensions
from press.enums import RecipientState, Suspended
from press.models import Contact, Recipient
from press.reach import mails_waiting
from tests.factories import channels


def test_everybody_on_the_list_counts_once_for_each_release(office):
    channels.press_account(readers=("anna", "bert", "carla"))
    channels.account(Kind.X)
    channels.approved(by=office.editor)
    channels.approved(by=office.editor, headline="Zweite Meldung")

    assert mails_waiting(Delivery.objects.all()) == 6

    bert = Contact.objects.get(name="Bert")
    lists.change_contact(contact=bert, name=bert.name, email=bert.email, outlet="", active=False, by=None)
    assert mails_waiting(Delivery.objects.all()) == 4

    suspensions.suspend(contact=Contact.objects.get(name="Anna"), why=Suspended.COMPLAINT, evidence=[], by=None)
    assert mails_waiting(Delivery.objects.all()) == 2


def test_of_a_mailing_under_way_only_who_is_left_counts(platforms, office):
    channels.press_account(readers=("anna", "bert", "carla"))
    channels.approved(by=office.editor)
    (claim,) = deliveries.claim_due(worker="w", limit=1)
    platforms.fault(platform="smtp", kind="smtp_reply", code=451, recipient="carla@")
    sending.send(claim)

    assert sorted(Recipient.objects.values_list("state", flat=True)) == [
        RecipientState.LATER, RecipientState.SENT, RecipientState.SENT,
    ]  # fmt: skip
    assert mails_waiting(Delivery.objects.all()) == 1


def test_nothing_waits_in_an_empty_ledger(db):
    assert mails_waiting(Delivery.objects.all()) == 0
