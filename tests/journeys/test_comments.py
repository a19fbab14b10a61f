"""Remarks in a real browser: picked in a field and in the editor, and still at their passage after typing."""

import pytest
from playwright.sync_api import expect

from people.models import User
from stories.models import Comment
from tests.factories import stories
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICK_LEAD = """() => {
  const field = document.getElementById("lead");
  const start = field.value.indexOf("40 junge Linden");
  field.focus();
  field.setSelectionRange(start, start + 15);
}"""
PICK_BODY = """() => {
  const dom = document.querySelector("#beitrag .ProseMirror");
  const words = dom.querySelector("p").firstChild;
  const range = document.createRange();
  const start = words.data.indexOf("Wege");
  dom.focus();
  range.setStart(words, start);
  range.setEnd(words, start + 4);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def test_remarks_stay_at_their_passage_while_the_text_around_changes(visitor: Visitor):
    story = stories.story(by=User.objects.get(username="maria"))
    visitor.login("maria")
    visitor.go(story.get_absolute_url())
    page = visitor.page
    expect(page.get_by_role("toolbar")).to_be_visible()

    page.evaluate(PICK_LEAD)
    page.keyboard.press("Control+Alt+m")
    expect(page.locator("#kommentar-stelle")).to_have_value("40 junge Linden")
    page.keyboard.type("Stimmt die Zahl?")
    page.get_by_role("button", name="Kommentar speichern").click()
    expect(page.locator(".thread")).to_have_count(1)

    page.evaluate(PICK_BODY)
    page.locator("#stelle-kommentieren").click()
    expect(page.locator("#kommentar-stelle")).to_have_value("Wege")
    page.keyboard.type("Welche?")
    page.get_by_role("button", name="Kommentar speichern").click()
    expect(page.locator(".thread")).to_have_count(2)

    page.locator("#beitrag .ProseMirror").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("Neu davor. ")
    page.wait_for_function("[...CSS.highlights.get('remark')].map(String).join() === 'Wege'")
    visitor.check("remarks")
    assert list(Comment.objects.values_list("field", "quote")) == [("lead", "40 junge Linden"), ("body", "Wege")]
