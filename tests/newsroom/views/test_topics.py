from datetime import timedelta

import pytest
from django.utils import timezone

from stories.actions import topics as actions
from stories.enums import TopicState
from stories.intake.incoming import Enclosure
from stories.models import Story, Topic
from tests.factories import media, topics
from tests.newsroom.pages import links, page, said, text, texts

BOARD = "/redaktion/themen/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(client, office):
    client.force_login(office.editor)
    return client


def test_empty_board_says_how_news_comes_in(desk):
    response = desk.get(BOARD)
    assert texts(response, "//*[contains(@class, 'empty')]//strong") == ["Noch ist nichts hereingekommen."]
    assert links(response, "//*[contains(@class, 'empty')]//a") == [f"{BOARD}neu/"]


def test_board_has_a_column_a_state_and_the_pressing_first(desk, office):
    now = timezone.now()
    topics.topic(title="Ohne Frist")
    topics.topic(title="Später", deadline=now + timedelta(days=2))
    topics.topic(title="Gestern", deadline=now - timedelta(days=1))
    actions.move(topic=topics.topic(title="Läuft"), state=TopicState.IN_WORK, by=office.editor)
    response = desk.get(BOARD)
    assert texts(response, "//section[@data-state='new']//h3") == ["Gestern", "Später", "Ohne Frist"]
    assert texts(response, "//section[@data-state='in_work']//h3") == ["Läuft"]
    assert texts(response, "//h2/span[@class='count']") == ["3", "0", "1", "0", "0"]


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize(("ansicht", "queries"), [("", 14), ("liste", 14)])
def test_topics_ask_the_same_number_of_questions_however_many(desk, django_assert_num_queries, many, ansicht, queries):
    for number in range(many):
        actions.make_story(
            topic=topics.received(ref=f"<{number}>", title=f"Thema {number}"), by=topics.people.editor()
        )
    with django_assert_num_queries(queries):
        desk.get(BOARD, {"ansicht": ansicht})


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "radweg"}, ["Radweg"]),
        ({"wer": "mir"}, ["Meins"]),
        ({"wer": "niemandem"}, ["Radweg", "Überfällig"]),
        ({"wer": "ueberfaellig"}, ["Überfällig"]),
        ({"stand": "accepted"}, ["Meins"]),
    ],
)
def test_list_is_filtered(desk, office, asked, found):
    topics.topic(title="Radweg")
    topics.topic(title="Überfällig", deadline=timezone.now() - timedelta(hours=1))
    actions.take(topic=topics.topic(title="Meins"), by=office.editor)
    response = desk.get(BOARD, {"ansicht": "liste", **asked}, headers=HTMX)
    assert sorted(texts(response, "//a[@class='row-title']")) == found


def test_full_column_leads_to_the_list(desk):
    for number in range(27):
        topics.topic(title=f"Thema {number}")
    response = desk.get(BOARD)
    assert texts(response, "//section[@data-state='new']//p[contains(@class,'board-more')]") == [
        "2 weitere in der Liste"
    ]


def test_new_topic(desk, office):
    response = desk.post(f"{BOARD}neu/", {"title": "Idee", "owner": office.editor.pk, "text": "<p>Mehr</p>"})
    topic = Topic.objects.get()
    assert (response.url, topic.title, topic.owner, topic.text) == (
        topic.get_absolute_url(),
        "Idee",
        office.editor,
        "<p>Mehr</p>",
    )


def test_new_topic_without_title_keeps_what_was_typed(desk):
    response = desk.post(f"{BOARD}neu/", {"title": "", "notes": "Anruf von Mira"})
    assert (response.status_code, text(response, "//textarea[@name='notes']")) == (422, "Anruf von Mira")
    assert Topic.objects.count() == 0


def test_conflict_shows_theirs_and_keeps_mine(desk, office):
    topic = topics.topic()
    actions.save(topic=topic, version=1, by=topics.people.editor(), title="Von drüben")
    url = topic.get_absolute_url()
    response = desk.post(url, {"title": "Von hier", "version": 1})
    assert response.status_code == 409
    assert page(response).xpath("//input[@name='title']/@value") == ["Von hier"]
    assert texts(response, "//dl[@class='facts']/dd") == ["Von drüben"]
    (version,) = page(response).xpath("//input[@name='version']/@value")
    desk.post(url, {"title": "Von hier", "version": version})
    assert Topic.objects.get().title == "Von hier"


def test_move_by_menu_offers_the_way_back(desk):
    topic = topics.topic()
    url = f"{topic.get_absolute_url()}verschieben/"
    response = desk.post(url, {"stand": "done", "von": "tafel"}, headers=HTMX)
    assert texts(response, "//section[@data-state='done']//h3") == [topic.title]
    back = page(response).xpath("//*[contains(@class, 'flash')]//input[@name='stand']/@value")
    desk.post(url, {"stand": back[0], "von": "tafel"}, headers=HTMX)
    assert Topic.objects.get().state == TopicState.NEW


