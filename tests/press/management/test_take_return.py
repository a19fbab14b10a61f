"""The pipe of a mail server, as a process of its own: what it is told decides whether it keeps the message."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError

from press.actions import returns
from press.enums import Door
from press.enums import ReturnKind as K
from press.models import Return
from press.returns.anatomy import MAX_BYTES
from tests.press.returns.kit import plain, report

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def pipe(monkeypatch):
    def put(raw: bytes) -> io.TextIOWrapper:
        given = io.TextIOWrapper(io.BytesIO(raw))
        monkeypatch.setattr(sys, "stdin", given)
        return given

    return put


@pytest.mark.django_db
def test_message_is_taken_in_and_the_pipe_emptied(pipe):
    given = pipe(report(original=b"Subject: x\n\n" + b"A" * 3_000_000))
    call_command("take_return")
    assert (given.buffer.read(), Return.objects.get().kind, Return.objects.get().door) == (b"", K.HARD, Door.PIPE)


@pytest.mark.django_db
def test_nothing_is_nothing(pipe):
    pipe(b"\n")
    call_command("take_return")
    assert Return.objects.count() == 0


@pytest.mark.parametrize("error", [OperationalError("away"), KeyError("kaputt")])
def test_whatever_stops_us_makes_the_mail_server_try_again(pipe, monkeypatch, error):
    def stopped(**_given):
        raise error

    monkeypatch.setattr(returns, "take", stopped)
    pipe(report())
    with pytest.raises(SystemExit) as left:
        call_command("take_return")
    assert left.value.code == os.EX_TEMPFAIL


def test_process_without_its_database_asks_to_try_again(tmp_path):
    surroundings = {**os.environ, "NEWSROOM_VAR": str(tmp_path), "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    done = subprocess.run(
        [sys.executable, "manage.py", "take_return"], cwd=ROOT, input=report(), env=surroundings,
        capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (os.EX_TEMPFAIL, b"")


@pytest.fixture
def office(mailbox, settings):
    """A mail server that takes what is handed on."""
    settings.RETURNS_FORWARD_TO = "presse@stadt.example"
    return mailbox


@pytest.mark.django_db
def test_what_a_person_wrote_is_handed_on_whole(pipe, office):
    raw = plain("Wann beginnt es?", subject="Frage", sender="anna@zeitung.example") + b"\n" + b"A" * 7 * MAX_BYTES
    wrapped = b"\n".join(raw[at : at + 900] for at in range(0, len(raw), 900))
    pipe(wrapped)
    call_command("take_return")
    ((sender, to, got),) = office.mails
    assert (sender, to) == ("<>", "presse@stadt.example")
    assert (office.parsed()["From"], office.parsed()["Resent-To"]) == ("anna@zeitung.example", "presse@stadt.example")
    assert len(got) > len(wrapped)
    assert Return.objects.get().forwarded_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "raw", [report(), plain("Bin weg.", Auto_Submitted="auto-replied")], ids=["bounce", "absence"]
)
def test_machines_are_not_handed_on(pipe, office, raw):
    pipe(raw)
    call_command("take_return")
    assert office.mails == []


@pytest.mark.django_db
def test_handed_on_once_and_never_in_a_circle(pipe, office):
    raw = plain("Wann beginnt es?")
    for _time in range(2):
        pipe(raw)
        call_command("take_return")
    pipe(office.mails[0][2])
    call_command("take_return")
    assert (len(office.mails), Return.objects.count()) == (1, 2)


@pytest.mark.django_db
def test_mail_server_away_makes_it_try_again_and_then_it_goes(pipe, office, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    pipe(plain("Wann beginnt es?"))
    with pytest.raises(SystemExit) as left:
        call_command("take_return")
    assert (left.value.code, Return.objects.get().forwarded_at) == (os.EX_TEMPFAIL, None)
    settings.EMAIL_PORT = port
    pipe(plain("Wann beginnt es?"))
    call_command("take_return")
    assert (len(office.mails), Return.objects.count()) == (1, 1)
