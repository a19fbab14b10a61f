"""Captions of a film: WebVTT that can be read, with cues in order and within its length."""

import re
from dataclasses import dataclass
from typing import Final

from media_library.messages import BadFile

MAX_BYTES: Final = 1_000_000
# hh:mm:ss.mmm or mm:ss.mmm (W3C WebVTT, section 4.1 "WebVTT timestamp", read 2026-11-25).
_TIME: Final = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_CUE: Final = re.compile(rf"^{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t]+\S.*)?$")
# A last cue may stand a little beyond the last picture: encoders round.
SLACK: Final = 1.0


class BadCaptions(BadFile):
    """Captions the library refuses; the codes are the keys of ``SENTENCES``."""

    sentences: dict[str, str] = {
        "not_text": "„{name}“ ist keine lesbare Textdatei in UTF-8. Speichern Sie die Untertitel als WebVTT in UTF-8.",
        "too_large": "„{name}“ ist größer als ein Megabyte. So lang sind Untertitel nicht; prüfen Sie die Datei.",
        "not_webvtt": "„{name}“ beginnt nicht mit WEBVTT. Wandeln Sie SRT oder andere Formate vorher in WebVTT um.",
        "no_cues": "„{name}“ enthält keinen einzigen Untertitel mit Zeitangabe.",
        "bad_time": "„{name}“: Die Zeitangabe in Zeile {line} ist nicht lesbar. "
        "Sie muss so aussehen: 00:01.000 --> 00:04.000.",
        "backwards": "„{name}“: In Zeile {line} liegt das Ende nicht nach dem Anfang, "
        "oder der Untertitel beginnt vor seinem Vorgänger.",
        "beyond_film": "„{name}“: Zeile {line} reicht über das Ende des Films hinaus. "
        "Gehören diese Untertitel zu diesem Film?",
        "empty_cue": "„{name}“: Der Untertitel in Zeile {line} hat keinen Text.",
    }


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: from and to in seconds, its words."""

    start: float
    end: float
    text: str


def read(data: bytes, *, name: str, seconds: float | None) -> list[Cue]:
    """The cues of a WebVTT file for a film of this length. Raises :class:`BadCaptions`."""
    lines = _lines(data, name)
    cues: list[Cue] = []
    for number, line in enumerate(lines, 1):
        if "-->" not in line:
            continue
        cue = _cue(line, lines[number:], name, number)
        if cues and cue.start < cues[-1].start:
            raise BadCaptions("backwards", name=name, line=number)
        if seconds and cue.end > seconds + SLACK:
            raise BadCaptions("beyond_film", name=name, line=number)
        cues.append(cue)
    if not cues:
        raise BadCaptions("no_cues", name=name)
    return cues


def _lines(data: bytes, name: str) -> list[str]:
    if len(data) > MAX_BYTES:
        raise BadCaptions("too_large", name=name)
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise BadCaptions("not_text", name=name) from error
    if not lines or not re.match(r"WEBVTT(?:[ \t]|$)", lines[0]):
        raise BadCaptions("not_webvtt", name=name)
    return lines


def _cue(line: str, following: list[str], name: str, number: int) -> Cue:
    match = _CUE.match(line.strip())
    if match is None:
        raise BadCaptions("bad_time", name=name, line=number)
    parts = match.groups()
    start, end = _seconds(parts[:4]), _seconds(parts[4:])
    if end <= start:
        raise BadCaptions("backwards", name=name, line=number)
    words = []
    for text in following:
        if not text.strip() or "-->" in text:
            break
        words.append(text.strip())
    if not words:
        raise BadCaptions("empty_cue", name=name, line=number)
    return Cue(start, end, " ".join(words))


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000
