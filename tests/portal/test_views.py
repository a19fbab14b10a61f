"""The public pages: words, addresses, headers."""

import io
import re
from datetime import timedelta
from pathlib import Path

import lxml.html
import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from channels_publish.actions import release
from stories.actions import stories as story_actions
from stories.models import Story
from tests.factories import channels, media, stories
from tests.portal.conftest import NEWS, PUBLIC, address, age, move_release, press_release

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


def tree(response):
    return lxml.html.document_fromstring(response.content.decode())


def test_article_shows_all_that_was_approved(client, published):
    story = published(pictures=3, video=True, link="https://www.stadt.example/hofgarten", place="Düsseldorf")
    press_release(story)
    page = tree(client.get(address(story)))
    assert page.xpath("string(//h1)") == "Neue Bäume für den Hofgarten"
    assert page.xpath("//figure//img/@alt") == ["Linde 1", "Linde 2", "Linde 3"]
    assert page.xpath("//figcaption/span[@class='credit']/text()") == ["Foto: Mira Brandt"] * 3
    assert page.xpath("//ul[@class='keywords']/li/text()") == ["Stadtgrün", "Hofgarten"]
    assert page.xpath("//video/@preload") == ["none"]
    assert page.xpath("//p[@class='contact']/text()") == ["Mira Brandt, Telefon 0211 89-00000"]
    assert page.xpath("//p[@class='more']/a/@href") == ["https://www.stadt.example/hofgarten"]
    assert page.xpath("//p[@class='download']/a/@href") == [address(story, "pressemitteilung.pdf")]
    assert re.search(r"[\d,]+\s[KM]B, Stand", page.xpath("string(//p[@class='download'])"))


def test_article_without_release_offers_no_pdf(client, published):
    story = published()
    assert tree(client.get(address(story))).xpath("//p[@class='download']") == []
    assert client.get(address(story, "pressemitteilung.pdf")).status_code == 404


def test_article_says_when_a_correction_was_released(client, office, published):
    story = published()
    assert "Aktualisiert" not in client.get(address(story)).content.decode()
    age(story, timedelta(days=2))
    assert "Aktualisiert" not in client.get(address(story)).content.decode()
    story = Story.objects.get(pk=story.pk)
    story = story_actions.save(story=story, version=story.version, by=office.editor, lead="Jetzt sind es 41 Linden.")
    review = channels.approve(story)
    page = tree(client.get(address(story)))
    assert page.xpath("//span[@class='updated']/time/@datetime") == [timezone.localtime(review.at).isoformat()]


def test_article_table_scrolls_by_itself_and_has_heads(client, published):
    story = published(
        body="<table><tbody><tr><th><p>Ort</p></th><th>Zeit</th></tr><tr><th>Rathaus</th><td>9 Uhr</td></tr></tbody></table>"
    )
    page = tree(client.get(address(story)))
    region = page.xpath("//div[@class='table-scroll']")[0]
    assert (region.get("role"), region.get("tabindex"), region.get("aria-label")) == ("region", "0", "Tabelle 1")
    assert region.xpath("./table/thead/tr/th/@scope") == ["col", "col"]
    assert region.xpath("./table/tbody/tr/th/@scope") == ["row"]


def test_scripts_in_any_field_are_harmless(client, office):
    asset = media.assets.add_image(
        file=media.jpeg(), by=office.editor, alt_text=f"Linde {EVIL}", credit=f"Foto {EVIL}", caption=f"Zeile {EVIL}"
    )
    story = stories.story(
        by=office.editor,
        headline=f"Titel {EVIL}"[:250], kicker=f"Dach {EVIL}"[:120], lead=f"Vorspann {EVIL}",
        body=f"<p>Text</p>{EVIL}<p onclick='alert(3)' style='x'>Mehr <a href='javascript:alert(4)'>hier</a></p><svg onload=alert(5)>",
        keywords=[EVIL], contact=f"Kontakt {EVIL}",
    )  # fmt: skip
    story = story_actions.add_image(story=story, asset=asset, by=office.editor)
    channels.approve(release.submit(story=story, by=office.editor))
    for url in (NEWS, address(story)):
        page = tree(client.get(url))
        assert page.xpath("//@onerror|//@onclick|//@onload|//@style") == []
        assert [script.get("type") for script in page.xpath("//script")] in ([], ["application/ld+json"])
        assert [link for link in page.xpath("//@href|//@src") if "javascript" in link] == []
        assert page.xpath("//img[@src='x']|//svg") == []


