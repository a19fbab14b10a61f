"""Pages of the press itself: no login, nothing given away, nothing done by a GET."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from press.actions import choices, lists, signups
from press.models import Consent, Contact, OptOut, PressTopic, SignUp
from tests.factories import channels, press
from tests.newsroom import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def mails(platforms, settings):
    """What arrived at the mail server."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.PUBLIC_URL = "http://testserver"
    return lambda: platforms.wall()["mails"]


@pytest.fixture
def city_list(db):
    row = channels.press_account(readers=("anna",)).distribution_list
    return lists.change_list(distribution_list=row, description="", is_open=True, topics=[], by=None)


def address_in(mail: dict) -> str:
    return re.search(r"http://testserver(/gast/\S+)", mail["text"])[1]


def own(contact: Contact) -> str:
    return reverse("guest:press_self", args=[signups.open_page(contact=contact)[1]])


def typed(**facts) -> dict:
    return {"name": "Emma Funk", "outlet": "Radio", "email": "Emma@funk.example", "agreed": "on"} | facts


def test_from_the_portal_to_the_first_mail(client, city_list, mails):
    there = pages.links(client.get(reverse("portal:list")), "//footer//a[contains(., 'per Mail')]")[0]
    sent = client.post(there, typed(lists=[city_list.pk]), follow=True)
    assert ("sehen Sie in Ihr Postfach" in pages.text(sent), Contact.objects.filter(name="Emma Funk").exists()) == (
        True,
        False,
    )
    link = address_in(mails()[0])
    asked = client.get(link)
    assert ("emma@funk.example" in pages.text(asked), Consent.objects.count()) == (True, 0)
    confirmed = client.post(link, follow=True)
    assert pages.said(confirmed) == ["Bestätigt. Ab jetzt bekommen Sie unsere Mitteilungen."]
    assert [each.name for each in city_list.active_contacts()] == ["Anna", "Emma Funk"]
    assert (client.get(link).status_code, client.post(link).status_code) == (410, 410)


def test_known_and_unknown_addresses_get_the_same_page(client, city_list, mails):
    data = typed(lists=[city_list.pk])
    known, unknown = (
        client.post(reverse("guest:press_sign_up"), data | {"email": email}, follow=True)
        for email in ("anna@zeitung.example", "x@funk.example")
    )
    again = client.post(reverse("guest:press_sign_up"), data | {"email": "x@funk.example"}, follow=True)
    linked, strange = (
        client.post(reverse("guest:press_link"), {"email": email}, follow=True)
        for email in ("anna@zeitung.example", "y@funk.example")
    )
    assert len({answer.content for answer in (known, unknown, again, linked, strange)}) == 1
    assert sorted(mail["to"][0] for mail in mails()) == ["anna@zeitung.example", "x@funk.example"]


@pytest.mark.parametrize(
    ("wrong", "place", "words"),
    [
        ({"email": "kein"}, "error-email", "keine gültige E-Mail-Adresse"),
        ({"name": ""}, "error-name", "Ihr Name fehlt"),
        ({"agreed": ""}, "error-agreed", "Ohne Ihr Einverständnis"),
        ({"lists": []}, "error-lists", "mindestens einen Verteiler"),
    ],
)
def test_wrong_form_says_what_and_keeps_the_rest(client, city_list, wrong, place, words):
    answer = client.post(reverse("guest:press_sign_up"), typed(lists=[city_list.pk]) | wrong)
    assert (answer.status_code, SignUp.objects.count()) == (422, 0)
    assert words in pages.text(answer, f"//*[@id='{place}']")
    assert pages.page(answer).xpath("//input[@name='outlet']/@value") == ["Radio"]


@pytest.mark.parametrize("name", ["press_sign_up", "press_link"])
def test_dead_mail_server_is_told_alike(client, city_list, settings, name):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 9
    data = typed(lists=[city_list.pk])
    told = {
        pages.text(client.post(reverse(f"guest:{name}"), data | {"email": email}), "//*[@role='alert']")
        for email in ("anna@zeitung.example", "x@funk.example")
    }
    assert ["Die Mail konnte gerade nicht verschickt werden" in words for words in told] == [True]


