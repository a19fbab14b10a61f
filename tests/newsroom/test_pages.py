"""The pages around the desk: login, errors, and the promises every page keeps."""

import re

import pytest
from django.conf import settings as conf
from django.template.loader import render_to_string
from django.test import Client

from tests.factories import people
from tests.newsroom.pages import page, text, texts

LOGIN = "/redaktion/stammdaten/login/"
# The press mail carries its styles itself; css-inline puts them where mail programs look.
TEMPLATES = sorted(path for path in (conf.BASE_DIR / "templates").rglob("*.html") if path.name != "mail.html")
# Structured data is a data block: no browser runs it and no policy blocks it.
INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|hx-on|<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)"
)


def test_login_leads_where_one_was_going(client, db):
    user = people.editor(password="ein langes Kennwort")

    response = client.post(
        f"{LOGIN}?next=/redaktion/abnahme/",
        {"username": user.username, "password": "ein langes Kennwort", "next": "/redaktion/abnahme/"},
    )

    assert response.url == "/redaktion/abnahme/"


def test_login_without_a_wish_leads_to_the_overview(client, db):
    user = people.editor(password="ein langes Kennwort")

    asked = page(client.get(LOGIN)).xpath("//input[@name='next']/@value")
    response = client.post(LOGIN, {"username": user.username, "password": "ein langes Kennwort", "next": asked[0]})

    assert response.url == "/redaktion/"
    assert client.get(LOGIN).url == "/redaktion/"


def test_login_never_leads_out_of_the_house(client, db):
    user = people.editor(password="ein langes Kennwort")
    data = {"username": user.username, "password": "ein langes Kennwort", "next": "https://boese.example/"}

    assert client.post(LOGIN, data).url == "/redaktion/"


def test_login_with_a_wrong_password_says_so_and_keeps_the_name(client, db):
    response = client.post(LOGIN, {"username": "maria", "password": "falsch"})

    assert text(response, "//*[@role='alert']") == (
        "Die Anmeldung hat nicht geklappt. "
        "Benutzername oder Passwort stimmen nicht. Achten Sie auf Groß- und Kleinschreibung."
    )
    assert page(response).xpath("//input[@name='username']/@value") == ["maria"]
    assert page(response).xpath("//input[@name='password']/@value") == []


def test_login_names_no_accounts(client, office, settings):
    settings.DEMO = True

    shown = client.get(LOGIN).content.decode()

    assert [user.username for user in (office.editor, office.admin) if user.username in shown] == []


def test_logout_ends_at_a_page_of_ours(client, office):
    client.force_login(office.editor)

    assert texts(client.post("/redaktion/stammdaten/logout/"), "//h1") == ["Sie sind abgemeldet"]
    assert client.get("/redaktion/").status_code == 302


def test_unknown_address_is_told_in_german(client, db):
    response = client.get("/redaktion/gibt-es-nicht/")

    assert (response.status_code, texts(response, "//h1")) == (404, ["Diese Seite gibt es nicht"])


def test_missing_csrf_token_is_told_in_german(office):
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.cvd)

    response = client.post("/redaktion/konten/1/fortsetzen/")

    assert (response.status_code, texts(response, "//h1")) == (403, ["Bitte laden Sie die Seite neu"])


def test_server_error_page_needs_nothing_but_its_template():
    assert "Das hat nicht funktioniert" in render_to_string("500.html")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(conf.BASE_DIR / "templates")))
def test_template_has_nothing_inline(path):
    assert INLINE.findall(path.read_text("utf-8")) == []


def test_pages_send_a_strict_policy(client, office):
    client.force_login(office.editor)

    policy = client.get("/redaktion/").headers["Content-Security-Policy"]

    assert "unsafe" not in policy


def test_a_browser_that_asks_for_english_gets_german_days_and_words(client, db):
    client.force_login(people.editor())
    answer = client.get("/redaktion/", headers={"Accept-Language": "en-US,en;q=0.9"})
    day = text(answer, "//div[@class='page-head']//p")
    assert day.split(",")[0] in {"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"}
    assert page(answer).xpath("/html/@lang") == ["de"]
