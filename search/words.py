"""German words as the index wants them: without case and umlauts, by their stem, compounds with their parts.

Both databases store and are asked these terms, so both find the same.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import simplemma
import snowballstemmer

_WORD: Final = re.compile(r"\w+")
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_PLAIN: Final = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
# Shorter parts fit everywhere and would find everything.
_LEAST: Final = 4
_COMPOUND: Final = 7
_MOST_WAYS: Final = 12
# Short, and yet what many a compound of a city ends with.
_SHORT: Final = frozenset({"amt", "bad", "bau", "hof", "rat", "see", "tag", "tor", "uhr", "weg", "zoo"})
# What holds two parts together (Fugenelemente): Arbeit-s-amt, Straße-n-bahn, Kind-er-garten.
_LINKS: Final = ("", "s", "es", "n", "en", "er", "e")
# As in German snowball: not in „Quelle“, nor where the u stands between vowels, as in „neue“.
_SPELLED_OUT: Final = re.compile(r"ae|oe|(?<![aeiouyq])ue")
# Ends every term of the plain text, as no word does: only such terms stand side by side as their words did.
_IN_ORDER: Final = "q0"
_stem = snowballstemmer.stemmer("german").stemWord


def tokens(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def terms(text: str) -> str:
    """Everything the index shall hold of a text, in its order, separated by blanks.

    First each word with all it can be found by, then the plain text for questions about words side by side.
    """
    words = tokens(text)
    return " ".join([*(term for token in words for term in indexed(token)), *(in_order(token) for token in words)])


def in_order(token: str) -> str:
    """The one term a word has in the plain text."""
    return stem(token).replace("_", "") + _IN_ORDER


@lru_cache(maxsize=50_000)
def indexed(token: str) -> tuple[str, ...]:
    """The terms under which a word can be found: itself in both spellings, and the parts of a compound."""
    found = dict.fromkeys((*forms(token), _stem(_bare(token.translate(_PLAIN)))))
    for part in pieces(token):
        found.update(dict.fromkeys(forms(part)))
    return tuple(filter(None, found))


@lru_cache(maxsize=50_000)
def forms(token: str) -> tuple[str, ...]:
    """The stem, and that of the word's basic form where a stemmer does not see it: „Kitas“ is „Kita“."""
    lemma = simplemma.lemmatize(token.capitalize(), "de").lower()
    return tuple(dict.fromkeys((stem(token), stem(lemma))))


@lru_cache(maxsize=50_000)
def stem(token: str) -> str:
    """One spelling for all forms of a word: „Bäume“, „Baeume“, „Baum“ share theirs where the stemmer says so."""
    return str(_stem(fold(token)))


def fold(token: str) -> str:
    """Without umlauts and accents: „Düsseldorf“ as „duesseldorf“."""
    return _bare(token.translate(_UMLAUTS))


def beginning(token: str) -> str:
    """The first letters of a word as the stemmer leaves them: it takes „ue“ for „ü“ and that for „u“."""
    return _SPELLED_OUT.sub(lambda match: match[0][0], fold(token))


def parts(token: str) -> tuple[str, ...]:
    """The known words a compound is made of, as few as possible; empty where it cannot be taken apart."""
    return min(_ways(token), key=len, default=())


def pieces(token: str) -> tuple[str, ...]:
    """Every word that stands in a compound: „Hochwasserschutz“ holds „Hochwasser“, „Wasser“ and „Schutz“."""
    return tuple(dict.fromkeys(piece for way in _ways(token) for piece in way))


@lru_cache(maxsize=50_000)
def _ways(token: str) -> tuple[tuple[str, ...], ...]:
    """All ways to take a compound apart into known words."""
    if len(token) < _COMPOUND or not token.isalpha():
        return ()
    ways: list[tuple[str, ...]] = []
    for cut in range(_LEAST, len(token) - 2):
        word, tail = _known_head(token[:cut]), token[cut:]
        if word and _known(tail):
            ways.append((word, tail))
        if word:
            ways.extend((word, *rest) for rest in _ways(tail))
    return tuple(ways[:_MOST_WAYS])


def _known_head(head: str) -> str:
    """The word a compound begins with, without what links it to the next."""
    for link in _LINKS:
        word = head.removesuffix(link) if link else head
        if len(word) >= _LEAST and head.endswith(link) and _known(word):
            return word
    return ""


@lru_cache(maxsize=50_000)
def _known(word: str) -> bool:
    return word in _SHORT or (
        len(word) >= _LEAST and (simplemma.is_known(word, "de") or simplemma.is_known(word.capitalize(), "de"))
    )


def _bare(token: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", token) if not unicodedata.combining(char))
