"""Where in a text the passage of a remark stands by now: a quotation looked up with its surroundings.

After the TextQuoteSelector of the W3C Web Annotation Data Model (2017-02-23): the exact words, and up to 64
characters before and after them. The words are looked for as they are, then between the same surroundings, then
by likeness; a remark whose passage is gone keeps its quotation and says so.
"""

import difflib
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

CONTEXT = 64
# Below this share of equal characters it is another passage, not a changed one.
ALIKE = 0.7
# A longer passage can be changed in the middle without losing its surroundings.
STRETCH = 2
FIELDS = ("kicker", "headline", "lead", "body")
_BLOCK = re.compile(
    r"</?(?:p|br|h[1-6]|ul|ol|li|blockquote|table|thead|tbody|tr|th|td|caption|div)\b[^>]*>", re.IGNORECASE
)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage: its words, and what stands right before and after it."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text, as character offsets."""

    start: int
    end: int


def plain(markup: str) -> str:
    """The words of rich text in one line: blocks are parted by one blank, as the screens read them."""
    return folded(html.unescape(_TAG.sub("", _BLOCK.sub(" ", markup))))


def folded(text: str) -> str:
    """White space of any kind and length as one blank."""
    return " ".join(text.split())


def texts(content: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a story that can be remarked on, in plain words; from a revision's content or like it."""
    return {name: plain(content.get(name, "")) if name == "body" else folded(content.get(name, "")) for name in FIELDS}


def quote_at(text: str, start: int, end: int) -> Quote:
    """The quotation of ``text[start:end]``."""
    return Quote(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


def locate(text: str, quote: Quote) -> Span | None:
    """Where the passage stands in ``text``, or None where it is gone."""
    exact = folded(quote.exact)
    if not exact:
        return None
    return _same_words(text, quote, exact) or _between(text, quote, exact) or _alike(text, exact)


def _same_words(text: str, quote: Quote, exact: str) -> Span | None:
    """Of equal passages the one whose surroundings fit best; the first of several that fit alike."""
    places = list(_all(text, exact))
    if not places:
        return None
    best = max(places, key=lambda start: (_fit(text, quote, start, start + len(exact)), -start))
    return Span(best, best + len(exact))


def _all(text: str, part: str) -> Iterator[int]:
    start = text.find(part)
    while start >= 0:
        yield start
        start = text.find(part, start + 1)


def _fit(text: str, quote: Quote, start: int, end: int) -> int:
    """How many characters of the surroundings agree, counted from the passage outwards."""
    before, after = text[:start].rstrip(), text[end:].lstrip()
    return _common(quote.prefix.rstrip()[::-1], before[::-1]) + _common(quote.suffix.lstrip(), after)


def _common(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _between(text: str, quote: Quote, exact: str) -> Span | None:
    """What stands between the same surroundings, if it still resembles the passage."""
    before, after = quote.prefix.strip(), quote.suffix.strip()
    if not before and not after:
        return None
    start = text.find(before) + len(before) if before in text else -1
    end = text.find(after, max(start, 0)) if after else len(text)
    if not before:
        start = 0
    if start < 0 or end < 0 or end <= start:
        return None
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    end -= len(part) - len(part.rstrip())
    near = start < end and end - start <= STRETCH * len(exact) and _likeness(text[start:end], exact) >= ALIKE / 2
    return Span(start, end) if near else None


def _alike(text: str, exact: str) -> Span | None:
    """The run of words that resembles the passage most, if it does so enough."""
    words = [match.span() for match in re.finditer(r"\S+", text)]
    count = len(exact.split())
    matcher = difflib.SequenceMatcher(None, "", exact, autojunk=False)
    best: tuple[float, Span] | None = None
    for first in range(len(words)):
        span = Span(words[first][0], words[min(first + count, len(words)) - 1][1])
        matcher.set_seq1(text[span.start : span.end])
        worse = ALIKE if best is None else best[0]
        if matcher.real_quick_ratio() < worse or matcher.quick_ratio() < worse:
            continue
        ratio = matcher.ratio()
        if ratio >= ALIKE and (best is None or ratio > best[0]):
            best = ratio, span
    return best[1] if best else None


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def find(fields: Mapping[str, str], field: str, quote: Quote) -> tuple[str, Span] | None:
    """The field and place of a passage. Without ``field`` every field is searched for the very words."""
    if field:
        span = locate(fields.get(field, ""), quote)
        return (field, span) if span else None
    exact = folded(quote.exact)
    for name, text in fields.items():
        if exact and exact in text:
            span = locate(text, quote)
            return (name, span) if span else None
    return None
