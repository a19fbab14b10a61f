"""A department hands in news by its link, and the page where links are given out."""

import pytest
from playwright.sync_api import expect

from people.models import User
from stories.actions import departments, doors
from stories.models import Topic
from tests.journeys.conftest import Visitor
from tests.stories.intake import kit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_news_comes_in_by_a_link(visitor: Visitor):
    parks = departments.ensure(name="Amt für Verbraucherschutz und Grünflächenunterhaltung", by=None)
    _, secret = doors.create_link(
        name="Mira Brandt", email="mira.brandt@stadt.example", department=parks,
        by=User.objects.get(username="tobias"),
    )  # fmt: skip
    visitor.go(f"/gast/meldung/{secret}/")
    visitor.check("form")
    page = visitor.page
    page.get_by_role("button", name="An die Redaktion senden").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Noch nicht gesendet")
    visitor.check("form with errors")
    page.get_by_label("Worum geht es?").fill("Feuerwehrgerätehauseinweihung in Himmelgeist")
    page.reload()
    expect(page.get_by_label("Worum geht es?")).to_have_value("Feuerwehrgerätehauseinweihung in Himmelgeist")
    page.get_by_label("Datei 1").set_input_files(
        {"name": "radweg.docx", "mimeType": "application/octet-stream", "buffer": kit.word_file()}
    )
    page.get_by_role("button", name="An die Redaktion senden").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Meldung ist angekommen")
    visitor.check("receipt")
    page.get_by_role("link", name="Noch eine Meldung").press("Enter")
    expect(page.locator(".row-title")).to_have_text("Feuerwehrgerätehauseinweihung in Himmelgeist")
    expect(page.get_by_label("Worum geht es?")).to_have_value("")
    visitor.check("form with a list")
    assert Topic.objects.get().title == "Feuerwehrgerätehauseinweihung in Himmelgeist"


def test_links_are_given_out(visitor: Visitor):
    departments.ensure(name="Gartenamt", by=None)
    visitor.login("tobias")
    visitor.go("/redaktion/eingaenge/")
    visitor.check("doors, empty")
    page = visitor.page
    panel = page.get_by_role("complementary", name="Link ausgeben")
    panel.get_by_label("Name").fill("Mira Brandt-Feuerwehrgerätehausverwaltung")
    panel.get_by_label("E-Mail").fill("mira.brandt@stadt.example")
    panel.get_by_label("Amt").select_option(label="Gartenamt")
    panel.get_by_role("button", name="Link ausgeben").press("Enter")
    visitor.check("doors with a link")
    page.get_by_role("button", name="Kopieren").press("Enter")
    expect(page.locator("#kopiert")).not_to_be_empty()
    visitor.go("/redaktion/themen/")
    page.get_by_text("Aus Word-Datei").press("Enter")
    visitor.check("word file")
