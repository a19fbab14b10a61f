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
from tests.press.returns.kit import report

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
