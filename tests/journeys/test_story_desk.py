"""The story desk under the hands of people who paste, leave, collide and lose their session."""

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from channels_publish.actions import renditions
from channels_publish.models import Rendition
from people.models import User
from stories.actions import stories as actions
from stories.models import Story
from tests.factories import stories
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# As Word puts a list on the clipboard: paragraphs that only look like items.
WORD = """<html><body>
<p class=MsoNormal>Es kommen:</p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><span
style='font-family:Symbol;mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span>Linden</p>
<p class=MsoListParagraphCxSpMiddle style='text-indent:-18.0pt;mso-list:l0 level2 lfo1'><span
style='font-family:"Courier New";mso-list:Ignore'>o<span>&nbsp;&nbsp; </span></span>Winterlinden</p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><span
style='font-family:Symbol;mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span>Eichen</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.<span>&nbsp; </span></span>graben</p>
<p><a href="https://www.duesseldorf.de/baum">duesseldorf.de</a></p>
<p class=MsoNormal>Es kostet <del cite="mailto:Amt" datetime="2026-11-24T10:00">drei</del><ins
cite="mailto:Amt" datetime="2026-11-24T10:00">vier</ins> Euro.<span class=MsoCommentReference><a
style='mso-comment-reference:MB_1'>[MB1]</a></span><a href="#_ftn1" name="_ftnref1"><span
class=MsoFootnoteReference>[1]</span></a></p>
</body></html>"""
PASTED = (
    "<p>Es kommen:</p><ul><li><p>Linden</p><ul><li><p>Winterlinden</p></li></ul></li><li><p>Eichen</p></li></ul>"
    '<ol><li><p>graben</p></li></ol><p><a href="https://www.duesseldorf.de/baum" rel="noopener noreferrer">'
    "duesseldorf.de</a></p><p>Es kostet vier Euro.</p>"
)
PASTE = """(dom, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  dom.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def maria(house: str) -> User:
    return User.objects.get(username="maria")


@pytest.fixture
def story(maria: User) -> Story:
    made = stories.story(by=maria)
    renditions.refresh(story=made, by=maria)
    return made


@pytest.fixture
def page(visitor: Visitor, story: Story) -> Page:
    """Maria before her story."""
    visitor.login("maria")
    visitor.go(story.get_absolute_url())
    expect(visitor.page.get_by_role("toolbar")).to_be_visible()
    return visitor.page


def save(page: Page) -> None:
    page.locator("#speichern").click()
    expect(page.locator("#speicherstand")).to_contain_text("Gespeichert,")


def panel(page: Page, name: str = "@Duesseldorf_Presse"):
    return page.locator("details.fassung", has_text=name)


def test_editor_speaks_german_and_keeps_word_lists_and_links(page: Page, visitor: Visitor, story: Story) -> None:
    text = page.get_by_role("textbox", name="Text", exact=True)
    names = [button.get_attribute("aria-label") for button in page.get_by_role("toolbar").get_by_role("button").all()]
    assert names == [
        "Zwischentitel", "Kleiner Zwischentitel", "Aufzählung", "Nummerierte Liste", "Zitat", "Fett",
        "Kursiv", "Link setzen", "Tabelle einfügen", "Rückgängig", "Wiederholen",
    ]  # fmt: skip
    visitor.check("story with its editor")

    text.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    text.evaluate(PASTE, WORD)
    save(page)

    assert Story.objects.get(pk=story.pk).body == PASTED


def test_toolbar_is_one_stop_with_arrows_inside(page: Page) -> None:
    page.get_by_role("button", name="Zwischentitel", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Kleiner Zwischentitel")).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Wiederholen")).to_be_focused()
    assert page.locator(".prose-menubar button[tabindex='0']").count() == 1


def test_typed_rendition_outlives_the_refresh_of_its_column(page: Page, visitor: Visitor) -> None:
    panel(page).locator("summary").first.click()
    panel(page).locator("textarea[name=text]").fill("Noch nicht fertig")
    page.locator("#headline").fill("Linden statt Pappeln")
    page.keyboard.press("Control+s")

    expect(page.get_by_role("heading", level=1)).to_have_text("Linden statt Pappeln")
    expect(panel(page).locator("textarea[name=text]")).to_have_value("Noch nicht fertig")
    expect(panel(page).get_by_text("nicht gespeichert")).to_be_visible()
    visitor.check("story with an unsaved rendition")


def test_conflict_keeps_the_typed_text_until_a_person_decides(page: Page, visitor: Visitor, story: Story) -> None:
    actions.save(story=story, version=1, by=User.objects.get(username="tobias"), headline="Schneller gewesen")
    page.locator("#headline").fill("Zu spät")
    page.locator("#speichern").click()

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Tobias Reuterskamp hat diesen Beitrag inzwischen gespeichert.")
    expect(page.locator("#headline")).to_have_value("Zu spät")
    visitor.check("story in conflict")
    page.get_by_role("button", name="Meine Fassung speichern").click()
    expect(alert).to_have_count(0)
    assert Story.objects.get(pk=story.pk).headline == "Zu spät"


def test_unsaved_text_is_offered_after_the_window_was_closed(page: Page, visitor: Visitor, story: Story) -> None:
    warned: list[str] = []

    def leave(dialog: Dialog) -> None:
        warned.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.locator("#lead").fill("Nie gespeichert")
    page.wait_for_timeout(600)
    page.reload()

    expect(page.get_by_text("Ihr nicht gespeicherter Text ist noch da")).to_be_visible()
    visitor.check("story with a kept draft")
    page.get_by_role("button", name="Wiederherstellen").click()
    expect(page.locator("#lead")).to_have_value("Nie gespeichert")
    save(page)
    page.reload()
    expect(page.get_by_text("Ihr nicht gespeicherter Text ist noch da")).to_be_hidden()
    assert warned == ["beforeunload"]


def test_lost_session_keeps_the_text_and_can_be_mended_in_another_window(
    page: Page, visitor: Visitor, story: Story
) -> None:
    page.locator("#lead").fill("Über die Mittagspause")
    page.context.clear_cookies(name="sessionid")
    page.locator("#speichern").click()
    expect(page.get_by_role("alert")).to_contain_text("Sie sind nicht mehr angemeldet")

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="In einem neuen Fenster anmelden").click()
    other = Visitor(opened.value, visitor.base)
    other.page.add_init_script("window.cspReports = []")
    other.login("maria")
    other.page.close()
    save(page)

    assert Story.objects.get(pk=story.pk).lead == "Über die Mittagspause"


def test_page_without_any_cookie_keeps_the_text_and_leads_to_the_login(page: Page, visitor: Visitor) -> None:
    page.locator("#lead").fill("Vor dem Feierabend")
    page.context.clear_cookies()
    page.locator("#speichern").click()

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Die Anmeldung dieser Seite gilt nicht mehr")
    expect(alert.get_by_role("link", name="In einem neuen Fenster anmelden")).to_be_visible()
    expect(page.locator("#lead")).to_have_value("Vor dem Feierabend")
    visitor.check("story without a cookie")


def test_errors_lead_to_their_fields(page: Page, visitor: Visitor) -> None:
    page.locator("#headline").fill("")
    page.get_by_label("Weiterführender Link").fill("kein link")
    page.locator("#speichern").click()

    expect(page.locator("#headline")).to_be_focused()
    expect(page.locator("#headline")).to_have_attribute("aria-invalid", "true")
    visitor.check("story with errors")
    page.locator("#fehlerliste").get_by_role("link", name="Weiterführender Link").click()
    expect(page.get_by_label("Weiterführender Link")).to_be_focused()


def test_reset_can_be_undone(page: Page, story: Story) -> None:
    row = Rendition.objects.get(story=story, account__name="@Duesseldorf_Presse")
    generated = row.text
    panel(page).locator("summary").first.click()
    panel(page).locator("textarea[name=text]").fill("Von Hand")
    panel(page).get_by_role("button", name="Speichern").click()
    expect(panel(page).get_by_text("von Hand bearbeitet")).to_be_visible()

    panel(page).get_by_role("button", name="Neu aus dem Beitrag erzeugen").click()
    expect(panel(page).locator("textarea[name=text]")).to_have_value(generated)
    panel(page).get_by_role("button", name="Frühere Fassung wiederherstellen").click()
    expect(panel(page).locator("textarea[name=text]")).to_have_value("Von Hand")


def test_file_that_is_no_picture_leaves_everything_typed(page: Page, visitor: Visitor) -> None:
    page.locator("#lead").fill("Getippt, nicht gespeichert")
    page.locator("#images").set_input_files({"name": "kaputt.jpg", "mimeType": "image/jpeg", "buffer": b"kein Bild"})

    expect(page.locator("#bilder")).to_contain_text(re.compile("kaputt.jpg.*keine Bilddatei"))
    expect(page.locator("#lead")).to_have_value("Getippt, nicht gespeichert")
    visitor.check("story with a refused file")
