"""Every page of the desk that is only read: no accessibility fault, no CSP report, no sideways scrolling."""

from datetime import timedelta

import pytest
from django.utils import timezone

from people.models import User
from press.actions import kits
from stories.actions import comments, factchecks, versions
from stories.actions import topics as topic_actions
from stories.anchoring import Quote
from stories.enums import Language
from stories.intake.incoming import Enclosure
from tests.factories import journalists, stories, topics
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Feuerwehrgerätehauseinweihung und Hochwasserschutzkonzept für Düsseldorf-Himmelgeist"


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
    petra = User.objects.get(username="petra")
    question = journalists.released(journalists.inquiry(name=LONG[:150], by=maria), by=petra)
    date = journalists.press_date(by=petra, title=LONG)
    journalists.applied(date, outlet=LONG)
    kit = journalists.press_kit(by=petra, assets=(story.ordered_images()[0],))
    kits.publish(kit=kit, by=petra)
    there = story.get_absolute_url()
    visitor.login("maria")
    for path in (
        "/redaktion/", "/redaktion/themen/?ansicht=liste", topic.get_absolute_url(), "/redaktion/themen/neu/",
        f"{topic.get_absolute_url()}ablehnen/", "/redaktion/themen/wiederkehrend/", there, f"{there}faktencheck/",
        f"{there}fassungen/", f"{there}sprachen/", "/redaktion/suche/?q=Hochwasser", "/redaktion/woerter/",
        "/redaktion/hilfe/", "/redaktion/hilfe/beitrag/", f"/redaktion/medien/{story.video.pk}/verwendung/",
        f"/gast/faktencheck/{secret}/", "/gast/faktencheck/nix/", "/gast/api/v1/", nearly.get_absolute_url(),
        "/redaktion/presse/anfragen/", "/redaktion/presse/anfragen/neu/", question.get_absolute_url(),
        "/redaktion/presse/termine/", "/redaktion/presse/termine/neu/", "/redaktion/presse/mappen/",
        f"/redaktion/presse/termine/vorschau/?woche={timezone.localdate(date.begins_at)}", kit.get_absolute_url(),
        f"/gast/akkreditierung/{date.pk}/", f"/gast/akkreditierung/{date.pk}/gesendet/",
        "/presse/", f"/presse/termine/{date.pk}/", f"/presse/mappen/{kit.secret}/",
    ):  # fmt: skip
        visitor.go(path)
        visitor.check(path.replace(secret, "…"))
    visitor.page.context.clear_cookies()
    visitor.login("petra")
    for path in (date.get_absolute_url(), f"{date.get_absolute_url()}einlass/"):
        visitor.go(path)
        visitor.check(path)
