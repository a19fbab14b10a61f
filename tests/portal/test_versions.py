"""An article in plain language and in English: from the approved revision, never before the article itself."""

import pytest

from channels_publish.actions import corrections
from stories.actions import versions
from stories.enums import Language
from stories.models import Story
from tests.factories import channels
from tests.newsroom.pages import links, page, text
from tests.portal.conftest import PUBLIC, address

ENGLISH = {"headline": "New trees for the park", "lead": "40 limes.", "body": "<p>Paths stay open.</p>"}


def add(story: Story, office, **text: str) -> Story:
    row = versions.begin(story=story, language=Language.ENGLISH, by=office.editor)
    versions.save(story=story, language=Language.ENGLISH, version=row.version, by=office.editor, **(ENGLISH | text))
    return Story.objects.get(pk=story.pk)


@pytest.fixture
def bilingual(published, office):
    """A public article with an approved English version."""
    story = add(published(), office)
    channels.approve(story)
    return Story.objects.get(pk=story.pk)


def test_version_speaks_its_language_and_names_the_others(client, bilingual):
    answer = client.get(address(bilingual, "en/"))
    assert (answer.status_code, answer["Content-Language"], page(answer).get("lang")) == (200, "en", "en")
    assert (text(answer, "//h1"), text(answer, "//div[@class='prose']")) == (ENGLISH["headline"], "Paths stay open.")
    there = {node.get("hreflang"): node.get("href") for node in page(answer).xpath("//link[@hreflang]")}
    news = f"{PUBLIC}/nachrichten/{bilingual.slug}/"
    assert there == {"de": news, "en": f"{news}en/"}


def test_article_leads_to_its_languages(client, bilingual):
    answer = client.get(address(bilingual))
    assert links(answer, "//ul[@class='languages']//a") == [address(bilingual, "en/")]
    assert client.get(address(bilingual, "leichte-sprache/")).status_code == 404


def test_article_without_versions_names_none(client, published):
    answer = client.get(address(published()))
    assert page(answer).xpath("//*[@hreflang]|//ul[@class='languages']") == []


def test_nobody_reads_a_version_that_waits_for_approval(client, bilingual, office):
    versions.save(story=bilingual, language=Language.ENGLISH, version=2, by=office.editor, headline="Secret")
    assert text(client.get(address(bilingual, "en/")), "//h1") == ENGLISH["headline"]


def test_version_is_not_public_before_the_article(client, bilingual, office):
    Story.objects.filter(pk=bilingual.pk).update(public_from="2099-01-01T00:00Z")
    hidden, unknown = client.get(address(bilingual, "en/")), client.get("/nachrichten/gibt-es-nicht/en/")
    assert (hidden.status_code, hidden.content, dict(hidden.headers)) == (404, unknown.content, dict(unknown.headers))


def test_version_of_what_was_taken_back_says_so(client, bilingual, office):
    corrections.hand_in_withdrawal(story=bilingual, notice="Ein Irrtum.", ways={}, by=office.editor)
    channels.approve(bilingual, by=office.cvd)
    answer = client.get(address(bilingual, "en/"))
    assert (answer.status_code, answer["X-Robots-Tag"], ENGLISH["headline"] in text(answer)) == (410, "noindex", False)