def test_link_that_is_no_web_address_is_left_out(client, published):
    story = published(link="javascript:alert(1)")
    assert "javascript" not in client.get(address(story)).content.decode()


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_pages_are_german_for_every_browser(client, published, language):
    story = published()
    move_release(story, timezone.now().replace(year=2026, month=3, day=2) - timedelta(days=365))
    answer = client.get(address(story), headers={"Accept-Language": language})
    assert answer["Content-Language"] == "de"
    assert " März 2025" in answer.content.decode()


@pytest.mark.parametrize("page", [NEWS, f"{NEWS}feed.rss", "/sitemap.xml", "/robots.txt", f"{NEWS}fehlt/", "article"])
def test_public_pages_set_no_cookie_and_do_not_vary_by_one(client, office, published, page):
    story = published(pictures=1)
    client.force_login(office.editor)  # even with the desk open in another tab
    answer = client.get(address(story) if page == "article" else page)
    assert answer.cookies == {}
    assert "cookie" not in answer.get("Vary", "").lower()


@pytest.mark.parametrize("page", [NEWS, f"{NEWS}feed.rss", "/sitemap.xml", "article", "bild-1.jpg"])
def test_client_that_has_it_gets_304(client, published, page):
    story = published(pictures=1)
    url = {"article": address(story), "bild-1.jpg": address(story, "bild-1.jpg")}.get(page, page)
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again["ETag"]) == (200, 304, first["ETag"])
    head = client.head(url)
    assert (head.status_code, head["ETag"], head.content if not head.streaming else b"") == (200, first["ETag"], b"")


