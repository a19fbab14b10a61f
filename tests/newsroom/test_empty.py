"""An office on its first day: every list says what it is for, and leads on to where each role may go."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from newsroom.desk_urls import urlpatterns
from people.models import AuditEvent, User
from people.roles import Role
from tests.factories import channels, media, people, stories
from tests.factories.crises import crisis_on
from tests.newsroom.pages import page
from tests.newsroom.test_access import READS

EMPTY = "//main//*[contains(concat(' ', @class, ' '), ' empty ')] | //*[@id='content']//*[@class='empty']"
LISTS = [
    "home", "search", "topics", "recurrences", "planning", "planning_month", "calendars", "stories", "words", "reviews", "ledger",
    "undecided", "doors", "accounts", "crisis", "press_returns", "press", "press_contacts", "press_imports",
    "inquiries", "press_dates", "press_outlook", "press_kits",
]  # fmt: skip
# Forms, texts, a bar that is empty where all is well, and pages that need something to be there first.
NO_LISTS = {"help", "story_new", "topic_new", "alarm", "recurrence_preview", "crisis_release"}
NO_LISTS |= {"account_callback", "account_choose", "press_contact_new", "press_contacts_file"}
NO_LISTS |= {"inquiry_new", "press_date_new", "press_kit_new"}
FILTERED = {
    "search": "q=Laterne",
    "topics": "ansicht=liste&q=Laterne",
    "stories": "q=Laterne",
    "words": "q=Laterne",
    "ledger": "suche=Laterne",
    "press_returns": "suche=Laterne",
    "press_contacts": "q=Laterne",
    "inquiries": "q=Laterne",
    "press_dates": "q=Laterne",
    "press_kits": "q=Laterne",
}


def visitors() -> list[Client]:
    """One client a role, logged in."""
    found = []
    for role in Role:
        client = Client()
        client.force_login(people.person(role))
        found.append(client)
    return found


def dead_ends(client: Client, url: str) -> list[str]:
    """The empty places of a page that lead nowhere this person may go."""
    response = client.get(url)
    if response.status_code == 403:
        return []
    tree = page(response)
    places = tree.xpath(EMPTY)
    return [
        " ".join(place.text_content().split())
        for place in places
        if not any(_goes_on(client, tree, url, link) for link in place.xpath(".//a/@href"))
    ] + ([] if places else [f"{url} has nothing to say"])


def _goes_on(client: Client, tree: Any, url: str, link: str) -> bool:
    if link.startswith("#"):
        return bool(tree.xpath(f"//*[@id='{link[1:]}']"))
    target = url.partition("?")[0] + link if link.startswith("?") else link
    return client.get(target).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_empty_list_leads_on(db, name):
    url = reverse(f"desk:{name}")
    assert [found for client in visitors() for found in dead_ends(client, url)] == []


@pytest.mark.parametrize(("name", "query"), FILTERED.items())
def test_list_that_finds_nothing_leads_on(db, name, query):
    url = f"{reverse(f'desk:{name}')}?{query}"
    assert [found for client in visitors() for found in dead_ends(client, url)] == []


@pytest.mark.parametrize("name", ["story_ledger", "story_fact_checks"])
def test_empty_list_of_a_story_leads_on(office, name):
    url = reverse(f"desk:{name}", args=[stories.story(by=office.editor).pk])
    assert [found for client in visitors() for found in dead_ends(client, url)] == []


def test_story_that_waits_medium_nobody_shows_and_crisis_without_story_lead_on(office):
    channels.account("x")
    waiting = reverse("desk:story_ledger", args=[channels.submitted(by=office.editor).pk])
    unused = reverse("desk:asset_uses", args=[media.clip().pk])
    crisis_on()
    pages = [waiting, unused, reverse("desk:crisis")]
    assert [found for client in visitors() for url in pages for found in dead_ends(client, url)] == []


def test_press_list_without_contacts_leads_on(db):
    url = reverse("desk:press_list", args=[channels.press_account(readers=()).distribution_list.pk])
    assert [found for client in visitors() for found in dead_ends(client, url)] == []


def test_every_list_of_the_desk_is_looked_at():
    plain = {str(pattern.name) for pattern in urlpatterns if "<" not in str(pattern.pattern)}
    assert (plain & READS.keys()) - NO_LISTS == set(LISTS)


@pytest.mark.parametrize("model", [model for model in admin.site._registry if model is not User])
def test_empty_master_data_say_what_they_are_for(db, model):
    clients = visitors()
    AuditEvent.objects.all().delete()
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    shown = [text for client in clients for text in [client.get(url).content.decode()] if "Noch nichts" in text]
    assert [found for client in clients for found in dead_ends(client, url)] == []
    assert {admin.site._registry[model].when_empty in text for text in shown} == {True}
