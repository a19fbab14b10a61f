"""From login to the published story, as the people of the office go."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from channels_publish.models import Delivery
from stories.models import Story
from tests.journeys.conftest import Visitor
from tests.sandbox_process import Sandbox

PICTURE = Path(settings.BASE_DIR) / "newsroom/demo/media/spielplatz-im-park.jpg"
HEADLINE = "Verkehrsinfrastrukturfinanzierungsgesetz: Rheinuferpromenade öffnet am Samstag, 5. Dezember"
LEAD = "Die Stadt gibt 1,4 Kilometer Uferweg frei. Der Eintritt zum Fest ist frei."
ALT = "Spielplatz mit Schaukel zwischen großen Bäumen"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_story_goes_from_the_desk_to_every_channel(visitor: Visitor, sandbox: Sandbox) -> None:
    _write(visitor)
    story = Story.objects.get()
    _shorten_for_x(visitor)
    _submit(visitor)
    _approve(visitor, story)
    _read(visitor, story)
    # The sixth channel is YouTube, which a story without a video leaves out.
    assert sorted(row.account.kind for row in Delivery.objects.filter(state="sent")) == [
        "facebook", "instagram", "press", "website", "website", "x", "x",
    ]  # fmt: skip
    posts = [post for post in sandbox.wall()["posts"] if post["platform"] != "press"]
    assert [(post["platform"], post["alt_texts"]) for post in sorted(posts, key=lambda post: post["platform"])] == [
        ("facebook", [ALT]), ("instagram", [ALT]), ("website", [ALT]), ("website", [ALT]), ("x", [ALT]), ("x", [ALT]),
    ]  # fmt: skip
    assert [post["text"].split(" https")[0] for post in posts if post["account"] == "1500000002"] == [
        "Kurz gesagt: Der Uferweg ist offen."
    ]


def _write(visitor: Visitor) -> None:
    page = visitor.page
    visitor.login("maria")
    visitor.check("home")
    page.get_by_role("link", name="Neuer Beitrag").first.click()
    page.get_by_label("Überschrift").fill(HEADLINE)
    page.get_by_label("Vorspann").fill(LEAD)
    page.locator(".ProseMirror").click()
    page.keyboard.type("Am Ufer gibt es Musik und Führungen. Alle sind willkommen.")
    page.get_by_label("Amt", exact=True).select_option(label="Gartenamt")
    visitor.check("new story")
    page.get_by_role("button", name="Speichern", exact=True).first.click()
    page.wait_for_url(re.compile(r"/beitraege/\d+/$"))
    page.locator("#images").set_input_files(PICTURE)
    page.get_by_label("Alternativtext").fill(ALT)
    page.get_by_label("Bildnachweis").fill("Landeshauptstadt Düsseldorf")
    page.locator("#speichern").click()
    expect(page.get_by_text("Alles da.")).to_be_visible()
    visitor.check("story")


def _shorten_for_x(visitor: Visitor) -> None:
    page = visitor.page
    panel = page.locator("details.fassung", has_text="@Duesseldorf_Presse")
    panel.locator("summary").click()
    text = panel.locator("textarea[name=text]")
    text.fill("ä" * 281)
    expect(panel.get_by_text("281").first).to_be_visible()
    expect(panel.get_by_text("um 1 zu lang").first).to_be_visible()
    visitor.check("story with a text too long")
    text.fill("Kurz gesagt: Der Uferweg ist offen.")
    expect(panel.get_by_text("um 1 zu lang")).to_have_count(0)
    panel.get_by_role("button", name="Speichern", exact=True).click()
    expect(panel.get_by_text("bearbeitet").first).to_be_visible()


def _submit(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("#einreichen-knopf").click()
    expect(page.get_by_text("Der Beitrag steht zur Abnahme")).to_be_visible()
    assert Story.objects.get().state == "in_review"
    page.context.clear_cookies()


def _approve(visitor: Visitor, story: Story) -> None:
    page = visitor.page
    visitor.login("tobias")
    visitor.go("/redaktion/abnahme/")
    visitor.check("queue")
    page.get_by_role("link", name=HEADLINE).first.click()
    visitor.check("review")
    page.get_by_role("button", name="Freigeben").first.click()
    page.wait_for_url(f"**/redaktion/beitraege/{story.pk}/auslieferungen/")
    visitor.check("ledger while it fills")
    expect(page.get_by_text("7 von 7").first).to_be_visible(timeout=30_000)
    visitor.check("story ledger")
    visitor.go("/redaktion/auslieferungen/")
    visitor.check("ledger")


def _read(visitor: Visitor, story: Story) -> None:
    visitor.page.context.clear_cookies()
    visitor.go("/nachrichten/")
    visitor.check("news")
    visitor.page.get_by_role("link", name=HEADLINE).first.click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(visitor.page.get_by_alt_text(ALT)).to_be_visible()
    visitor.check("article")
    assert visitor.page.context.cookies() == []
