"""Asking the index: words, words side by side, words to leave out, the beginning of a word while it is typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import BigIntegerField, Case, QuerySet, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from search.models import Entry, Kind
from search.words import beginning, fold, forms, in_order, indexed, parts, stem, tokens

# A query of more words is a text; the first ones say what is meant.
MOST_WORDS: Final = 12
AROUND: Final = 12
_PHRASE: Final = re.compile(r"((?<!\S)-)?[\"„“”«»]([^\"„“”«»]+)[\"„“”«»]")
_MINUS: Final = re.compile(r"(?:^|\s)-(\S+)")


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked: each of ``wanted`` and ``phrases`` must be there, none of ``unwanted``.

    The words of a phrase, one of them unwanted too, stand side by side in any form. The last wanted word may be
    half typed.
    """

    wanted: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]
    unwanted: tuple[tuple[str, ...], ...]
    half: bool

    @classmethod
    def of(cls, text: str) -> "Query":
        """Read what a person typed; nothing in it is an error. A quotation mark without its other one is none."""
        runs = [(match[1], tuple(tokens(match[2]))) for match in _PHRASE.finditer(text)]
        rest = _PHRASE.sub(" ", text)
        unwanted = [run for minus, run in runs if minus and run]
        unwanted += [(word,) for part in _MINUS.findall(rest) for word in tokens(part)]
        phrases = [run[:MOST_WORDS] for minus, run in runs if run and not minus]
        rest = _MINUS.sub(" ", rest)
        wanted = tuple(tokens(rest)[:MOST_WORDS])
        half = bool(wanted) and not rest.endswith((" ", "\t"))
        return cls(wanted, tuple(phrases[:MOST_WORDS]), tuple(unwanted), half)

    def __bool__(self) -> bool:
        return bool(self.wanted or self.phrases)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of entries, best first, with how many there are of each kind."""

    entries: list[Entry]
    counts: dict[str, int]
    total: int


def find(text: str, *, kinds: Iterable[str], only: str = "", offset: int = 0, limit: int = 20) -> Found:
    """What is found for ``text`` among ``kinds``; ``only`` one of them is listed, all are counted."""
    query, allowed = Query.of(text), [kind for kind in Kind.values if kind in set(kinds)]
    if not query or not allowed:
        return Found([], {}, 0)
    engine = _engine()
    match = engine.match(query)
    counts = dict(_rows(engine.count, [match, allowed]))
    listed = [only] if only in allowed else allowed
    total = sum(counts.get(kind, 0) for kind in listed)
    ids = [row[0] for row in _rows(engine.ranked, [match, listed, limit, offset])]
    known = Entry.objects.in_bulk(ids)
    return Found([known[pk] for pk in ids if pk in known], counts, total)


def total(text: str, *, kinds: Iterable[str]) -> int:
    """How many entries among ``kinds`` are found for ``text``."""
    query, allowed = Query.of(text), list(kinds)
    if not query or not allowed:
        return 0
    engine = _engine()
    return sum(count for _kind, count in _rows(engine.count, [engine.match(query), allowed]))


def titled(text: str, *, kind: Kind) -> QuerySet[Entry, int]:
    """The numbers of the things of a kind whose title is found for ``text``; for use inside another question."""
    query, engine = Query.of(text), _engine()
    rows = Entry.objects.filter(kind=kind) if query else Entry.objects.none()
    if query:
        rows = rows.filter(pk__in=RawSQL(engine.titled, [engine.match(query, title=True)]))  # noqa: S611 (our own words; what was typed is a parameter)
    # Not every kind's ids are numbers, and a database may read before it filters.
    return rows.values_list(Case(When(kind=kind, then=Cast("object_id", BigIntegerField()))), flat=True)


def snippet(entry: Entry, text: str) -> SafeString:
    """The words around the first hit, each hit marked; everything else is escaped."""
    query = Query.of(text)
    pieces = re.findall(r"\w+|\W+", entry.text)
    hits = sorted({place for place, piece in enumerate(pieces) if _hits(piece, query)} | _runs(pieces, query))
    first = max(0, (hits[0] if hits else 0) - AROUND)
    shown = pieces[first : first + 6 * AROUND]
    html = "".join(
        f"<mark>{conditional_escape(piece)}</mark>" if first + place in hits else conditional_escape(piece)
        for place, piece in enumerate(shown)
    )
    return mark_safe(f"{'… ' if first else ''}{html}{' …' if first + len(shown) < len(pieces) else ''}")  # noqa: S308


def _runs(pieces: list[str], query: Query) -> set[int]:
    """Where the words of a phrase stand side by side."""
    words = [(place, in_order(piece.lower())) for place, piece in enumerate(pieces) if piece[:1].isalnum()]
    found: set[int] = set()
    for phrase in query.phrases:
        wanted = [in_order(word) for word in phrase]
        for start in range(len(words) - len(wanted) + 1):
            run = words[start : start + len(wanted)]
            if [term for _place, term in run] == wanted:
                found.update(place for place, _term in run)
    return found


def _hits(piece: str, query: Query) -> bool:
    word = piece.lower()
    if not word[:1].isalnum():
        return False
    known = set(indexed(word))
    if any(known.intersection(forms(wanted)) for wanted in query.wanted):
        return True
    return query.half and fold(word).startswith(fold(query.wanted[-1]))


@dataclass(frozen=True, slots=True)
class _Engine:
    """One database's way to ask. ``ranked`` and ``count`` take the match, the kinds, and a page.

    ``{}`` in ``prefix`` is a word's beginning, in ``phrase`` the terms of a phrase, joined by ``beside``. ``titled``
    takes a match of titles alone: all of it within ``of_title``, or each term marked with ``in_title``.
    """

    both: str
    either: str
    no: str
    prefix: str
    phrase: str
    beside: str
    of_title: str
    in_title: str
    count: str
    ranked: str
    titled: str

    def match(self, query: Query, *, title: bool = False) -> str:
        """The query in the database's own language; terms are letters and digits only, so nothing is quoted."""
        mark = self.in_title if title else ""
        last = len(query.wanted) - 1
        wanted = [self._run(phrase, mark) for phrase in query.phrases]
        wanted += [self._one(word, mark, half=query.half and place == last) for place, word in enumerate(query.wanted)]
        match = self.both.join(wanted)
        for run in query.unwanted:
            match = f"({match}){self.no}{self._run(run, mark) if run[1:] else stem(run[0]) + mark}"
        return self.of_title.format(match) if title else match

    def _one(self, word: str, mark: str, *, half: bool) -> str:
        """A word, or its beginning, or a compound's parts all together."""
        ways = [f"{form}{mark}" for form in forms(word)]
        if half:
            ways.append(self.prefix.format(beginning(word)) + mark.removeprefix(":"))
        if pieces := parts(word):
            ways.append(f"({self.both.join(stem(piece) + mark for piece in pieces)})")
        return f"({self.either.join(dict.fromkeys(ways))})"

    def _run(self, words: tuple[str, ...], mark: str) -> str:
        return self.phrase.format(self.beside.join(in_order(word) + mark for word in words))