def test_contact_changes_facts_topics_lists_and_pauses(client, city_list):
    topic = PressTopic.objects.create(name="Verkehr")
    idle = PressTopic.objects.create(name="Ohne Verteiler")
    closed = channels.press_account(readers=(), name="Fachpresse").distribution_list
    lists.change_list(distribution_list=closed, description="", is_open=False, topics=[topic], by=None)
    anna = Contact.objects.get(name="Anna")
    lists.set_topics(contact=anna, topics=[idle], by=None)
    there, until = own(anna), timezone.localdate() + timedelta(days=3)
    offered = pages.texts(client.get(there), "//fieldset//label")
    answer = client.post(
        there,
        {"name": "Anna B.", "outlet": "Zeitung", "topics": [topic.pk], "paused_until": until.isoformat()},
        follow=True,
    )
    anna.refresh_from_db()
    assert (offered, pages.said(answer)) == ([f"{city_list.name}", "Verkehr"], ["Gespeichert."])
    assert (anna.name, str(anna.outlet), anna.paused_until, set(anna.topics.all())) == (
        "Anna B.",
        "Zeitung",
        until,
        {topic, idle},
    )
    assert (choices.lists_of(anna), OptOut.objects.get().list) == ([closed], city_list)


def test_pause_in_the_past_or_for_years_is_refused(client, city_list):
    there = own(Contact.objects.get(name="Anna"))
    for day, words in (
        ("2020-01-01", "schon vorbei"),
        ("2099-01-01", "Länger als ein Jahr"),
        ("bald", "nicht lesbar"),
    ):
        answer = client.post(there, {"name": "Anna", "paused_until": day})
        assert (answer.status_code, words in pages.text(answer, "//*[@id='error-paused_until']")) == (422, True)


def test_leaving_and_coming_back(client, city_list):
    anna = Contact.objects.get(name="Anna")
    there = own(anna)
    left = client.post(there, {"tun": "abmelden"}, follow=True)
    gets = city_list.active_contacts().exists()
    client.post(there, {"tun": "zurueck"})
    assert (pages.said(left), gets, city_list.active_contacts().exists()) == (
        ["Sie sind abgemeldet. Wir schicken Ihnen nichts mehr."], False, True,
    )  # fmt: skip


def test_own_data_are_complete_and_readable(client, city_list):
    anna = Contact.objects.get(name="Anna")
    Contact.objects.filter(pk=anna.pk).update(note="Ruft mittags an", source_note="Impressum")
    there = own(anna)
    page, found = client.get(there), json.loads(client.get(f"{there}meine-daten.json").content)
    assert (found["Kontakt"]["Notiz"], found["Kontakt"]["Herkunft, genauer"], found["Verteiler"]) == (
        "Ruft mittags an",
        "Impressum",
        [city_list.name],
    )
    assert ("Ruft mittags an" in pages.text(page), "Impressum" in pages.text(page)) == (True, True)


def test_deletion_acts_at_once_and_only_by_the_button(client, city_list):
    there = own(Contact.objects.get(name="Anna"))
    client.get(f"{there}loeschen/")
    kept = Contact.objects.count()
    gone = client.post(f"{there}loeschen/")
    assert (kept, Contact.objects.count(), "sind gelöscht" in pages.text(gone)) == (1, 0, True)
    assert [client.get(url).status_code for url in (there, f"{there}loeschen/", f"{there}meine-daten.json")] == [
        410
    ] * 3


def test_page_of_one_is_no_way_to_another(client, city_list):
    own(press.contact(name="Bert"))
    answers = [
        client.get(reverse(f"guest:{name}", args=["x" * 43]))
        for name in ("press_self", "press_data", "press_delete", "press_confirm")
    ]
    assert [(answer.status_code, "Bert" in answer.content.decode()) for answer in answers] == [(410, False)] * 4


@pytest.mark.parametrize("name", ["press_sign_up", "press_link", "press_sent"])
def test_no_page_is_kept_by_caches_or_found_by_search_engines(client, db, name):
    answer = client.get(reverse(f"guest:{name}"))
    assert (answer.status_code, answer["Cache-Control"], answer["X-Robots-Tag"]) == (
        200,
        "no-store",
        "noindex, nofollow",
    )


def test_own_page_wants_its_form_token(city_list):
    there, strict = own(Contact.objects.get(name="Anna")), Client(enforce_csrf_checks=True)
    assert [strict.post(url).status_code for url in (there, f"{there}loeschen/")] == [403, 403]
    assert Contact.objects.count() == 1