@pytest.mark.parametrize("page", [NEWS, f"{NEWS}feed.rss", "article"])
def test_last_modified_answers_304_until_a_correction(client, office, published, page):
    story = published()
    age(story, timedelta(days=1))
    url = address(story) if page == "article" else page
    stamp = client.get(url)["Last-Modified"]
    assert client.get(url, headers={"If-Modified-Since": stamp}).status_code == 304
    story = Story.objects.get(pk=story.pk)
    channels.approve(story_actions.save(story=story, version=story.version, by=office.editor, lead="Neu."))
    answer = client.get(url, headers={"If-Modified-Since": stamp})
    assert (answer.status_code, "Neu." in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("page", [NEWS, "article"])
def test_pages_are_never_shown_without_asking_us(client, published, page):
    """A banner must be seen at once, and gone at once."""
    story = published()
    assert client.get(address(story) if page == "article" else page)["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("page", [f"{NEWS}feed.rss", "/sitemap.xml"])
def test_lists_for_machines_are_kept_to_the_end_of_the_minute_only(client, published, page):
    published()
    before = timezone.now()
    lifetime = int(re.fullmatch(r"public, max-age=(\d+)", client.get(page)["Cache-Control"])[1])
    assert 0 <= lifetime <= 60
    end = before.replace(second=0, microsecond=0) + timedelta(minutes=1)
    assert before + timedelta(seconds=lifetime) <= end + timedelta(seconds=60 if timezone.now() > end else 0)


@pytest.mark.parametrize("page", [f"{NEWS}feed.rss", "/sitemap.xml"])
def test_lists_for_machines_are_never_kept_beyond_the_next_release(client, embargoed, page):
    moment = timezone.now() + timedelta(seconds=3)
    move_release(embargoed(), moment)
    lifetime = int(client.get(page)["Cache-Control"].removeprefix("public, max-age="))
    assert lifetime <= 2


def test_list_needs_the_same_queries_for_one_story_and_three(client, published, django_assert_num_queries):
    published(pictures=1)
    with django_assert_num_queries(4):  # count, stories, pictures, crisis
        client.get(NEWS)
    published(pictures=2)
    published(pictures=3)
    with django_assert_num_queries(4):
        client.get(NEWS)


def test_list_leads_with_the_newest_and_pages_through_the_rest(client, published):
    now = timezone.now()
    story = published(headline="Nummer 0")
    for number in range(1, 25):
        twin = Story.objects.get(pk=story.pk)
        twin.pk, twin.slug = None, f"nummer-{number}"
        twin.public_from = now - timedelta(hours=number)
        twin.save()
    first, second = tree(client.get(NEWS)), tree(client.get(f"{NEWS}?seite=2"))
    assert len(first.xpath("//article")) == 20
    assert first.xpath("//article[contains(@class, 'teaser-lead')]//a/@href") == [address(story)]
    assert first.xpath("//a[@rel='next']/@href") == ["?seite=2"]
    assert len(second.xpath("//article")) == 5
    assert second.xpath("//article[contains(@class, 'teaser-lead')]") == []
    assert second.xpath("//a[@rel='prev']/@href") == [NEWS]
    assert second.xpath("//link[@rel='canonical']/@href") == [f"{PUBLIC}{NEWS}?seite=2"]


def test_list_without_stories_says_so(client, db):
    answer = client.get(NEWS)
    assert answer.status_code == 200
    assert "Noch gibt es hier keine Nachrichten." in answer.content.decode()


def test_list_shows_first_sentences_where_the_lead_is_missing(client, published):
    published(lead="", body="<p>Am 3. Oktober wird gefeiert. Der Eintritt ist frei.</p>")
    page = tree(client.get(NEWS))
    assert page.xpath("string(//p[@class='teaser-summary'])") == "Am 3. Oktober wird gefeiert. Der Eintritt ist frei."


def test_release_pdf_opens_in_the_browser_under_its_name(client, published):
    story = published()
    row = press_release(story)
    answer = client.get(address(story, "pressemitteilung.pdf"))
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert answer["Content-Disposition"] == f'inline; filename="pressemitteilung-{story.slug}.pdf"'
    assert b"".join(answer.streaming_content) == row.pdf_bytes()


def test_video_answers_a_range(client, published):
    story = published(video=True)
    answer = client.get(address(story, "video.mp4"), headers={"Range": "bytes=0-9"})
    assert (answer.status_code, len(b"".join(answer.streaming_content))) == (206, 10)


@pytest.mark.parametrize("page", [NEWS, f"{NEWS}feed.rss", "/sitemap.xml", "/robots.txt"])
def test_pages_can_only_be_read(client, db, page):
    assert client.post(page).status_code == 405


def test_robots_keep_out_of_the_desk(client, db):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines == [
        "User-agent: *",
        "Disallow: /redaktion/",
        "Disallow: /medien/",
        "",
        f"Sitemap: {PUBLIC}/sitemap.xml",
    ]


def test_sitemap_names_every_public_article(client, published):
    story = published()
    root = lxml.etree.fromstring(client.get("/sitemap.xml").content)
    assert root.xpath("//*[local-name()='loc']/text()") == [f"{PUBLIC}{NEWS}", f"{PUBLIC}{address(story)}"]


def test_styles_name_no_other_house():
    css = Path(finders.find("css/portal.css")).read_text("utf-8")
    assert re.findall(r"url\(|@import|https?://", css) == []


def test_captions_of_the_approved_film_are_shown_with_it(client, office):
    story = stories.story(by=office.editor, video=True)
    vtt = b"WEBVTT\n\n00:01.000 --> 00:02.000\n[Musik]\n"
    story = story_actions.set_captions(story=story, file=io.BytesIO(vtt), reason="", by=office.editor)
    channels.approve(release.submit(story=story, by=office.editor))
    page = tree(client.get(address(story)))
    assert page.xpath("//video/track/@src") == [f"{address(story)}untertitel.vtt"]
    assert b"".join(client.get(f"{address(story)}untertitel.vtt").streaming_content) == vtt


def test_film_without_captions_has_no_track(client, published):
    story = published(video=True)
    assert tree(client.get(address(story))).xpath("//track") == []
    assert client.get(f"{address(story)}untertitel.vtt").status_code == 404
