"""Whether a German word is spelled as dictionaries and the city spell it, and what was probably meant.

The dictionary (simplemma, 1.1 million forms, about 110 MB) is read once per process, at the first question.
Compounds are known if their parts are. A capitalised word without a near neighbour is taken for a name:
a false alarm costs more trust than a missed error. Figures: docs/decisions/0018.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from stories.language.addresses import addresses
from stories.language.hints import Hint, Kind
from stories.language.passages import Passage

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
LINKS = ("", "s", "n", "en", "es", "er", "e", "ens")
# Short parts of compounds; other parts have four letters at least, or any typing error would be a compound.
SHORT = frozenset(
    "amt art bad bar bau bus eis elf fuß hof hut job kur not obst öko ort park rad rat rot see tag tal tee test tor "
    "tür uhr weg wg zug ein aus auf vor nach mit ab an zu um bei neu alt alb öl rhein fest bio elb lkw pkw kita ukw "
    "erd luft spiel kind hoch ehe see reh dom web app arm arzt bit box fan".split()
)
# Errors that look like words or compounds, and what is meant; found anywhere in a word.
CONFUSED = {
    "vorraus": "voraus", "haushallt": "haushalt", "tagestätte": "tagesstätte", "bürgemeister": "bürgermeister",
    "wiederstand": "widerstand", "wiederspruch": "widerspruch", "entgeld": "entgelt", "standart": "standard",
    "packet": "paket", "garnicht": "gar nicht", "garkein": "gar kein", "wiederspiegel": "widerspiegel",
    "desweiteren": "des Weiteren", "zumindestens": "zumindest", "gottseidank": "Gott sei Dank",
    "orginal": "original", "parralel": "parallel", "terasse": "terrasse",
}  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyzäöüß"
MAX_LENGTH = 45
MAX_PARTS = 5
SHORTEST = 4  # letters of a part, and of a word that is looked at
NAME_LENGTH = 10  # a longer word behind a capitalised one is no surname
SUGGESTIONS = 3


@cache
def _forms() -> Mapping[str, str]:
    """All German word forms of the dictionary."""
    forms: Mapping[str, str] = DefaultDictionaryFactory().get_dictionary("de")
    return forms


@cache
def city_words() -> frozenset[str]:
    """Names of the city that no dictionary has; the file names its source."""
    lines = (Path(__file__).parent / "city.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip().casefold() for line in lines if line.strip() and not line.startswith("#"))


def is_form(word: str) -> bool:
    """Whether the dictionary has ``word`` in this very spelling, capitals included."""
    return word in _forms()


def _listed(word: str) -> bool:
    forms = _forms()
    return word in forms or word.lower() in forms or word.capitalize() in forms


@lru_cache(maxsize=20_000)
def is_known(word: str) -> bool:
    """Whether ``word``, one run of letters, is in the dictionary or put together from words that are."""
    if _confused(word):
        return False
    if len(word) == 1 or _listed(word) or word.casefold() in city_words():
        return True
    return len(word) <= MAX_LENGTH and _is_compound(word.lower(), 0)


def _confused(word: str) -> str:
    low = word.lower()
    return next((wrong for wrong in CONFUSED if wrong in low), "")


@lru_cache(maxsize=50_000)
def _is_compound(word: str, depth: int) -> bool:
    if depth and _is_part(word):
        return True
    return depth < MAX_PARTS and any(_is_compound(rest, depth + 1) for _, rest in _heads(word))


def _heads(word: str) -> Iterator[tuple[str, str]]:
    """Each known beginning of ``word`` with what remains behind the linking letters."""
    for end in range(len(word) - 3, 2, -1):
        head, tail = word[:end], word[end:]
        if _is_part(head):
            yield from (
                (head, tail[len(link) :]) for link in LINKS if tail.startswith(link) and len(tail) > len(link) + 2
            )


def _is_part(part: str) -> bool:
    return part in SHORT or (len(part) >= SHORTEST and (_listed(part) or part in city_words()))


@lru_cache(maxsize=5_000)
def suggestions(word: str) -> tuple[str, ...]:
    """What was probably meant, the likeliest first: one letter too many, too few, wrong or in the wrong place."""
    if wrong := _confused(word):
        meant = word.lower().replace(wrong, CONFUSED[wrong])
        return (meant[0].upper() + meant[1:] if word[0].isupper() else meant,)
    found = [near for near in _near(word.lower()) if _listed(near) or near in city_words()]
    found = found or [near for near in _near(word.lower()) if is_known(near)]
    shaped = [near.capitalize() if word[0].isupper() else near for near in found]
    return tuple(dict.fromkeys(shaped))[:SUGGESTIONS]


def _near(word: str) -> Iterator[str]:
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    yield from (a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1 and b[0] != b[1])
    yield from (a + b[0] + b for a, b in cuts if b)
    yield from (a + b[1:] for a, b in cuts if b)
    yield from (a + letter + b for a, b in cuts for letter in LETTERS)
    yield from (a + letter + b[1:] for a, b in cuts if b for letter in LETTERS)


def check(passages: list[Passage], known: Collection[str] = ()) -> list[Hint]:
    """Words that are probably misspelled. ``known`` holds the city's own words, casefolded."""
    words = [(passage, *found) for passage in passages for found in _words(passage.text)]
    often = Counter(word for _, _, word in words)
    hints = []
    for passage, start, word in words:
        if word.casefold() in known or _excused(passage.text, start, word, often[word]) or is_known(word):
            continue
        offered = suggestions(word)
        if offered or word[0].islower():
            hints.append(_hint(passage, start, word, offered))
    return hints


def _words(text: str) -> Iterator[tuple[int, str]]:
    inside = addresses(text)
    for match in WORD.finditer(text):
        if match.start() not in inside:
            yield match.start(), match.group()


def _excused(text: str, start: int, word: str, times: int) -> bool:
    """Abbreviations, camel case, parts of a word with a star or a digit, and what is probably a name."""
    before, after = text[max(0, start - 1) : start], text[start + len(word) : start + len(word) + 1]
    if (
        len(word) < SHORTEST
        or word[1:] != word[1:].lower()
        or before in {"*", ":", "_", "@", "#", "/"}
        or after in {"*", "_", "@"}
    ):
        return True
    if before.isdigit() or after.isdigit() or (before == "-" and word[0].islower()) or after == "-":
        return True
    if not word[0].isupper():
        return False
    previous = text[:start].rstrip().rsplit(" ", 1)[-1]
    follows_name = bool(re.fullmatch(r"[„(]?[A-ZÄÖÜ][\w-]+|Dr\.|Prof\.|von|van|de", previous))
    return times > 1 or (follows_name and len(word) < NAME_LENGTH)


def _hint(passage: Passage, start: int, word: str, offered: tuple[str, ...]) -> Hint:
    meant = f"Gemeint ist vielleicht „{offered[0]}“." if offered else "Prüfen Sie bitte die Schreibung."
    return Hint(
        Kind.SPELLING,
        passage.field,
        passage.block,
        start,
        start + len(word),
        word,
        f"„{word}“ steht in keinem Wörterbuch. {meant}",
        offered,
    )
