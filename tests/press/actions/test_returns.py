"""What comes back, and when an address gets no more mail because of it."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from people.models import AuditEvent
from people.roles import Role
from press import returnpath, suspending
from press.actions import forgetting, lists, returns, suspensions
from press.enums import Door, Evidence, RecipientState, Suspended
from press.enums import ReturnKind as K
from press.models import Contact, Mailing, PressRelease, Recipient, Return
from tests.factories import people
from tests.press.returns.kit import complaint, plain, report
from tests.press.returns.test_reading import bomb

DEAD = ("5.1.1", "550 5.1.1 user unknown")
POLICY = ("5.7.1", "550 5.7.1 blocked by policy")
FULL = ("5.2.2", "552 5.2.2 mailbox full")


@pytest.fixture(autouse=True)
def pattern(settings):
    settings.RETURN_PATH = "presse-rueck+{token}@stadt.example"


@pytest.fixture
def person(db):
    return people.person(Role.PRESS)


@pytest.fixture
def mailed(press_list):
    """A mailing sent so many days ago; its row to Anna."""
    release = PressRelease.objects.create(number="2026-11-23/01", day="2026-11-23", serial=1, fingerprint="f" * 64)

    def make(days: float, *, state: str = RecipientState.SENT, text: str = "") -> Recipient:
        at = timezone.now() - timedelta(days=days)
        mailing = Mailing.objects.create(delivery_key=uuid.uuid4(), release=release, list=press_list, started_at=at)
        return Recipient.objects.create(
            mailing=mailing, contact=anna(), email=anna().email, message_id=f"<{uuid.uuid4()}@stadt.example>",
            state=state, smtp_text=text, sent_at=at if state == RecipientState.SENT else None,
        )  # fmt: skip

    return make


def back(row: Recipient, codes: tuple[str, str] = DEAD) -> Return:
    status, words = codes
    raw = report(status=status, diagnostic=f"{words} ({uuid.uuid4()})", path=returnpath.address(row))
    return returns.take(raw=raw, door=Door.MAILBOX)


def anna() -> Contact:
    return Contact.objects.get(email="anna@zeitung.example")


def test_the_token_says_whose_mail_it_was_whatever_the_report_names(mailed):
    row = mailed(1)
    raw = report(to="jemand@anders.example", path=returnpath.address(row))
    found = returns.take(raw=raw, door=Door.MAILBOX)
    assert (found.recipient, found.contact, found.mailing, found.email) == (row, anna(), row.mailing, row.email)
    assert (found.evidence, found.kind, found.reported) == (Evidence.TOKEN, K.HARD, "jemand@anders.example")
    assert (found.mailed_at, found.open, found.code) == (row.sent_at, False, "550 5.1.1")


def test_the_message_id_says_it_where_the_return_path_is_lost(mailed):
    row = mailed(1)
    original = f"Message-ID: {row.message_id}\nSubject: Mitteilung\n\nText\n".encode()
    found = returns.take(raw=report(original=original), door=Door.PIPE)
    assert (found.recipient, found.evidence, found.open) == (row, Evidence.MESSAGE_ID, False)


def test_a_message_counts_once(mailed):
    raw = report(path=returnpath.address(mailed(1)))
    assert returns.take(raw=raw, door=Door.MAILBOX) == returns.take(raw=raw, door=Door.PIPE)
    assert Return.objects.count() == 1


def test_three_dead_mailings_suspend_and_the_evidence_is_kept(mailed, press_list):
    found = [back(mailed(days)) for days in (9, 5, 1)]
    contact = anna()
    assert (contact.suspended_for, contact.active) == (Suspended.BOUNCES, True)
    assert set(Return.objects.filter(counted_at=contact.suspended_at)) == set(found)
    assert "anna@zeitung.example" not in {each.email for each in press_list.active_contacts()}
    event = AuditEvent.objects.get(verb="press.suspend")
    assert (event.actor, event.detail["returns"]) == ("Newsroom", [row.pk for row in reversed(found)])


@pytest.mark.parametrize(
    ("days", "why"),
    [
        ((5, 1), "too few"),
        ((2, 1, 0.5), "within too short a time"),
    ],
)
def test_not_enough_to_suspend(mailed, days, why):
    for each in days:
        back(mailed(each))
    assert anna().suspended_at is None, why


def test_one_mailing_counts_once_however_often_it_comes_back(mailed):
    row = mailed(9)
    for _time in range(4):
        back(row)
    assert (Return.objects.count(), anna().suspended_at) == (4, None)


@pytest.mark.parametrize("codes", [POLICY, FULL, ("4.4.1", "timed out"), ("5.7.1", "550 5.7.1 user unknown")])
def test_refusal_for_another_reason_never_suspends(mailed, codes):
    for days in range(20, 0, -2):
        back(mailed(days), codes)
    assert (Return.objects.count(), anna().suspended_at) == (10, None)


def test_a_mail_that_arrived_in_between_begins_the_count_anew(mailed):
    back(mailed(20))
    back(mailed(15))
    mailed(10)
    back(mailed(1))
    assert anna().suspended_at is None


def test_a_mail_that_may_still_come_back_is_no_sign_of_life(mailed):
    back(mailed(9))
    back(mailed(4))
    mailed(3)
    back(mailed(1))
    assert anna().suspended_for == Suspended.BOUNCES


def test_an_answer_in_between_begins_the_count_anew(mailed):
    back(mailed(20))
    back(mailed(15))
    row = mailed(10)
    raw = plain("Bin weg.", Auto_Submitted="auto-replied", In_Reply_To=row.message_id)
    assert returns.take(raw=raw, door=Door.MAILBOX).kind == K.AUTO
    back(mailed(1))
    assert anna().suspended_at is None


def test_invented_reports_suspend_nobody(mailed):
    mailed(1)
    for number in range(5):
        raw = report(diagnostic=f"550 5.1.1 user unknown {number}", path="presse-rueck+" + "a" * 24 + "@stadt.example")
        found = returns.take(raw=raw, door=Door.MAILBOX)
        assert (found.contact, found.evidence, found.open) == (anna(), Evidence.ADDRESS, True)
    returns.take(raw=complaint(), door=Door.MAILBOX)
    assert (anna().suspended_at, Return.objects.open().count()) == (None, 6)


def test_a_person_confirms_what_only_the_address_speaks_for(mailed, person):
    back(mailed(9))
    back(mailed(5))
    mailed(1)
    found = returns.take(raw=report(), door=Door.MAILBOX)
    assert anna().suspended_at is None
    decided = returns.decide(row=found, kind=K.HARD, by=person)
    assert (decided.open, decided.evidence, decided.decided_by) == (False, Evidence.PERSON, person)
    assert anna().suspended_for == Suspended.BOUNCES


def test_a_complaint_suspends_at_once(mailed):
    row = mailed(1)
    returns.take(raw=complaint(path=returnpath.address(row)), door=Door.MAILBOX)
    assert anna().suspended_for == Suspended.COMPLAINT


def test_an_unsubscribing_mail_waits_for_a_person_unless_it_answers_our_mail(mailed, person):
    row = mailed(1)
    found = returns.take(raw=plain("", subject="Abmelden"), door=Door.MAILBOX)
    assert (found.kind, found.contact, found.open, anna().suspended_at) == (K.UNSUBSCRIBE, anna(), True, None)
    returns.decide(row=found, kind=K.UNSUBSCRIBE, by=person)
    assert anna().suspended_for == Suspended.LEFT
    suspensions.lift(contact=anna(), by=person)
    raw = plain("", subject="Abmelden", sender="anna@privat.example", In_Reply_To=row.message_id)
    assert returns.take(raw=raw, door=Door.MAILBOX).open is False
    assert anna().suspended_for == Suspended.LEFT


def test_what_a_former_address_sent_back_says_nothing_about_the_new_one(mailed, person):
    rows = [mailed(days) for days in (9, 5, 1)]
    back(rows[0])
    back(rows[1])
    lists.change_contact(contact=anna(), name="Anna", email="anna@neu.example", outlet="", active=True, by=person)
    back(rows[2])
    assert Contact.objects.get(email="anna@neu.example").suspended_at is None


def test_a_new_address_ends_the_suspension_of_the_old_one(mailed, person):
    for days in (9, 5, 1):
        back(mailed(days))
    lists.change_contact(contact=anna(), name="Anna", email="anna@neu.example", outlet="", active=True, by=person)
    assert Contact.objects.get(email="anna@neu.example").suspended_at is None


def test_lifted_the_count_begins_anew(mailed, person):
    for days in (9, 5, 1):
        back(mailed(days))
    suspensions.lift(contact=anna(), by=person)
    assert (anna().suspended_at, anna().suspended_for) == (None, "")
    late = back(mailed(2))
    assert (late.kind, anna().suspended_at) == (K.HARD, None)
    assert AuditEvent.objects.get(verb="press.lift_suspension").actor == str(person)


def test_a_refusal_while_sending_is_a_return_of_the_same_class(mailed):
    mailed(1, state=RecipientState.REFUSED, text="550 5.1.1 no such user")
    mailed(2, state=RecipientState.REFUSED, text="550 5.7.1 blocked by policy")
    assert (returns.note_refusals(), returns.note_refusals()) == (2, 0)
    rows = Return.objects.order_by("pk")
    assert [(row.kind, row.code, row.door, row.evidence) for row in rows] == [
        (K.HARD, "550 5.1.1", Door.DIALOGUE, Evidence.DIALOGUE),
        (K.POLICY, "550 5.7.1", Door.DIALOGUE, Evidence.DIALOGUE),
    ]


def test_refusals_and_bounces_count_together(mailed):
    back(mailed(9))
    back(mailed(5))
    mailed(1, state=RecipientState.REFUSED, text="550 5.1.1 no such user")
    returns.note_refusals()
    assert anna().suspended_for == Suspended.BOUNCES


def test_text_goes_after_a_time_but_not_while_it_waits(mailed, settings):
    settings.RETURNS_KEEP_DAYS = 30
    settled, fresh = back(mailed(1)), back(mailed(2))
    waiting = returns.take(raw=plain("Frage?"), door=Door.MAILBOX)
    Return.objects.exclude(pk=fresh.pk).update(seen_at=timezone.now() - timedelta(days=31))
    assert returns.tidy() == 1
    kept = {row.pk for row in Return.objects.exclude(raw=None)}
    assert kept == {fresh.pk, waiting.pk} != {settled.pk}


def test_who_is_suspended_gets_no_mail(press_list):
    suspensions.suspend(contact=anna(), why=Suspended.COMPLAINT, evidence=[], by=None)
    assert press_list.active_contacts().count() == 2


def test_weeks_of_a_full_mailbox_are_noted_and_suspend_nobody(mailed):
    for days in (30, 20, 10, 2):
        back(mailed(days), FULL)
    (found,) = suspending.faint(timezone.now())
    assert (found.contact, found.count, anna().suspended_at) == (anna(), 4, None)


@pytest.mark.parametrize(
    ("failed", "arrived"),
    [((20, 10, 2), ()), ((60, 50, 30), ()), ((30, 20, 10, 2), (15,))],
    ids=["too short", "over", "something arrived"],
)
def test_what_is_not_worth_a_call(mailed, failed, arrived):
    for days in failed:
        back(mailed(days), FULL)
    for days in arrived:
        mailed(days)
    assert suspending.faint(timezone.now()) == []


def test_zeros_in_every_place_are_stored(mailed):
    raw = (
        b"From: a\0@b.example\nSubject: =?utf-8?q?Nu=00ll?=\nMessage-ID: <a\0b@c>\nIn-Reply-To: <x\0@y>\n"
        b"Content-Transfer-Encoding: quoted-printable\n\nNu=00ll\0 hier\n"
    )
    row = returns.take(raw=raw, door=Door.PIPE)
    assert (row.subject, row.words, row.sender) == ("Null", "Null hier", "a@b.example")


def test_what_breaks_our_reading_waits_for_a_person(db, monkeypatch, caplog):
    def broken(raw: bytes) -> None:
        raise KeyError("kaputt")

    monkeypatch.setattr(returns, "read", broken)
    row = returns.take(raw=plain("Hallo"), door=Door.PIPE)
    assert (row.kind, row.open) == (K.UNCLEAR, True)
    assert "a person has to" in caplog.text


def test_whatever_a_stranger_sends_can_be_stored(db):
    for raw in bomb().values():
        returns.take(raw=raw, door=Door.PIPE)
    assert Return.objects.count() == len(bomb())


def test_of_a_deleted_contact_only_class_and_code_stay(mailed, person):
    row = back(mailed(1))
    forgetting.forget(contact=anna(), on_request=False, by=person)
    row.refresh_from_db()
    assert (row.kind, row.code, row.contact) == (K.HARD, "550 5.1.1", None)
    assert (row.words, row.subject, row.sender, row.reported, row.raw) == ("", "", "", "", None)


def test_the_trail_names_no_address(mailed):
    for days in (9, 5, 1):
        back(mailed(days))
    made = AuditEvent.objects.filter(verb__in=["press.take_return", "press.suspend"])
    assert made.count() == 4
    assert not [event for event in made if "@" in f"{event.target_label} {event.detail}"]
