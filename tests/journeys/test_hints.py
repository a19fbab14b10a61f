"""Hints while writing: seen, taken over, taken back, taught."""

import pytest
from playwright.sync_api import expect

from people.models import User
from stories.models import CityWord
from tests.factories import stories
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_error_is_shown_mended_undone_and_a_name_is_taught(visitor: Visitor) -> None:
    made = stories.story(by=User.objects.get(username="maria"))
    visitor.login("maria")
    visitor.go(made.get_absolute_url())
    page = visitor.page
    text = page.get_by_role("textbox", name="Text", exact=True)
    text.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Die Veranstalung am Neanderhaus beginnt um 14.30 Uhr. Der Quaxelbrumft hat quaxelt.")

    hints = page.locator("#hinweise")
    expect(hints.get_by_role("button", name="Veranstaltung", exact=True)).to_be_visible()
    visitor.check("story with hints")
    hints.get_by_role("button", name="Veranstaltung", exact=True).click()
    expect(text).to_contain_text("Die Veranstaltung am")
    page.keyboard.press("Control+z")
    expect(text).to_contain_text("Die Veranstalung am")

    row = hints.get_by_role("listitem").filter(has_text="quaxelt")
    expect(row).to_be_visible()
    row.get_by_role("button", name="Ins Wörterbuch").click()
    expect(row).to_have_count(0)
    assert CityWord.objects.get().word == "quaxelt"

    visitor.go("/redaktion/woerter/")
    expect(page.get_by_text("quaxelt", exact=True)).to_be_visible()
    visitor.check("words of the city")
