"""Every page of the desk that is only read: no accessibility fault, no CSP report, no sideways scrolling."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from people.models import User
from press.actions import advance
from press.models import AdvanceAccess
from stories.actions import comments, factchecks, versions
from stories.actions import topics as topic_actions
from stories.anchoring import Quote
from stories.enums import Language
from stories.intake.incoming import Enclosure
from stories.models import Story
from tests.factories import channels, returns, stories, topics
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Feuerwehrgerätehauseinweihung und Hochwasserschutzkonzept für Düsseldorf-Himmelgeist"


def embargoed(by: User) -> Story:
    """Approved, and public in an hour."""
    until = timezone.now() + timedelta(hours=1)
    return channels.approved(by=by, headline=f"Vorab: {LONG}", embargo=until, pictures=1, video=True)


def test_pages_of_the_desk_are_open_to_everybody(visitor: Visitor):
    maria, tobias = (User.objects.get(username=name) for name in ("maria", "tobias"))
    topic = topics.received(title=LONG, enclosures=(Enclosure("Plan.pdf", "application/pdf", b"%PDF-"),))
    nearly = topics.received(title=f"{LONG} am Freitag", ref="<2@stadt.example>")
    topic_actions.take(topic=topics.topic(by=maria, deadline=timezone.now() - timedelta(days=1)), by=maria)
    story = stories.story(by=maria, headline=LONG, pictures=1, video=True)
    comments.write(story=story, text="@lin stimmt das?", by=tobias, field="lead", quote=Quote("Das Gartenamt"))
    versions.begin(story=story, language=Language.SIMPLE, by=maria)
    end = timezone.now() + timedelta(days=1)
    _check, secret = factchecks.ask(story=story, name="Mira Brandt", expires_at=end, by=maria, question="Stimmt es?")
    _access, early = advance.give(story=embargoed(maria), name="Ada Wolff", outlet="Rheinblatt", by=tobias)
    Client().get(f"/gast/vorab/{early}/")
    there = story.get_absolute_url()
    visitor.login("maria")
    for path in (
        "/redaktion/", "/redaktion/themen/?ansicht=liste", topic.get_absolute_url(), "/redaktion/themen/neu/",
        f"{topic.get_absolute_url()}ablehnen/", "/redaktion/themen/wiederkehrend/", there, f"{there}faktencheck/",
        f"{there}fassungen/", f"{there}sprachen/", "/redaktion/suche/?q=Hochwasser", "/redaktion/woerter/",
        "/redaktion/hilfe/", "/redaktion/hilfe/beitrag/", f"/redaktion/medien/{story.video.pk}/verwendung/",
        f"/gast/faktencheck/{secret}/", "/gast/faktencheck/nix/", "/gast/api/v1/", nearly.get_absolute_url(),
        f"{AdvanceAccess.objects.get().story.get_absolute_url()}sperrfrist/", f"/gast/vorab/{early}/",
    ):  # fmt: skip
        visitor.go(path)
        visitor.check(path.replace(secret, "…").replace(early, "…"))


def test_pages_of_what_came_back(visitor: Visitor):
    returns.suspended()
    row = returns.open_return()
    visitor.login("petra")
    for path in ("/redaktion/presse/ruecklaeufer/", f"/redaktion/presse/ruecklaeufer/{row.pk}/"):
        visitor.go(path)
        visitor.check(path)
