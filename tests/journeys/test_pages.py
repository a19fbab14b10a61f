"""Every page of the desk that is only read: no accessibility fault, no CSP report, no sideways scrolling."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from people.models import User
from press import unsubscribing
from press.actions import advance, choices, kits, lists, signups
from press.models import AdvanceAccess, Contact, DistributionList
from stories.actions import comments, factchecks, versions
from stories.actions import topics as topic_actions
from stories.anchoring import Quote
from stories.enums import Language
from stories.intake.incoming import Enclosure
from stories.models import Story
from tests.factories import channels, journalists, media, press, returns, stories, topics
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
    there, rhythm = story.get_absolute_url(), f"/redaktion/themen/wiederkehrend/{topics.recurrence().pk}/"
    visitor.login("maria")
    for path in (
        "/redaktion/", "/redaktion/themen/?ansicht=liste", topic.get_absolute_url(), "/redaktion/themen/neu/",
        f"{topic.get_absolute_url()}ablehnen/", "/redaktion/themen/wiederkehrend/", rhythm, f"{rhythm}aendern/", there, f"{there}faktencheck/",
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


def test_pages_about_the_press_are_open_to_everybody(visitor: Visitor):
    petra, press_list = User.objects.get(username="petra"), DistributionList.objects.get()
    tjark = Contact.objects.get(name="Tjark Böhmer")
    lists.add_contact(name="Tjark Böhmer", email="t.boehmer@boehmer.example", note=LONG, by=petra)
    choices.leave_list(contact=Contact.objects.get(name="Elin Faber"), distribution_list=press_list)
    rows = f"Name;E-Mail;Redaktion\n{LONG};lang@funk.example;{LONG}\nElin F.;lokales@rundschau.example;\nFalsch;nix;\n"
    file = press.upload(by=petra, data=rows.encode())
    _link, secret = signups.open_page(contact=tjark)
    leave = unsubscribing.unsubscribe_address(contact=tjark, from_list=press_list).split("/gast/")[1]
    there = f"/redaktion/presse/kontakte/{tjark.pk}/"
    visitor.login("petra")
    for path in (
        "/redaktion/presse/", f"/redaktion/presse/verteiler/{press_list.pk}/", "/redaktion/presse/kontakte/",
        "/redaktion/presse/kontakte/neu/", there, f"{there}loeschen/", "/redaktion/presse/import/",
        f"/redaktion/presse/import/{file.pk}/", "/redaktion/hilfe/pressekontakte/", "/gast/presse/anmeldung/",
        "/gast/presse/link/", "/gast/presse/gesendet/", f"/gast/presse/seite/{secret}/",
        f"/gast/presse/seite/{secret}/loeschen/", "/gast/presse/seite/nix/", f"/gast/{leave}",
    ):  # fmt: skip
        visitor.go(path)
        visitor.check(path.replace(secret, "…"))


def test_pages_of_the_press_desk(visitor: Visitor):
    maria, petra = (User.objects.get(username=name) for name in ("maria", "petra"))
    question = journalists.released(journalists.inquiry(name=LONG[:150], by=maria), by=petra)
    date = journalists.press_date(by=petra, title=LONG)
    journalists.applied(date, outlet=LONG)
    kit = journalists.press_kit(by=petra, assets=(media.picture(by=petra, alt=LONG),))
    kits.publish(kit=kit, by=petra)
    visitor.login("maria")
    for path in (
        "/redaktion/presse/anfragen/", "/redaktion/presse/anfragen/neu/", question.get_absolute_url(),
        "/redaktion/presse/termine/", "/redaktion/presse/termine/neu/", "/redaktion/presse/mappen/",
        f"/redaktion/presse/termine/vorschau/?woche={timezone.localdate(date.begins_at)}", kit.get_absolute_url(),
        f"/gast/akkreditierung/{date.pk}/", f"/gast/akkreditierung/{date.pk}/gesendet/",
        "/presse/", f"/presse/termine/{date.pk}/", f"/presse/mappen/{kit.secret}/",
    ):  # fmt: skip
        visitor.go(path)
        visitor.check(path)
    visitor.page.context.clear_cookies()
    visitor.login("petra")
    for path in (date.get_absolute_url(), f"{date.get_absolute_url()}einlass/"):
        visitor.go(path)
        visitor.check(path)
