"""Asking the index: words, words to leave out, the beginning of a word while it is typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from search.models import Entry, Kind
from search.words import fold, forms, indexed, parts, stem, tokens

# A query of more words is a text; the first ones say what is meant.
MOST_WORDS: Final = 12
AROUND: Final = 12


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked: each of ``wanted`` must be there, none of ``unwanted``; the last may be half typed."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    half: bool

    @classmethod
    def of(cls, text: str) -> "Query":
        """Read what a person typed; nothing in it is an error."""
        unwanted = tuple(word for part in re.findall(r"(?:^|\s)-(\S+)", text) for word in tokens(part))
        wanted = tokens(re.sub(r"(?:^|\s)-\S+", " ", text))[:MOST_WORDS]
        return cls(tuple(wanted), unwanted, half=bool(wanted) and not text.endswith((" ", "\t")))

    def __bool__(self) -> bool:
        return bool(self.wanted)


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
    engine = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
    match = engine.match(query)
    counts = dict(_rows(engine.count, [match, allowed]))
    listed = [only] if only in allowed else allowed
    total = sum(counts.get(kind, 0) for kind in listed)
    ids = [row[0] for row in _rows(engine.ranked, [match, listed, limit, offset])]
    known = Entry.objects.in_bulk(ids)
    return Found([known[pk] for pk in ids if pk in known], counts, total)


def snippet(entry: Entry, text: str) -> SafeString:
    """The words around the first hit, each hit marked; everything else is escaped."""
    query = Query.of(text)
    pieces = re.findall(r"\w+|\W+", entry.text)
    hits = [place for place, piece in enumerate(pieces) if _hits(piece, query)]
    first = max(0, (hits[0] if hits else 0) - AROUND)
    shown = pieces[first : first + 6 * AROUND]
    html = "".join(
        f"<mark>{conditional_escape(piece)}</mark>" if first + place in hits else conditional_escape(piece)
        for place, piece in enumerate(shown)
    )
    return mark_safe(f"{'… ' if first else ''}{html}{' …' if first + len(shown) < len(pieces) else ''}")  # noqa: S308


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
    """One database's way to ask. ``ranked`` and ``count`` take the match, the kinds, and a page."""

    both: str
    either: str
    no: str
    prefix: str
    count: str
    ranked: str

    def match(self, query: Query) -> str:
        """The query in the database's own language; terms are letters and digits only, so nothing is quoted."""
        last = len(query.wanted) - 1
        wanted = [self._one(word, half=query.half and place == last) for place, word in enumerate(query.wanted)]
        match = self.both.join(wanted)
        for word in query.unwanted:
            match = f"({match}){self.no}{stem(word)}"
        return match

    def _one(self, word: str, *, half: bool) -> str:
        """A word, or its beginning, or a compound's parts all together."""
        ways = list(forms(word))
        if half:
            ways.append(self.prefix.format(fold(word)))
        if pieces := parts(word):
            ways.append(f"({self.both.join(stem(piece) for piece in pieces)})")
        return f"({self.either.join(dict.fromkeys(ways))})"


_SQLITE: Final = _Engine(
    both=" AND ",
    either=" OR ",
    no=" NOT ",
    prefix="{}*",
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
    count="SELECT e.kind, count(*) FROM search_entry e "
    "WHERE e.vector @@ to_tsquery('simple', %s) AND e.kind IN ({kinds}) GROUP BY e.kind",
    ranked="SELECT e.id FROM search_entry e, to_tsquery('simple', %s) wanted "
    "WHERE e.vector @@ wanted AND e.kind IN ({kinds}) "
    "ORDER BY e.kind = 'delivery', ts_rank(e.vector, wanted, 1) DESC, e.at DESC, e.id DESC LIMIT %s OFFSET %s",
)


def _rows(sql: str, given: list[Any]) -> list[tuple[Any, ...]]:
    match, kinds, *page = given
    places = ", ".join(["%s"] * len(kinds))
    with connection.cursor() as cursor:
        cursor.execute(sql.format(kinds=places), [match, *kinds, *page])
        return list(cursor.fetchall())
