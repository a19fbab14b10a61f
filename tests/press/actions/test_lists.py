"""Contacts and lists: stored form, audit, and what is refused."""

import pytest

from channels_publish.models import Account
from people.models import AuditEvent
from press.actions import lists
from press.addresses import BadAddress, normalise
from press.models import Contact


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        (" Redaktion@Zeitung.EXAMPLE ", "redaktion@zeitung.example"),
        ("info@bürger.example", "info@xn--brger-kva.example"),
    ],
)
def test_normalise_gives_the_stored_form(given, stored):
    assert normalise(given) == stored


@pytest.mark.parametrize("bad", ["", "kein", "a@", "@b.example", "müller@x.example", "a@b.example\nBcc: c@d.example"])
def test_normalise_of_bad_address_says_so(bad):
    with pytest.raises(BadAddress, match="keine gültige E-Mail-Adresse"):
        normalise(bad)


def test_add_contact_twice_names_the_first(press_list):
    with pytest.raises(lists.AddressTaken, match=r"anna@zeitung\.example gehört schon zum Kontakt Anna"):
        lists.add_contact(name="Anna II", email="ANNA@zeitung.example", by=None)
    assert Contact.objects.count() == 3


def test_change_contact_keeps_its_own_address(press_list):
    anna = Contact.objects.get(name="Anna")
    AuditEvent.objects.all().delete()
    lists.change_contact(
        contact=anna, name="Anna B.", email="Anna@zeitung.example", outlet="Zeitung", active=False, by=None
    )
    anna.refresh_from_db()
    assert (anna.name, anna.email, str(anna.outlet), anna.active) == (
        "Anna B.",
        "anna@zeitung.example",
        "Zeitung",
        False,
    )
    assert AuditEvent.objects.get(verb="press.change_contact").detail == {"fields": ["active", "name", "outlet"]}


def test_subscribe_and_unsubscribe_are_noted_once(press_list):
    anna = Contact.objects.get(name="Anna")
    AuditEvent.objects.all().delete()
    lists.subscribe(contact=anna, to=press_list, by=None)
    lists.unsubscribe(contact=anna, from_list=press_list, by=None)
    lists.unsubscribe(contact=anna, from_list=press_list, by=None)
    lists.subscribe(contact=anna, to=press_list, by=None)
    assert verbs() == ["press.unsubscribe", "press.subscribe"]


def test_list_for_another_channel_is_refused(db):
    account = Account.objects.create(kind="x", name="@duesseldorf")
    with pytest.raises(ValueError, match="Pressemitteilung"):
        lists.create_list(name="Liste", account=account, by=None)
