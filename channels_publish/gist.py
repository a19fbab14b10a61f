"""What of a story is worth telling on a social channel: in its order, and each thing once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from channels_publish.plaintext import Block, blocks, tidy
from channels_publish.source import Source
from stories.language.german import DANGLING
from stories.language.sentences import cut, statements, whole

GAP = "\n\n"

# Lines for newsrooms, not for the public.
_INTERNAL = re.compile(
    r"\W*sperrfrist\b|\W*(?:presse)?kontakt\b|\W*rückfragen\b|\W*(?:für|bei)\s+(?:presse)?rückfragen\b"
    r"|\W*ansprechpartner|\W*(?:foto|fotos|bild|bildtext|bildunterschrift|bildnachweis)\s*:"
    r"|\W*v\.\s?i\.\s?s\.\s?d\.\s?p"
    r"|\W*(?:hinweis (?:für|an) (?:die )?)?(?:redaktionen|medienvertret|pressevertret)",
    re.IGNORECASE,
)
_WAITING = re.compile(r"\b(?:nach|vor|bis zum)\s+ablauf\s+der\s+sperrfrist\b", re.IGNORECASE)
# "Münster (SMS) " and "Düsseldorf, 14. Mai 2024. ": of use to agencies only.
_DATELINE = re.compile(
    r"[A-ZÄÖÜ][\w.-]+(?: [A-ZÄÖÜ][\w-]+)?(?: \([A-Za-zÄÖÜäöü]{2,5}(?:/[A-Za-z]{2,5})?\)|"
    r", \d{1,2}\. [A-Z][a-zä]+ \d{4})(?:\s*[.:–-])?\s+(?=[\"„“]?[A-ZÄÖÜ0-9])"
)
_ROW = re.compile(r"(?:[^|\n]*\|){2,}[^|\n]*")
_WORD = re.compile(r"[^\W_]+(?:[*:][^\W_]+)?")
_SAME = 0.85
_OVERTAKEN = 0.4


@dataclass(frozen=True, slots=True)
class Gist:
    """Headline, and passages after it; a passage is a paragraph, a list or the rows of a table."""

    headline: str
    passages: tuple[str, ...]


def gist(source: Source, *, skip: Callable[[str], bool] = lambda _statement: False) -> Gist:
    """The story without repetitions, lines for newsrooms, headings and datelines.

    ``skip`` names statements the channel cannot use; a passage ends before one. Every remaining statement is verbatim.
    """
    headline = " ".join(tidy(source.headline).split())
    said = [headline] if headline else []
    passages = []
    for passage in _passages(source):
        fresh = _fresh(passage, said, skip)
        if fresh:
            passages.append(fresh)
    if source.lead.strip() and _overtaken(headline, passages):
        passages.pop(0)
    return Gist(headline, tuple(passages))


def prefix(
    passages: tuple[str, ...],
    fits: Callable[[str], bool],
    *,
    enough: int = 0,
    torn: bool = True,
) -> list[str]:
    """The longest beginning of ``passages`` that fits, at sentence ends, as its paragraphs.

    Stops after the passage that reaches ``enough`` characters. Where not even the first sentence
    fits it is cut inside, unless ``torn`` forbids it.
    """
    told: list[str] = []
    for passage in passages:
        if enough and len(GAP.join(told)) >= enough:
            break
        part = whole(passage, _after(told, fits))
        if not part and torn and not told:
            part = cut(passage, fits)
        told += [part] if part else []
        if part != passage:
            break
    return told


def _after(told: list[str], fits: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda text: fits(GAP.join([*told, text]))


def repeats(said: str, statement: str) -> bool:
    """Whether ``statement`` says nothing that ``said`` does not already say."""
    new, old = _content(statement), _content(said)
    if not new:
        return _letters(statement) == _letters(said) != ""
    told = all(word in old for word in new if word.isdecimal())
    return told and len(new & old) >= _SAME * len(new)


def _passages(source: Source) -> Iterator[str]:
    """Lead and body as passages: a line ending in ":" joins what it announces, rows join up."""
    lead = Block("prose", tidy(source.lead))
    waiting = ""
    rows: list[str] = []
    for block in [lead, *blocks(source.body_html)]:
        text = block.text
        if block.kind == "prose" and _ROW.fullmatch(text):
            rows.append(" · ".join(cell for c in text.split("|") if (cell := c.strip())))
            continue
        if rows:
            yield waiting + "\n".join(rows)
            waiting, rows = "", []
        if block.kind == "heading" or not text or _INTERNAL.match(text):
            continue
        if text.endswith(":"):
            waiting += f"{text}\n"
            continue
        yield waiting + text
        waiting = ""
    if rows:
        yield waiting + "\n".join(rows)


def _fresh(passage: str, said: list[str], skip: Callable[[str], bool]) -> str:
    """``passage`` without statements already said; notes in ``said`` what it says itself."""
    passage = _DATELINE.sub("", passage, count=1) if _DATELINE.match(passage) else passage
    kept, at = "", 0
    for statement in statements(passage):
        begin = passage.index(statement, at)
        joint = "\n" if "\n" in passage[at:begin] else " "
        at = begin + len(statement)
        if skip(statement):
            break  # what follows may refer to it
        internal = _INTERNAL.match(statement) or _WAITING.search(statement)
        if internal or any(repeats(old, statement) for old in said):
            continue
        said.append(statement)
        kept += joint + statement
    return kept.strip()


def _overtaken(headline: str, passages: list[str]) -> bool:
    """Whether a subtitle only stands between a headline and a body that says both again."""
    if not passages[1:] or re.search(r"[.!?…][“”\"]?$", passages[0]):
        return False
    first, *more = statements(passages[1])
    subtitle = _content(passages[0])
    shared = subtitle & _content(" ".join([first, *more[:1]]))
    return repeats(first, headline) and len(shared) >= _OVERTAKEN * len(subtitle)


@lru_cache(maxsize=2048)
def _content(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning; a number is one, its inflection none."""
    words = {w.casefold() for w in _WORD.findall(text)}
    return frozenset(
        w if w.isdecimal() else w[: max(5, len(w) - 2)]
        for w in words
        if w.isdecimal() or (len(w) > 3 and w not in DANGLING)  # noqa: PLR2004 - "der", "ist"
    )


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
