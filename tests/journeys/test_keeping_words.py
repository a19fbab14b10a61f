"""No word is lost: two people at one story, a browser that is killed, a network that goes, a session that ends."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from people.models import User
from stories.actions import stories as actions
from stories.models import Story, WorkingCopy
from tests.browser import FLAGS
from tests.factories import stories
from tests.journeys.conftest import LISTEN, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOTE = "#speicherstand"


@pytest.fixture
def story(house: str) -> Story:
    return stories.story(by=User.objects.get(username="maria"))


@pytest.fixture
def someone(browser: Browser, house: str) -> Iterator[Callable[[str], Visitor]]:
    """Another person before a browser of their own."""
    contexts: list[BrowserContext] = []

    def sit_down(username: str) -> Visitor:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE")
        context.set_default_timeout(15_000)
        contexts.append(context)
        person = Visitor(context.new_page(), house)
        person.page.add_init_script(LISTEN)
        person.login(username)
        return person

    yield sit_down
    for context in contexts:
        context.close()


def open_story(person: Visitor, story: Story) -> Page:
    person.go(story.get_absolute_url())
    expect(person.page.get_by_role("toolbar")).to_be_visible()
    return person.page


def type_lead(page: Page, words: str) -> None:
    page.locator("#lead").fill(words)


def save(page: Page) -> None:
    page.locator("#speichern").click()


def stored() -> str:
    return Story.objects.get().lead


def kill_those_with(argument: str) -> None:
    """SIGKILL to every process started with this argument, as a crash would end a browser."""
    killed = 0
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if argument.encode() in command.read_bytes():
                os.kill(int(command.parent.name), signal.SIGKILL)
                killed += 1
    assert killed > 0


def test_two_people_see_each_other_and_lose_nothing(story, someone):
    maria, petra = someone("maria"), someone("petra")
    hers, theirs = open_story(maria, story), open_story(petra, story)
    type_lead(hers, "Marias Satz.")
    expect(hers.locator(NOTE)).to_contain_text("Entwurf gesichert")
    theirs.reload()
    expect(theirs.locator("#anwesend")).to_contain_text("Maria Lindqvist schreibt gerade hier.")
    expect(theirs.locator("#anwesend")).to_contain_text("noch nicht gespeichert")
    petra.check("presence")
    type_lead(theirs, "Petras Satz.")
    save(theirs)
    expect(theirs.locator(NOTE)).to_contain_text("Gespeichert,")
    save(hers)
    expect(hers.locator("#meldung")).to_contain_text("Petra Nettekoven hat diesen Beitrag inzwischen gespeichert")
    expect(hers.locator("#meldung ins")).to_contain_text("Marias")
    assert (stored(), hers.locator("#lead").input_value()) == ("Petras Satz.", "Marias Satz.")
    hers.get_by_role("button", name="Meine Fassung speichern").click()
    expect(hers.locator(NOTE)).to_contain_text("Gespeichert,")
    assert stored() == "Marias Satz."
    assert [row.content["lead"] for row in Story.objects.get().revisions.all()[:2]] == ["Marias Satz.", "Petras Satz."]


def test_two_people_in_different_places_find_both_changes_in_the_story(story, someone):
    maria, petra = someone("maria"), someone("petra")
    hers, theirs = open_story(maria, story), open_story(petra, story)
    theirs.locator(".ProseMirror").click()
    theirs.keyboard.press("Control+End")
    theirs.keyboard.press("Enter")
    theirs.keyboard.type("Petras letzter Absatz.")
    save(theirs)
    expect(theirs.locator(NOTE)).to_contain_text("Gespeichert,")
    type_lead(hers, "Marias Vorspann.")
    save(hers)
    expect(hers.locator("#meldung")).to_contain_text("Petra Nettekoven hat inzwischen geändert: Text.")
    expect(hers.locator(".ProseMirror")).to_contain_text("Petras letzter Absatz.")
    maria.check("merged story")
    row = Story.objects.get()
    assert (row.lead, "Petras letzter Absatz." in row.body) == ("Marias Vorspann.", True)
    # Neither the page nor the server thinks that something is unsaved.
    expect(hers.locator(NOTE)).to_contain_text("Gespeichert,")
    save(hers)
    expect(hers.locator("#meldung")).to_have_text("")
    assert Story.objects.get().version == row.version
    assert not WorkingCopy.objects.filter(user__username="maria").exists()


def test_killed_browser_gives_the_words_back_on_another_computer(story, house, someone, tmp_path, browser):
    chromium = browser.browser_type.launch_persistent_context(
        str(tmp_path / "profile"), executable_path=os.environ.get("CHROMIUM") or "/usr/bin/chromium", args=FLAGS
    )
    maria = Visitor(chromium.new_page(), house)
    maria.page.add_init_script(LISTEN)
    maria.login("maria")
    page = open_story(maria, story)
    type_lead(page, "Noch nicht gespeichert.")
    expect(page.locator(NOTE)).to_contain_text("Entwurf gesichert")
    kill_those_with(str(tmp_path / "profile"))
    elsewhere = open_story(someone("maria"), story)
    expect(elsewhere.locator("#entwurf-da")).to_be_visible()
    elsewhere.get_by_role("button", name="Wiederherstellen").click()
    save(elsewhere)
    expect(elsewhere.locator(NOTE)).to_contain_text("Gespeichert,")
    assert (stored(), WorkingCopy.objects.count()) == ("Noch nicht gespeichert.", 0)


def test_lost_network_is_said_and_the_words_arrive_when_it_is_back(story, someone):
    maria = someone("maria")
    page = open_story(maria, story)
    page.context.set_offline(True)
    type_lead(page, "Im Tunnel geschrieben.")
    expect(page.locator(NOTE)).to_contain_text("Keine Verbindung. Ihr Text ist in diesem Browser gesichert.")
    assert WorkingCopy.objects.count() == 0
    page.context.set_offline(False)
    expect(page.locator(NOTE)).to_contain_text("Entwurf gesichert")
    assert WorkingCopy.objects.get().fields["lead"] == "Im Tunnel geschrieben."


def test_session_that_ends_while_typing_goes_on_after_a_login_beside_it(story, someone):
    maria = someone("maria")
    page = open_story(maria, story)
    page.context.clear_cookies()
    type_lead(page, "Über Mittag abgemeldet.")
    expect(page.locator(NOTE)).to_contain_text("Sie sind abgemeldet.")
    beside = Visitor(page.context.new_page(), maria.base)
    beside.page.add_init_script(LISTEN)
    beside.login("maria")
    beside.page.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator(NOTE)).to_contain_text("Entwurf gesichert")
    save(page)
    expect(page.locator(NOTE)).to_contain_text("Gespeichert,")
    assert stored() == "Über Mittag abgemeldet."


def test_closed_tab_offers_the_words_again_and_they_can_be_dropped(story, someone):
    maria = someone("maria")
    page = open_story(maria, story)
    type_lead(page, "Weggeklickt.")
    expect(page.locator(NOTE)).to_contain_text("Entwurf gesichert")
    page.evaluate("localStorage.clear()")
    again = maria.page.context.new_page()
    again.goto(maria.base + story.get_absolute_url())
    banner = again.locator("#entwurf-da")
    expect(banner).to_contain_text("Anders als gespeichert: Vorspann.")
    with again.expect_response("**/entwurf/"):
        again.get_by_role("button", name="Verwerfen").click()
    assert (stored(), WorkingCopy.objects.count()) == (story.lead, 0)
    expect(banner).to_contain_text("Der nicht gespeicherte Text ist verworfen.")
    banner.get_by_role("button", name="Rückgängig").click()
    expect(again.locator("#lead")).to_have_value("Weggeklickt.")
    expect(banner).to_be_hidden()
    expect(again.locator(NOTE)).to_contain_text("Entwurf gesichert")
    assert WorkingCopy.objects.get().fields["lead"] == "Weggeklickt."


def test_earlier_version_is_compared_and_restored(story, visitor):
    maria = User.objects.get(username="maria")
    actions.save(
        story=story, version=story.version, by=maria, lead="Ein neuer Vorspann mit der Feuerwehrgerätehauseinweihung."
    )
    visitor.login("maria")
    visitor.go(f"{story.get_absolute_url()}fassungen/")
    visitor.check("revisions")
    visitor.page.get_by_role("button", name="Diese Fassung wiederherstellen").click()
    expect(visitor.page.locator("#lead")).to_have_value(story.lead)
    assert stored() == story.lead
