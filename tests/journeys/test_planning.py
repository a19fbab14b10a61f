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
    visitor.go(f"/redaktion/planung/monat/?tag={monday}")
    visitor.check("month")
