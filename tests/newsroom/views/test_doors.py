"""The page „Eingänge“: a feed is looked at before it is added; the page costs the same for any number."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.roles import Permission, Role
from stories.actions import departments, doors, intake, keys
from stories.models import Feed
from tests.factories import people
from tests.newsroom import pages
from tests.newsroom.test_access import holders
from tests.stories.intake.feedserver import item, rss, serving

pytestmark = pytest.mark.django_db


def test_a_feed_is_looked_at_then_added_paused_and_removed(client, office, settings):
    settings.FEEDS_MAY_BE_PRIVATE = True
    client.force_login(office.cvd)
    with serving() as server:
        server.put(rss(item(2), item(1)))
        data = {"feed-url": f"{server.url}/feed"}
        seen = client.post(reverse("desk:feed_new"), data)
        assert (Feed.objects.count(), pages.texts(seen, "//aside//ul/li")) == (0, ["Meldung 2", "Meldung 1"])
        added = client.post(reverse("desk:feed_new"), data | {"aufnehmen": "1"}, follow=True)
        again = client.post(reverse("desk:feed_new"), data | {"aufnehmen": "1"})
    feed = Feed.objects.get()
    paused = client.post(reverse("desk:feed_switch", args=[feed.pk]), {"aktiv": "0"}, follow=True)
    removed = client.post(reverse("desk:feed_remove", args=[feed.pk]), follow=True)

    assert pages.said(added) == [
        "„Polizei Düsseldorf“ wird ab jetzt gelesen. Die ersten Themen kommen in der nächsten Minute."
    ]
    assert (again.status_code, pages.texts(again, "//*[@id='error-feed-url']")) == (
        422,
        ["Diesen Feed liest der Newsroom schon. Sie finden ihn in der Liste."],
    )
    assert pages.said(paused) == ["„Polizei Düsseldorf“ ist angehalten."]
    assert pages.said(removed) == [f"„Polizei Düsseldorf“ wird nicht mehr gelesen ({feed.url}). Seine Themen bleiben."]


def test_only_managers_make_the_newsroom_ask_another_server(client, db, settings):
    settings.FEEDS_MAY_BE_PRIVATE = True
    opened = set()
    with serving() as server:
        server.put(rss(item(1)))
        for role in Role:
            client.force_login(people.person(role))
            answer = client.post(reverse("desk:feed_new"), {"feed-url": f"{server.url}/feed"})
            opened |= {role} if answer.status_code == 200 else set()
        asked = len(server.asked)

    assert opened == holders(frozenset({Permission.MANAGE_INTAKE}))
    assert asked == len(opened)
    assert client.get(reverse("desk:feed_new")).status_code in {403, 405}


def test_the_page_costs_the_same_for_any_number(client, office):
    client.force_login(office.cvd)
    parks = departments.ensure(name="Gartenamt", by=office.cvd)
    counts = []
    for number in range(3):
        doors.create_link(name=f"Person {number}", email="p@stadt.example", department=parks, by=office.cvd)
        keys.create(name=f"Programm {number}", department=parks, by=office.cvd)
        Feed.objects.create(
            name="Amt", url=f"https://stadt.example/{number}", department=parks, next_check_at=timezone.now()
        )
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("desk:doors")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_the_page_tells_how_the_mailbox_is_doing(client, office, settings):
    client.force_login(office.cvd)
    there = "//*[@aria-labelledby='h-mailbox']"
    settings.INTAKE_IMAP_URL = ""
    assert "Es ist kein Postfach eingerichtet." in pages.text(client.get(reverse("desk:doors")), there)
    settings.INTAKE_IMAP_URL = "imaps://newsroom:geheim@post.stadt.example/INBOX"
    shown = pages.text(client.get(reverse("desk:doors")), there)
    assert ("newsroom auf post.stadt.example, Ordner INBOX" in shown, "Noch nicht gelesen" in shown) == (True, True)
    assert "geheim" not in shown
    intake.visited(letters=2)
    assert "Wird gelesen" in pages.text(client.get(reverse("desk:doors")), there)
    intake.visited(problem="Der Mailserver ist nicht zu erreichen: timed out")
    shown = pages.text(client.get(reverse("desk:doors")), there)
    assert ("Der Mailserver ist nicht zu erreichen: timed out" in shown, "1 Fehlversuch" in shown) == (True, True)
