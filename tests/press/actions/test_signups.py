"""Double opt-in by a real mail server: proof, limits, and answers that tell a stranger nothing."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from press import wording
from press.actions import choices, forgetting, signups, suspensions
from press.enums import Basis, Source, Standing, Suspended
from press.models import Consent, Contact, ContactLink, PressTopic, SignUp, Suppression


@pytest.fixture(autouse=True)
def real_mail(settings, mailbox):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.PUBLIC_URL = "https://newsroom.example"


def sign_up(email: str = "Emma@Funk.example", **facts) -> None:
    signups.sign_up(**{"name": "Emma Funk", "outlet": "Radio", "email": email, "lists": [], "topics": []} | facts)


def secret_in(mailbox, index: int = -1) -> str:
    text = mailbox.parsed(index).get_body(("plain",)).get_content()
    return re.search(r"https://newsroom\.example/gast/presse/\w+/([\w-]+)/", text)[1]


def later(rows, **ago) -> None:
    rows.update(created_at=timezone.now() - timedelta(**ago))


def test_nobody_is_a_contact_before_they_confirm(db, mailbox):
    sign_up()
    mail = mailbox.parsed()
    assert (mailbox.to(), mail["Subject"]) == (["emma@funk.example"], "Bitte bestätigen: Pressemitteilungen")
    assert (Contact.objects.count(), SignUp.objects.get().digest in mail.as_string()) == (0, False)


def test_confirming_makes_the_contact_and_the_proof(press_list, mailbox):
    press_list.open = True
    press_list.save()
    topic = PressTopic.objects.create(name="Kultur")
    sign_up(lists=[press_list], topics=[topic])
    asked = SignUp.objects.get().created_at
    contact = signups.confirm(secret=secret_in(mailbox))
    assert (contact.name, str(contact.outlet), contact.basis, contact.source) == (
        "Emma Funk",
        "Radio",
        Basis.CONSENT,
        Source.SIGN_UP,
    )
    assert (contact in press_list.active_contacts(), list(contact.topics.all())) == (True, [topic])
    proof = Consent.objects.get()
    assert (proof.contact, proof.email, proof.wording, proof.asked_at) == (
        contact,
        "emma@funk.example",
        wording.CURRENT,
        asked,
    )
    assert proof.wishes == {"Verteiler": ["Lokalpresse Düsseldorf"], "Themen": ["Kultur"]}
    assert ("Pressemitteilungen der Stadt Düsseldorf" in proof.text, proof.confirmed_at) == (
        True,
        contact.confirmed_at,
    )


def test_list_that_is_not_open_is_not_joined(press_list, mailbox):
    sign_up(lists=[press_list])
    assert signups.confirm(secret=secret_in(mailbox)) not in press_list.active_contacts()


def test_link_confirms_once_and_ends_after_a_week(db, mailbox):
    sign_up()
    secret = secret_in(mailbox)
    later(SignUp.objects.all(), days=7)
    with pytest.raises(signups.LinkGone):
        signups.confirm(secret=secret)
    later(SignUp.objects.all(), days=6, hours=23)
    signups.confirm(secret=secret)
    with pytest.raises(signups.LinkGone):
        signups.confirm(secret=secret)


def test_unconfirmed_ones_are_deleted_after_a_week(db, mailbox):
    sign_up()
    sign_up(email="frieda@funk.example")
    later(SignUp.objects.filter(email="emma@funk.example"), days=7)
    assert signups.tidy(now=timezone.now()) == 1
    assert [row.email for row in SignUp.objects.all()] == ["frieda@funk.example"]


def test_contact_who_signs_up_again_gets_the_way_to_their_page(press_list, mailbox):
    sign_up(email="anna@zeitung.example", name="Nicht Anna", outlet="Anderswo")
    assert mailbox.parsed()["Subject"] == "Ihre persönliche Seite beim Presseverteiler"
    assert signups.visitor(secret_in(mailbox)).name == "Anna"
    assert SignUp.objects.count() == 0


def test_stranger_who_asks_for_a_link_gets_no_mail(press_list, mailbox):
    signups.ask_for_link(email="fremd@funk.example")
    assert mailbox.mails == []


@pytest.mark.parametrize("email", ["emma@funk.example", "anna@zeitung.example"])
def test_one_address_gets_one_mail_in_ten_minutes_and_three_a_day(press_list, mailbox, email):
    rows = ContactLink.objects.all() if "anna" in email else SignUp.objects.all()
    for _ in range(5):
        sign_up(email=email)
    assert len(mailbox.mails) == 1
    for _ in range(4):
        later(rows, minutes=11)
        sign_up(email=email)
    assert len(mailbox.mails) == 3
    later(rows, hours=25)
    sign_up(email=email)
    assert len(mailbox.mails) == 4


def test_flood_of_addresses_is_stopped(db, mailbox, monkeypatch):
    monkeypatch.setattr(signups, "AN_HOUR_ALL", 2)
    for number in range(2):
        sign_up(email=f"{number}@funk.example")
    with pytest.raises(signups.TooBusy):
        sign_up(email="3@funk.example")
    assert len(mailbox.mails) == 2


def test_mail_server_that_is_down_costs_nothing(db, mailbox, settings):
    settings.EMAIL_PORT = 9
    with pytest.raises(signups.MailDown, match="in einigen Minuten"):
        sign_up()
    settings.EMAIL_PORT = mailbox.port
    sign_up()
    assert (len(mailbox.mails), SignUp.objects.count()) == (1, 1)


@pytest.mark.parametrize("name", ["Gewinn: www.boese.example", "https://boese.example", "a" * 61, "x@boese.example"])
def test_name_typed_by_a_stranger_carries_no_message(db, mailbox, name):
    sign_up(name=name)
    text = mailbox.parsed().get_body(("plain",)).get_content()
    assert ("Guten Tag," in text, name in text) == (True, False)


def test_who_left_or_was_deleted_comes_back_by_confirming_only(press_list, mailbox):
    anna, bert = Contact.objects.get(name="Anna"), Contact.objects.get(name="Bert")
    choices.leave(contact=anna)
    forgetting.forget(contact=bert, on_request=True, by=None)
    for email in (anna.email, "bert@zeitung.example"):
        sign_up(email=email, name="Wieder da")
        assert mailbox.parsed(-1)["Subject"] == "Bitte bestätigen: Pressemitteilungen"
        contact = signups.confirm(secret=secret_in(mailbox))
        assert contact.standing(timezone.now()) == Standing.ACTIVE
    assert (Suppression.objects.count(), Contact.objects.filter(name="Wieder da").count()) == (0, 2)


def test_who_was_suspended_confirms_and_gets_mail_again(press_list, mailbox):
    anna = Contact.objects.get(name="Anna")
    suspensions.suspend(contact=anna, why=Suspended.BOUNCES, evidence=[], by=None)
    sign_up(email=anna.email, name="Anna")
    assert signups.confirm(secret=secret_in(mailbox)) in press_list.active_contacts()


def test_coming_back_on_the_own_page_is_a_new_consent(db, mailbox):
    sign_up()
    contact = signups.confirm(secret=secret_in(mailbox))
    signups.come_back(contact=choices.leave(contact=contact))
    assert Consent.objects.filter(contact=contact).count() == 2


def test_desk_asks_for_consent_and_mail_flows_after_the_button(press_list, mailbox, office):
    anna = Contact.objects.get(name="Anna")
    Contact.objects.filter(pk=anna.pk).update(basis=Basis.CONSENT)
    anna.refresh_from_db()
    assert (
        signups.ask_consent(contact=anna, by=office.editor),
        signups.ask_consent(contact=anna, by=office.editor),
    ) == (True, False)
    assert anna not in press_list.active_contacts()
    signups.confirm(secret=secret_in(mailbox))
    assert anna in press_list.active_contacts()


def test_link_to_the_own_page_ends_after_a_month(press_list):
    _row, secret = signups.open_page(contact=Contact.objects.get(name="Anna"))
    ContactLink.objects.update(expires_at=timezone.now())
    with pytest.raises(signups.LinkGone):
        signups.visitor(secret)
