"""Rules on what a text is made of: headings, paragraphs, links. They hold in every language."""

import re
from collections.abc import Iterator

from stories.language.hints import Hint, Kind
from stories.language.passages import Passage

HEADING_CHARS = 80
PARAGRAPH_CHARS = 700
# WCAG 2.2, success criterion 2.4.4: a link's purpose can be told from its words. The gate asks here too.
_EMPTY_WORDS = frozenset(
    "hier;mehr;weiter;link;klick;klicken sie hier;hier klicken;weiterlesen;mehr lesen;mehr infos;here;more;click here;"
    "read more".split(";")
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")


def says_nothing(words: str) -> bool:
    """Whether a link of these words does not tell where it leads."""
    return _bare(words) in _EMPTY_WORDS


def _bare(words: str) -> str:
    return " ".join(words.split()).casefold().strip(" .:…»>→")


def _whole(kind: Kind, passage: Passage, message: str, offered: tuple[str, ...] = ()) -> Hint:
    return Hint(kind, passage.field, passage.block, 0, len(passage.text), passage.text, message, offered)


def check(passages: list[Passage]) -> Iterator[Hint]:
    """Hints on headings, paragraphs and links, in the order of the text."""
    yield from _headings(passages)
    yield from _links(passages)
    for passage in passages:
        if not passage.level and passage.field == "body" and len(passage.text) > PARAGRAPH_CHARS:
            message = (
                f"Der Absatz hat {len(passage.text)} Zeichen. Nach etwa {PARAGRAPH_CHARS} hilft ein neuer Absatz."
            )
            yield _whole(Kind.STRUCTURE, passage, message)


def _headings(passages: list[Passage]) -> Iterator[Hint]:
    last = 1
    for passage in passages:
        text = passage.text.strip()
        if passage.field == "headline" and text.endswith(".") and not text.endswith("..."):
            yield _whole(Kind.STRUCTURE, passage, "Eine Überschrift endet ohne Punkt.", (text[:-1],))
        if not passage.level:
            continue
        if passage.level > last + 1:
            message = (
                "Vor dem kleinen Zwischentitel fehlt ein Zwischentitel. Vorlesehilfen springen von Stufe zu Stufe."
            )
            yield _whole(Kind.STRUCTURE, passage, message)
        if not text:
            yield _whole(
                Kind.STRUCTURE, passage, "Hier steht ein leerer Zwischentitel. Füllen oder entfernen Sie ihn."
            )
        elif text.endswith("."):
            yield _whole(Kind.STRUCTURE, passage, "Ein Zwischentitel endet ohne Punkt.", (text[:-1],))
        if len(text) > HEADING_CHARS:
            message = (
                f"Der Zwischentitel hat {len(text)} Zeichen. Kürzer als {HEADING_CHARS} liest er sich auf einen Blick."
            )
            yield _whole(Kind.STRUCTURE, passage, message)
        last = passage.level


def _links(passages: list[Passage]) -> Iterator[Hint]:
    targets: dict[str, str] = {}
    for passage in passages:
        for link in passage.links:
            words = passage.text[link.start : link.end].strip()
            key = _bare(words)
            message = ""
            if says_nothing(words):
                message = (
                    f"„{words}“ sagt nicht, wohin der Link führt. Nennen Sie das Ziel, etwa „Anmeldung zum Kurs“."
                )
            elif _ADDRESS.fullmatch(words):
                message = (
                    "Als Linktext steht eine Adresse. Vorlesehilfen buchstabieren sie; nennen Sie das Ziel in Worten."
                )
            elif targets.setdefault(key, link.href) != link.href:
                message = f"„{words}“ führt an zwei Stellen zu verschiedenen Zielen. Unterscheiden Sie die Linktexte."
            if message:
                yield Hint(Kind.LINK, passage.field, passage.block, link.start, link.end, words, message)
