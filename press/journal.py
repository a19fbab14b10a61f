"""What one run has in hand, in a file beside the database.

Rows are claimed many at a time, and only a few of them are on the wire. The file tells which: a line before each text
and one after each answer, written to the kernel before the network is touched. It outlives the death of the process,
not that of the machine; therefore it counts only on the same machine since the same start. Where it is missing, all
claimed rows are in doubt, as they would be without it: it can only make doubt smaller.
"""

import json
import os
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from press.enums import RecipientState
from press.smtp import Answer

_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Trace:
    """How far one mail got; without an answer it is in doubt. ``begun`` and ``ended`` are Unix times."""

    begun: float
    answer: Answer | None = None
    ended: float = 0.0


class Journal:
    """Written from several threads: each line is one write at the end of the file."""

    def __init__(self, run: uuid.UUID) -> None:
        self._path = _path(run)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._write(["boot", _boot()])

    def begin(self, number: int) -> float:
        """The text of this mail is about to leave."""
        now = time.time()
        os.write(self._file, b'["begin", %d, %.6f]\n' % (number, now))
        return now

    def drop(self, number: int) -> None:
        """It did not leave after all."""
        self._write(["drop", number])

    def answer(self, number: int, answer: Answer) -> float:
        now = time.time()
        self._write(["answer", number, now, str(answer.state.value), answer.code, answer.text])
        return now

    def close(self) -> None:
        """All is in the database, so the file has served."""
        os.close(self._file)
        self._path.unlink(missing_ok=True)

    def _write(self, words: list[object]) -> None:
        os.write(self._file, json.dumps(words).encode() + b"\n")


def read(run: uuid.UUID | None) -> dict[int, Trace] | None:
    """What a run had begun, by row; None where that cannot be known."""
    if run is None:
        return None
    try:
        lines = _path(run).read_bytes().split(b"\n")[:-1]  # the last is empty, or broke off before its mail left
        words = [json.loads(line) for line in lines]
    except (OSError, ValueError):
        return None
    if not words or words[0] != ["boot", _boot()]:
        return None
    traces: dict[int, Trace] = {}
    for kind, number, *rest in words[1:]:
        if kind == "begin":
            traces[number] = Trace(rest[0])
        elif kind == "drop":
            traces.pop(number, None)
        else:
            begun = traces[number].begun if number in traces else rest[0]
            traces[number] = Trace(begun, Answer(RecipientState(rest[1]), rest[2], rest[3]), rest[0])
    return traces


def forget(run: uuid.UUID) -> None:
    """The next run has taken over what was in it."""
    _path(run).unlink(missing_ok=True)


def _path(run: uuid.UUID) -> Path:
    return Path(settings.VAR_DIR) / "mailings" / f"{run.hex}.journal"


def _boot() -> str:
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return ""
