import pytest

from stories.actions import stories as actions
from stories.actions import versions
from stories.enums import Language
from stories.models import Story
from tests.factories import channels, stories
from tests.newsroom.pages import said, text, texts


@pytest.fixture
def story(client, office) -> Story:
    client.force_login(office.editor)
    return stories.story(by=office.editor)


@pytest.fixture
def told(story, office) -> Story:
    versions.begin(story=story, language=Language.ENGLISH, by=office.editor)
    return Story.objects.get(pk=story.pk)


def at(story: Story) -> str:
    return f"{story.get_absolute_url()}sprachen/?sprache=en"


def sent(**data) -> dict:
    return {"sprache": "en", "tun": "speichern", "headline": "New trees", "lead": "", "body": "<p>Limes.</p>"} | data


def test_language_is_begun_saved_removed_and_brought_back(client, story):
    assert "noch nicht auf Englisch" in text(client.get(at(story)))
    begun = client.post(at(story), {"sprache": "en", "tun": "anfangen"}, follow=True)
    assert "Hier steht noch der deutsche Text." in text(begun)
    saved = client.post(at(story), sent(version=1), follow=True)
    assert (said(saved), story.versions.get().headline) == (["Englisch ist gespeichert."], "New trees")
    gone = client.post(at(story), {"sprache": "en", "tun": "entfernen"}, follow=True)
    assert (story.versions.count(), "Zurückholen" in texts(gone, "//button")) == (0, True)
    client.post(at(story), {"sprache": "en", "tun": "zurueckholen"})
    assert story.versions.get().body == "<p>Limes.</p>"


def test_missing_headline_keeps_what_is_typed(client, told):
    answer = client.post(at(told), sent(version=1, headline=""))
    assert (answer.status_code, told.versions.get().headline) == (422, told.headline)
    assert "Limes." in answer.content.decode()


def test_second_writer_sees_both_and_may_store_the_own_text(client, told, office):
    versions.save(story=told, language=Language.ENGLISH, version=1, by=office.cvd, headline="Other words")
    refused = client.post(at(told), sent(version=1))
    assert (refused.status_code, told.versions.get().headline) == (409, "Other words")
    assert texts(refused, "//form[@id='beitrag']//del")[0] == "Other words"
    client.post(at(told), sent(overwrite=2))
    assert told.versions.get().headline == "New trees"


def test_old_version_shows_what_changed_until_it_follows(client, told, office):
    actions.save(story=told, version=told.version, by=office.editor, lead="Ab Dienstag wird gepflanzt.")
    page = client.get(at(told))
    assert ("veraltet" in text(page, "//nav"), "Dienstag" in " ".join(texts(page, "//ins"))) == (True, True)
    newest = told.revisions.first().number
    after = client.post(at(told), sent(version=1, passt="1", follows=newest), follow=True)
    assert "veraltet" not in text(after, "//nav")


def test_review_shows_each_language_and_what_changed_in_it(client, office):
    story = channels.approved(by=office.editor)
    row = versions.begin(story=story, language=Language.ENGLISH, by=office.editor)
    versions.save(story=story, language=Language.ENGLISH, version=row.version, by=office.editor, headline="New trees")
    client.force_login(office.cvd)
    answer = client.get(f"/redaktion/abnahme/{story.pk}/")
    assert "Englisch · Überschrift" in texts(answer, "//section//li/p")
    assert texts(answer, "//section[h2 or div/h2[.='Englisch']]//p[@class='strong']") == ["New trees"]


def test_hints_follow_the_language(client, story):
    typed = {"body": "<p>Die Bushaltestellenverlegung ist geplant.</p>"}
    german = client.post("/redaktion/beitraege/hinweise/", typed)
    simple = client.post("/redaktion/beitraege/hinweise/", typed | {"sprache": "de-simple"})
    found = [texts(answer, "//li[@data-kind='plain']") != [] for answer in (german, simple)]
    assert found == [False, True]
