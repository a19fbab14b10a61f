"""Two runs at one mailing, and rows that a dead run left behind."""

import uuid

import pytest

from press import returnpath
from press.actions import bookkeeping, mailings
from press.enums import RecipientState as S
from press.models import Mailing, Recipient
from press.smtp import Connection, Relay

KEY = uuid.UUID("11111111-2222-4333-8444-555555555555")


@pytest.fixture
def prepared(press_list, make_post):
    return mailings.prepare(post=make_post(), key=KEY, to=press_list, by=None)


def send(mailing, post, mailbox, confirm=lambda: None):
    with Connection(Relay("127.0.0.1", mailbox.port, timeout=5)) as connection:
        return mailings.send(mailing=mailing, post=post, connection=connection, by=None, confirm=confirm)


def test_prepare_twice_gives_one_mailing(prepared, press_list, make_post):
    assert mailings.prepare(post=make_post(), key=KEY, to=press_list, by=None) == prepared
    assert Recipient.objects.count() == 3


def test_send_counts_everybody(prepared, make_post, mailbox):
    assert send(prepared, make_post(), mailbox) == mailings.Tally(sent=3)
    prepared.refresh_from_db()
    assert prepared.started_at < prepared.ended_at


def test_send_taken_over_by_another_run_stops(prepared, make_post, mailbox):
    calls = []

    def take_over() -> None:
        calls.append(1)
        if len(calls) == 2:
            Mailing.objects.update(run=uuid.uuid4())

    with pytest.raises(bookkeeping.Superseded):
        send(prepared, make_post(), mailbox, take_over)
    assert len(mailbox.mails) == 2
    assert mailings.tally(prepared) == mailings.Tally(sent=2, unsent=1)


def test_send_stopped_at_the_last_look_leaves_the_mail_for_later(prepared, make_post, mailbox):
    def crisis() -> None:
        if mailbox.mails:
            raise RuntimeError("Krisenmodus")

    with pytest.raises(RuntimeError, match="Krisenmodus"):
        send(prepared, make_post(), mailbox, crisis)
    assert (len(mailbox.mails), mailings.tally(prepared)) == (1, mailings.Tally(sent=1, unsent=2))
    assert Recipient.objects.filter(state=S.PENDING, smtp_text="").count() == 2
    assert send(prepared, make_post(), mailbox) == mailings.Tally(sent=3)
    assert len(mailbox.mails) == 3


def test_two_runs_at_once_send_each_mail_once(prepared, make_post, mailbox):
    def other_run_first() -> None:
        send(prepared, make_post(), mailbox)

    with pytest.raises(bookkeeping.Superseded):
        send(prepared, make_post(), mailbox, other_run_first)
    assert len(mailbox.mails) == 3
    assert mailings.tally(prepared) == mailings.Tally(sent=3)


def test_send_that_finishes_late_still_tells_what_became_of_its_mail(prepared, make_post, mailbox):
    class Slow(Connection):
        """Another run takes over while this one waits for the server."""

        def send(self, *args, **kwargs):
            answer = super().send(*args, **kwargs)
            bookkeeping.take_over(prepared)
            assert Recipient.objects.get(state=S.UNKNOWN).tries == 1
            return answer

    with Slow(Relay("127.0.0.1", mailbox.port, timeout=5)) as connection, pytest.raises(bookkeeping.Superseded):
        mailings.send(mailing=prepared, post=make_post(), connection=connection, by=None, confirm=lambda: None)
    assert mailings.tally(prepared) == mailings.Tally(sent=1, unsent=2)


def test_each_mail_has_a_return_path_of_its_own(prepared, make_post, mailbox, settings):
    settings.RETURN_PATH = "presse-rueck+{token}@stadt.example"
    send(prepared, make_post(), mailbox)
    rows = {row.email: row.pk for row in prepared.recipients.all()}
    assert {to: returnpath.read([sender]) for sender, to, _raw in mailbox.mails} == rows
