"""The mail to the Chef vom Dienst, through a real SMTP dialogue."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from channels_publish.actions import accounts, workers
from channels_publish.enums import Kind, State
from channels_publish.models import Alarm, Delivery
from newsroom import alarm
from newsroom.tasks import tell_of_trouble
from people.actions import users
from people.roles import Role
from tests.factories import channels, ledger, people

PUBLIC = "https://newsroom.stadt.example"


@pytest.fixture
def desk(platforms, office, settings):
    """An office whose Chef vom Dienst can be reached, and a worker that lives."""
    settings.PUBLIC_URL = PUBLIC
    users.set_email(user=office.cvd, email="cvd@stadt.example", by=None)
    workers.beat(name="w")
    return platforms


@pytest.fixture
def refused(desk, office) -> Delivery:
    channels.account(Kind.X, name="@stadt")
    row = channels.delivery(channels.approved(by=office.editor))
    return ledger.put(row, State.REFUSED, code="link_rejected", detail="(#100) Invalid link")


def mails(desk) -> list[dict]:
    return desk.wall()["mails"]


def test_new_trouble_is_mailed_once_with_a_link_to_the_item(desk, refused, office):
    assert [alarm.tell(), alarm.tell()] == [1, 0]

    (mail,) = mails(desk)
    assert (mail["to"], mail["subject"]) == (["cvd@stadt.example"], "[Newsroom] 1 nicht gesendet")
    assert f"{PUBLIC}{reverse('desk:delivery', args=[refused.pk])}" in mail["text"].split()
    for said in (
        "1. Nicht gesendet: Neue Bäume für den Hofgarten",
        "Konto: X: @stadt, Termin heute",
        "Die Plattform hat den Link abgelehnt. Prüfen Sie die Adresse. Wortlaut: (#100) Invalid link",
        "Ändern Sie die Kanalfassung und geben Sie sie neu frei, oder senden Sie erneut.",
    ):
        assert said in mail["text"]
    assert "ZUSTELLUNG STEHT" not in mail["text"]


def test_one_mail_tells_everything_new_the_most_urgent_first(desk, refused, office):
    past = timezone.now() - timedelta(minutes=5)
    late, unsure = (channels.delivery(channels.approved(by=office.editor)) for _ in range(2))
    ledger.put(late, State.DUE, slot=past, due_at=past, tries=0)
    ledger.put(unsure, State.UNKNOWN, needs_person=True, code="cannot_tell")
    paused = channels.account(Kind.FACEBOOK)
    accounts.pause(account=paused, reason="Zugang abgelaufen.", by=None)

    alarm.tell()

    (mail,) = mails(desk)
    assert mail["subject"] == "[Newsroom] 1 überfällig, 1 ungewiss, 1 nicht gesendet, 1 Konto angehalten"
    addresses = [line.strip() for line in mail["text"].splitlines() if line.strip().startswith(PUBLIC)]
    assert addresses == [
        f"{PUBLIC}/redaktion/auslieferungen/{late.pk}/",
        f"{PUBLIC}/redaktion/auslieferungen/{unsure.pk}/klaeren/",
        f"{PUBLIC}/redaktion/auslieferungen/{refused.pk}/",
        f"{PUBLIC}/redaktion/konten/{paused.pk}/",
        f"{PUBLIC}/redaktion/auslieferungen/?stand=achtung",
    ]
    assert "Zugang abgelaufen. 0 Beiträge warten." in mail["text"]


def test_every_chef_vom_dienst_with_an_address_gets_it_and_nobody_else(desk, refused, office):
    people.person(Role.CVD, email="zweite@stadt.example")
    people.person(Role.CVD)
    people.person(Role.SOCIAL, email="social@stadt.example")
    gone = people.person(Role.CVD, email="weg@stadt.example")
    gone.is_active = False
    gone.save()

    alarm.tell()

    assert sorted(mail["to"][0] for mail in mails(desk)) == ["cvd@stadt.example", "zweite@stadt.example"]


def test_one_address_the_server_refuses_stops_no_other(desk, refused):
    people.person(Role.CVD, email="zweite@stadt.example")
    desk.fault(platform="smtp", kind="smtp_reply", code=550, text="unknown", recipient="cvd@stadt.example")

    assert alarm.tell() == 1
    assert [mail["to"] for mail in mails(desk)] == [["zweite@stadt.example"]]


@pytest.mark.parametrize("code", [451, 550])
def test_mail_the_server_does_not_take_is_tried_again_next_minute(desk, refused, code):
    desk.fault(platform="smtp", kind="smtp_reply", code=code, text="not now")

    assert [alarm.tell(), alarm.tell()] == [0, 1]
    assert len(mails(desk)) == 1


def test_dead_mail_server_loses_nothing_and_shows_on_every_page(client, refused, office, settings, desk):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    early = timezone.now() - timedelta(minutes=4)
    Delivery.objects.update(slot=early)
    assert alarm.tell(now=early) == 0
    client.force_login(office.editor)
    assert "Die Mail an den CvD geht nicht hinaus" in client.get("/redaktion/").content.decode()

    settings.EMAIL_PORT = port
    assert alarm.tell() == 1
    assert "Die Mail an den CvD geht nicht hinaus" not in client.get("/redaktion/").content.decode()


def test_alarms_wait_until_somebody_can_be_reached(refused, office, desk):
    users.set_email(user=office.cvd, email="", by=None)
    assert alarm.tell() == 0
    users.set_email(user=office.cvd, email="cvd@stadt.example", by=None)
    assert alarm.tell() == 1


def test_process_that_dies_between_sending_and_marking_repeats_at_most_once(refused, desk):
    """The mails carry the same Message-ID, so that the second can be known as a repeat."""
    now = timezone.now()
    claimed = alarm.actions.refresh(now=now) and alarm.actions.claim_untold(limit=9, now=now)
    alarm._send(claimed, alarm.on_duty(), now)  # and here it dies

    assert alarm.tell(now=now + timedelta(minutes=1)) == 0
    assert alarm.tell(now=now + timedelta(minutes=6)) == 1
    assert alarm.tell(now=now + timedelta(minutes=12)) == 0
    assert len(mails(desk)) == 2
    assert len({mail["headers"]["Message-ID"] for mail in mails(desk)}) == 1


def test_mail_says_first_that_nobody_delivers(desk, refused):
    workers.leave(name="w")
    alarm.tell()

    assert mails(desk)[0]["text"].startswith("DIE ZUSTELLUNG STEHT")


def test_mail_lists_forty_and_counts_the_rest(desk, office, settings):
    channels.account(Kind.X)
    story = channels.approved(by=office.editor)
    row = ledger.put(channels.delivery(story), State.REFUSED)
    alarms = [Alarm(trouble="failed", delivery=row, raised_at=timezone.now()) for _ in range(42)]

    text = alarm.body(alarms, working=True)

    assert "40. Nicht gesendet" in text
    assert "Und 2 weitere, die hier keinen Platz haben." in text


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_mail_once(desk, refused):
    start = threading.Barrier(2, timeout=20)

    def sweep() -> int:
        try:
            start.wait()
            return alarm.tell()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = [each.result(60) for each in [pool.submit(sweep), pool.submit(sweep)]]

    assert (sorted(told), len(mails(desk)), Alarm.objects.count()) == ([0, 1], 1, 1)


def test_beat_asks_every_minute(refused, desk, settings):
    assert settings.CELERY_BEAT_SCHEDULE["alarm"] == {"task": "newsroom.alarm", "schedule": 60.0}
    tell_of_trouble()

    assert len(mails(desk)) == 1
