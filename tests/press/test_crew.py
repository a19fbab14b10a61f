"""Many mails over several connections, and what a dead run leaves behind."""

import uuid
from collections import Counter

import pytest

from people.roles import Role
from press import journal
from press.actions import bookkeeping, mailings
from press.enums import Halt
from press.enums import RecipientState as S
from press.journal import Journal
from press.models import Mailing, Recipient
from press.smtp import Answer, Connection, Relay, RelayDown
from tests.factories import people
from tests.press.conftest import free_port

MANY = 120


@pytest.fixture
def mailing(press_list, make_post, settings):
    settings.PRESS_CLAIM = 5
    row = mailings.prepare(post=make_post(), key=uuid.uuid4(), to=press_list, by=None)
    row.recipients.all().delete()
    Recipient.objects.bulk_create(
        Recipient(mailing=row, email=f"r{n}@zeitung{n % 7}.example", turn=n, message_id=f"<{n}@x>")
        for n in range(MANY)
    )
    return row


def send(mailing, post, port, confirm=lambda: None):
    with Connection(Relay("127.0.0.1", port, timeout=5)) as connection:
        return mailings.send(mailing=mailing, post=post, connection=connection, by=None, confirm=confirm)


def test_crew_serves_everybody_once_over_four_connections(mailing, make_post, mailbox):
    assert send(mailing, make_post(), mailbox.port) == mailings.Tally(sent=MANY)
    assert set(Counter(mailbox.to()).values()) == {1}
    assert (len(mailbox.mails), mailbox.connections) == (MANY, 4)
    assert mailing.recipients.filter(begun_at=None).count() == 0


def test_crew_keeps_each_answer_with_its_address(mailing, make_post, mailbox):
    mailbox.rcpt["r3@zeitung3.example"] = "550 5.1.1 no such user"
    mailbox.data["r4@zeitung4.example"] = "451 4.2.2 full"
    mailbox.cut["r5@zeitung5.example"] = "data"
    assert send(mailing, make_post(), mailbox.port) == mailings.Tally(sent=MANY - 3, refused=1, unsent=1, unknown=1)
    states = dict(mailing.recipients.exclude(state=S.SENT).values_list("turn", "state"))
    assert states == {3: S.REFUSED, 4: S.LATER, 5: S.UNKNOWN}
    assert set(Counter(mailbox.to()).values()) == {1}


def test_crew_stops_when_the_delivery_is_no_longer_ours(mailing, make_post, mailbox, settings):
    settings.PRESS_LOOK_SECONDS = 0.01

    def confirm() -> None:
        if len(mailbox.mails) >= 8:
            raise RuntimeError("Krisenmodus")

    with pytest.raises(RuntimeError, match="Krisenmodus"):
        send(mailing, make_post(), mailbox.port, confirm)
    tally = mailings.tally(mailing)
    assert (tally.sent, tally.sending, tally.unknown) == (len(mailbox.mails), 0, 0)
    assert tally.unsent == MANY - tally.sent > 0
    send(mailing, make_post(), mailbox.port)
    assert set(Counter(mailbox.to()).values()) == {1}


def test_crew_without_a_server_leaves_all_unsent(mailing, make_post, mailbox):
    with pytest.raises(RelayDown):
        send(mailing, make_post(), free_port())
    assert mailings.tally(mailing) == mailings.Tally(unsent=MANY)


def test_pause_holds_the_rest_and_going_on_sends_it(mailing, make_post, mailbox):
    person = people.person(Role.PRESS)

    def confirm() -> None:
        if len(mailbox.mails) >= 8 and Mailing.objects.get().halt == Halt.NONE:
            mailings.halt(mailing=mailing, word=Halt.PAUSED, by=person)

    with pytest.raises(bookkeeping.Halted, match="paused"):
        send(mailing, make_post(), mailbox.port, confirm)
    tally = mailings.tally(mailing)
    assert 0 < tally.unsent == MANY - tally.sent
    mailings.halt(mailing=mailing, word=Halt.NONE, by=person)
    assert send(mailing, make_post(), mailbox.port) == mailings.Tally(sent=MANY)
    assert set(Counter(mailbox.to()).values()) == {1}


def test_stop_leaves_the_rest_not_sent_for_good(mailing, make_post):
    mailings.halt(mailing=mailing, word=Halt.STOPPED, by=people.person(Role.PRESS))
    mailings.settle_stopped(mailing=mailing)
    assert mailings.tally(mailing) == mailings.Tally(stopped=MANY)
    with pytest.raises(mailings.AlreadyOver):
        mailings.halt(mailing=mailing, word=Halt.NONE, by=people.person(Role.PRESS))


def left_behind(mailing) -> Journal:
    """A run that died with five rows claimed: one answered, one on the wire, one dropped, two not begun."""
    run = uuid.uuid4()
    mailing.recipients.filter(turn__lt=5).update(state=S.SENDING, run=run, tries=1)
    keys = list(mailing.recipients.filter(turn__lt=5).order_by("turn").values_list("pk", flat=True))
    book = Journal(run)
    for number in keys[:3]:
        book.begin(number)
    book.answer(keys[0], Answer(S.SENT, 250, "250 ok"))
    book.drop(keys[2])
    return book


def test_only_what_was_on_the_wire_of_a_dead_run_is_unknown(mailing):
    left_behind(mailing)
    bookkeeping.take_over(mailing)
    rows = mailing.recipients.filter(turn__lt=5).order_by("turn").values_list("state", "smtp_text")
    assert list(rows) == [
        (S.SENT, "250 ok"), (S.UNKNOWN, bookkeeping.BROKE_OFF), (S.PENDING, ""), (S.PENDING, ""), (S.PENDING, ""),
    ]  # fmt: skip


def test_journal_of_a_dead_run_is_gone_once_another_has_taken_over(mailing, django_capture_on_commit_callbacks):
    book = left_behind(mailing)
    with django_capture_on_commit_callbacks(execute=True):
        bookkeeping.take_over(mailing)
        assert book._path.exists()
    assert not book._path.exists()


@pytest.mark.parametrize("loss", ["gone", "restarted", "broken"])
def test_all_claimed_rows_are_in_doubt_where_the_journal_does_not_count(mailing, monkeypatch, loss):
    book = left_behind(mailing)
    if loss == "gone":
        book.close()
    elif loss == "broken":
        book._path.write_bytes(b"\x00\x00\n")
    else:
        monkeypatch.setattr(journal, "_boot", lambda: "another start")
    bookkeeping.take_over(mailing)
    assert mailings.tally(mailing) == mailings.Tally(unknown=5, unsent=MANY - 5)
