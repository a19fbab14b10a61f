"""„Meinten Sie …?“: the nearest word that really occurs, where nothing was found.

Words of the index are looked up by their halves: a word with one error shares its first or its last half with what was
meant, so two look-ups by key give the few words worth comparing, in both databases alike. Two errors are found where
they stand in the same half.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from django.db.models import Q

from search.finding import MOST_WORDS, total
from search.models import Word
from search.words import fold, tokens

# Shorter words have too many neighbours.
LEAST = 4
# Up to this length one error is allowed, beyond it two.
SHORT = 5
MOST_CANDIDATES = 400
MOST_TRIED = 5
_WORD = re.compile(r"(?<!\w)(?<!-)\w+")


def suggestion(text: str, *, kinds: Collection[str]) -> str:
    """``text`` with the words that find nothing among ``kinds`` put right; empty where that finds nothing either."""
    words = list(_WORD.finditer(text))[:MOST_WORDS]
    better, shift = text, 0
    for match in words:
        if _is_misspelled(match.group(), kinds):
            near = next(_that_find(near_words(match.group()), kinds), "")
            if not near:
                return ""
            start, end = (place + shift for place in match.span())
            better, shift = better[:start] + near + better[end:], shift + len(near) - len(match.group())
    return better if better != text and total(better, kinds=kinds) else ""


def near_words(word: str) -> list[str]:
    """Words of the index that differ by one or two letters, the nearest first, as they were written."""
    wanted = "".join(map(fold, tokens(word)))
    most = 1 if len(wanted) <= SHORT else 2
    found = [
        (far, row.folded, row.shown)
        for row in Word.objects.filter(_halves(wanted, most))[:MOST_CANDIDATES]
        if 0 < (far := distance(wanted, row.folded, most)) <= most
    ]
    return [shown for _far, _folded, shown in sorted(found)]


def distance(one: str, other: str, most: int) -> int:
    """How many letters are added, left out, changed or swapped with their neighbour; ``most + 1`` says: more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, above = above, row
    return min(above[-1], most + 1)


def _halves(word: str, most: int) -> Q:
    """The first or last half of any word that may have been meant, for each length it may have."""
    heads, tails = set(), set()
    for length in range(len(word) - most, len(word) + most + 1):
        head = length // 2
        heads.add(word[:head])
        tails.add(word[-(length - head) :])
    # A swap in the very middle breaks both halves.
    middle = len(word) // 2
    heads.add(word[: middle - 1] + word[middle : middle + 1])
    return Q(head__in=heads) | Q(tail__in=tails)


def _is_misspelled(word: str, kinds: Collection[str]) -> bool:
    return len(word) >= LEAST and word.isalpha() and not total(f"{word} ", kinds=kinds)


def _that_find(words: Iterable[str], kinds: Collection[str]) -> Iterator[str]:
    for word in list(words)[:MOST_TRIED]:
        if total(f"{word} ", kinds=kinds):
            yield word
