"""The public pages in Chromium: accessible, alone with our own house, obedient to the policy."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.factories.crises import crisis_on
from tests.portal.conftest import NEWS, address, press_release

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

LOOKS = [("light", 1280), ("light", 390), ("dark", 1280), ("dark", 390)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LISTEN = "window.broken = []; addEventListener('securitypolicyviolation', e => broken.push(e.violatedDirective))"
WORD = "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung"
TABLE = "<table><tr>" + "<th>Haushaltsstelle</th>" * 6 + "</tr><tr>" + "<td>1.234.567 €</td>" * 6 + "</tr></table>"


@dataclass
class Visit:
    """A page and what it asked for."""

    page: Page
    requests: list[str] = field(default_factory=list)


@contextmanager
def visiting(browser: Browser, scheme: str, width: int) -> Iterator[Visit]:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, locale="en-US")
    visit = Visit(context.new_page())
    visit.page.on("request", lambda request: visit.requests.append(request.url))
    visit.page.add_init_script(LISTEN)
    yield visit
    assert context.cookies() == []
    context.close()


def paths(published) -> list[str]:
    """One story with everything in it, one bare; then every kind of page."""
    published(headline="Kurze Meldung")
    rich = published(
        headline=f"{WORD} tritt in Kraft",
        lead=f"Das Wort {WORD} sprengt schmale Schirme.",
        body=f"<h2>{WORD}</h2><p>{WORD}</p>{TABLE}<blockquote><p>Zitat</p></blockquote>",
        link=f"https://stadt.example/{WORD.lower()}",
        keywords=[WORD, "Kurz"],
        pictures=3,
        video=True,
    )
    press_release(rich)
    return [NEWS, address(rich), f"{NEWS}fehlt/"]


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_banner_of_a_crisis_is_accessible(browser, live_server, office, published, scheme, width):
    story = published()
    crisis_on(banner=f"{WORD} in Bilk.\nBitte Ruhe bewahren.", link="https://stadt.example/bilk")
    with visiting(browser, scheme, width) as visit:
        for path in (NEWS, address(story), f"{NEWS}fehlt/", "/gibt-es-nicht"):
            visit.page.goto(live_server.url + path, wait_until="networkidle")
            assert visit.page.get_by_role("region", name="Wichtiger Hinweis").is_visible(), path
            found = Axe().run(visit.page, options=RULES).response["violations"]
            assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == [], path
            assert visit.page.evaluate("document.documentElement.scrollWidth") == width, path


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_pages_are_accessible_and_ask_nobody_else(browser, live_server, office, published, scheme, width):
    addresses = paths(published)
    with visiting(browser, scheme, width) as visit:
        for path in addresses:
            visit.page.goto(live_server.url + path, wait_until="networkidle")
            found = Axe().run(visit.page, options=RULES).response["violations"]
            assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == [], path
            assert visit.page.evaluate("document.documentElement.scrollWidth") == width, path
            assert visit.page.evaluate("broken") == [], path
        # The listener does hear: a script that is run, unlike the data block, is reported.
        visit.page.evaluate("document.head.append(Object.assign(document.createElement('script'), {text: '1'}))")
        assert visit.page.evaluate("broken") == ["script-src-elem"]
        assert [url for url in visit.requests if not url.startswith(live_server.url)] == []
