import uuid

import pytest
from django.utils import timezone

from channels_publish.actions import accounts
from channels_publish.enums import AttemptOutcome, Kind, State
from channels_publish.models import Delivery, WorkerBeat
from tests.factories import channels, ledger
from tests.newsroom.pages import links, page, said, text, texts

LEDGER = "/redaktion/auslieferungen/"


@pytest.fixture
def account(db):
    return channels.account(Kind.X, name="@stadt")


@pytest.fixture
def delivery(office, account) -> Delivery:
    return channels.delivery(channels.approved(by=office.editor))


def of_story(delivery: Delivery) -> str:
    return f"/redaktion/beitraege/{delivery.rendition.story_id}/auslieferungen/"


def of(delivery: Delivery, step: str = "") -> str:
    return f"{LEDGER}{delivery.pk}/{step}"


@pytest.mark.parametrize(
    "path",
    [LEDGER, "/redaktion/beitraege/1/auslieferungen/", f"{LEDGER}{uuid.UUID(int=1)}/"],
)
def test_ledger_pages_send_strangers_to_the_login(client, db, path):
    assert client.get(path).url == f"/redaktion/stammdaten/login/?next={path}"


@pytest.mark.parametrize("step", ["entscheiden/", "erneut/", "absagen/"])
def test_decisions_are_closed_to_people_without_the_right(client, office, delivery, step):
    ledger.put(delivery, State.UNKNOWN, needs_person=True)
    client.force_login(office.editor)

    assert client.post(of(delivery, step), {"posted": "1"}).status_code == 403
    assert client.get(of(delivery, step)).status_code == 405
    delivery.refresh_from_db()
    assert delivery.state == State.UNKNOWN


def test_ledger_shows_channel_state_times_and_link(client, office, delivery):
    ledger.put(delivery, State.SENT)
    client.force_login(office.editor)

    response = client.get(LEDGER)

    cells = texts(response, "//tbody/tr/td")
    assert cells[:3] == ["Neue Bäume für den Hofgarten", "X: @stadt", "Gesendet"]
    assert cells[4] == f"{timezone.localtime(delivery.settled_at):%H:%M:%S}"
    assert cells[6] == "1"
    assert links(response, "//td//a[@target]") == ["https://plattform.example/post-1"]


def test_ledger_shows_message_and_the_platforms_words(client, office, delivery):
    ledger.put(delivery, State.REFUSED, code="link_rejected", detail="(#100) Invalid link")
    client.force_login(office.cvd)

    note = text(client.get(LEDGER), "//tr[@class='note-row']")

    assert note.startswith("Die Plattform hat den Link abgelehnt. Prüfen Sie die Adresse. Wortlaut der Plattform")
    assert "(#100) Invalid link" in note
    assert "Erneut senden" in note


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Konto 1", "Konto 2", "Stadt auf Facebook"]),
        ("?stand=sent", ["Konto 1"]),
        ("?stand=achtung", ["Konto 2"]),
        ("?stand=offen", ["Stadt auf Facebook"]),
        ("?kanal=x", ["Konto 1", "Konto 2"]),
        ("?kanal=facebook", ["Stadt auf Facebook"]),
        ("?suche=hofgarten", ["Konto 1", "Konto 2", "Stadt auf Facebook"]),
        ("?suche=rathaus", []),
        ("?stand=erfunden", []),
        ("?konto=erfunden", []),
        ("?konto=²", []),
    ],
)
def test_ledger_filters(client, office, query, found):
    kinds = {
        "Konto 1": channels.account(Kind.X, name="Konto 1"),
        "Konto 2": channels.account(Kind.X, name="Konto 2"),
        "Stadt auf Facebook": channels.account(Kind.FACEBOOK),
    }
    channels.approved(by=office.editor)
    ledger.put(Delivery.objects.get(account=kinds["Konto 1"]), State.SENT)
    ledger.put(Delivery.objects.get(account=kinds["Konto 2"]), State.REFUSED)
    client.force_login(office.cvd)

    response = client.get(LEDGER + query)

    assert [row.delivery.account.name for row in response.context["rows"]] == found


