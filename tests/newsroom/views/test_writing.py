import json

import pytest
from django.utils import timezone

from stories.actions import copies
from stories.actions import stories as actions
from stories.models import Story, WorkingCopy
from tests.factories import channels, stories
from tests.newsroom.pages import page, said, text, texts

HTMX = {"HX-Request": "true"}


@pytest.fixture
def story(client, office) -> Story:
    client.force_login(office.editor)
    return stories.story(by=office.editor)


def of(story: Story, step: str = "") -> str:
    return f"{story.get_absolute_url()}{step}"


def offered(response) -> dict | None:
    found = page(response).xpath("//script[@id='arbeitskopie']/text()")
    return json.loads(found[0]) if found else None


def test_copy_is_kept_and_offered_to_its_person_only(client, story, office):
    answer = client.post(of(story, "entwurf/"), {"headline": "Getippt", "version": story.version})
    assert (answer.status_code, list(answer.json())) == (200, ["at"])
    found = offered(client.get(of(story)))
    assert (found["values"], found["version"]) == ({"headline": "Getippt"}, story.version)
    client.force_login(office.cvd)
    assert offered(client.get(of(story))) is None


def test_copy_that_says_what_is_stored_is_not_offered(client, story):
    client.post(of(story, "entwurf/"), {"headline": story.headline, "version": story.version})
    assert offered(client.get(of(story))) is None


def test_copy_of_a_new_story_waits_for_the_next_visit_and_goes_with_it(client, story):
    client.post("/redaktion/beitraege/neu/entwurf/", {"headline": "Idee"})
    assert offered(client.get("/redaktion/beitraege/neu/"))["values"] == {"headline": "Idee"}
    client.post("/redaktion/beitraege/neu/", {"headline": "Idee"})
    assert WorkingCopy.objects.count() == 0


def test_copy_goes_when_the_story_is_saved(client, story):
    client.post(of(story, "entwurf/"), {"headline": "Getippt"})
    client.post(of(story), {"headline": "Getippt", "version": story.version})
    assert WorkingCopy.objects.count() == 0


def test_copy_is_dropped_on_demand(client, story):
    client.post(of(story, "entwurf/"), {"headline": "Getippt"})
    client.post(of(story, "entwurf/"), {"drop": "1"})
    assert WorkingCopy.objects.count() == 0


def test_copy_without_login_says_so_and_with_login_gives_a_token(client, story, office):
    client.logout()
    assert client.post(of(story, "entwurf/"), {"headline": "x"}).status_code == 401
    client.force_login(office.editor)
    fresh = client.get(of(story, "entwurf/")).json()
    assert (fresh["person"], len(fresh["token"])) == (office.editor.pk, 64)


def test_presence_tells_the_others(client, story, office):
    copies.seen(story=story, by=office.cvd, typing=True)
    copies.seen(story=story, by=office.social, typing=False)
    copies.keep(story=story, version=story.version, fields={"lead": "x"}, by=office.cvd)
    answer = client.post(of(story, "anwesend/"), {"tippt": ""})
    assert text(answer, "//*[contains(@class, 'notice')]") == f"{office.cvd} schreibt gerade hier."
    assert f"{office.social} hat den Beitrag offen." in texts(answer, "//p")
    assert f"{office.cvd} hat hier Änderungen, die noch nicht gespeichert sind" in answer.content.decode()
    client.post(of(story, "anwesend/"), {"weg": "1"})
    assert not story.presences.filter(user=office.editor).exists()


@pytest.mark.parametrize("many", [1, 3])
def test_revisions_cost_the_same_however_many(client, story, office, django_assert_num_queries, many):
    for number in range(many):
        story = actions.save(story=story, version=story.version, by=office.editor, lead=f"Vorspann {number}")
    with django_assert_num_queries(16):
        client.get(of(story, "fassungen/"))


def test_revisions_show_the_last_change_and_any_two(client, story, office):
    for words in ("Zwei", "Drei"):
        story = actions.save(story=story, version=story.version, by=office.editor, headline=words)
    response = client.get(of(story, "fassungen/"))
    assert texts(response, "//a[@class='row-title']") == ["Fassung 3", "Fassung 2", "Fassung 1"]
    assert texts(response, "//*[contains(@class, 'diff')]//del") == ["Zwei"]
    chosen = client.get(of(story, "fassungen/"), {"von": 1, "bis": 3})
    assert texts(chosen, "//*[contains(@class, 'diff')]//ins")[-1:] == ["Drei"]


def test_restoring_makes_the_old_words_the_newest(client, story, office):
    first = story.headline
    story = actions.save(story=story, version=story.version, by=office.editor, headline="Anders")
    response = client.post(of(story, "fassungen/1/"))
    assert (response.url, Story.objects.get().headline) == (of(story), first)
    assert said(client.get(of(story)))[0].startswith("Fassung 1 ist wieder der aktuelle Text")


def test_restoring_what_is_approved_asks_first(client, office):
    channels.account("x")
    story = channels.approved(by=office.editor)
    story = actions.save(story=story, version=story.version, by=office.editor, headline="Anders")
    channels.approve(Story.objects.get())
    client.force_login(office.editor)
    asked = client.post(of(story, "fassungen/1/"))
    assert (asked.url, Story.objects.get().headline) == (f"{of(story, 'fassungen/')}?bis=1&zurueck=1", "Anders")
    assert "bricht das Siegel" in text(client.get(asked.url), "//*[@role='alert']")
    client.post(of(story, "fassungen/1/"), {"seal_ok": "1"})
    assert (Story.objects.get().headline, Story.objects.get().state) == ("Neue Bäume für den Hofgarten", "in_review")


def test_page_of_one_person_is_not_saved_as_another(client, story, office):
    client.force_login(office.cvd)
    data = {"headline": "Fremd", "version": story.version, "person": office.editor.pk}
    saved = client.post(of(story), data, headers=HTMX)
    kept = client.post(of(story, "entwurf/"), data)
    assert (saved.status_code, kept.status_code, Story.objects.get().headline) == (422, 422, story.headline)
    assert f"ist inzwischen {office.cvd} angemeldet" in text(saved, "//*[@id='meldung' or @role='alert']")
    assert WorkingCopy.objects.count() == 0


def test_copy_of_a_pictures_words_is_offered(client, office):
    client.force_login(office.editor)
    story = stories.story(by=office.editor, pictures=1)
    (picture,) = story.ordered_images()
    for words, offered_again in ((picture.alt_text, False), ("Getippt", True)):
        client.post(of(story, "entwurf/"), {"headline": story.headline, f"image-{picture.pk}-alt_text": words})
        assert (offered(client.get(of(story))) is not None) == offered_again


def test_copy_that_arrives_during_a_save_stays(office, story):
    began = timezone.now()
    copies.keep(story=story, version=story.version, fields={"headline": "Später"}, by=office.editor)
    copies.drop(story=story, by=office.editor, typed_before=began)
    assert copies.of(story, office.editor).fields == {"headline": "Später"}
