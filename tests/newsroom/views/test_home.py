from datetime import timedelta

import pytest
from django.utils import timezone

from channels_publish.actions import accounts, corrections
from channels_publish.enums import Kind, State
from channels_publish.models import WorkerBeat
from people.models import User
from stories.actions import comments, factchecks, reviews
from stories.actions import topics as topic_actions
from stories.models import Story
from tests.factories import channels, ledger, people, stories, topics
from tests.newsroom.pages import links, page, text, texts

HOME = "/redaktion/"


def section(heading):
    return f"//section[h2='{heading}' or .//h2='{heading}']"


def test_home_sends_strangers_to_the_login(client, db):
    response = client.get(HOME)

    assert response.status_code == 302
    assert response.url == "/redaktion/stammdaten/login/?next=/redaktion/"


def test_home_of_an_empty_office_helps_on(client, office):
    client.force_login(office.editor)

    response = client.get(HOME)

    assert texts(response, "//*[@class='empty']//strong") == [
        "Sie haben keinen offenen Entwurf.",
        "Die Abnahme ist leer.",
        "Nichts geplant.",
        "Noch nichts gesendet.",
    ]


def test_home_shows_my_drafts_and_not_those_of_others(client, office):
    mine = stories.story(by=office.editor, headline="Meins")
    stories.story(by=people.editor(), headline="Fremdes")
    client.force_login(office.editor)

    response = client.get(HOME)

    assert links(response, f"{section('Meine Themen und Entwürfe')}//a[@class='row-title']") == [
        mine.get_absolute_url()
    ]


def test_home_shows_what_came_back_with_its_note(client, office):
    channels.account(Kind.X)
    story = channels.submitted(by=office.editor)
    reviews.give_back(story=story, note="Bitte die Uhrzeit prüfen.", by=office.cvd)
    client.force_login(office.editor)

    response = client.get(HOME)

    assert text(response, f"{section('Zurückgegeben an Sie')}//li").endswith("Bitte die Uhrzeit prüfen.")
    assert page(response).xpath(f"{section('Meine Themen und Entwürfe')}//li") == []


def test_home_shows_what_i_handed_in(client, office):
    channels.account(Kind.X)
    channels.submitted(by=office.editor)
    client.force_login(office.editor)

    response = client.get(HOME)

    assert texts(response, f"{section('Meine Themen und Entwürfe')}//li//*[contains(@class, 'chip')]") == [
        "Zur Abnahme"
    ]


def test_home_lists_what_needs_a_person_with_link_and_sentence(client, office):
    channels.account(Kind.X)
    delivery = channels.delivery(channels.approved(by=office.editor))
    ledger.put(delivery, State.REFUSED, code="link_rejected")
    client.force_login(office.cvd)

    response = client.get(HOME)

    part = section("Braucht Ihre Aufmerksamkeit")
    assert links(response, f"{part}//li//a") == [f"/redaktion/auslieferungen/{delivery.pk}/"]
    assert "Die Plattform hat den Link abgelehnt. Prüfen Sie die Adresse." in text(response, part)


def test_home_names_a_paused_account_once_and_not_again_for_what_waits(client, office):
    account = channels.account(Kind.X, name="@stadt")
    delivery = channels.delivery(channels.approved(by=office.editor))
    ledger.put(delivery, State.ACCOUNT, code="token_expired")
    accounts.pause(account=account, reason="Zugang abgelaufen.", by=None)
    client.force_login(office.cvd)

    response = client.get(HOME)

    rows = texts(response, f"{section('Braucht Ihre Aufmerksamkeit')}/ul/li")
    assert [row.split(". ")[0] for row in rows] == ["X: @stadt Konto angehalten Zugang abgelaufen"]


def test_home_groups_what_goes_out_and_what_went_by_story(client, office):
    for number in (1, 2):
        channels.account(Kind.X, name=f"Konto {number}")
    planned = channels.approved(by=office.editor, headline="Geplant", at=timezone.now() + timedelta(days=1))
    gone = channels.approved(by=office.editor, headline="Gesendet")
    for delivery in gone.renditions.get(account__name="Konto 1").deliveries.all():
        ledger.put(delivery, State.SENT)
    for delivery in gone.renditions.get(account__name="Konto 2").deliveries.all():
        ledger.put(delivery, State.SENT)
    client.force_login(office.cvd)

    response = client.get(HOME)

    title = "//a[@class='row-title']"
    assert links(response, f"{section('Geht als Nächstes hinaus')}{title}") == [
        f"/redaktion/beitraege/{planned.pk}/auslieferungen/"
    ]
    assert links(response, f"{section('Zuletzt gesendet')}{title}") == [
        f"/redaktion/beitraege/{gone.pk}/auslieferungen/"
    ]


