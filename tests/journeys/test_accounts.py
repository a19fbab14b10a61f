"""The Administration mends an account: from the paused page over the consent page back to work."""

from typing import Any

import pytest
from playwright.sync_api import expect

from channels_publish import checking
from channels_publish.enums import Kind
from channels_publish.models import Account
from tests.consent import point_at
from tests.journeys.conftest import Visitor
from tests.sandbox_process import Sandbox

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_paused_account_is_connected_anew_and_works_again(visitor: Visitor, sandbox: Sandbox, settings: Any) -> None:
    point_at(sandbox, settings)
    account = Account.objects.get(kind=Kind.FACEBOOK)
    sandbox.end_tokens("facebook")
    assert checking.check(account).paused is True
    page = visitor.page
    visitor.login("admin")
    page.get_by_role("link", name="Zum Konto").first.click()
    expect(page.get_by_role("heading", name="Angehalten seit")).to_be_visible()
    visitor.check("paused account")
    page.get_by_role("link", name="Neu verbinden").click()
    visitor.check("way to the platform")

    page.get_by_role("link", name="Weiter zu Facebook und Instagram").click()
    expect(page.get_by_role("heading", name="Newsroom möchte auf Facebook zugreifen")).to_be_visible()
    visitor.check("consent page")
    page.get_by_label("Feuerwehr Düsseldorf").uncheck()
    page.get_by_role("button", name="Erlauben").click()

    expect(page.get_by_role("heading", name="Welche Konten verbinden?")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Facebook: Landeshauptstadt Düsseldorf")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Instagram: @duesseldorf")).not_to_be_checked()
    visitor.check("choice")
    page.get_by_role("button", name="Verbinden").click()

    expect(page.get_by_text("ist wieder in Betrieb. Was gewartet hat, geht jetzt hinaus.")).to_be_visible()
    visitor.check("mended account")
    page.get_by_role("link", name="Konten", exact=True).last.click()
    visitor.check("all accounts")
    account.refresh_from_db()
    assert (account.paused, account.healthy, account.token == "EAA-demo-lhd") == (False, True, False)


def test_refusal_leads_back_with_a_sentence(visitor: Visitor, sandbox: Sandbox, settings: Any) -> None:
    point_at(sandbox, settings)
    visitor.login("admin")
    visitor.go("/redaktion/konten/")
    visitor.page.get_by_role("link", name="X", exact=True).click()
    visitor.page.get_by_role("link", name="Weiter zu X").click()
    visitor.check("consent page of X")
    visitor.page.get_by_role("button", name="Ablehnen").click()
    expect(visitor.page.get_by_role("alert")).to_have_text(
        "Der Zugriff wurde bei X abgelehnt. Es wurde nichts geändert."
    )
    visitor.check("refused")
