"""Every write to the list of words that occur."""

import re
import unicodedata
from collections.abc import Iterable

from search.models import Word
from search.words import fold

SHORTEST, LONGEST = 4, 40
BATCH = 200
_WORD = re.compile(r"[^\W\d_]+")


def learn(texts: Iterable[str]) -> None:
    """Take the words of ``texts`` into the list, in the order of the alphabet; those it has already stay."""
    found: dict[str, str] = {}
    for text in texts:
        for word in _WORD.findall(unicodedata.normalize("NFC", text)):
            folded = fold(word.lower())
            if SHORTEST <= len(folded) <= LONGEST and len(word) <= LONGEST:
                found.setdefault(folded, word)
    names = sorted(found)
    for start in range(0, len(names), BATCH):
        batch = names[start : start + BATCH]
        known = set(Word.objects.filter(folded__in=batch).values_list("folded", flat=True))
        rows = [_row(name, found[name]) for name in batch if name not in known]
        Word.objects.bulk_create(rows, ignore_conflicts=True)


def _row(folded: str, shown: str) -> Word:
    half = len(folded) // 2
    return Word(folded=folded, shown=shown, head=folded[:half], tail=folded[half:])