def test_drop_on_declined_asks_for_the_reason(desk):
    topic = topics.topic()
    response = desk.post(f"{topic.get_absolute_url()}verschieben/", {"stand": "declined"}, headers=HTMX)
    ask = f"{topic.get_absolute_url()}ablehnen/"
    assert response.headers["HX-Redirect"] == ask
    refused = desk.post(ask, {"reason": ""})
    assert (refused.status_code, "warum" in text(refused, "//*[@role='alert']")) == (422, True)
    desk.post(ask, {"reason": "Macht das Jugendamt selbst."})
    assert (Topic.objects.get().state, Topic.objects.get().reason) == ("declined", "Macht das Jugendamt selbst.")


def test_one_click_makes_the_story_and_the_next_opens_it(desk):
    topic = topics.received()
    url = f"{topic.get_absolute_url()}beitrag/"
    first = desk.post(url)
    story = Story.objects.get()
    assert first.url == story.get_absolute_url()
    assert said(desk.get(first.url)) == [
        "Aus dem Thema ist ein Beitrag geworden; die Kanalfassungen sind daraus entstanden."
    ]
    assert (desk.post(url).url, Story.objects.count()) == (first.url, 1)


def test_files_from_outside_are_only_to_keep(desk, media_root):
    evil = Enclosure("seite.html", "text/html", b"<script>alert(1)</script>")
    plain = Enclosure("seite.txt", "text/html", evil.data)
    topic = topics.received(original=evil, enclosures=(plain,))
    source = topic.sources.get()
    for url, name in (
        (f"{BOARD}original/{source.pk}/", "seite.html"),
        (f"{BOARD}anhang/{source.attachments.get().pk}/", "seite.txt"),
    ):
        response = desk.get(url)
        assert b"".join(response.streaming_content) == evil.data
        assert (response["Content-Type"], response["X-Content-Type-Options"]) == (
            "application/octet-stream",
            "nosniff",
        )
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


# -- the same news twice ---------------------------------------------------------------------------


@pytest.fixture
def twins(desk) -> tuple[Topic, Topic]:
    long = "<p>Ab Montag pflanzen wir 40 Linden. Die Wege bleiben offen, auch für Fahrräder und für Kinderwagen.</p>"
    return topics.received(html=long), topics.received(html=long.replace("Montag", "Dienstag"), ref="<2>")


def test_topic_that_may_be_there_already_is_joined_and_parted(desk, twins):
    first, second = twins
    shown = desk.get(second.get_absolute_url())
    assert links(shown, "//*[@aria-labelledby='titel-dasselbe']//h2/a") == [first.get_absolute_url()]
    assert texts(shown, "//*[@aria-labelledby='titel-dasselbe']//del") == ["dort: Montag"]
    assert texts(desk.get(BOARD), "//a[contains(@class, 'chip')]") == ["vielleicht schon da"]

    joined = desk.post(f"{second.get_absolute_url()}zusammenlegen/", {"mit": first.pk}, follow=True)
    assert joined.redirect_chain == [(first.get_absolute_url(), 302)]
    assert links(joined, "//*[@aria-labelledby='titel-zusammen']//li/a") == [second.get_absolute_url()]
    assert len(texts(joined, "//*[@aria-labelledby='titel-quellen']//li")) == 2

    desk.post(f"{second.get_absolute_url()}verschieben/", {"stand": "new"})
    assert texts(desk.get(first.get_absolute_url()), "//*[@aria-labelledby='titel-zusammen']") == []


def test_topic_that_is_something_else_is_not_asked_about_again(desk, twins):
    second = twins[1]
    desk.post(f"{second.get_absolute_url()}unterscheiden/")
    assert texts(desk.get(second.get_absolute_url()), "//*[@aria-labelledby='titel-dasselbe']") == []


def test_joining_what_has_a_story_says_why_not(desk, twins, office):
    first, second = twins
    actions.make_story(topic=second, by=office.editor)
    (sentence,) = said(desk.post(f"{second.get_absolute_url()}zusammenlegen/", {"mit": first.pk}, follow=True))
    assert sentence.startswith("Aus „Linden im Hofgarten“ ist schon ein Beitrag geworden.")


# -- pictures that came along ----------------------------------------------------------------------


def test_picture_is_taken_into_the_library_from_the_topic(desk):
    topic = topics.received(enclosures=(Enclosure("linde.jpg", "image/jpeg", media.jpeg().getvalue()),))
    attachment = topic.sources.get().attachments.get()
    response = desk.post(f"{BOARD}anhang/{attachment.pk}/uebernehmen/", follow=True)
    assert said(response) == [
        "„linde.jpg“ steht jetzt in der Mediathek. Bildnachweis und Rechte tragen Sie dort nach."
    ]
    assert texts(response, "//*[@aria-labelledby='titel-quellen']//*[contains(@class, 'chip')]") == [
        "in der Mediathek"
    ]


def test_story_of_a_topic_has_its_pictures_and_names_the_broken_ones(desk):
    whole = media.jpeg().getvalue()
    files = (Enclosure("linde.jpg", "image/jpeg", whole), Enclosure("kaputt.jpg", "image/jpeg", whole[:300]))
    topic = topics.received(enclosures=files)
    response = desk.post(f"{topic.get_absolute_url()}beitrag/", follow=True)
    assert [asset.original_name for asset in Story.objects.get().ordered_images()] == ["linde.jpg"]
    assert [sentence for sentence in said(response) if "kaputt.jpg" in sentence] != []
