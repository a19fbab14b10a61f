"""The handbook as it lies in the repository, and as the desk shows it."""

import re
from urllib.parse import urldefrag

import pytest
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from channels_publish.adapters.facebook import limits as facebook
from channels_publish.adapters.instagram import limits as instagram
from channels_publish.adapters.website import limits as website
from channels_publish.adapters.x import limits as x
from channels_publish.adapters.youtube import limits as youtube
from newsroom import handbook
from newsroom.desk_urls import urlpatterns
from stories.language.checking import House
from stories.language.hints import LABELS
from stories.language.plain import MOST_WORDS
from stories.language.readability import FEWEST_WORDS
from stories.language.structure import HEADING_CHARS, PARAGRAPH_CHARS
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


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("/nachrichten/", "index"),
        ("/redaktion/", "index"),
        ("/redaktion/themen/7/", "themen"),
        ("/redaktion/themen/wiederkehrend/3/schalten/", "wiederkehrend"),
        ("/redaktion/beitraege/12/faktencheck/", "faktencheck"),
        ("/redaktion/auslieferungen/6a1f7c1e-5d0b-4c55-9d5a-3f6d4e2b9a10/klaeren/", "auslieferungen"),
        ("/redaktion/stammdaten/press/outlet/5/change/", "presseverteiler"),
        ("/redaktion/stammdaten/people/user/", "stammdaten"),
    ],
)
def test_longest_known_beginning_of_an_address_names_its_page(path, slug):
    assert handbook.page_for(path) == slug


def row(slug: str, first: str) -> str:
    """The line of a table that begins with this cell."""
    return next(line for line in source(slug).splitlines() if line.startswith(f"| {first} |"))


def german(value: float) -> str:
    return f"{value:,.0f}".replace(",", ".")


@pytest.mark.parametrize(
    ("channel", "limits", "names"),
    [
        ("duesseldorf.de", website.LIMITS, ["title"]),
        ("Facebook", facebook.LIMITS, ["text", "images"]),
        ("X", x.LIMITS, ["text", "images", "alt_text", "video_seconds"]),
        ("Instagram", instagram.LIMITS, ["text", "hashtags", "mentions", "images", "video_seconds_min"]),
        ("YouTube", youtube.LIMITS, ["title", "text_bytes", "tags"]),
    ],
)
def test_checks_name_the_limits_that_hold(channel, limits, names):
    numbers = re.findall(r"\d[\d.]*", row("pruefungen", channel))
    assert [name for name in names if german(limits[name].value) not in numbers] == []


def test_checks_name_the_lengths_of_films_in_a_persons_units():
    assert f"über {facebook.LIMITS['video_seconds'].value / 3600:.0f} Stunden" in row("pruefungen", "Facebook")
    assert f"über {instagram.LIMITS['video_seconds'].value / 60:.0f} Minuten" in row("pruefungen", "Instagram")


def test_hints_name_the_numbers_that_hold():
    words = source("schreibhinweise")
    numbers = [House().sentence_words, PARAGRAPH_CHARS, HEADING_CHARS, MOST_WORDS, FEWEST_WORDS]
    assert [number for number in numbers if f" {number} " not in words] == []
    assert [label for label in LABELS.values() if label not in words] == []


def test_every_shortcut_of_the_pages_is_in_the_handbook():
    scripts = " ".join(path.read_text("utf-8") for path in (settings.BASE_DIR / "static" / "js").glob("*.js"))
    named = set(re.findall(r"event\.(?:key|code)(?:\.toLowerCase\(\))? [=!]== \"([^\"]+)\"", scripts))
    pages = " ".join(path.read_text("utf-8") for path in (settings.BASE_DIR / "templates").rglob("*.html"))
    named |= set(re.findall(r"aria-keyshortcuts=\"([^\"]+)\"", pages))
    spoken = {"KeyM": "Strg+Alt+M", "s": "Strg+S", "Escape": "Esc", "Enter": "Eingabe", "Tab": "Tabulator"}
    words = source("tastatur")
    assert [key for key in named if spoken.get(key, f"| {key} |") not in words] == []


def test_hilfe_leads_to_the_page_that_fits(client: Client, office):
    client.force_login(office.cvd)
    assert links(client.get("/redaktion/suche/"), "//footer//a") == ["/redaktion/hilfe/suche/"]
    assert links(client.get("/redaktion/abnahme/"), "//footer//a") == ["/redaktion/hilfe/abnahme/"]


def test_page_shows_title_sections_and_text(client: Client, office):
    client.force_login(office.editor)
    response = client.get("/redaktion/hilfe/suche/")
    assert texts(response, "//h1") == ["Suche"]
    assert [found.get("id") for found in page(response).xpath("//article/h2")] == [
        "wörter",
        "ausschließen",
        "wörter-nebeneinander",
        "vertippt",
        "reihenfolge",
        "was-durchsucht-wird",
    ]
    assert texts(response, "//nav[@aria-labelledby='h-toc']//a") == [
        "Wörter",
        "Ausschließen",
        "Wörter nebeneinander",
        "Vertippt",
        "Reihenfolge",
        "Was durchsucht wird",
    ]


def test_unknown_page_is_not_found(client: Client, office):
    client.force_login(office.editor)
    assert client.get("/redaktion/hilfe/gibt-es-nicht/").status_code == 404
