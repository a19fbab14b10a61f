"""The banner of a crisis: on every page at once, and gone at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from channels_publish.actions import crisis as switch
from stories.actions import crisis
from tests.factories.crises import crisis_on
from tests.newsroom.pages import links, texts
from tests.portal.conftest import NEWS, address, age

BANNER = "//section[h2='Wichtiger Hinweis' or .//h2='Wichtiger Hinweis']"
WORDS = "In Bilk wird eine Bombe entschärft. Bitte verlassen Sie die Sperrzone."
PAGES = ("list", "article", "missing", "elsewhere")


@pytest.fixture
def address_of(published):
    story = published()
    age(story, timedelta(days=1))
    places = {"list": NEWS, "article": address(story), "missing": f"{NEWS}fehlt/", "elsewhere": "/gibt-es-nicht"}
    return places.__getitem__


@pytest.mark.parametrize("page", PAGES)
def test_banner_stands_on_every_page_while_the_crisis_is_on(client, office, address_of, page):
    url = address_of(page)
    assert texts(client.get(url), BANNER) == []
    crisis_on(by=office.cvd, banner=f"{WORDS}\n<b>Danke</b>", link="https://stadt.example/bilk")
    shown = client.get(url)
    assert texts(shown, f"{BANNER}//p") == [f"{WORDS}<b>Danke</b>", "Mehr zu diesem Hinweis"]
    assert links(shown, f"{BANNER}//a") == ["https://stadt.example/bilk"]
    crisis.end(by=office.cvd)
    assert texts(client.get(url), BANNER) == []


def test_crisis_without_words_for_the_public_shows_no_banner(client, office, address_of):
    crisis_on(by=office.cvd)
    assert [texts(client.get(address_of(page)), BANNER) for page in PAGES] == [[]] * len(PAGES)


@pytest.mark.parametrize("page", ["list", "article"])
@pytest.mark.parametrize("validator", ["ETag", "Last-Modified"])
def test_client_that_has_the_page_gets_the_banner_its_changes_and_its_end(client, office, address_of, page, validator):
    """Whatever a cache kept at some moment, asking us again brings the page as it is now."""
    url, asks = address_of(page), {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
    kept: list[str] = []

    def changed() -> list[int]:
        """What each copy kept so far is told, and the copy of now joins them."""
        told = [client.get(url, headers={asks[validator]: stamp}).status_code for stamp in kept]
        if stamp := client.get(url).get(validator):
            kept.append(stamp)
        return told

    assert changed() == []
    assert changed() == [304]
    crisis_on(by=office.cvd, banner=WORDS)
    assert set(changed()) == {200}
    switch.change(banner="Entwarnung in Bilk.", banner_link="", exempt=[], by=office.cvd)
    assert 304 not in changed()[2:]
    crisis.end(by=office.cvd)
    assert "Bilk" not in client.get(url).content.decode()
    assert 304 not in changed()[2:]


def test_page_fetched_by_date_in_a_crisis_is_fetched_anew_after_it(client, office, address_of):
    """A cache may ask with the time of its copy where the page had none of its own."""
    made = crisis_on(by=office.cvd, banner=WORDS)
    assert "Last-Modified" not in client.get(NEWS)
    made.started_at -= timedelta(hours=1)
    made.save()
    crisis.end(by=office.cvd)
    stamp = f"{timezone.now() - timedelta(minutes=5):%a, %d %b %Y %H:%M:%S} GMT"
    assert client.get(NEWS, headers={"If-Modified-Since": stamp}).status_code == 200
