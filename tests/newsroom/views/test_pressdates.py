"""Press dates and accreditation, from the desk to the public form and back."""

from datetime import timedelta

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from newsroom.views.accreditations import SALT
from people.models import User
from people.roles import ROLES, Permission, Role
from press.actions import accreditations
from press.enums import AccreditationState
from press.models import Accreditation, PressDate
from tests.factories import media, people
from tests.factories.journalists import applied, press_date, press_officer
from tests.press.conftest import mailbox

__all__ = ["mailbox"]
SPEAKERS = {Role.PRESS, Role.CVD}


@pytest.fixture
def date(db, media_root, mailbox) -> PressDate:
    return press_date()


def visitor(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(**changed) -> dict:
    began = signing.dumps(timezone.now().timestamp() - 60, salt=SALT)
    return {
        "name": "Ada Rehbein", "outlet": "Rheinbote", "email": "ada@rheinbote.example", "proof": "card",
        "proof_text": "NRW 4711", "purposes": ["photo"], "began": began,
    } | changed  # fmt: skip


def form(date: PressDate) -> str:
    return reverse("guest:accreditation", args=[date.pk])


def test_those_who_speak_for_the_city_are_press_office_and_cvd():
    leads = {role for role in Role if ROLES[role].permissions & {Permission.APPROVE, Permission.MANAGE_PRESS}}
    assert {role for role in leads if Permission.WRITE in ROLES[role].permissions} == SPEAKERS


def test_only_they_decide_and_see_who_comes(date):
    row = applied(date, card=media.jpeg().getvalue())
    opened, decided = set(), set()
    for role in Role:
        client = visitor(people.person(role))
        pages = [
            client.get(reverse("desk:entrance_list", args=[date.pk])),
            client.get(reverse("desk:accreditation_card", args=[row.pk])),
        ]
        opened |= {role} if {answer.status_code for answer in pages} == {200} else set()
        Accreditation.objects.filter(pk=row.pk).update(state="asked", told="")
        client.post(reverse("desk:accreditation_decide", args=[row.pk]), {"tun": "accepted"})
        decided |= {role} if Accreditation.objects.get(pk=row.pk).state == "accepted" else set()
        assert ("Rehbein" in client.get(date.get_absolute_url()).content.decode()) == (role in SPEAKERS)
    assert (opened, decided) == (SPEAKERS, SPEAKERS)


def test_only_they_make_a_date_public_hide_and_cancel_it(date):
    for deed, field, value in (("verbergen", "published", False), ("veroeffentlichen", "published", True)):
        for role in Role:
            PressDate.objects.filter(pk=date.pk).update(published=not value)
            visitor(people.person(role)).post(reverse("desk:press_date_deed", args=[date.pk]), {"tun": deed})
            assert (getattr(PressDate.objects.get(pk=date.pk), field) == value) == (role in SPEAKERS)
    visitor(press_officer()).post(
        reverse("desk:press_date_deed", args=[date.pk]), {"tun": "absagen", "reason": "Sturm."}
    )
    assert PressDate.objects.get(pk=date.pk).cancel_reason == "Sturm."


def test_journalist_asks_without_a_cookie(date, client, mailbox):
    answer = client.post(form(date), typed(card=SimpleUploadedFile("ausweis.jpg", media.jpeg().getvalue())))
    told = client.get(answer.url)
    row = Accreditation.objects.get()
    assert (answer.status_code, told.status_code, dict(client.cookies), mailbox.to()) == (302, 200, {}, [row.email])
    assert (row.name, row.purposes, row.card.name.endswith("/nachweis.jpg")) == ("Ada Rehbein", ["photo"], True)
    assert client.get(form(date)).status_code == 200


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": "kein"}, "keine gültige E-Mail-Adresse"),
        ({"proof_text": ""}, "Nummer des Ausweises"),
        ({"purposes": []}, "wofür Sie kommen"),
        ({"began": "gefälscht"}, "zu lange offen"),
        ({"card": SimpleUploadedFile("x.pdf", b"MZ")}, "Diese Datei ist etwas anderes"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_lost(date, client, change, sentence):
    answer = client.post(form(date), typed(needs="Bitte Strom", **change))
    text = answer.content.decode()
    assert (answer.status_code, sentence in text, "Bitte Strom" in text) == (422, True, True)
    assert Accreditation.objects.count() == 0


@pytest.mark.parametrize("trap", ["honeypot", "speed"])
def test_programs_are_thanked_and_forgotten(date, client, mailbox, trap):
    now = signing.dumps(timezone.now().timestamp(), salt=SALT)
    answer = client.post(form(date), typed(**({"website": "http://x"} if trap == "honeypot" else {"began": now})))
    assert (answer.status_code, Accreditation.objects.count(), mailbox.mails) == (302, 0, [])


def test_hidden_date_has_no_form(db, client):
    hidden = [
        press_date(public=False),
        press_date(accredits=False),
        press_date(visible_from=timezone.now() + timedelta(1)),
    ]
    assert [client.get(form(row)).status_code for row in hidden] == [404, 404, 404]


def test_card_is_nowhere_public(date, client):
    row = applied(date, card=media.jpeg().getvalue())
    assert client.get(f"/medien/{row.card.name}").status_code == 404
    answer = visitor(press_officer()).get(reverse("desk:accreditation_card", args=[row.pk]))
    b"".join(answer.streaming_content)
    assert answer["Content-Disposition"] == f'attachment; filename="nachweis-{row.pk}.jpg"'


def test_failed_mail_is_said(date, mailbox):
    row = applied(date)
    mailbox.rcpt[row.email] = "550 5.1.1 unbekannt"
    there = reverse("desk:accreditation_decide", args=[row.pk])
    answer = visitor(press_officer()).post(there, {"tun": "accepted"}, follow=True)
    assert "550 5.1.1 unbekannt" in answer.content.decode()
    assert Accreditation.objects.get().told == ""


def test_entrance_list_as_a_file(date):
    officer = press_officer()
    accreditations.decide(row=applied(date), state=AccreditationState.ACCEPTED, by=officer)
    answer = visitor(officer).get(reverse("desk:entrance_list", args=[date.pk]), {"als": "csv"})
    assert answer.content.decode() == "\ufeffName;Redaktion oder Medium\r\nAda Rehbein;Rheinbote\r\n"


@pytest.mark.parametrize("there", ["desk:press_dates", "desk:press_kits", "medienportal:home"])
def test_lists_ask_the_same_for_one_row_and_for_three(date, there):
    client = visitor(press_officer())

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(there)).status_code == 200
        return len(queries)

    first = asked()
    for number in range(2):
        applied(press_date(), email=f"a{number}@zeitung.example")
    assert asked() == first


def test_outlook_leads_to_a_story(date):
    client = visitor(people.editor())
    answer = client.post(reverse("desk:press_outlook"), {"woche": str(timezone.localdate(date.begins_at))})
    assert client.get(answer.url).status_code == 200
    assert "/beitraege/" in answer.url


def test_day_that_is_none_is_this_week(date):
    assert visitor(people.editor()).get(reverse("desk:press_outlook"), {"woche": "2026-99-99"}).status_code == 200
