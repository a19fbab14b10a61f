"""What search engines and link previews read."""

import json

import lxml.html

from tests.portal.conftest import PUBLIC, address

LONG = "Neue Grünverbindung am Rhein: Erster Abschnitt der Hochwasserschutz-Promenade wird am Samstag, 28. November, für alle eröffnet"


def page(client, story):
    return lxml.html.document_fromstring(client.get(address(story)).content.decode())


def data(client, story):
    (script,) = page(client, story).xpath("//script[@type='application/ld+json']/text()")
    return json.loads(script)


def test_article_describes_itself(client, published):
    story = published(pictures=1)
    found = data(client, story)
    url = f"{PUBLIC}{address(story)}"
    assert (found["@context"], found["@type"], found["url"]) == ("https://schema.org", "NewsArticle", url)
    assert found["headline"] == "Neue Bäume für den Hofgarten"
    assert found["publisher"]["name"] == "Landeshauptstadt Düsseldorf"
    assert found["datePublished"][-6:] in {"+01:00", "+02:00"}
    (image,) = found["image"]
    assert image["url"].startswith(f"{url}bild-1.jpg?v=")
    assert (image["width"], image["height"], image["creditText"]) == (640, 400, "Foto: Mira Brandt")


def test_long_headline_is_cut_after_a_word(client, published):
    headline = data(client, published(headline=LONG))["headline"]
    assert (
        headline
        == "Neue Grünverbindung am Rhein: Erster Abschnitt der Hochwasserschutz-Promenade wird am Samstag, 28. November,…"
    )
    assert len(headline) <= 110


def test_markup_cannot_leave_the_data_block(client, published):
    lead = "</script><script>alert(1)</script><!-- & \u2028 Ende"
    story = published(lead=lead)
    assert data(client, story)["description"] == "</script><script>alert(1)</script><!-- & Ende"
    assert len(page(client, story).xpath("//script")) == 1


def test_open_graph_names_the_picture_with_its_alternative_text(client, published):
    story = published(pictures=1)
    meta = {node.get("property"): node.get("content") for node in page(client, story).xpath("//meta[@property]")}
    url = f"{PUBLIC}{address(story)}"
    assert (meta["og:url"], meta["og:locale"], meta["og:type"]) == (url, "de_DE", "article")
    assert meta["og:title"] == "Neue Bäume für den Hofgarten"
    assert meta["og:image"].startswith(f"{url}bild-1.jpg")
    assert (meta["og:image:alt"], meta["og:image:width"], meta["og:image:height"]) == ("Linde 1", "640", "400")
    assert page(client, story).xpath("//link[@rel='canonical']/@href") == [url]