def test_home_counts_an_account_once_although_its_post_was_corrected(client, office):
    channels.account(Kind.FACEBOOK)
    story = channels.approved(by=office.editor)
    original = ledger.put(channels.delivery(story), State.SENT)
    corrections.write(story=story, notice="Richtig ist es so.", ways={}, by=office.editor)
    Story.objects.filter(pk=story.pk).update(state="in_review")
    ledger.put(channels.approve(story).correction.steps.get(), State.SENT, remote_id=original.remote_id)
    client.force_login(office.cvd)

    assert texts(client.get(HOME), f"{section('Zuletzt gesendet')}//p[@class='meta']/span[2]") == ["1 Konto"]


def test_home_says_whether_anybody_delivers(client, office):
    client.force_login(office.editor)
    assert "Gerade wird nichts ausgeliefert." in text(client.get(HOME))

    WorkerBeat.objects.create(name="zusteller", seen_at=timezone.now())
    assert "Zustellung läuft" in text(client.get(HOME))


def test_home_of_the_administration_has_no_desk(client, office):
    client.force_login(office.admin)

    assert texts(client.get(HOME), "//main//h2") == ["Ihr Rundgang", "Geht als Nächstes hinaus", "Zuletzt gesendet"]


def test_home_costs_the_same_with_one_and_three_stories(client, office, django_assert_num_queries):
    channels.account(Kind.X)
    client.force_login(office.editor)
    client.get(HOME)
    for _count in range(3):
        ledger.put(channels.delivery(channels.approved(by=office.editor)), State.REFUSED)
        channels.submitted(by=office.editor)
        stories.story(by=office.editor)
        with django_assert_num_queries(27):
            client.get(HOME)


def rows(response, heading: str) -> list[str]:
    return texts(response, f"//section[.//h2='{heading}']//a[@class='row-title']")


def test_home_says_what_falls_on_today(client, office):
    channels.account(Kind.X)
    now = timezone.now()
    topics.topic(title="Überfällig", deadline=now - timedelta(days=2))
    topics.topic(title="Nächste Woche", deadline=now + timedelta(days=7))
    channels.delivery(channels.approved(by=office.editor, headline="Geht gleich hinaus"))
    client.force_login(office.editor)
    assert rows(client.get(HOME), "Heute fällig") == ["Überfällig", "Geht gleich hinaus"]


def test_home_names_my_topics_and_where_i_am_mentioned(client, office):
    mine = topic_actions.take(topic=topics.topic(title="Meins"), by=office.editor)
    topics.topic(title="Nicht meins")
    story = stories.story(by=office.cvd, headline="Radweg")
    comments.write(story=story, text=f"@{office.editor.username} stimmt das?", by=office.cvd)
    client.force_login(office.editor)
    response = client.get(HOME)
    assert (rows(response, "Meine Themen und Entwürfe"), rows(response, "Sie wurden erwähnt")) == (
        [mine.title],
        ["Radweg"],
    )


def test_home_says_what_waits_for_a_department_and_what_rises(client, office):
    story = stories.story(by=office.editor, headline="Hochwasser am Rhein", keywords=[])
    topics.topic(title="Hochwasser in Himmelgeist")
    factchecks.ask(story=story, name="Mira", expires_at=timezone.now() + timedelta(days=1), by=office.editor)
    client.force_login(office.editor)
    response = client.get(HOME)
    assert (rows(response, "Wartet auf ein Amt"), rows(response, "Im Haus gerade viel")) == (
        ["Hochwasser am Rhein"],
        ["Hochwasser"],
    )


@pytest.mark.parametrize(
    ("person", "first"),
    [
        ("cvd", ["Braucht Ihre Aufmerksamkeit", "Wartet auf Abnahme", "Heute fällig"]),
        ("social", ["Braucht Ihre Aufmerksamkeit", "Heute fällig", "Meine Themen und Entwürfe"]),
        ("editor", ["Heute fällig", "Meine Themen und Entwürfe", "Braucht Ihre Aufmerksamkeit"]),
    ],
)
def test_home_begins_with_what_a_persons_day_begins_with(client, office, person, first):
    topics.topic(deadline=timezone.now())
    channels.account(Kind.X)
    ledger.put(channels.delivery(channels.approved(by=office.editor)), State.REFUSED)
    client.force_login(getattr(office, person))
    User.objects.update(tour_ended_at=timezone.now())
    assert texts(client.get(HOME), "//main//section[contains(@class, 'panel')]/div/h2")[:3] == first
