"""The handbook as it lies in the repository, and as the desk shows it."""

import re
from urllib.parse import urldefrag

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from newsroom import handbook
from newsroom.desk_urls import urlpatterns
from tests.newsroom.pages import links, page, texts

SLUGS = handbook.slugs()


def source(slug: str) -> str:
    return (handbook.FOLDER / f"{slug}.md").read_text(encoding="utf-8")


def leads_nowhere(link: str) -> bool:
    """No page, or a page without the section the link names."""
    address, section = urldefrag(link)
    try:
        found = resolve(address)
        anchors = [part.anchor for part in handbook.page(found.kwargs["slug"]).sections] if section else []
    except (KeyError, Resolver404):
        return True
    known = found.url_name != "help_page" or found.kwargs["slug"] in SLUGS
    return not known or (bool(section) and section not in anchors)


@pytest.mark.parametrize("slug", SLUGS)
def test_page_reads_well_and_leads_somewhere(slug):
    words = source(slug)
    assert re.findall(r"^# .+", words, re.MULTILINE) == [words.partition("\n")[0]]
    assert re.findall(r"<[a-zA-Z/!]|[\"“](?=\w)|(?<!„)'", words) == []
    assert words.count("„") == words.count("“")
    assert [link for link in re.findall(r'href="([^"]+)"', handbook.page(slug).body) if leads_nowhere(link)] == []


def test_index_names_every_page():
    named = set(re.findall(r"\((\w+)\.md\)", source(handbook.INDEX)))
    assert named == set(SLUGS) - {handbook.INDEX}


def test_link_to_nowhere_is_noticed():
    home = reverse("desk:home")
    assert leads_nowhere(f"{home}gibt-es-nicht/")
    assert leads_nowhere(f"{home}hilfe/gibt-es-nicht/")
    assert leads_nowhere(f"{home}hilfe/suche/#gibt-es-nicht")
    assert not leads_nowhere(f"{home}hilfe/suche/#ausschließen")


def test_every_desk_address_has_its_page():
    rooms = {str(pattern.pattern).split("/")[0] for pattern in urlpatterns}
    assert rooms - set(handbook.BY_ADDRESS) == set()
    assert set(handbook.BY_ADDRESS.values()) - set(SLUGS) == set()


def test_hilfe_leads_to_the_page_that_fits(client: Client, office):
    client.force_login(office.cvd)
    assert links(client.get("/redaktion/suche/"), "//footer//a") == ["/redaktion/hilfe/suche/"]
    assert links(client.get("/redaktion/abnahme/"), "//footer//a") == ["/redaktion/hilfe/abnahme/"]


def test_page_shows_title_sections_and_text(client: Client, office):
    client.force_login(office.editor)
    response = client.get("/redaktion/hilfe/suche/")
    assert texts(response, "//h1") == ["Suche"]
    assert [found.get("id") for found in page(response).xpath("//article/h2")] == [
        "wörter", "ausschließen", "wörter-nebeneinander", "vertippt",
    ]  # fmt: skip
    assert texts(response, "//nav[@aria-labelledby='h-toc']//a") == [
        "Wörter", "Ausschließen", "Wörter nebeneinander", "Vertippt",
    ]  # fmt: skip


def test_unknown_page_is_not_found(client: Client, office):
    client.force_login(office.editor)
    assert client.get("/redaktion/hilfe/gibt-es-nicht/").status_code == 404
