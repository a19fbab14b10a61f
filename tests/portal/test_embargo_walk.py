"""Two worlds walked by an anonymous visitor: one with a story under embargo, one where it was never written.

Every address of the house that answers without a login is asked in both, by every method a browser or a feed reader
uses. Status, headers and bytes must be the same; a difference in length or in a lifetime would tell as much as a word.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from channels_publish.enums import Kind
from press.actions import advance
from stories.models import Story, Topic
from tests.factories import channels
from tests.portal.conftest import press_release

SECRET = "Geheimer Umzug der Stadtverwaltung"
# The desk asks for a login at each address (tests/newsroom/test_access.py).
DESK = "redaktion/"
ROUTE = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
DRAWN = re.compile(rb'<input type="hidden"[^>]*>|X-CSRFToken[^}]*')
QUERIES = ("", "?seite=2", "?q=Umzug", "?original")


def routes(patterns: Any = None, before: str = "") -> Iterator[str]:
    """Every route below the root, the desk left out, as Django spells it."""
    for pattern in patterns or get_resolver().url_patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            if not route.startswith(DESK):
                yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and "(?P" not in route:
            yield route


def addresses(story: dict[str, Any]) -> list[str]:
    """Every public address with what an outsider could guess of the story in its place."""

    def filled(match: re.Match[str]) -> str:
        if match["name"] == "slug":
            return str(story["slug"])
        if match["kind"] == "int":
            return "1" if match["name"] == "number" else str(story["pk"])
        return "geraten"

    return [f"/{ROUTE.sub(filled, route)}{query}" for route in routes() for query in QUERIES]


def fingerprint(answer: Any) -> tuple[int, dict[str, str], bytes]:
    """What an answer says, without what is drawn anew for each: the token of a form, the nonce of its page."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, dict(answer.headers), DRAWN.sub(b"", body)


def walk(story: dict[str, Any], at: datetime) -> dict[str, Any]:
    """What each address answers at this moment, to a first visit and to one that has been here before."""
    client, found = Client(), {}
    with patch("django.utils.timezone.now", return_value=at):
        for address in addresses(story):
            for method in ("get", "head"):
                found[f"{method} {address}"] = fingerprint(getattr(client, method)(address))
            since = {"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}
            found[f"since {address}"] = fingerprint(client.get(address, headers=since))
    return found


@pytest.fixture
def hidden(office) -> Story:
    """A story with all a story can carry, approved, mailed to the press, with a named link out."""
    for kind in (Kind.X, Kind.WEBSITE):
        channels.account(kind)
    until = (timezone.now() + timedelta(hours=1)).replace(second=0, microsecond=0)
    story = channels.approved(by=office.editor, headline=SECRET, embargo=until, pictures=1, video=True)
    press_release(story)
    advance.give(story=story, name="Ada Wolff", outlet="Rheinblatt", by=office.cvd)
    return story


def test_walk_reaches_every_public_route():
    """What is walked is what there is: a new public page is walked without anybody thinking of it."""
    walked = set(routes())
    assert {"nachrichten/", "nachrichten/feed.rss", "sitemap.xml", "robots.txt", "nachrichten/<slug:slug>/"} <= walked
    assert {"gast/vorab/<str:secret>/", "gast/api/v1/themen/<int:pk>/", "medien/<str:token>/<str:name>"} & walked
    assert all(not route.startswith(DESK) for route in walked)


@pytest.mark.parametrize("left", [timedelta(minutes=50), timedelta(seconds=20)], ids=["long before", "last seconds"])
def test_before_its_minute_an_embargoed_story_is_nowhere_not_even_in_lengths(office, hidden, left):
    channels.approved(by=office.editor, headline="Was alle lesen dürfen", pictures=1)
    known = {"slug": hidden.slug, "pk": hidden.pk}
    at = hidden.embargo - left
    Story.objects.exclude(pk=hidden.pk).update(public_from=at - timedelta(minutes=5))

    with_it = walk(known, at)
    forget(hidden)
    without = walk(known, at)

    assert [name for name, answer in with_it.items() if answer != without[name]] == []
    assert [
        name for name, (_status, headers, body) in with_it.items() if SECRET.encode() in body or SECRET in str(headers)
    ] == []
    assert len(with_it) > 100


def forget(story: Story) -> None:
    """As if it had never been written, for readers: its rows stay where constraints want them."""
    Topic.objects.filter(stories=story).delete()
    Story.objects.filter(pk=story.pk).update(
        live=None, public_from=None, state="draft", slug="nie-geschrieben", embargo=None
    )


def test_after_its_minute_the_same_walk_finds_it(hidden):
    """The walk can see: what it does not find before, it finds after."""
    found = walk({"slug": hidden.slug, "pk": hidden.pk}, hidden.embargo + timedelta(seconds=1))
    names = {name for name, (_status, _headers, body) in found.items() if SECRET.encode() in body}
    assert {"get /nachrichten/", "get /nachrichten/feed.rss", f"get /nachrichten/{hidden.slug}/"} <= names
