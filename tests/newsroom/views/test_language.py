"""Hints over HTTP, and the page of the city's words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from channels_publish.enums import Kind
from stories.models import CityWord
from tests.factories import channels, stories
from tests.newsroom.pages import page

pytestmark = pytest.mark.django_db


def test_hints_escape_what_is_typed_and_store_nothing(office, client):
    client.force_login(office.editor)
    body = "<p>Wir kommen zeitnah. Der &lt;b&gt;quaxelt.</p>"

    answer = client.post(reverse("desk:story_hints"), {"headline": "Zu lang.", "body": body})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert ('data-suggestion="bald"' in page, 'data-suggestion="Zu lang"' in page, "<b>" in page) == (
        True,
        True,
        False,
    )


def hints(client, **typed) -> list[tuple[str, str, str]]:
    """Kind, field and message of the hints on a short text."""
    answer = client.post(reverse("desk:story_hints"), {"lead": "Kurz."} | typed)
    rows = page(answer).xpath("//li[@data-hint]")
    return [(row.get("data-kind"), row.get("data-field"), row.xpath("string(p[@class='small'])")) for row in rows]


def test_a_headline_too_long_for_its_channels_is_named_with_their_measures(office, client):
    channels.account(Kind.PRESS)
    client.force_login(office.editor)
    message = "Die Überschrift hat 120 Zeichen, zu viele für: Pressemitteilung (empfohlen höchstens 110)."

    assert hints(client, headline="Oh ach " * 16 + "Oh haben") == [("headline", "headline", message)]
    assert hints(client, headline="Oh ach", sprache="en") == []


def test_a_missing_alternative_text_leads_to_its_input(office, client):
    client.force_login(office.editor)
    story = stories.story(by=office.editor, pictures=2)
    first, _second = story.ordered_images()
    field = f"image-{first.pk}-alt_text"
    missing = "Dem Bild „bild1.jpg“ fehlt der Alternativtext. Beschreiben Sie es für Menschen, die es nicht sehen."

    assert hints(client, beitrag=story.pk) == []
    assert hints(client, beitrag=story.pk, **{field: ""}) == [("picture", field, missing)]
    assert hints(client, beitrag="999999") == hints(client, beitrag="x") == []


def test_hints_cost_the_same_for_any_number_of_pictures(office, client):
    client.force_login(office.editor)
    channels.account(Kind.PRESS)
    counts = []
    for pictures in (1, 3):
        story = stories.story(by=office.editor, pictures=pictures)
        with CaptureQueriesContext(connection) as queries:
            hints(client, beitrag=story.pk, headline="Kurz")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_taught_word_gives_no_hint(office, client):
    client.force_login(office.editor)
    fetch = {"X-Requested-With": "fetch"}
    taught = client.post(reverse("desk:word_add"), {"words": "quaxelt"}, headers=fetch)
    refused = client.post(reverse("desk:word_add"), {"words": "12"}, headers=fetch)
    hints = client.post(reverse("desk:story_hints"), {"lead": "Er quaxelt."})

    assert (taught.status_code, refused.status_code, "quaxelt" in hints.content.decode()) == (204, 422, False)


def test_what_was_typed_stays_when_it_is_refused(office, client):
    client.force_login(office.editor)
    answer = client.post(reverse("desk:word_add"), {"words": "Wersten\n12"})

    assert answer.status_code == 422
    assert "Wersten\n12</textarea>" in answer.content.decode()


def test_the_list_costs_the_same_for_any_number_of_words(office, client):
    client.force_login(office.editor)
    counts = []
    for word in ("Eins", "Zwei", "Drei"):
        CityWord.objects.create(word=word, created_by=office.editor)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("desk:words"), {"q": ""}).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[2]
