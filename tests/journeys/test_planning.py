"""The plan and the board, by mouse and without one."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from channels_publish.actions import renditions
from channels_publish.enums import Kind
from channels_publish.models import Rendition
from newsroom import walltime
from people.models import User
from stories.models import Topic
from tests.factories import stories, topics
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def drag(page: Page, card: str, target: str) -> None:
    page.locator(card).drag_to(page.locator(target), target_position={"x": 60, "y": 20})


def test_card_of_the_board_is_dragged_and_comes_back(visitor: Visitor):
    topic = topics.topic(by=User.objects.get(username="maria"), title="Feuerwehrgerätehauseinweihung in Himmelgeist")
    visitor.login("maria")
    visitor.go("/redaktion/themen/")
    visitor.check("board")
    drag(visitor.page, f"[data-topic='{topic.pk}']", "[data-state='accepted']")
    expect(visitor.page.locator("[data-state='accepted'] .topic-card")).to_have_count(1)
    assert Topic.objects.get().state == "accepted"
    visitor.page.get_by_role("button", name="Rückgängig").press("Enter")
    expect(visitor.page.locator("[data-state='new'] .topic-card")).to_have_count(1)
    summary = visitor.page.locator(".card-menu summary")
    summary.press("Enter")
    visitor.check("menu of a card")
    visitor.page.get_by_role("button", name="nach „In Arbeit“").press("Enter")
    expect(visitor.page.locator("[data-state='in_work'] .topic-card")).to_have_count(1)
    assert Topic.objects.get().state == "in_work"


def test_post_is_dragged_to_another_day_and_moved_by_its_form(visitor: Visitor):
    selma = User.objects.get(username="selma")
    story = stories.story(by=User.objects.get(username="maria"))
    renditions.refresh(story=story, by=selma)
    monday = walltime.week_of(timezone.localdate()) + timedelta(days=14)
    noon = walltime.moved(timezone.now().replace(hour=11, minute=0), monday)
    for row in story.renditions.filter(account__kind__in=[Kind.FACEBOOK, Kind.INSTAGRAM]):
        renditions.plan(rendition=row, send_at=noon, by=selma)
    visitor.login("selma")
    visitor.go(f"/redaktion/planung/?tag={monday}")
    visitor.check("week")
    if visitor.page.viewport_size["width"] > 1000:
        drag(visitor.page, ".plan-card[draggable]", f"[data-day='{monday + timedelta(days=2)}']")
    else:  # days lie below each other on a telephone; fingers use the form
        visitor.page.locator(".plan-move summary").press("Enter")
        visitor.page.locator(".plan-move").get_by_label("Tag", exact=True).fill(str(monday + timedelta(days=2)))
        visitor.page.locator(".plan-move").get_by_role("button", name="Verlegen").press("Enter")
    expect(visitor.page.locator("#plan .flash")).to_contain_text("(2 Konten) steht jetzt am")
    planned = Rendition.objects.filter(send_at__isnull=False)
    assert set(planned.values_list("send_at", flat=True)) == {noon + timedelta(days=2)}
    visitor.page.locator(".plan-move summary").press("Enter")
    visitor.check("form of a card")
    visitor.page.get_by_label("Uhrzeit").fill("16:30")
    visitor.page.locator(".plan-move").get_by_role("button", name="Verlegen").press("Enter")
    expect(visitor.page.locator(".plan-time").first).to_contain_text("16:30")
    expect(visitor.page.locator(".plan-card")).to_be_focused()
    visitor.go(f"/redaktion/planung/monat/?tag={monday}")
    visitor.check("month")


def test_rhythm_asks_only_for_what_it_speaks_of_and_a_date_is_left_out(visitor: Visitor):
    visitor.login("maria")
    visitor.go("/redaktion/themen/wiederkehrend/")
    shown = {"Wochentag": True, "Der wievielte im Monat?": False, "Tag im Monat": False}
    for label, visible in shown.items():
        expect(visitor.page.get_by_label(label, exact=True)).to_be_visible(visible=visible)
    visitor.page.get_by_label("Wie oft?").select_option("jeden Monat an einem Tag")
    for label, visible in {"Wochentag": False, "Tag im Monat": True}.items():
        expect(visitor.page.get_by_label(label, exact=True)).to_be_visible(visible=visible)
    visitor.check("rhythm")
    visitor.page.get_by_role("link", name="Termine : Video-Wochenrückblick").press("Enter")
    visitor.check("dates")
    visitor.page.get_by_role("button", name="Diesen Termin auslassen").last.press("Enter")
    visitor.check("date left out")
    visitor.page.get_by_role("button", name="Doch nicht auslassen").press("Enter")
    expect(visitor.page.get_by_role("button", name="Doch nicht auslassen")).to_have_count(0)


def test_calendar_is_subscribed_to(visitor: Visitor):
    visitor.login("selma")
    visitor.go("/redaktion/planung/")
    visitor.page.get_by_role("link", name="Kalender abonnieren").press("Enter")
    visitor.check("no calendar")
    visitor.page.get_by_role("button", name="Adresse anlegen").press("Enter")
    visitor.check("address")
    address = visitor.page.get_by_label("Adresse", exact=True).input_value()
    assert address.endswith("/planung.ics")
    expect(visitor.page.get_by_text("noch nicht abgerufen")).to_be_visible()
