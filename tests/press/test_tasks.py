"""The mailbox for returns at a real Dovecot, and the whole way from a mailing to a suspension."""

import uuid
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from press import tasks
from press.actions import mailings, returns
from press.enums import Evidence, Suspended
from press.enums import ReturnKind as K
from press.models import Contact, Mailing, Recipient, Return, ReturnsVisit
from press.smtp import Connection, Relay
from tests.press.returns.kit import plain, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(mailserver, settings):
    settings.RETURNS_IMAP_URL = mailserver.url
    settings.RETURN_PATH = "presse-rueck+{token}@stadt.example"
    return mailserver


def test_without_a_mailbox_nothing_happens(settings):
    settings.RETURNS_IMAP_URL = ""
    tasks.fetch_returns()
    assert ReturnsVisit.objects.count() == 0


def test_each_goes_where_it_belongs(box):
    box.put(report())
    box.put(report(status="4.2.2", diagnostic="452 4.2.2 mailbox full"))
    box.put(plain("Wann beginnt es?", subject="Rueckfrage"))
    tasks.fetch_returns()
    assert box.subjects() == ["Rueckfrage"] == box.subjects(unread=True)
    assert (len(box.subjects(tasks.DONE)), len(box.subjects("Ungekl&AOQ-rt"))) == (1, 1)
    assert Return.objects.get(kind=K.ANSWER).open is True
    visit = ReturnsVisit.objects.get()
    assert (visit.problem, visit.failures, visit.letter_at is not None) == ("", 0, True)


def test_an_answer_that_stays_is_not_read_again(box):
    box.put(plain("Wann beginnt es?"))
    tasks.fetch_returns()
    tasks.fetch_returns()
    assert (len(box.subjects()), Return.objects.count()) == (1, 1)


def test_a_bounce_somebody_opened_is_taken_all_the_same(box):
    server = box.connect()
    server.append("INBOX", r"(\Seen)", None, report())
    server.logout()
    tasks.fetch_returns()
    assert Return.objects.get().kind == K.HARD


def test_our_own_pdf_coming_back_is_not_fetched(box, monkeypatch):
    seen = []
    take = returns.take
    monkeypatch.setattr(returns, "take", lambda *, raw, door: seen.append(len(raw)) or take(raw=raw, door=door))
    box.put(report(original=b"Subject: x\n\n" + b"A" * 3_000_000))
    tasks.fetch_returns()
    assert seen == [tasks.MAX_BYTES]
    assert (Return.objects.get().kind, len(Return.objects.get().raw)) == (K.HARD, returns.KEEP_BYTES)


def test_a_worker_that_dies_before_moving_counts_nothing_twice(box, monkeypatch):
    box.put(report())

    def die(raw: bytes) -> str:
        take(raw)
        raise KeyboardInterrupt

    take = tasks._take
    monkeypatch.setattr(tasks, "_take", die)
    with pytest.raises(KeyboardInterrupt):
        tasks.fetch_returns()
    monkeypatch.setattr(tasks, "_take", take)
    tasks.fetch_returns()
    assert (len(box.subjects()), Return.objects.count()) == (0, 1)


def test_what_breaks_us_is_set_aside_and_the_next_is_read(box, monkeypatch, caplog):
    take = returns.take

    def fragile(*, raw, door):
        if b"Bricht" in raw:
            raise KeyError("kaputt")
        return take(raw=raw, door=door)

    monkeypatch.setattr(returns, "take", fragile)
    box.put(plain("", subject="Bricht"))
    box.put(report())
    tasks.fetch_returns()
    assert (Return.objects.count(), box.subjects()) == (1, [])
    assert "could not be taken in" in caplog.text


def test_database_away_leaves_the_message(box, monkeypatch):
    def away(**_given):
        raise OperationalError("away")

    monkeypatch.setattr(returns, "take", away)
    box.put(report())
    tasks.fetch_returns()
    assert len(box.subjects()) == 1


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("imap://nobody:falsch@127.0.0.1:{port}/INBOX", "lehnt ab"),
        ("imap://newsroom:geheim@127.0.0.1:1/INBOX", "nicht zu erreichen"),
        ("https://example.org", "unbrauchbar"),
    ],
)
def test_trouble_is_noted_and_counted(box, settings, url, words):
    settings.RETURNS_IMAP_URL = url.format(port=box.port)
    tasks.fetch_returns()
    tasks.fetch_returns()
    visit = ReturnsVisit.objects.get()
    assert words in visit.problem
    assert visit.failures == 2
    settings.RETURNS_IMAP_URL = box.url
    tasks.fetch_returns()
    visit.refresh_from_db()
    assert (visit.problem, visit.failures) == ("", 0)


def test_from_a_mailing_to_the_suspension(box, mailbox, press_list, make_post):
    """Three mailings by real SMTP; each bounce goes to the return path its mail had, into the real mailbox."""
    for days in (9, 5, 1):
        mailing = mailings.prepare(post=make_post(title=f"Vor {days} Tagen"), key=uuid.uuid4(), to=press_list, by=None)
        with Connection(Relay("127.0.0.1", mailbox.port, timeout=5)) as connection:
            mailings.send(
                mailing=mailing, post=make_post(title=f"Vor {days} Tagen"), connection=connection, by=None,
                confirm=lambda: None,
            )  # fmt: skip
        at = timezone.now() - timedelta(days=days)
        Mailing.objects.filter(pk=mailing.pk).update(started_at=at)
        Recipient.objects.filter(mailing=mailing).update(sent_at=at)
        assert Contact.objects.get(name="Anna").suspended_at is None
        (sender,) = [path for path, to, _raw in mailbox.mails if to == "anna@zeitung.example"]
        box.put(report(path=sender.upper()))
        mailbox.mails.clear()
        tasks.fetch_returns()
    assert set(Return.objects.values_list("kind", "evidence")) == {(K.HARD, Evidence.TOKEN)}
    assert Contact.objects.get(name="Anna").suspended_for == Suspended.BOUNCES
    assert [each.name for each in press_list.active_contacts()] == ["Bert", "Clara"]


def test_sweep_and_tidying_by_their_doors(mailbox, press_list, make_post):
    mailbox.rcpt["anna@zeitung.example"] = "550 5.1.1 no such user"
    mailing = mailings.prepare(post=make_post(), key=uuid.uuid4(), to=press_list, by=None)
    with Connection(Relay("127.0.0.1", mailbox.port, timeout=5)) as connection:
        mailings.send(mailing=mailing, post=make_post(), connection=connection, by=None, confirm=lambda: None)
    tasks.note_refusals()
    row = Return.objects.get()
    assert (row.kind, row.code, row.email) == (K.HARD, "550 5.1.1", "anna@zeitung.example")
    tasks.tidy_returns()