_SQLITE: Final = _Engine(
    both=" AND ",
    either=" OR ",
    no=" NOT ",
    prefix="{}*",
    phrase='"{}"',
    beside=" ",
    of_title="{{title_terms}} : ({})",
    in_title="",
    titled="SELECT rowid FROM search_fts WHERE search_fts MATCH %s",
    count="SELECT e.kind, count(*) FROM search_fts JOIN search_entry e ON e.id = search_fts.rowid "
    "WHERE search_fts MATCH %s AND e.kind IN ({kinds}) GROUP BY e.kind",
    ranked="SELECT e.id FROM search_fts JOIN search_entry e ON e.id = search_fts.rowid "
    "WHERE search_fts MATCH %s AND e.kind IN ({kinds}) "
    # A word of the title weighs as much as eight of the text; one story has many deliveries, so they come last.
    "ORDER BY e.kind = 'delivery', bm25(search_fts, 8.0, 1.0), e.at DESC, e.id DESC LIMIT %s OFFSET %s",
)
_POSTGRES: Final = _Engine(
    both=" & ",
    either=" | ",
    no=" & !",
    prefix="{}:*",
    phrase="({})",
    beside=" <-> ",
    of_title="{}",
    in_title=":A",
    titled="SELECT id FROM search_entry WHERE vector @@ to_tsquery('simple', %s)",
    count="SELECT e.kind, count(*) FROM search_entry e "
    "WHERE e.vector @@ to_tsquery('simple', %s) AND e.kind IN ({kinds}) GROUP BY e.kind",
    ranked="SELECT e.id FROM search_entry e, to_tsquery('simple', %s) wanted "
    "WHERE e.vector @@ wanted AND e.kind IN ({kinds}) "
    "ORDER BY e.kind = 'delivery', ts_rank(e.vector, wanted, 1) DESC, e.at DESC, e.id DESC LIMIT %s OFFSET %s",
)


def _engine() -> _Engine:
    return _POSTGRES if connection.vendor == "postgresql" else _SQLITE


def _rows(sql: str, given: list[Any]) -> list[tuple[Any, ...]]:
    match, kinds, *page = given
    places = ", ".join(["%s"] * len(kinds))
    with connection.cursor() as cursor:
        cursor.execute(sql.format(kinds=places), [match, *kinds, *page])
        return list(cursor.fetchall())