def test_ledger_filters_by_account(client, office, delivery):
    client.force_login(office.cvd)

    response = client.get(f"{LEDGER}?konto={delivery.account_id}")

    assert len(response.context["rows"]) == 1
    assert texts(response, "//select[@name='konto']/option[@selected]") == ["X: @stadt"]


def test_ledger_pages_by_fifty_and_keeps_the_filter(client, office, account):
    for _number in range(51):
        channels.approved(by=office.editor)
    client.force_login(office.cvd)

    first = client.get(f"{LEDGER}?kanal=x")
    second = client.get(f"{LEDGER}?kanal=x&seite=2")

    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 1)
    assert links(first, "//nav[@aria-label='Seiten']//a") == ["?kanal=x&seite=2"]


def test_ledger_costs_the_same_with_one_and_three_rows(client, office, account, django_assert_num_queries):
    client.force_login(office.cvd)
    for _round in range(3):
        ledger.put(channels.delivery(channels.approved(by=office.editor)), State.REFUSED, code="rejected")
        with django_assert_num_queries(14):
            client.get(LEDGER)


def test_ledger_of_a_story_costs_the_same_with_one_and_three_rows(client, office, django_assert_num_queries):
    client.force_login(office.cvd)
    for number in range(1, 4, 2):
        for more in range(number):
            channels.account(Kind.X, name=f"Konto {number}-{more}")
        story = channels.approved(by=office.editor)
        with django_assert_num_queries(12):
            client.get(f"/redaktion/beitraege/{story.pk}/auslieferungen/")


def test_ledger_without_rows_helps_on(client, office):
    client.force_login(office.cvd)

    assert texts(client.get(LEDGER), "//*[contains(@class, 'empty')]//strong") == ["Noch nichts ausgeliefert."]
    assert texts(client.get(f"{LEDGER}?kanal=x"), "//*[contains(@class, 'empty')]//strong") == ["Nichts gefunden."]


def test_story_ledger_shows_progress(client, office):
    for number in (1, 2, 3):
        channels.account(Kind.X, name=f"Konto {number}")
    story = channels.approved(by=office.editor)
    first, second, _third = Delivery.objects.order_by("account__position")
    ledger.put(first, State.SENT)
    ledger.put(second, State.REFUSED)
    client.force_login(office.editor)

    response = client.get(f"/redaktion/beitraege/{story.pk}/auslieferungen/")

    bar = page(response).xpath("//progress")[0]
    assert (bar.get("value"), bar.get("max")) == ("1", "3")
    assert texts(response, "//*[@id='progress-text']") == ["1 von 3 gesendet, 1 braucht Aufmerksamkeit"]
    assert page(response).xpath("//*[@id='ledger-live']/@hx-trigger") == ["every 1s"]


