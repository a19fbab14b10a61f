"""A published story is corrected and then taken back, as the people of the office go."""

import pytest
from playwright.sync_api import expect

from channels_publish import seal
from channels_publish.actions import release
from channels_publish.enums import Act, Kind
from channels_publish.models import Account
from people.models import User
from stories.models import Story
from tests.factories import stories
from tests.journeys.conftest import Visitor
from tests.sandbox_process import Sandbox

NOTICE = "In der ersten Fassung stand Montag. Richtig ist: Gepflanzt wird ab Dienstag."
BACK = "Die Meldung beruhte auf einem Irrtum. Wir bitten um Entschuldigung."
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_published_story_is_corrected_and_then_taken_back(visitor: Visitor, sandbox: Sandbox) -> None:
    story = _published(visitor)
    _correct(visitor, story)
    _approve(visitor, story, "Korrektur freigeben")
    _look(visitor, story)
    _take_back(visitor, story)
    _approve(visitor, story, "Rücknahme freigeben")
    _gone(visitor, story)
    left = [(post["platform"], post["title"]) for post in sandbox.wall()["posts"] if post["platform"] != "press"]
    # What is left to a person, nobody has deleted here.
    assert sorted(left) == [("website", "Meldung zurückgenommen"), ("website", "Meldung zurückgenommen"), ("x", "")]


def _published(visitor: Visitor) -> Story:
    """One account by hand, so that every kind of step is seen."""
    editor, cvd = User.objects.get(username="maria"), User.objects.get(username="tobias")
    story = stories.story(by=editor, pictures=1)
    story = release.submit(story=story, by=editor)
    release.approve(story=story, by=cvd, seen_seal=seal.digest(seal.sealed_payload(story)))
    visitor.login("maria")
    visitor.go(f"/redaktion/beitraege/{story.pk}/auslieferungen/")
    expect(visitor.page.get_by_text("7 von 7").first).to_be_visible(timeout=30_000)
    return Story.objects.get(pk=story.pk)


def _correct(visitor: Visitor, story: Story) -> None:
    page = visitor.page
    visitor.go(story.get_absolute_url())
    visitor.check("published story")
    page.get_by_role("link", name="Korrigieren").click()
    page.locator("#lead").fill("Das Gartenamt pflanzt ab Dienstag 40 junge Linden im Hofgarten.")
    page.locator("#speichern").click()
    expect(page.get_by_role("link", name="der Korrekturhinweis")).to_be_visible()
    page.locator("#notice").fill(NOTICE)
    page.locator("#korrektur details summary").click()
    handle = Account.objects.filter(kind=Kind.X).order_by("position")[1]
    page.locator(f"#way-{handle.pk}").select_option(Act.MANUAL)
    visitor.check("correction")
    page.locator("#speichern").click()
    expect(page.locator("#speicherstand")).to_contain_text("Gespeichert")
    page.context.clear_cookies()


def _approve(visitor: Visitor, story: Story, button: str) -> None:
    page = visitor.page
    visitor.login("tobias")
    visitor.go("/redaktion/abnahme/")
    visitor.check(f"queue before {button}")
    page.get_by_role("link", name=story.headline).first.click()
    visitor.check(button)
    page.get_by_role("button", name=button).click()
    page.wait_for_url(f"**/redaktion/beitraege/{story.pk}/auslieferungen/")
    expect(page.get_by_text("1 braucht Aufmerksamkeit").first).to_be_visible(timeout=30_000)
    expect(page.get_by_text("wird laufend aktualisiert")).to_have_count(0, timeout=30_000)
    visitor.check(f"ledger after {button}")


def _look(visitor: Visitor, story: Story) -> None:
    page = visitor.page
    page.locator("summary", has_text="Vermerken").click()
    visitor.check("step by hand")
    page.get_by_label("Oder: Warum ist nichts zu tun?").fill("Der Post ist dort schon gelöscht.")
    page.get_by_role("button", name="Entfällt").click()
    expect(page.get_by_text("Dieser Schritt entfällt.").first).to_be_visible()
    page.get_by_role("link", name="Einzelheiten").first.click()
    visitor.check("delivery with its steps")
    page.get_by_role("link", name="Korrektur: ").first.click()
    visitor.check("step")
    page.context.clear_cookies()
    visitor.go(f"/nachrichten/{story.slug}/")
    expect(page.get_by_role("region", name="Korrektur")).to_contain_text(NOTICE)
    visitor.check("corrected article")


def _take_back(visitor: Visitor, story: Story) -> None:
    page = visitor.page
    visitor.login("maria")
    visitor.go(story.get_absolute_url())
    page.locator("#ruecknahme > summary").click()
    page.locator("#withdrawal-notice").fill(BACK)
    handle = Account.objects.filter(kind=Kind.X).order_by("position")[1]
    page.locator("#ruecknahme details summary").click()
    page.locator(f"select[name=back-{handle.pk}]").select_option(Act.MANUAL)
    visitor.check("withdrawal")
    page.get_by_role("button", name="Rücknahme zur Freigabe geben").click()
    expect(page.get_by_text("Die Rücknahme wartet auf die Freigabe").first).to_be_visible()
    visitor.check("withdrawal handed in")
    page.context.clear_cookies()


def _gone(visitor: Visitor, story: Story) -> None:
    page = visitor.page
    page.locator("summary", has_text="Vermerken").click()
    page.get_by_role("button", name="Erledigt").click()
    expect(page.get_by_text("Als erledigt vermerkt.").first).to_be_visible()
    visitor.go(story.get_absolute_url())
    visitor.check("story taken back")
    page.context.clear_cookies()
    # This browser has kept the article, as it may for a minute.
    visitor.go(f"/nachrichten/{story.slug}/?danach")
    expect(page.get_by_text(BACK)).to_be_visible()
    visitor.check("notice in its place")
