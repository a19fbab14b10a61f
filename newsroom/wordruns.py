"""What changed between two texts, as runs of words; long unchanged stretches are shortened."""

import difflib
import re
from collections.abc import Iterator

from channels_publish.plaintext import blocks

FEW_WORDS = 6


def word_runs(before: str, after: str) -> list[tuple[str, str]]:
    """Runs of words tagged ``same``, ``del`` or ``ins``."""
    return list(runs(re.findall(r"\S+\s*", before), re.findall(r"\S+\s*", after), keep=FEW_WORDS))


def runs(old: list[str], new: list[str], *, keep: int) -> Iterator[tuple[str, str]]:
    """The same for texts already in pieces; ``keep`` of them stay beside each change."""
    for same, a, b, c, d in _stretches(old, new):
        if same:
            yield "same", _shortened(old[a:b], first=a == 0, last=b == len(old), keep=keep)
            continue
        if a < b:
            yield "del", "".join(old[a:b])
        if c < d:
            yield "ins", "".join(new[c:d])


def _stretches(old: list[str], new: list[str]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Unchanged and changed stretches; a lone space between two changes belongs to the change."""
    changed: tuple[int, int, int, int] | None = None
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal" or (changed and old[a:b] == [" "] and b < len(old) and d < len(new)):
            changed = (changed[0], b, changed[2], d) if changed else (a, b, c, d)
            continue
        if changed:
            yield False, *changed
            changed = None
        yield True, a, b, c, d
    if changed:
        yield False, *changed


def _shortened(words: list[str], *, first: bool, last: bool, keep: int) -> str:
    """An unchanged run; of a long one only ``keep`` pieces beside each change."""
    if len(words) <= 2 * keep:
        return "".join(words)
    head = "" if first else "".join(words[:keep])
    tail = "" if last else "".join(words[-keep:])
    return f"{head}… {tail}"


def to_text(html: str) -> str:
    """The words of the rich text, one block a line."""
    return "\n".join(block.text for block in blocks(html))
