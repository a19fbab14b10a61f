"""The page of one mailing, its proof, and the rehearsal to oneself."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from channels_publish.composing import compose
from channels_publish.enums import Kind
from people.models import AuditEvent, User
from people.roles import Role
from press.actions import mailings
from press.enums import Halt, RecipientState
from press.models import Mailing, PressRelease, Recipient
from stories.models import Story
from tests.channels_publish.test_sending import work
from tests.factories import channels, people
from tests.newsroom.pages import page, said, texts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def press(client, office):
    client.force_login(people.person(Role.PRESS, email="petra@stadt.example"))
    return client


@pytest.fixture
def story(platforms, office) -> Story:
    channels.press_account(readers=("anna", "bert", "clara"))
    return channels.approved(by=office.editor)


@pytest.fixture
def prepared(story) -> Mailing:
    """Ready to go, nothing sent yet."""
    row = channels.delivery(story)
    return mailings.prepare(post=compose(row.rendition), key=row.pk, to=row.account.distribution_list, by=None)


def of(mailing: Mailing, step: str = "") -> str:
    return f"/redaktion/presse/aussendungen/{mailing.pk}/{step}"


def test_page_says_how_far_it_is_and_who_got_it(press, story):
    work()
    mailing = Mailing.objects.get()
    answer = press.get(of(mailing))
    bar = page(answer).xpath("//progress")[0]
    assert (bar.get("value"), bar.get("max")) == ("3", "3")
    assert sorted(row.split("@")[0].split()[-1] for row in texts(answer, "//table/tbody/tr")) == [
        "anna",
        "bert",
        "clara",
    ]


def test_page_costs_the_same_for_one_and_many(press, prepared):
    Recipient.objects.filter(mailing=prepared).exclude(email__startswith="anna").delete()
    with CaptureQueriesContext(connection) as one:
        press.get(of(prepared))
    count = len(one)
    for name in ("bert", "clara", "dora"):
        Recipient.objects.create(mailing=prepared, email=f"{name}@zeitung.example", message_id=f"<{name}@x>")
    with CaptureQueriesContext(connection) as many:
        press.get(of(prepared))
    assert len(many) == count


def test_paused_nothing_leaves_until_it_goes_on(press, platforms, prepared):
    press.post(of(prepared, "eingriff/"), {"tun": "anhalten"})
    work()
    assert (Mailing.objects.get().halt, platforms.wall()["mails"]) == (Halt.PAUSED, [])
    press.post(of(prepared, "eingriff/"), {"tun": "fortsetzen"})
    work()
    assert len(platforms.wall()["mails"]) == 3


def test_stopped_those_who_got_nothing_stay_without(press, platforms, prepared):
    press.post(of(prepared, "eingriff/"), {"tun": "abbrechen"})
    work()
    states = set(Recipient.objects.values_list("state", flat=True))
    assert (states, platforms.wall()["mails"]) == ({RecipientState.STOPPED}, [])


def test_proof_names_everybody_with_the_time_of_their_turn(press, story):
    work()
    answer = press.get(of(Mailing.objects.get(), "nachweis.csv"))
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))
    named = sorted(cell for row in rows for cell in row if cell.endswith("@zeitung.example"))
    assert named == ["anna@zeitung.example", "bert@zeitung.example", "clara@zeitung.example"]


def test_ledger_leads_to_the_mailing(press, story):
    work()
    delivery = channels.delivery(story, Kind.PRESS)
    links = page(press.get(f"/redaktion/auslieferungen/{delivery.pk}/")).xpath("//a/@href")
    assert of(Mailing.objects.get()) in links


# -- rehearsal -------------------------------------------------------------------------------------


def rehearse(client, story: Story):
    row = channels.rendition(story, Kind.PRESS)
    return client.post(f"/redaktion/kanalfassungen/{row.pk}/probe/", follow=True)


def test_rehearsal_goes_to_oneself_and_counts_for_nothing(press, platforms, story):
    answer = rehearse(press, story)
    (mail,) = platforms.wall()["mails"]
    assert (mail["to"], mail["subject"]) == (
        ["petra@stadt.example"],
        f"[Probe] Pressemitteilung: {story.headline}",
    )
    assert said(answer) == ["Die Probe ist an petra@stadt.example unterwegs, so wie die Fassung gespeichert ist."]
    counted = (PressRelease.objects.count(), Mailing.objects.count(), Recipient.objects.count())
    assert (counted, AuditEvent.objects.filter(verb="press.rehearse").count()) == ((0, 0, 0), 1)


def test_rehearsal_without_an_address_says_what_to_do(press, platforms, story):
    User.objects.filter(email="petra@stadt.example").update(email="")
    assert said(rehearse(press, story))[0].startswith("Bei Ihrer Person steht keine E-Mail-Adresse.")
    assert platforms.wall()["mails"] == []


def test_rehearsal_with_the_mail_server_down_says_so(press, story, settings):
    settings.EMAIL_PORT = 9
    assert said(rehearse(press, story))[0].startswith("Die Probe ging nicht hinaus.")


def test_rehearsal_is_for_those_who_write_renditions(client, platforms, story):
    client.force_login(people.person(Role.ADMIN))
    assert rehearse(client, story).status_code == 403
    assert platforms.wall()["mails"] == []
