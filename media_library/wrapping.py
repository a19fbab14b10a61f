"""Breaking a German headline into lines, and a too long word at a place that can be read aloud."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Final

Measure = Callable[[str], float]

NBSP: Final = "\u00a0"
_VOWELS: Final = frozenset("aeiouyäöüAEIOUYÄÖÜ")
# Sounds written with several letters, which stay together; longest first.
_TOGETHER: Final = ("sch", "str", "ch", "ck", "ph", "th", "qu", "st")
# Endings whose joining s always closes a part of a compound: Verkehrs-infrastruktur, Sitzungs-saal.
_JOINT: Final = re.compile(r"(?:ung|heit|keit|schaft|tät|tion|kehr|beit|fahrt|schluss)s(?=[a-zäöü]{3})")
_LEAST: Final = 3
# Fewer letters are not worth a hyphen at the end of a line that has words already.
_WORTH: Final = 5
_OPEN: Final = f"-/–{NBSP}"


def wrap(text: str, measure: Measure, room: float) -> list[str]:
    """Lines no wider than ``room``. Words stay whole unless one alone is wider than the line."""
    lines: list[str] = []
    line = ""
    for word in filter(None, text.split(" ")):
        trial = f"{line} {word}" if line else word
        if measure(trial) <= room:
            line = trial
        elif measure(word) <= room:
            lines.append(line)
            line = word
        else:
            *full, line = _broken(line, word, measure, room)
            lines += full
    return [*lines, line] if line else lines


def break_places(word: str) -> list[int]:
    """Where ``word`` may be parted, as counts of letters before the break, in ascending order."""
    joints = {match.end() for match in _JOINT.finditer(word)}
    spoken = {at for at in range(1, len(word)) if _between_syllables(word, at) and not {at - 1, at + 1} & joints}
    return sorted(at for at in joints | spoken if _LEAST <= at <= len(word) - _LEAST)


def _broken(line: str, word: str, measure: Measure, room: float) -> list[str]:
    """``line`` continued with pieces of ``word``, each but the last with its hyphen."""
    lines: list[str] = []
    while True:
        lead = f"{line} " if line else ""
        if measure(lead + word) <= room:
            return [*lines, lead + word]
        at = _cut(word, lead, measure, room)
        lines.append(lead + _head(word, at) if at else line)
        word = word[at:]
        line = ""
        if not word:
            return lines


def _cut(word: str, lead: str, measure: Measure, room: float) -> int:
    """Letters of ``word`` for this line; 0 where it had better begin on the next one."""
    least = _WORTH if lead else 0
    places = [at for at in break_places(word) if at >= least]
    for choice in ([at for at in places if word[at - 1] in _OPEN], places):
        if at := _longest(word, choice, lead, measure, room):
            return at
    return 0 if lead else _longest(word, range(1, len(word)), lead, measure, room) or 1


def _longest(word: str, places: Sequence[int], lead: str, measure: Measure, room: float) -> int:
    """The last of ``places`` whose beginning fits, or 0."""
    fitting = bisect_left(places, x=True, key=lambda at: measure(lead + _head(word, at)) > room)
    return places[fitting - 1] if fitting else 0


def _head(word: str, at: int) -> str:
    return word[:at].rstrip(NBSP) if word[at - 1] in _OPEN else f"{word[:at]}-"


def _between_syllables(word: str, at: int) -> bool:
    """After a hyphen; else before the last consonant sound between two vowels."""
    if word[at - 1] in _OPEN:
        return True
    if not (word[at].isalpha() and word[at - 1].isalpha()) or word[at] in _VOWELS:
        return False
    if not any(letter in _VOWELS for letter in word[:at]):
        return False
    rest = word[at:].lower()
    sound = next((len(group) for group in _TOGETHER if rest.startswith(group)), 1)
    return rest[sound : sound + 1] in _VOWELS and not _inside_sound(word.lower(), at)


def _inside_sound(word: str, at: int) -> bool:
    """Whether a break before ``at`` would cut a sound such as ``sch`` in two."""
    return any(word.startswith(group, at - back) for group in _TOGETHER for back in range(1, len(group)) if at >= back)
