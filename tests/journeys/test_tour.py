"""A newcomer's first minutes: the tour, ended and brought back by keyboard, and the handbook's largest pages."""

import pytest

from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_tour_is_ended_and_brought_back_by_keyboard(visitor: Visitor):
    page = visitor.page
    visitor.login("petra")
    visitor.check("tour")

    page.get_by_role("button", name="Rundgang beenden").press("Enter")
    page.get_by_text("Der Rundgang ist beendet.").wait_for()
    assert page.get_by_role("heading", name="Ihr Rundgang").count() == 0
    visitor.check("without the tour")

    visitor.go("/redaktion/hilfe/")
    visitor.check("handbook with its button")
    page.get_by_role("button", name="Rundgang noch einmal zeigen").press("Enter")
    page.get_by_role("heading", name="Ihr Rundgang").wait_for()

    for slug in ("pruefungen", "tastatur", "schreibhinweise"):
        visitor.go(f"/redaktion/hilfe/{slug}/")
        visitor.check(slug)


def test_empty_lists_of_the_desk_and_the_master_data_are_open_to_everybody(visitor: Visitor):
    visitor.login("tobias")
    for path in ("abnahme/", "auslieferungen/", "eingaenge/", "themen/wiederkehrend/", "suche/", "woerter/"):
        visitor.go(f"/redaktion/{path}")
        visitor.check(path)
    visitor.go("/redaktion/stammdaten/media_library/asset/")
    visitor.check("media")
