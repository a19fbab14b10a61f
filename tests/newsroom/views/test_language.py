"""Hints over HTTP, and the page of the city's words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stories.models import CityWord

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
