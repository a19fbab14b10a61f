"""The panel of remarks, with and without scripts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stories.actions import comments
from stories.actions import stories as actions
from stories.anchoring import Quote
from stories.models import Comment, Mention, Story
from tests.factories import stories
from tests.newsroom.pages import page, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(office) -> Story:
    return stories.story(by=office.editor)


@pytest.fixture
def desk(client, office):
    client.force_login(office.cvd)
    return client


def address(story: Story) -> str:
    return f"/redaktion/beitraege/{story.pk}/kommentare/"


def act(client, row: Comment, **data):
    return client.post(f"/redaktion/kommentare/{row.pk}/", data)


def test_remark_without_scripts_leads_back_to_where_it_was_written(desk, story):
    answers = [
        desk.post(address(story), {"text": "Stimmt das?", "quote": "40 junge Linden", "seite": place})
        for place in ("beitrag", "abnahme")
    ]

    assert [answer["Location"] for answer in answers] == [
        f"/redaktion/beitraege/{story.pk}/#kommentare",
        f"/redaktion/abnahme/{story.pk}/#kommentare",
    ]
    assert list(Comment.objects.values_list("field", "quote")) == [("lead", "40 junge Linden")] * 2


def test_panel_shows_open_remarks_in_the_order_of_the_text(desk, story, office):
    for words in ("Wege bleiben offen", "Neue Bäume", "40 junge Linden"):
        comments.write(story=story, text=f"zu {words}", quote=Quote(words), by=office.editor)
    done = comments.write(story=story, text="längst erledigt", by=office.editor)
    comments.resolve(comment=done, by=office.cvd)

    shown = texts(desk.get(address(story)), "//p[contains(@class, 'comment-words')]")

    assert shown == ["zu Neue Bäume", "zu 40 junge Linden", "zu Wege bleiben offen", "längst erledigt"]


def test_passage_that_is_gone_is_named_with_its_old_words(desk, story, office):
    comments.write(story=story, text="Wie viele?", quote=Quote("40 junge Linden im Hofgarten"), by=office.editor)
    actions.save(story=story, version=Story.objects.get(pk=story.pk).version, by=office.editor, lead="Es wird grün.")

    answer = desk.get(address(story))

    assert texts(answer, "//p[contains(@class, 'orphan')]") == ["Die Stelle gibt es nicht mehr; so lautete sie."]
    assert texts(answer, "//button[contains(@class, 'passage')]/q") == ["40 junge Linden im Hofgarten"]


def test_refused_answer_keeps_what_was_typed(desk, story, office):
    row = comments.write(story=story, text="Stimmt das?", by=office.editor)

    answer = act(desk, row, tun="edit", text="Fremdes Wort")

    assert answer.status_code == 422
    assert texts(answer, "//*[@role='alert']") == [
        "Ändern kann einen Kommentar nur, wer ihn geschrieben hat. Antworten Sie stattdessen darunter."
    ]
    own = comments.write(story=story, text="Eigenes", by=office.cvd)
    assert act(desk, own, tun="edit", text=" ").status_code == 422
    assert act(desk, row, tun="answer", text="x" * 4001).status_code == 422


def test_too_long_a_remark_stands_in_its_field_again(desk, story):
    answer = desk.post(address(story), {"text": "x" * 4001, "quote": "Linden"})

    assert (answer.status_code, texts(answer, "//textarea[@id='kommentar-text']")) == (422, ["x" * 4001])


def test_settling_offers_to_take_it_back(desk, story, office):
    row = comments.write(story=story, text="Stimmt das?", by=office.editor)

    answer = desk.post(f"/redaktion/kommentare/{row.pk}/", {"tun": "resolve"}, HTTP_HX_REQUEST="true")

    assert texts(answer, "//button[.='Rückgängig']") == ["Rückgängig"]
    act(desk, row, tun="reopen")
    assert Comment.objects.open().get() == row


def test_opening_the_story_ends_the_mention(desk, story, office):
    comments.write(story=story, text=f"@{office.cvd.username} bitte", by=office.editor)

    desk.get(story.get_absolute_url())

    assert Mention.objects.filter(seen_at__isnull=True).count() == 0


def test_words_are_never_markup(desk, story, office):
    comments.write(story=story, text="<img src=x> @mb & Co", by=office.editor)

    words = page(desk.get(address(story))).xpath("//p[contains(@class, 'comment-words')]")[0]

    assert words.text_content() == "<img src=x> @mb & Co"
    assert [span.text for span in words.xpath(".//span[@class='named']")] == ["@mb"]


def test_number_of_queries_does_not_grow_with_remarks(desk, story, office):
    counts = []
    for _step in (1, 2):
        while Comment.objects.count() < 1 + 5 * len(counts):
            row = comments.write(story=story, text="Wer?", quote=Quote("Linden"), by=office.editor)
            comments.answer(comment=row, text=f"@{office.editor.username} Wir.", by=office.cvd)
        with CaptureQueriesContext(connection) as queries:
            desk.get(address(story))
        counts.append(len(queries))

    assert counts[0] == counts[1]
