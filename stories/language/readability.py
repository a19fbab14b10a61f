"""How easily a German text reads, as one figure and one word.

The figure is LIX (Carl-Hugo Björnsson, „Läsbarhet“, 1968): words per sentence plus the share of words with more
than six letters, in percent. It needs no syllables, so no second source of error. The steps to words are the
house's own, 2026-11-25, and rest on no study.
"""

import re
from dataclasses import dataclass

from stories.language.passages import Passage
from stories.language.sentences import spans

WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
LONG = 6
STEPS = ((40, "leicht"), (50, "verständlich"), (60, "anspruchsvoll"))
HARDEST = "schwer"
FEWEST_WORDS = 20
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and where it stands; ``words`` counts its words."""

    field: str
    block: int
    start: int
    end: int
    text: str
    words: int


@dataclass(frozen=True, slots=True)
class Reading:
    """``lix`` is None for texts of fewer than 20 words: the figure would say nothing."""

    lix: int | None
    verdict: str
    words: int
    sentences: int
    longest: tuple[Sentence, ...]


def sentences(passages: list[Passage]) -> list[Sentence]:
    """All sentences, without headings."""
    found = []
    for passage in passages:
        if not passage.level:
            for start, end in spans(passage.text):
                text = passage.text[start:end]
                found.append(Sentence(passage.field, passage.block, start, end, text, len(WORD.findall(text))))
    return [sentence for sentence in found if sentence.words]


def read(passages: list[Passage]) -> Reading:
    """The figure of the running text, and its longest sentences."""
    rows = sentences(passages)
    words = [word for sentence in rows for word in WORD.findall(sentence.text)]
    longest = tuple(sorted(rows, key=lambda row: -row.words)[:SHOWN])
    if len(words) < FEWEST_WORDS:
        return Reading(None, "", len(words), len(rows), longest)
    lix = round(len(words) / len(rows) + 100 * sum(len(word) > LONG for word in words) / len(words))
    verdict = next((word for limit, word in STEPS if lix < limit), HARDEST)
    return Reading(lix, verdict, len(words), len(rows), longest)
