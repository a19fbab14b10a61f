from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from stories.actions import factchecks
from stories.actions import stories as actions
from stories.models import Comment, FactCheck, Story
from tests.factories import stories
from tests.newsroom.pages import page, text, texts


@pytest.fixture
def story(office) -> Story:
    return stories.story(by=office.editor, body="<p>Es kostet drei Millionen Euro.</p><p>Die Wege bleiben offen.</p>")


@pytest.fixture
def asked(story, office) -> tuple[FactCheck, str]:
    end = timezone.now() + timedelta(days=3)
    return factchecks.ask(
        story=story, name="Mira Brandt", expires_at=end, by=office.editor, question="Stimmt die Zahl?"
    )


@pytest.fixture
def url(asked) -> str:
    return f"/gast/faktencheck/{asked[1]}/"


def listed(story: Story) -> str:
    return f"{story.get_absolute_url()}faktencheck/"


def test_link_is_shown_once_and_kept_as_a_checksum_only(client, office, story):
    client.force_login(office.editor)
    data = {"name": "Mira", "expires_at": "2099-01-01T10:00"}
    response = client.post(listed(story), data)
    (link,) = page(response).xpath("//input[@id='link']/@value")
    secret = link.rstrip("/").rsplit("/", 1)[1]
    assert FactCheck.objects.filter(digest=secret).count() == 0
    assert Client().get(f"/gast/faktencheck/{secret}/").status_code == 200
    assert secret not in client.get(listed(story)).content.decode()


@pytest.mark.parametrize(
    "data", [{"name": "", "expires_at": "2099-01-01T10:00"}, {"name": "Mira", "expires_at": "2020-01-01T10:00"}]
)
def test_asking_without_a_name_or_into_the_past_is_refused(client, office, story, data):
    client.force_login(office.editor)
    response = client.post(listed(story), data)
    assert (response.status_code, FactCheck.objects.count()) == (422, 0)


def test_guest_reads_exactly_the_revision_that_was_asked_about(client, url, asked, story, office):
    actions.save(story=story, version=story.version, by=office.editor, headline="Geheim", body="<p>Neu</p>")
    response = client.get(url)
    assert texts(response, "//*[@class='prose']") == ["Es kostet drei Millionen Euro.", "Die Wege bleiben offen."]
    assert "Geheim" not in response.content.decode()
    assert (response["Cache-Control"], response["Referrer-Policy"], response["X-Robots-Tag"]) == (
        "no-store", "no-referrer", "noindex, nofollow",
    )  # fmt: skip
    assert FactCheck.objects.get().opened_at is not None


def test_remarks_become_comments_at_their_passage(client, url, story):
    client.post(url, {"verdict": "remarks", "remark-body-0": "Es sind vier.", "remark": "Sonst gut."})
    comment = Comment.objects.get()
    assert (comment.field, comment.quote, comment.text, comment.author) == (
        "body", "Es kostet drei Millionen Euro.", "Es sind vier.", None,
    )  # fmt: skip
    check = FactCheck.objects.get()
    assert (check.verdict, check.remark, comment.fact_check) == ("remarks", "Sonst gut.", check)
    assert text(client.get(url), "//h1") == "Ihre Antwort ist angekommen"


def test_answer_that_says_nothing_is_refused_and_keeps_what_was_typed(client, url):
    response = client.post(url, {"verdict": "", "remark": "Halb getippt"})
    assert (response.status_code, text(response, "//textarea[@id='remark']")) == (422, "Halb getippt")
    assert client.post(url, {"verdict": "remarks"}).status_code == 422
    assert FactCheck.objects.get().answered_at is None


def test_answer_is_given_once(client, url, asked):
    client.post(url, {"verdict": "correct"})
    client.post(url, {"verdict": "remarks", "remark": "Doch nicht"})
    assert (FactCheck.objects.get().verdict, Comment.objects.count()) == ("correct", 0)


@pytest.mark.parametrize("how", ["expired", "revoked"])
def test_dead_link_shows_no_word_of_the_text(client, url, asked, office, how):
    if how == "expired":
        FactCheck.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        factchecks.revoke(check=asked[0], by=office.editor)
    for response in (client.get(url), client.post(url, {"verdict": "correct"})):
        assert response.status_code == 410
        assert "Millionen" not in response.content.decode()
    assert FactCheck.objects.get().answered_at is None


def test_unknown_link_is_not_found(client, db):
    assert client.get("/gast/faktencheck/nix/").status_code == 404


def test_desk_says_that_the_text_has_moved_on(client, office, story, asked):
    actions.save(story=story, version=story.version, by=office.editor, headline="Anders")
    client.force_login(office.editor)
    response = client.get(listed(story))
    assert "Die Frage galt Fassung 1, inzwischen ist es Fassung 2." in text(response, "//li[contains(., 'Mira')]")


@pytest.mark.parametrize("many", [1, 3])
def test_list_costs_the_same_however_many(client, office, story, django_assert_num_queries, many):
    for _number in range(many):
        factchecks.ask(story=story, name="Mira", expires_at=timezone.now() + timedelta(days=1), by=office.editor)
    client.force_login(office.editor)
    with django_assert_num_queries(14):
        client.get(listed(story))
