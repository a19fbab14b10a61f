"""The wall in a real browser: keeps itself up to date, accessible, nothing sticks out."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.sandbox.test_wall import filled
from tests.sandbox.test_x import post
from tests.sandbox_process import Sandbox

pytestmark = pytest.mark.browser
__all__ = ["filled"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_pages_are_accessible_and_fit(filled: Sandbox, browser: Browser, scheme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    view = context.new_page()
    complaints: list[str] = []
    view.on("console", lambda line: complaints.append(line.text))
    for url in ["/", *(p["url"].removeprefix(filled.http) for p in filled.wall()["posts"])]:
        view.goto(filled.http + url)
        found = Axe().run(view, options={"runOnly": RULES}).response["violations"]
        assert [(url, rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
        assert view.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
    context.close()


def test_new_posts_appear_by_themselves_and_open_details_stay_open(filled: Sandbox, browser: Browser) -> None:
    view = browser.new_page()
    view.goto(filled.http)
    cards = view.locator(".card")
    assert cards.count() == 7
    view.locator("details.alt summary").first.click()
    post(filled, "Frisch eingetroffen")
    view.get_by_text("Frisch eingetroffen").first.wait_for()
    assert cards.count() == 8
    assert view.locator("details.alt[open]").count() == 1
    assert view.locator("#neues").inner_text() == "Ein neuer Beitrag."
    filled.fault(platform="x", kind="commit_drop")
    view.locator("#anstehend").get_by_text("geht verloren").first.wait_for()
    view.close()


def test_a_fault_is_clicked_in_and_taken_back(sandbox: Sandbox, browser: Browser) -> None:
    view = browser.new_page()
    view.goto(sandbox.http)
    view.get_by_label("Beim nächsten Post auf").select_option("x")
    view.get_by_role("button", name="Störung einstellen").first.click()
    view.get_by_text("Die Störung ist eingestellt").wait_for()
    assert [(fault["platform"], fault["kind"]) for fault in sandbox.faults()] == [("x", "commit_drop")]
    view.get_by_role("button", name="zurücknehmen").click()
    view.get_by_text("Die Störung ist zurückgenommen.").wait_for()
    assert sandbox.faults() == []
    view.close()
