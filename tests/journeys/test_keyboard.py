"""The whole review without a mouse, and single keys switched off."""

import pytest
from playwright.sync_api import Page, expect

from people.models import User
from stories.models import Story
from tests.factories import channels
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEADLINES = ("Brücke gesperrt", "Freibad öffnet", "Neue Linden")


@pytest.fixture
def queue(visitor: Visitor) -> Page:
    """The Chef vom Dienst before a queue of three."""
    maria = User.objects.get(username="maria")
    for headline in HEADLINES:
        channels.submitted(by=maria, headline=headline)
    visitor.login("tobias")
    visitor.go("/redaktion/abnahme/")
    expect(visitor.page.locator("[data-row]")).to_have_count(3)
    return visitor.page


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_queue_is_worked_off_by_keys(queue: Page, visitor: Visitor) -> None:
    page = queue
    for key, headline in [("j", 0), ("j", 1), ("k", 0), ("j", 1)]:
        page.keyboard.press(key)
        assert focused(page) == HEADLINES[headline]
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADLINES[1])
    page.wait_for_load_state("networkidle")
    page.keyboard.press("z")
    expect(page.locator("#note")).to_be_focused()
    page.keyboard.type("fw: bitte kürzen")
    expect(page.locator("#note")).to_have_value("fw: bitte kürzen")
    page.locator("#note").blur()
    page.keyboard.press("w")
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADLINES[2])
    page.wait_for_load_state("networkidle")
    page.keyboard.press("j")
    assert "panel" in page.evaluate("document.activeElement.className")
    page.keyboard.press("f")
    assert focused(page) == "Freigeben"
    visitor.check("review by keyboard")
    page.keyboard.press("Enter")
    page.wait_for_url("**/auslieferungen/")
    assert Story.objects.get(headline=HEADLINES[2]).reviews.filter(outcome="approved").count() == 1


def test_single_keys_are_told_and_can_be_switched_off(queue: Page, visitor: Visitor) -> None:
    page = queue
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Zum nächsten Eintrag")
    visitor.check("shortcuts")
    dialog.get_by_label("Einzelne Tasten lösen etwas aus").uncheck()
    page.keyboard.press("Escape")
    page.reload(wait_until="networkidle")
    for key in ("j", "n", "?"):
        page.keyboard.press(key)
    assert page.url.endswith("/redaktion/abnahme/")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Tastenkürzel").click()
    dialog.get_by_label("Einzelne Tasten lösen etwas aus").check()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("j")
    assert focused(page) == HEADLINES[0]
