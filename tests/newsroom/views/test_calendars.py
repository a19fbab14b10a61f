"""The page of one's calendars, and the address a calendar program asks."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from channels_publish.actions import calendars, renditions
from channels_publish.enums import CalendarScope, Kind
from channels_publish.models import CalendarLink
from newsroom import walltime
from tests.factories import channels, stories
from tests.newsroom.pages import page, said, text, texts

PAGE = "/redaktion/planung/kalender/"


@pytest.fixture
def desk(client, office):
    client.force_login(office.editor)
    return client


def subscribe(desk, shows: str = "all") -> str:
    """The address as the page shows it, without its host."""
    (field,) = page(desk.post(f"{PAGE}neu/", {"shows": shows})).xpath("//input[@id='adresse']")
    return field.get("value").removeprefix("http://127.0.0.1:8000")


def planned(office):
    story = stories.story(by=office.editor)
    renditions.refresh(story=story, by=office.editor)
    moment = walltime.at(timezone.localdate() + timedelta(days=3), time(12))
    renditions.plan(rendition=story.renditions.get(), send_at=moment, by=office.editor)


def test_planning_leads_to_the_page_and_the_empty_page_says_what_for(desk):
    assert page(desk.get("/redaktion/planung/")).xpath("//a[.='Kalender abonnieren']/@href") == [PAGE]
    assert text(desk.get(PAGE), "//*[contains(@class, 'empty')]//strong") == "Noch kein Kalender abonniert."


def test_address_is_shown_once_and_opens_in_a_calendar(desk):
    answer = desk.post(f"{PAGE}neu/", {"shows": "mine", "name": "Telefon"})
    (field,) = page(answer).xpath("//input[@id='adresse']")
    (webcal,) = page(answer).xpath("//a[.='Im Kalender öffnen']/@href")
    assert webcal == field.get("value").replace("http:", "webcal:")
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "same-origin")
    later = desk.get(PAGE)
    assert texts(later, "//*[@class='row-title']") == ["Meine Beiträge und Fristen"]
    assert "Telefon" in texts(later, "//*[@class='meta']/span")
    assert field.get("value") not in later.content.decode()


def test_account_is_chosen_by_name_and_a_strange_one_refused(desk):
    account = channels.account(Kind.X)
    subscribe(desk, str(account.pk))
    refused = desk.post(f"{PAGE}neu/", {"shows": "999"})
    assert (refused.status_code, texts(refused, "//*[@id='error-shows']")) == (
        422, ["Dieses Konto gibt es nicht mehr. Bitte wählen Sie noch einmal."],
    )  # fmt: skip
    assert list(CalendarLink.objects.values_list("scope", "account")) == [(CalendarScope.ACCOUNT, account.pk)]


def test_too_many_addresses_are_refused_in_words(desk):
    for _number in range(calendars.MOST):
        subscribe(desk)
    assert desk.post(f"{PAGE}neu/", {"shows": "all"}).status_code == 422


def test_program_gets_the_calendar_and_304_while_nothing_changes(desk, client, office):
    channels.account(Kind.X)
    planned(office)
    url = subscribe(desk)
    client.logout()
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    planned(office)
    third = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content, third.status_code) == (200, 304, b"", 200)
    assert [len(Calendar.from_ical(answer.content).events) for answer in (first, third)] == [1, 2]
    assert {name: first[name] for name in ("Content-Type", "Cache-Control", "Referrer-Policy", "X-Robots-Tag")} == {
        "Content-Type": "text/calendar; charset=utf-8", "Cache-Control": "no-store", "Referrer-Policy": "same-origin",
        "X-Robots-Tag": "noindex, nofollow",
    }  # fmt: skip
    assert client.head(url).status_code == 200
    assert client.post(url).status_code == 405


def test_use_shows_on_the_page(desk):
    url = subscribe(desk)
    assert "noch nicht abgerufen" in text(desk.get(PAGE), "//*[@class='meta']")
    desk.get(url)
    assert "zuletzt abgerufen" in text(desk.get(PAGE), "//*[@class='meta']")


def test_revoked_unknown_and_orphaned_addresses_are_gone(desk, office):
    url = subscribe(desk)
    answer = desk.post(f"{PAGE}{CalendarLink.objects.get().pk}/sperren/", follow=True)
    assert said(answer) == [
        "Die Adresse „Alle Konten und Fristen“ gilt nicht mehr. Kalender, die sie abonnieren, bleiben stehen."
    ]
    gone = desk.get(url)
    assert (gone.status_code, gone["Content-Type"], gone["Cache-Control"]) == (
        404, "text/plain; charset=utf-8", "no-store",
    )  # fmt: skip
    orphaned = subscribe(desk)
    office.editor.is_active = False
    office.editor.save()
    assert [desk.get(there).status_code for there in (orphaned, reverse("guest:calendar", args=["geraten"]))] == [
        404,
        404,
    ]


def test_nobody_revokes_or_sees_what_is_not_theirs(desk, client, office):
    url = subscribe(desk)
    client.force_login(office.cvd)
    assert texts(client.get(PAGE), "//*[@class='row-title']") == []
    assert client.post(f"{PAGE}{CalendarLink.objects.get().pk}/sperren/").status_code == 404
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("many", [1, 4])
def test_asking_costs_the_same_however_much_is_planned(desk, client, office, django_assert_num_queries, many):
    channels.account(Kind.X)
    for _number in range(many):
        planned(office)
    url = subscribe(desk)
    client.logout()
    with django_assert_num_queries(7):  # link, deliveries, wishes, when they changed, topics, press dates, last use
        client.get(url)
