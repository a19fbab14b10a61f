"""A person's way through the newsroom: real pages, a real browser, a real engine, the sandbox."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from channels_publish.engine import Engine
from newsroom.demo import office
from tests.sandbox_process import Sandbox

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What the browser itself reports when a page breaks its own Content-Security-Policy.
LISTEN = """
window.cspReports = [];
document.addEventListener("securitypolicyviolation", e => window.cspReports.push(
  e.violatedDirective + " " + e.blockedURI + " " + e.sourceFile + ":" + e.lineNumber));
"""


@dataclass(slots=True)
class Visitor:
    """One person at one browser window. Every page it leaves has been checked."""

    page: Page
    base: str
    checked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.base + path)

    def login(self, username: str) -> None:
        self.go("/redaktion/")
        self.page.get_by_label("Benutzername").fill(username)
        self.page.get_by_label("Passwort", exact=True).fill(office.password())
        self.check("login")
        self.page.get_by_role("button", name="Anmelden").click()
        self.page.wait_for_url("**/redaktion/")

    def check(self, name: str) -> None:
        """No accessibility violation, no CSP report, no sideways scrolling, no script error."""
        self.page.wait_for_load_state("networkidle")
        # A link half under the sticky head counts as too small a target, and only where the page happens to stand.
        self.page.evaluate("window.scrollTo(0, 0)")
        result = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": WCAG}})
        found = [
            f"{violation['id']}: {node['html'][:200]}"
            for violation in result.response["violations"]
            for node in violation["nodes"]
        ]
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        reports = self.page.evaluate("window.cspReports")
        assert (name, found, reports, wide, self.errors) == (name, [], [], 0, [])
        self.checked.append(name)


@pytest.fixture
def house(transactional_db: None, live_server: Any, sandbox: Sandbox, settings: Any, tmp_path: Path) -> Iterator[str]:
    """The demo office on a live server, an engine that delivers, and the sandbox as every platform."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PUBLIC_URL = live_server.url
    settings.SANDBOX_URL = sandbox.http
    settings.EMAIL_PORT = sandbox.smtp_port
    office.ensure()
    with Engine():
        yield live_server.url


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["1280px", "390px"])
def visitor(request: pytest.FixtureRequest, browser: Browser, house: str) -> Iterator[Visitor]:
    """A person before an empty browser window of one size."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, locale="de-DE")
    context.set_default_timeout(15_000)
    page = context.new_page()
    person = Visitor(page, house)
    page.add_init_script(LISTEN)
    page.on("pageerror", lambda error: person.errors.append(str(error)))
    yield person
    context.close()
