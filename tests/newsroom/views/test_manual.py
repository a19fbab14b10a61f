"""The tour on the first page and in the handbook."""

import pytest

from people.roles import ROLES, Role
from tests.factories import people
from tests.newsroom.pages import links, said, text, texts

HOME, HELP, SWITCH = "/redaktion/", "/redaktion/hilfe/", "/redaktion/hilfe/rundgang/"
TOUR = "//section[@aria-labelledby='h-tour']"


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.EDITOR, "/redaktion/themen/"),
        (Role.CVD, "/redaktion/abnahme/"),
        (Role.SOCIAL, "/redaktion/beitraege/"),
        (Role.VIDEO, "/redaktion/beitraege/"),
        (Role.PRESS, "/redaktion/beitraege/neu/"),
        (Role.ADMIN, "/redaktion/stammdaten/people/user/"),
    ],
)
def test_each_role_is_shown_its_own_five_steps(client, db, role, first):
    client.force_login(people.person(role))

    response = client.get(HOME)

    found = links(response, f"{TOUR}/ol/li/a")
    assert (len(found), found[0], found[-1]) == (5, first, "/redaktion/hilfe/")
    assert texts(response, f"{TOUR}/div/p") == [ROLES[role].label]


def test_tour_is_ended_by_its_button_and_comes_back_from_the_handbook(client, office):
    client.force_login(office.editor)
    assert texts(client.get(HELP), f"{TOUR}//a") == ["Übersicht"]

    ended = client.post(SWITCH, {"zeigen": "nein"}, follow=True)

    assert texts(ended, TOUR) == []
    assert said(ended) == ["Der Rundgang ist beendet. Im Handbuch lassen Sie ihn noch einmal zeigen."]
    assert texts(client.get(HELP), f"{TOUR}//button") == ["Rundgang noch einmal zeigen"]

    back = client.post(SWITCH, {"zeigen": "ja"}, follow=True)

    assert texts(back, f"{TOUR}//button") == ["Rundgang beenden"]
    assert said(back) == ["Der Rundgang steht wieder auf der Übersicht."]


def test_ending_concerns_oneself_only(client, office):
    client.force_login(office.editor)
    client.post(SWITCH)
    client.force_login(office.cvd)

    assert texts(client.get(HOME), f"{TOUR}//button") == ["Rundgang beenden"]


def test_tour_costs_no_question(client, office, django_assert_num_queries):
    client.force_login(office.admin)
    client.get(HOME)
    with django_assert_num_queries(16):
        client.get(HOME)
    client.post(SWITCH)
    client.get(HOME)
    with django_assert_num_queries(16):
        client.get(HOME)


def test_only_the_first_page_of_the_handbook_speaks_of_the_tour(client, office):
    client.force_login(office.editor)

    assert "Rundgang" not in text(client.get(f"{HELP}suche/"))
