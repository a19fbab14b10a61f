"""A lost reply that no platform could answer: the bar, the list, the comparison, one key press."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from channels_publish.adapters.base import Post
from channels_publish.channels import adapter_class, credentials
from channels_publish.composing import as_record, compose
from channels_publish.enums import Kind, State
from channels_publish.models import Account, Alarm, Delivery
from newsroom import alarm, publishing, releases
from newsroom.demo import office
from people.models import User
from tests.channels_publish.adapters.kit import MemoryResume
from tests.factories import ledger
from tests.journeys.conftest import Visitor
from tests.sandbox_process import Sandbox

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def unknown(house: str, sandbox: Sandbox) -> Delivery:
    """One post of @duesseldorf that may or may not be out, beside two others that surely are."""
    editor, cvd = (User.objects.get(username=name) for name in ("maria", "tobias"))
    story = publishing.publish(releases.read(office.RELEASES)[1], editor=editor, cvd=cvd)
    publishing.wait([story], seconds=60)
    row = publishing.rows_of(story).get(account__kind=Kind.X, account__name="@duesseldorf")
    post = compose(row.rendition, date=timezone.localdate(row.slot))
    adapter = adapter_class(Kind.X)(credentials(Account.objects.get(pk=row.account_id)))
    adapter.publish(Post(text="Das Bürgerbüro Mitte bleibt am Freitag geschlossen."), key="k", resume=MemoryResume())
    return ledger.put(
        row, State.UNKNOWN, needs_person=True, code="cannot_tell", detail="503 Service Unavailable",
        remote_id="", url="", settled_at=None, post=as_record(post),
    )  # fmt: skip


def test_one_key_press_settles_it(visitor: Visitor, unknown: Delivery) -> None:
    page = visitor.page
    visitor.login("tobias")
    expect(page.locator("#achtung")).to_contain_text("1 ungewiss")
    visitor.check("overview with the bar")
    page.locator("#achtung").get_by_role("link", name="1 ungewiss").click()
    visitor.check("undecided")
    page.get_by_role("link", name="Der Reihe nach klären").click()
    expect(page.get_by_text("stimmt überein")).to_be_visible()
    visitor.check("candidates")
    page.get_by_text("stimmt überein").evaluate("node => node.setAttribute('data-before', '')")
    page.get_by_role("button", name="Noch einmal nachsehen").press("Enter")
    # What is pressed before the new list stands would go down with the old one.
    expect(page.locator("[data-before]")).to_have_count(0)
    expect(page.get_by_text("stimmt überein")).to_be_visible()

    page.get_by_role("button", name="Das ist er").nth(1).press("Enter")

    page.wait_for_url(f"**/auslieferungen/{unknown.pk}/")
    expect(page.get_by_text("Als gesendet vermerkt.")).to_be_visible()
    visitor.check("settled")
    unknown.refresh_from_db()
    assert (unknown.state, unknown.url != "") == (State.SENT, True)


def test_account_that_cannot_be_read_leaves_the_decision(
    visitor: Visitor, unknown: Delivery, sandbox: Sandbox
) -> None:
    page = visitor.page
    visitor.login("tobias")
    sandbox.fault(platform="x", kind="status", match="GET /2/users", times=1)
    visitor.go(f"/redaktion/auslieferungen/{unknown.pk}/klaeren/")
    expect(page.get_by_role("alert")).to_contain_text("Die Plattform antwortet nicht oder bremst uns.")
    visitor.check("account not readable")
    page.get_by_role("button", name="Noch einmal nachsehen").click()
    expect(page.get_by_text("stimmt überein")).to_be_visible()
    expect(page.get_by_role("button", name="Noch einmal nachsehen")).to_be_focused()


def test_bar_comes_and_goes_without_a_reload(visitor: Visitor, unknown: Delivery) -> None:
    page = visitor.page
    page.clock.install()
    visitor.login("tobias")
    expect(page.locator("#achtung")).to_contain_text("1 ungewiss")
    field = page.locator("a.row-title").first
    field.focus()
    ledger.put(unknown, State.SENT)

    page.clock.fast_forward(31_000)

    expect(page.locator("#achtung")).not_to_contain_text("ungewiss")
    assert page.evaluate("document.activeElement.className") == "row-title"


def test_mail_leads_to_the_very_item(visitor: Visitor, unknown: Delivery, sandbox: Sandbox) -> None:
    Delivery.objects.filter(pk=unknown.pk).update(slot=timezone.now() - timedelta(hours=1))
    alarm.tell()
    (mail,) = [each for each in sandbox.wall()["mails"] if each["subject"].startswith("[Newsroom]")]
    (link,) = [word for word in mail["text"].split() if word.endswith("/klaeren/")]

    visitor.login("tobias")
    visitor.go(link)

    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(unknown.rendition.story.headline)
    assert Alarm.objects.get(delivery=unknown).mailed_at is not None
