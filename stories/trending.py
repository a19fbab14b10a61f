"""Which subjects come up more often in the house than they used to.

What the net talks about is another question; this one is answered from our own topics and stories.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from search.words import stem, tokens

RECENT: Final = timedelta(days=7)
BEFORE: Final = timedelta(days=28)
# Once is no trend, and twice as often as before is one.
LEAST: Final = 2
GROWTH: Final = 2.0
# Words of every headline, whatever it is about.
_EVERYDAY: Final = frozenset(
    "amt aus auf bei das dem den der des die ein eine für im in ist mit nach neu neue neuen neuer neues über und "
    "vom von vor wird zu zum zur stadt düsseldorf landeshauptstadt bürger ab am an bis oder sich sind werden".split()
)
_SHORTEST: Final = 4


@dataclass(frozen=True, slots=True)
class Rising:
    """A subject with how often it came up lately, and how often a week before."""

    word: str
    count: int
    usual: float


def rising(rows: Iterable[tuple[datetime, str, list[str]]], now: datetime, *, most: int = 6) -> list[Rising]:
    """The subjects that rise, strongest first, of ``(when, title, keywords)``; each row counts a subject once."""
    recent, earlier = Counter[str](), Counter[str]()
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for when, title, keywords in rows:
        if not now - RECENT - BEFORE <= when <= now:
            continue
        for key, spelling in _subjects(title, keywords).items():
            spelled[key][spelling] += 1
            (recent if when > now - RECENT else earlier)[key] += 1
    weeks = BEFORE / RECENT
    found = [
        Rising(spelled[key].most_common(1)[0][0], count, earlier[key] / weeks)
        for key, count in recent.items()
        if count >= LEAST and count >= GROWTH * earlier[key] / weeks
    ]
    return sorted(found, key=lambda item: (item.usual - item.count, item.word))[:most]


def _subjects(title: str, keywords: list[str]) -> dict[str, str]:
    """Keywords as they are, and the nouns of the title, by their stem."""
    found = {" ".join(map(stem, tokens(word))): word for word in keywords if word.lower() not in _EVERYDAY}
    for word in title.split():
        plain = word.strip(".,:;!?()„“”\"'–-")
        if len(plain) >= _SHORTEST and plain[:1].isupper() and plain.lower() not in _EVERYDAY:
            found.setdefault(" ".join(map(stem, tokens(plain))), plain)
    return found