def test_story_ledger_asked_by_htmx_answers_the_moving_part_alone(client, office, delivery):
    client.force_login(office.editor)

    response = client.get(of_story(delivery), headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert page(response).get("id") == "ledger-live"


def test_story_ledger_tells_htmx_to_stop_once_all_is_settled(client, office, delivery):
    ledger.put(delivery, State.SENT)
    client.force_login(office.editor)

    response = client.get(of_story(delivery), headers={"HX-Request": "true"})

    assert response.status_code == 286
    assert page(response).xpath("//@hx-trigger") == []


def test_ledger_asked_by_htmx_answers_the_moving_part_alone(client, office, delivery):
    client.force_login(office.editor)

    response = client.get(LEDGER, headers={"HX-Request": "true"})

    assert page(response).get("hx-trigger") == "every 2s"


def test_story_ledger_warns_while_nobody_delivers(client, office, delivery):
    client.force_login(office.editor)
    assert "Gerade wird nichts ausgeliefert." in text(client.get(of_story(delivery)))

    WorkerBeat.objects.create(name="zusteller", seen_at=timezone.now())
    assert "Gerade wird nichts ausgeliefert." not in text(client.get(of_story(delivery)))


def test_delivery_shows_attempts_and_the_text_that_went_out(client, office, delivery):
    ledger.put(delivery, State.SENT, post={"title": "", "text": "So ging es hinaus", "html": "", "images": []})
    ledger.attempt(delivery, AttemptOutcome.LATER, code="rate_limit", detail="Too many requests")
    ledger.attempt(delivery, AttemptOutcome.SENT)
    client.force_login(office.editor)

    response = client.get(of(delivery))

    assert [row.split()[0] for row in texts(response, "//tbody/tr")] == ["1", "2"]
    assert "Die Plattform bremst uns" in text(response, "//tbody/tr[1]")
    assert "So ging es hinaus" in text(response)
    assert texts(response, "//*[contains(@class, 'diff')]//del") != []


def test_delivery_links_only_web_addresses(client, office, delivery):
    ledger.put(delivery, State.UNKNOWN, needs_person=True)
    client.force_login(office.cvd)

    response = client.post(of(delivery, "entscheiden/"), {"posted": "1", "url": "javascript:alert(1)"}, follow=True)

    delivery.refresh_from_db()
    assert said(response) == ["Dieser Link ist nicht lesbar. Er muss mit https:// beginnen, oder Sie lassen ihn weg."]
    assert (delivery.state, delivery.url) == (State.UNKNOWN, "")


def test_deciding_that_it_is_online_settles_the_row(client, office, delivery):
    ledger.put(delivery, State.UNKNOWN, needs_person=True)
    client.force_login(office.cvd)

    data = {"posted": "1", "url": "https://x.example/1", "next": of_story(delivery)}
    response = client.post(of(delivery, "entscheiden/"), data, follow=True)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.url) == (State.SENT, "https://x.example/1")
    assert response.redirect_chain == [(of_story(delivery), 302)]
    assert said(response) == ["Als gesendet vermerkt."]


def test_deciding_to_send_again_wants_a_person_who_looked(client, office, delivery):
    ledger.put(delivery, State.UNKNOWN, needs_person=True)
    client.force_login(office.cvd)

    response = client.post(of(delivery, "entscheiden/"), {}, follow=True)
    delivery.refresh_from_db()
    assert said(response)[0].startswith("Bitte bestätigen Sie zuerst")
    assert delivery.state == State.UNKNOWN

    client.post(of(delivery, "entscheiden/"), {"looked": "1"})
    delivery.refresh_from_db()
    assert delivery.state == State.DUE


def test_deciding_twice_says_that_it_is_settled(client, office, delivery):
    ledger.put(delivery, State.SENT)
    client.force_login(office.cvd)

    response = client.post(of(delivery, "entscheiden/"), {"posted": "1"}, follow=True)

    assert said(response) == ["Diese Auslieferung ist inzwischen geklärt. Es ist nichts mehr zu entscheiden."]


def test_retrying_sends_this_one_again(client, office, delivery):
    ledger.put(delivery, State.REFUSED, code="rejected")
    client.force_login(office.social)

    response = client.post(of(delivery, "erneut/"), {"next": "https://boese.example/"})

    delivery.refresh_from_db()
    assert delivery.state == State.DUE
    assert response.url == of(delivery)


def test_cancelling_calls_it_off(client, office, delivery):
    client.force_login(office.cvd)

    response = client.post(of(delivery, "absagen/"), follow=True)

    delivery.refresh_from_db()
    assert delivery.state == State.CANCELLED
    assert said(response) == ["Abgesagt. Hier geht nichts mehr hinaus."]


def test_resuming_an_account_frees_what_waited(client, office, delivery):
    ledger.put(delivery, State.ACCOUNT, code="token_expired")
    accounts.pause(account=delivery.account, reason="Zugang abgelaufen.", by=None)
    client.force_login(office.admin)

    response = client.post(f"/redaktion/konten/{delivery.account_id}/fortsetzen/", follow=True)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.account.paused) == (State.DUE, False)
    assert said(response) == ["X: @stadt ist wieder in Betrieb. Was gewartet hat, geht jetzt hinaus."]


def test_resuming_is_closed_to_editors(client, office, account):
    client.force_login(office.editor)

    assert client.post(f"/redaktion/konten/{account.pk}/fortsetzen/").status_code == 403
