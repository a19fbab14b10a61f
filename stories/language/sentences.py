"""Find where a German text may end: sentence by sentence, and inside one if it must be.

Measured before writing: general splitters break "15. Oktober" or "e. V." (syntok did so 162 times
in 508 teasers of a city), so the rules here are our own and know dates, ordinals and abbreviations.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stories.language.german import (
    DANGLING,
    MAY_BE_FINAL,
    MONTH,
    NEVER_FINAL,
    OPENERS,
    UNBREAKABLE,
)

ELLIPSIS = " …"
FEW = 16  # endings that are tried one by one
WINDOW = 200  # characters looked at on either side of an offset, so that long texts stay cheap
_CLOSERS = "“”\"'’‘»«›‹)]"
_STOP = re.compile(rf"(?P<mark>[.!?…]+)(?P<close>[{re.escape(_CLOSERS)}]*)(?=\s|$)|\n+")
_PAIRS = {")": "(", "]": "["}
_QUOTES = '„“”"»«›‹'
_ORDINAL = re.compile(r"(?:^|[\s(„\"“])(?:[\d./–-]*[./–-])?(\d{1,3})$|(?<!\w)[IVXLC]+$")
_INITIAL = re.compile(r"(?<!\w)[^\W\d_]$")
_ADDRESS = re.compile(r"https?://|www\.|[\w.+-]+@\w|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b", re.ASCII)
_MONTH_NEXT = re.compile(MONTH)
_BREAKS = ("–", "-", "—", "·", "|")


def split(text: str) -> list[str]:
    """The sentences of ``text``, stripped, in order. A line break always ends a sentence.

    Inside a quotation of several sentences each is a sentence of its own.
    """
    return _pieces(text, _stops(text, enclosures(text)))


def spans(text: str) -> list[tuple[int, int]]:
    """Offsets of each sentence of ``text``, as :func:`split` divides it, without the blanks around."""
    stops = _stops(text, enclosures(text))
    found = []
    for a, b in zip([0, *stops], [*stops, len(text)], strict=True):
        piece = text[a:b]
        if piece.strip():
            start = a + len(piece) - len(piece.lstrip())
            found.append((start, start + len(piece.strip())))
    return found


def statements(text: str) -> list[str]:
    """Like :func:`split`, but nothing is torn: quotations, brackets and "…:" lines stay whole."""
    return _pieces(text, ends(text))


def _pieces(text: str, stops: Sequence[int]) -> list[str]:
    pieces = [text[a:b].strip() for a, b in zip([0, *stops], [*stops, len(text)], strict=True)]
    return [piece for piece in pieces if piece]


def ends(text: str) -> list[int]:
    """Offsets at which ``text`` may stop: after a sentence, with no quote or bracket left open."""
    pairs = enclosures(text)
    return [p for p in _stops(text, pairs) if _closed(p, pairs) and _tail(text, p) != ":"]


def whole(text: str, fits: Callable[[str], bool]) -> str:
    """The longest beginning of ``text`` that stops at a sentence end and fits, or ``""``."""
    text = text.strip()
    stops = [p for p in ends(text) if p < len(text)] + [len(text)]
    return _longest(stops, lambda p: text[:p].rstrip(), fits)


def cut(text: str, fits: Callable[[str], bool]) -> str:
    """The longest beginning of ``text`` that ends well and for which ``fits`` holds.

    Ends at a sentence end if one fits. Otherwise inside the first sentence at a word end, best at
    a clause's, and " …" says that something is missing; it is part of what ``fits`` sees. Never
    ends inside a number, date, time, telephone number or address, nor with a word that announces
    the next, nor with an open quotation; one that begins the text and is too long as a whole is
    closed after the " …". Where not a single word fits, the answer is ``""``.
    """
    return whole(text, fits) or _cut_inside(text.strip(), fits)


def _longest(points: Sequence[int], make: Callable[[int], str], fits: Callable[[str], bool]) -> str:
    """The last of the growing texts ``make(point)`` that fits; halving spares slow counters."""
    if len(points) <= FEW:
        return next((text for p in reversed(points) if fits(text := make(p))), "")
    count = bisect_right(points, 0, key=lambda p: 0 if fits(make(p)) else 1)
    return make(points[count - 1]) if count else ""


# -- sentence ends ---------------------------------------------------------------------------------


def enclosures(text: str) -> list[tuple[int, int]]:
    """Offsets of each opening quote or bracket and its partner; those without one are ignored."""
    open_: list[tuple[str, int]] = []
    found: list[tuple[int, int]] = []
    for i, char in enumerate(text):
        if char == "\n":
            open_.clear()
        elif char in "([‚" or (char in _QUOTES and _opens(text, i)):
            open_.append((_family(char), i))
        else:
            family = _family(_PAIRS.get(char, char))
            depth = next((d for d in range(len(open_) - 1, -1, -1) if open_[d][0] == family), None)
            if depth is not None:
                found.append((open_[depth][1], i))
                del open_[depth:]
    return found


def _family(char: str) -> str:
    if char in _QUOTES:
        return '"'
    return "‚" if char in "‘’" else char


def _opens(text: str, i: int) -> bool:
    if text[i] == "„":
        return True
    before, after = text[i - 1 : i] or " ", text[i + 1 : i + 2] or " "
    return text[i] != "”" and (before.isspace() or before in "([„/–-") and not after.isspace()


def _closed(p: int, pairs: Sequence[tuple[int, int]]) -> bool:
    return not any(a < p <= b for a, b in pairs)


def _tail(text: str, p: int) -> str:
    return text[max(0, p - WINDOW) : p].rstrip()[-1:]


def _stops(text: str, pairs: Sequence[tuple[int, int]]) -> list[int]:
    dots = _dots(text)
    stops, begin = [], 0
    for match in _STOP.finditer(text):
        if match["mark"] is None:
            ending = bool(text[begin : match.start()].strip())
        else:
            ending = _ends_here(text, begin, match, pairs, dots)
        if ending:
            stops.append(match.end() if match["mark"] else match.start())
            begin = match.end()
    return stops


@dataclass(frozen=True, slots=True)
class _Dots:
    """Offsets inside abbreviations and numbers: no sentence ends there, or perhaps one does."""

    never: set[int]
    unsure: set[int]


def _dots(text: str) -> _Dots:
    dots = _Dots(set(), set())
    for match in MAY_BE_FINAL.finditer(text):
        dots.never.update(range(match.start(), match.end() - 1))
        dots.unsure.add(match.end() - 1)
    for match in NEVER_FINAL.finditer(text):
        dots.never.update(range(match.start(), match.end()))
    for pattern in UNBREAKABLE:
        for match in pattern.finditer(text):
            dots.never.update(range(match.start(), match.end() - 1))
    return dots


def _ends_here(
    text: str,
    begin: int,
    match: re.Match[str],
    pairs: Sequence[tuple[int, int]],
    dots: _Dots,
) -> bool:
    following = text[match.end() : match.end() + WINDOW].lstrip(" \t\u00a0\u202f")
    if not following or following[0] == "\n":
        return True
    dot = match.start()
    if match["mark"] == ".":
        if dot in dots.never or _enumerates(text[begin:dot]):
            return False
        before = text[max(begin, dot - 30) : dot]
        unsure = dot in dots.unsure or bool(_ORDINAL.search(before) or _INITIAL.search(before))
    else:
        unsure = match["mark"].strip("!?") != ""
    inner = next((a for a, b in pairs if match.start("close") <= b < match.end("close")), None)
    if inner is not None and not _fresh(text, inner):
        if text[inner] in "([":
            return False
        unsure = True
    return _begins(following, unsure=unsure)


def _enumerates(sentence: str) -> bool:
    """Whether the dot belongs to "1." or "a." at the head of a list item."""
    return bool(re.fullmatch(r"[\W_]*(?:\d{1,2}|[a-zA-Z])", sentence))


def _fresh(text: str, i: int) -> bool:
    """Whether a quote or bracket at ``i`` opens a statement and is not part of a running one."""
    before = text[max(0, i - WINDOW) : i].rstrip()
    return not before or before[-1] in ".!?…:\n" + _CLOSERS


def _begins(following: str, *, unsure: bool) -> bool:
    """Whether ``following`` looks like a new sentence; ``unsure`` asks for stronger evidence."""
    if _ADDRESS.match(following) or following.startswith("#"):
        return not unsure
    word = re.search(r"\w+", following)
    if word is None:
        return True
    if unsure:
        return word.group() in OPENERS and not _MONTH_NEXT.match(following)
    return word.group()[0].isupper() or word.group()[0].isdigit()


# -- inside a sentence -----------------------------------------------------------------------------


def _cut_inside(text: str, fits: Callable[[str], bool]) -> str:
    text = text[: min(ends(text), default=len(text))]
    pairs = enclosures(text)
    spans = [m.span() for pattern in UNBREAKABLE for m in pattern.finditer(text)]
    words = [m.start() for m in re.finditer(r"(?<=\S)[ \t\n]", text)]
    ranks = {p: _rank(text, p) for p in words if not any(a < p < b for a, b in spans)}
    legal = [p for p, rank in ranks.items() if rank]
    kept = _choose(text, [p for p in legal if _closed(p, pairs)], ranks, fits, lambda _p: "")
    if kept:
        return kept
    return _choose(text, legal, ranks, fits, lambda p: _partners(text, p, pairs))


def _choose(
    text: str,
    points: Sequence[int],
    ranks: dict[int, int],
    fits: Callable[[str], bool],
    close: Callable[[int], str],
) -> str:
    """The best ending among ``points``: a good one is worth a part of the room."""

    def ending(p: int) -> str:
        body = text[:p].rstrip(" ,;:–—-·|…\n")
        return body and body + ELLIPSIS + close(p)

    longest = len(_longest(points, ending, fits))
    for rank, share in ((4, 0.4), (3, 0.6), (2, 0.6), (1, 0.0)):
        best = _longest([p for p in points if ranks[p] >= rank], ending, fits)
        if best and len(best) >= share * longest:
            return best
    return ""


def _partners(text: str, p: int, pairs: Sequence[tuple[int, int]]) -> str:
    return "".join(text[b] for a, b in sorted(pairs, reverse=True) if a < p <= b)


def _rank(text: str, p: int) -> int:
    """How well a text may end before offset ``p``: 0 not at all, 4 as well as a sentence."""
    left = text[max(0, p - WINDOW) : p].rsplit(None, 1)[-1]
    right = text[p : p + WINDOW].split(None, 1)[0]
    if left in (*_BREAKS, "+") or left[-1] in "-–/&@§=":
        return 0
    if right in _BREAKS or left[-1] == ";":
        return 4
    if left[-1] in ".!?" or _joins_numbers(left, right):
        return 0
    if left[-1] == ",":
        return 3
    if left.strip(_CLOSERS + "„([:").casefold() in DANGLING:
        return 0
    return 3 if right[0] == "(" else _rank_between(left, right)


def _joins_numbers(left: str, right: str) -> bool:
    """Whether a number would lose its noun, or a name its number."""
    if right[0].isdigit():
        bare = left.rstrip(",:")
        return bare[-1:].isdigit() or (bare == left and not left[0].islower())
    if left[-1].isdigit():
        year = re.fullmatch(r"\D*(?:1[89]|20)\d\d", left)
        return not (year and right[0].islower())
    return right[0] in "%€+&/" or bool(re.search(r"\d[.,:]?$", left[:-1]) and left[-1] == ":")


def _rank_between(left: str, right: str) -> int:
    """Between two plain words: a noun phrase or a name should stay together."""
    if not right.strip(_QUOTES)[:1].isupper() or left[-1] in ":)" + _CLOSERS:
        return 2
    attribute = left[0].isupper() or re.search(r"(?:e|en|er|es|em)$", left)
    return 1 if attribute else 2
