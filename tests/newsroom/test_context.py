import pytest

from channels_publish.enums import Kind, State
from people.roles import Role
from tests.factories import channels, ledger, people
from tests.newsroom.pages import links, page, text, texts

NAV = "//nav[@class='topnav']"


@pytest.mark.parametrize(
    ("role", "entries"),
    [
        (
            Role.EDITOR,
            ["Übersicht", "Themen", "Beiträge", "Planung", "Abnahme", "Auslieferungen", "Presse", "Medien", "Portal"],
        ),
        (
            Role.CVD,
            [
                "Übersicht",
                "Themen",
                "Beiträge",
                "Planung",
                "Abnahme",
                "Auslieferungen",
                "Konten",
                "Eingänge",
                "Presse",
                "Medien",
                "Portal",
            ],
        ),
        (
            Role.PRESS,
            [
                "Übersicht",
                "Themen",
                "Beiträge",
                "Planung",
                "Abnahme",
                "Auslieferungen",
                "Presse",
                "Medien",
                "Stammdaten",
                "Portal",
            ],
        ),
        (Role.ADMIN, ["Übersicht", "Auslieferungen", "Konten", "Eingänge", "Presse", "Stammdaten", "Portal"]),
    ],
)
def test_menu_offers_what_the_role_may_open(client, db, role, entries):
    client.force_login(people.person(role))

    response = client.get("/redaktion/")

    assert texts(response, f"{NAV}//a") == entries
    assert [client.get(url).status_code for url in links(response, f"{NAV}//a")] == [200] * len(entries)


def test_person_without_role_is_told_so_and_may_log_out(client, db):
    client.force_login(people.person())

    response = client.get("/redaktion/")

    assert response.status_code == 403
    assert "Ihrem Zugang ist keine Rolle zugeordnet." in text(response)
    assert page(response).xpath("//form/@action") == ["/redaktion/stammdaten/logout/"]
    assert links(response, "//main//a[contains(@class, 'btn')]") == []


def test_menu_counts_what_waits_and_what_needs_a_person(client, office):
    channels.account(Kind.X)
    channels.submitted(by=office.editor)
    ledger.put(channels.delivery(channels.approved(by=office.editor)), State.REFUSED)
    client.force_login(office.cvd)

    response = client.get("/redaktion/")

    assert texts(response, f"{NAV}//*[contains(@class, 'count')]") == ["1 zur Abnahme", "1 brauchen Aufmerksamkeit"]


@pytest.mark.parametrize(
    ("path", "entry", "value"),
    [
        ("/redaktion/", "Übersicht", "page"),
        ("/redaktion/abnahme/", "Abnahme", "page"),
        ("/redaktion/stammdaten/", "Stammdaten", "page"),
        ("/redaktion/stammdaten/media_library/asset/", "Medien", "page"),
        ("/redaktion/stammdaten/press/outlet/", "Stammdaten", "true"),
    ],
)
def test_menu_marks_one_entry_as_the_current(client, db, path, entry, value):
    client.force_login(people.person(Role.PRESS))

    current = page(client.get(path)).xpath(f"{NAV}//a[@aria-current]")

    assert [(link.text_content().strip(), link.get("aria-current")) for link in current] == [(entry, value)]


def test_frame_says_who_is_logged_in_and_as_what(client, office):
    client.force_login(office.cvd)

    assert text(client.get("/redaktion/"), "//*[@class='who']") == f"{office.cvd}Chef vom Dienst"


def test_frame_says_in_rehearsal_that_nothing_is_public(client, office, settings):
    client.force_login(office.cvd)

    settings.DEMO = True
    assert len(texts(client.get("/redaktion/"), "//aside[@class='rehearsal']")) == 1
    settings.DEMO = False
    assert len(texts(client.get("/redaktion/"), "//aside[@class='rehearsal']")) == 0
