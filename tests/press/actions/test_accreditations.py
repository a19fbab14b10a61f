"""Accreditation: asked once, decided and told, never more than there is room for, and forgotten in time."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from people.models import AuditEvent
from press import entrance
from press.actions import accreditations as actions
from press.actions import dates
from press.enums import AccreditationState, RecipientState
from press.errors import TooMany
from press.models import Accreditation
from stories.errors import NotAllowed, WrongState
from tests.factories import media, people
from tests.factories.journalists import applied, press_date, press_officer

S = AccreditationState
PDF = b"%PDF-1.7 nur ein Anfang"


@pytest.fixture
def date(media_root, db, mailbox):
    return press_date(places=1)


def test_request_is_kept_and_confirmed_by_mail(date, mailbox):
    row = applied(date, name="Ada <Rehbein>")
    mail = mailbox.parsed()
    assert (mail["To"], mail["Auto-Submitted"], row.purposes) == (row.email, "auto-generated", ["photo", "text"])
    assert ("noch keine Zusage" in mail.get_content(), "Rehbein" in mail.get_content()) == (True, False)


def test_same_address_asks_once(date, mailbox):
    first = applied(date)
    assert (applied(date, email=" ADA@rheinbote.example").pk, len(mailbox.mails)) == (first.pk, 1)


def test_flood_is_stopped(date, monkeypatch):
    monkeypatch.setattr(actions, "AN_HOUR", 2)
    for number in range(2):
        applied(date, email=f"a{number}@zeitung.example")
    with pytest.raises(TooMany):
        applied(date, email="a3@zeitung.example")


@pytest.mark.parametrize("change", ["over", "cancelled", "closed"])
def test_closed_form_takes_nobody(date, change):
    now = timezone.now()
    officer = press_officer()
    if change == "cancelled":
        date = dates.cancel(date=date, reason="Sturm.", by=officer)
    elif change == "closed":
        date = dates.save(date=date, version=date.version, by=officer, register_until=now - timedelta(minutes=1))
    with pytest.raises(WrongState):
        applied(date, now=date.begins_at if change == "over" else now)


def test_decision_is_mailed(date, mailbox):
    officer = press_officer()
    row = actions.decide(row=applied(date), state=S.ACCEPTED, by=officer)
    answer = actions.tell(row=row, by=officer)
    row.refresh_from_db()
    assert (answer.state, row.told, row.mail_state) == (RecipientState.SENT, S.ACCEPTED, RecipientState.SENT)
    assert "Sie sind akkreditiert" in mailbox.parsed(1).get_content()
    with pytest.raises(WrongState, match="schon mitgeteilt"):
        actions.tell(row=row, by=officer)


def test_refusal_wants_a_reason_that_is_told(date, mailbox):
    officer, row = press_officer(), applied(date)
    with pytest.raises(WrongState, match="Grund"):
        actions.decide(row=row, state=S.REFUSED, by=officer)
    row = actions.decide(row=row, state=S.REFUSED, reason="Kein Nachweis.", by=officer)
    actions.tell(row=row, by=officer)
    assert "Grund: Kein Nachweis." in mailbox.parsed(1).get_content()


def test_full_house_accepts_nobody(date):
    officer = press_officer()
    actions.decide(row=applied(date), state=S.ACCEPTED, by=officer)
    second = applied(date, email="bert@zeitung.example")
    with pytest.raises(WrongState, match="Alle 1 Plätze"):
        actions.decide(row=second, state=S.ACCEPTED, by=officer)
    assert actions.decide(row=second, state=S.WAITING, by=officer).state == S.WAITING


def test_mail_that_failed_can_be_sent_again(date, mailbox):
    officer = press_officer()
    row = actions.decide(row=applied(date), state=S.ACCEPTED, by=officer)
    mailbox.rcpt[row.email] = "450 4.2.1 später"
    assert actions.tell(row=row, by=officer).state == RecipientState.LATER
    mailbox.rcpt.clear()
    assert actions.tell(row=row, by=officer).state == RecipientState.SENT


def test_editors_decide_nothing(date):
    with pytest.raises(NotAllowed):
        actions.decide(row=applied(date), state=S.ACCEPTED, by=people.editor())


def test_card_is_kept_under_a_name_of_our_own(date):
    row = applied(date, card=media.jpeg().getvalue())
    assert (Path(row.card.name).name, Path(row.card.path).exists()) == ("nachweis.jpg", True)


@pytest.mark.parametrize("card", [b"MZ programm", b"<svg>", b"\0" * (actions.MAX_CARD + 1)])
def test_other_files_are_refused(date, card):
    with pytest.raises(actions.BadCard):
        applied(date, card=card)
    assert Accreditation.objects.count() == 0


def test_all_is_deleted_on_its_day_and_the_trail_counts(date, django_capture_on_commit_callbacks):
    row = applied(date, card=PDF)
    path = Path(row.card.path)
    actions.decide(row=row, state=S.ACCEPTED, by=press_officer())
    applied(press_date(begins_at=date.begins_at + timedelta(days=1)), email="bert@zeitung.example")
    assert actions.forget_due(now=date.forget_on - timedelta(seconds=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.forget_due(now=date.forget_on) == 1
    event = AuditEvent.objects.get(verb="press.forget_accreditations")
    assert (path.exists(), event.detail) == (False, {"count": 1, "accepted": 1})
    assert Accreditation.objects.get().email == "bert@zeitung.example"


def test_trail_never_learns_a_name(date):
    officer, row = press_officer(), applied(date)
    actions.decide(row=row, state=S.ACCEPTED, by=officer)
    actions.forget(row=row, by=officer)
    told = "".join(f"{event.target_label}{event.detail}" for event in AuditEvent.objects.all())
    assert ("Rehbein" in told, "ada@" in told, "4711" in told) == (False, False, False)


def test_entrance_list_holds_names_and_outlets_and_no_formula(date):
    row = applied(date, name='=HYPERLINK("http://x")', outlet="Blatt; Rhein")
    actions.decide(row=row, state=S.ACCEPTED, by=press_officer())
    assert entrance.as_csv(date.accreditations.accepted()).decode() == (
        '\ufeffName;Redaktion oder Medium\r\n"\'=HYPERLINK(""http://x"")";"Blatt; Rhein"\r\n'
    )


def test_deletion_is_asked_for_every_day():
    assert django_settings.CELERY_BEAT_SCHEDULE["forget-accreditations"]["task"] == "press.forget_accreditations"
