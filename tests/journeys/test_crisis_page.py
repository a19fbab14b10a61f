"""A night with a crisis, at the desk: switch, write, approve alone, look a second time, let go one by one."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from channels_publish.models import Delivery
from newsroom.demo import office
from people.actions import users
from people.models import User
from people.roles import Role
from stories.actions import crisis
from stories.models import Crisis, Review
from tests.factories import channels, stories
from tests.factories.crises import crisis_on
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def night(house: str) -> User:
    """One story planned for later, one draft about the crisis, and a second Chefin vom Dienst at home."""
    maria, tobias = User.objects.get(username="maria"), User.objects.get(username="tobias")
    planned = channels.submitted(by=maria, headline="Sommerfest im Rathaus")
    channels.approve(planned, by=tobias, at=timezone.now() + timedelta(hours=2))
    stories.story(by=tobias, headline="Evakuierung in Bilk")
    users.create(
        username="karla", password=office.password(), first_name="Karla", last_name="Wessendorf",
        roles=[Role.CVD], by=None,
    )  # fmt: skip
    return tobias


def test_night_with_a_crisis(visitor: Visitor, night: User) -> None:
    page = visitor.page
    visitor.login("tobias")
    visitor.go("/redaktion/krisenmodus/")
    visitor.check("switched off")
    page.get_by_role("button", name="Weiter: ansehen, was angehalten wird").click()
    expect(page.get_by_text("Bitte nennen Sie den Grund.")).to_be_visible()
    page.get_by_label("Grund (Pflicht)").fill("Bombenfund in Bilk")
    page.get_by_label("Hinweis im Portal").fill("In Bilk wird eine Bombe entschärft.")
    page.get_by_role("button", name="Weiter: ansehen, was angehalten wird").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Krisenmodus einschalten?")
    visitor.check("before the switch")
    assert Crisis.objects.count() == 0
    page.get_by_role("button", name="Jetzt alles anhalten").click()
    expect(page.get_by_role("complementary", name="Krisenmodus")).to_contain_text("Bombenfund in Bilk")
    visitor.check("switched on")
    held = Delivery.objects.held_by_crisis().count()

    visitor.go("/nachrichten/")
    expect(page.get_by_role("region", name="Wichtiger Hinweis")).to_contain_text("In Bilk wird eine Bombe entschärft.")

    visitor.go("/redaktion/beitraege/")
    page.get_by_role("link", name="Evakuierung in Bilk").click()
    page.get_by_role("button", name="Als Krisenbeitrag kennzeichnen").click()
    expect(page.get_by_text("Ein CvD gibt ihn allein frei, auch den eigenen")).to_be_visible()
    # Out of reach of the bar with the buttons, which would cover a part of the toolbar.
    page.get_by_role("toolbar").evaluate("bar => bar.scrollIntoView({ block: 'center' })")
    visitor.check("a story about it")
    page.locator("#einreichen-knopf").click()
    expect(page.get_by_text("Eingereicht.")).to_be_visible()
    page.get_by_role("link", name="Zur Abnahme", exact=True).click()
    visitor.check("approving alone")
    page.get_by_role("button", name="Freigeben").click()
    expect(page.get_by_text("Freigegeben. Die Auslieferung läuft.")).to_be_visible()
    assert Review.objects.owing_check().count() == 1

    visitor.go("/redaktion/krisenmodus/")
    page.get_by_label("Alles auf dieser Seite").check()
    expect(page.locator("[data-chosen]")).to_have_text(f"{held + 1} ausgewählt")
    page.get_by_label("Alles auf dieser Seite").uncheck()
    page.get_by_label("@duesseldorf: Sommerfest im Rathaus").first.check()
    expect(page.locator("[data-chosen]")).to_have_text("1 ausgewählt")
    page.get_by_role("button", name="Freigeben …").click()
    expect(page.get_by_text("Er muss mit, denn die gewählten Beiträge führen dorthin.")).to_be_visible()
    visitor.check("before the release")
    page.get_by_role("button", name="Ja, freigeben (2)").click()
    expect(page.get_by_text("2 freigegeben.")).to_be_visible()
    assert Delivery.objects.held_by_crisis().count() == held - 1

    page.get_by_text("Krisenmodus ausschalten").click()
    page.get_by_role("button", name="Ja, ausschalten").click()
    expect(page.get_by_role("complementary", name="Nach dem Krisenmodus")).to_be_visible()
    visitor.check("afterwards")


def test_second_look_the_next_morning(visitor: Visitor, night: User) -> None:
    crisis_on(by=night)
    story = channels.submitted(by=night, headline="Entwarnung in Bilk")
    crisis.mark(story=story, short=True, by=night)
    channels.approve(story, by=night)
    crisis.end(by=night)
    page = visitor.page
    visitor.login("karla")
    visitor.check("home with an owed check")
    page.get_by_text("Ergebnis eintragen").click()
    visitor.check("home with an open form")
    page.get_by_label("Oder: Was stimmt nicht?").fill("Falsche Straße genannt.")
    page.get_by_role("button", name="Mängel eintragen und berichtigen").click()
    expect(page.get_by_text("Zweite Prüfung eingetragen: Mängel.")).to_be_visible()
    assert Review.objects.get(check_owed=True).check_note == "Falsche Straße genannt."
