import pytest
from django.core.management import call_command

from channels_publish.enums import Kind
from search.models import Entry
from stories.actions import stories as actions
from tests.factories import channels, media, people, stories, topics
from tests.newsroom.pages import links, page, text, texts

SEARCH = "/redaktion/suche/"


@pytest.fixture
def desk(client, office):
    client.force_login(office.editor)
    return client


def found(client, q: str, **asked) -> list[str]:
    return texts(client.get(SEARCH, {"q": q, **asked}), "//a[@class='row-title']")


def test_everything_is_found_where_it_is_written(desk, office):
    channels.account(Kind.X)
    channels.approved(by=office.editor, headline="Laternenfest im Südpark")
    topics.topic(title="Laternen für Himmelgeist")
    topics.received(title="Laterne defekt", html="", ref="<l>")
    media.picture(alt="Eine Laterne am Abend", name="abend.jpg")
    response = desk.get(SEARCH, {"q": "Laterne"})
    assert texts(response, "//nav[@aria-label='Art']/a") == [
        "Alles 5",
        "Beiträge 1",
        "Themen 2",
        "Medien 1",
        "Auslieferungen 1",
    ]
    assert found(desk, "Laterne", art="asset") == ["abend.jpg"]


def test_change_is_found_at_once_and_the_old_words_are_not(desk, office):
    story = stories.story(by=office.editor, headline="Eislaufbahn")
    actions.save(story=story, version=story.version, by=office.editor, headline="Freibad")
    assert (found(desk, "Eislaufbahn"), found(desk, "Freibad")) == ([], ["Freibad"])


def test_each_role_finds_what_it_may_see(client, office):
    topics.topic(title="Laterne")
    stories.story(headline="Laterne")
    client.force_login(people.admin())
    assert texts(client.get(SEARCH, {"q": "Laterne"}), "//nav[@aria-label='Art']/a") == ["Alles 1", "Beiträge 1"]


def test_nothing_found_helps_on(desk):
    response = desk.get(SEARCH, {"q": "Gibtesnicht"})
    assert text(response, "//*[contains(@class, 'empty')]//strong") == "Nichts gefunden für „Gibtesnicht“."


def test_a_typing_error_leads_to_the_word_that_occurs(desk, office, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        stories.story(by=office.editor, headline="Öffnung der Rheinuferpromenade & mehr")
    response = desk.get(SEARCH, {"q": '"Rheinuferpromnade & mehr"', "art": "story", "seite": "2"})
    meant = "//p[@class='search-meant']"

    assert text(response, meant) == 'Meinten Sie "Rheinuferpromenade & mehr"?'
    assert links(response, f"{meant}/a") == ["?q=%22Rheinuferpromenade+%26+mehr%22"]
    assert found(desk, '"Rheinuferpromenade & mehr"') == ["Öffnung der Rheinuferpromenade & mehr"]
    assert texts(desk.get(SEARCH, {"q": "Gibtesnicht"}), meant) == []


def test_results_alone_for_htmx(desk):
    assert page(desk.get(SEARCH, {"q": "x"}, headers={"HX-Request": "true"})).xpath("//h1") == []


@pytest.mark.parametrize("many", [1, 3])
def test_search_costs_the_same_however_many(desk, office, django_assert_num_queries, many):
    for number in range(many):
        stories.story(by=office.editor, headline=f"Laterne {number}")
        topics.topic(title=f"Laterne {number}")
    with django_assert_num_queries(14):
        desk.get(SEARCH, {"q": "Laterne"})


def test_pages_lead_on(desk, office):
    for number in range(21):
        topics.topic(title=f"Laterne {number}")
    response = desk.get(SEARCH, {"q": "Laterne"})
    assert len(texts(response, "//a[@class='row-title']")) == 20
    assert links(response, "//a[@rel='next']") == ["?q=Laterne&seite=2"]


def test_reindex_writes_what_was_there_before(desk, office):
    stories.story(by=office.editor, headline="Laterne")
    topics.topic(title="Laterne")
    before = set(Entry.objects.values_list("kind", "object_id", "title_terms"))
    Entry.objects.all().delete()
    call_command("reindex")
    assert set(Entry.objects.values_list("kind", "object_id", "title_terms")) == before
