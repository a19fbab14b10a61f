"""The page of an embargo and what stands behind a named link."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from channels_publish.enums import Kind
from press.actions import advance
from press.models import AdvanceAccess, AdvanceVisit
from stories.actions import stories as story_actions
from stories.models import Story
from tests.factories import channels, people
from tests.newsroom.pages import page, text, texts
from tests.portal.conftest import press_release

SMTP = "django.core.mail.backends.smtp.EmailBackend"
WHO = {"name": "Ada Wolff", "outlet": "Rheinblatt"}
FILES = ("bild-1.jpg", "bild-1-klein.jpg", "video.mp4", "pressemitteilung.pdf")


@pytest.fixture
def story(office) -> Story:
    """Approved under an embargo of two hours, with a picture, a film and its release."""
    channels.account(Kind.X)
    until = timezone.now().replace(second=0, microsecond=0) + timedelta(hours=2)
    made = channels.approved(by=office.editor, embargo=until, pictures=1, video=True)
    press_release(made)
    return made


@pytest.fixture
def given(story, office) -> tuple[AdvanceAccess, str]:
    return advance.give(story=story, by=office.cvd, **WHO)


def desk(story: Story) -> str:
    return f"{story.get_absolute_url()}sperrfrist/"


def link(secret: str, file: str = "") -> str:
    return f"/gast/vorab/{secret}/{file}"


def status(client: Client, url: str) -> int:
    answer = client.get(url)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


def test_link_is_shown_once_and_kept_as_a_checksum(client, office, story):
    client.force_login(office.cvd)
    answer = client.post(desk(story), WHO)
    (shown,) = page(answer).xpath("//input[@id='link']/@value")
    secret = shown.rstrip("/").rsplit("/", 1)[1]
    assert (answer.status_code, status(Client(), link(secret))) == (200, 200)
    assert AdvanceAccess.objects.filter(digest=secret).count() == 0
    assert secret not in client.get(desk(story)).content.decode()


@pytest.mark.django_db(transaction=True)
def test_link_goes_out_by_mail_where_there_is_an_address(client, office, story, platforms, settings):
    settings.EMAIL_BACKEND = SMTP
    client.force_login(office.cvd)
    answer = client.post(desk(story), WHO | {"email": "ada@rheinblatt.example"})
    (shown,) = page(answer).xpath("//input[@id='link']/@value")
    (mail,) = platforms.wall()["mails"]
    assert (mail["to"], shown in mail["text"].replace("=\n", "")) == (["ada@rheinblatt.example"], True)
    assert mail["subject"].startswith("SPERRFRIST")
    assert AdvanceAccess.objects.get().mailed_at is not None


def test_mail_that_does_not_go_out_is_said_and_the_link_stays(client, office, story, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    settings.EMAIL_BACKEND = SMTP
    client.force_login(office.cvd)
    answer = client.post(desk(story), WHO | {"email": "ada@rheinblatt.example"})
    assert "ging nicht hinaus" in text(answer, "//*[@role='status']")
    assert len(page(answer).xpath("//input[@id='link']/@value")) == 1
    assert AdvanceAccess.objects.get().mailed_at is None


def test_link_opens_page_and_files_before_the_time_and_records_who_opened_what(client, given, story):
    access, secret = given
    answer = client.get(link(secret))
    assert (answer.status_code, text(answer, "//h1")) == (200, story.headline)
    assert "SPERRFRIST" in text(answer, "//*[@role='note']")
    assert [status(client, link(secret, file)) for file in FILES] == [200] * len(FILES)
    assert status(client, link(secret, "bild-1.jpg?original")) == 200
    opened = list(AdvanceVisit.objects.filter(access=access).order_by("pk").values_list("what", flat=True))
    number = story.press_releases.get().number
    assert opened == ["Seite", "Video", f"Pressemitteilung {number}", "Bild 1, Original"]


def test_page_names_no_public_address_and_is_kept_by_nobody(client, given, story):
    answer = client.get(link(given[1]))
    assert "/nachrichten/" not in answer.content.decode()
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")


def test_devices_are_told_apart_without_being_kept(client, given):
    access, secret = given
    for agent in ("Firefox", "Firefox", "Telefon"):
        client.get(link(secret), headers={"User-Agent": agent})
    origins = set(AdvanceVisit.objects.filter(access=access).values_list("origin", flat=True))
    assert (len(origins), {len(origin) for origin in origins}) == (2, {8})


def test_revoked_link_opens_nothing(client, office, given):
    access, secret = given
    client.force_login(office.cvd)
    client.post(f"/redaktion/vorabzugang/{access.pk}/sperren/")
    assert status(Client(), link(secret)) == 410
    assert [status(Client(), link(secret, file)) for file in FILES] == [404] * len(FILES)


def test_unknown_link_opens_nothing(client, db):
    assert [status(client, link("nix", file)) for file in ("", *FILES)] == [404] * 5


def test_change_under_embargo_closes_the_link_until_it_is_approved_again(client, office, given, story):
    story = Story.objects.get(pk=story.pk)
    story_actions.save(story=story, version=story.version, by=office.editor, headline="Ganz anders")
    answer = client.get(link(given[1]))
    assert (answer.status_code, "Ganz anders" in answer.content.decode()) == (404, False)
    assert [status(client, link(given[1], file)) for file in FILES] == [404] * len(FILES)
    channels.approve(story)
    assert text(client.get(link(given[1])), "//h1") == "Ganz anders"


def test_link_leads_to_the_article_when_the_time_has_come(client, given, story):
    past = timezone.now() - timedelta(minutes=1)
    Story.objects.filter(pk=story.pk).update(public_from=past, embargo=past)
    answer = client.get(link(given[1]))
    assert (answer.status_code, answer["Location"]) == (302, f"/nachrichten/{story.slug}/")


def test_page_shows_who_opened_what(client, office, given, story):
    Client().get(link(given[1]))
    client.force_login(office.editor)
    answer = client.get(desk(story))
    (row,) = texts(answer, "//table//tbody/tr")
    assert row.endswith("Ada Wolff (Rheinblatt)Seite")
    assert page(answer).xpath("//form[contains(@action, 'sperren')]") == []


def test_page_needs_the_same_queries_for_one_link_and_three(client, office, given, story, django_assert_num_queries):
    client.force_login(office.cvd)
    Client().get(link(given[1]))
    client.get(desk(story))
    with CaptureQueriesContext(connection) as one:
        client.get(desk(story))
    count = len(one)
    for _more in range(2):
        _access, secret = advance.give(story=story, by=office.cvd, **WHO)
        Client().get(link(secret))
    with django_assert_num_queries(count):
        client.get(desk(story))


def test_lifting_leads_to_the_ledger_and_makes_it_public(client, office, story):
    client.force_login(office.cvd)
    answer = client.post(f"{desk(story)}aufheben/", {"reason": "Steht im Netz.", "notice": "Ab sofort frei."})
    assert (answer.status_code, answer["Location"]) == (302, f"{story.get_absolute_url()}auslieferungen/")
    assert status(Client(), f"/nachrichten/{story.slug}/") == 200


def test_lifting_without_a_reason_keeps_what_was_typed(client, office, story):
    client.force_login(office.cvd)
    answer = client.post(f"{desk(story)}aufheben/", {"reason": "", "notice": "Mein Hinweis."})
    assert (answer.status_code, text(answer, "//textarea[@name='notice']")) == (422, "Mein Hinweis.")
    assert status(Client(), f"/nachrichten/{story.slug}/") == 404


def test_author_is_told_why_another_must_lift(client, office, story):
    Story.objects.filter(pk=story.pk).update(last_editor=office.cvd)
    client.force_login(office.cvd)
    assert "Vier-Augen-Prinzip" in text(client.get(desk(story)), "//details[@id='aufheben']")
    client.force_login(people.cvd(username="zweite"))
    assert len(page(client.get(desk(story))).xpath("//form[contains(@action, 'aufheben')]")) == 1
