"""Two people changed the same version: what of both can stand together, and where they disagree.

Three-way merging as diff3 does it (Khanna, Kunal and Pierce, "A Formal Investigation of Diff3", 2007): what only one
side changed is taken, what both changed differently is a clash.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import html


@dataclass(frozen=True, slots=True)
class Clash:
    """Both changed it: once with my words where they disagree, once with theirs."""

    mine: Any
    theirs: Any


@dataclass(slots=True)
class Merge:
    """``taken`` names the fields in which a change of theirs was taken, ``values`` holds all but the clashes."""

    values: dict[str, Any] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    clashes: dict[str, Clash] = field(default_factory=dict)


def fields(base: dict[str, Any] | None, mine: dict[str, Any], theirs: dict[str, Any]) -> Merge:
    """Merge the fields that ``mine`` names. Without a known base every difference is a clash."""
    merge = Merge()
    for name, value in mine.items():
        if value == theirs[name]:
            merge.values[name] = value
        elif base is None:
            merge.clashes[name] = Clash(value, theirs[name])
        else:
            _field(merge, name, base.get(name, ""), value, theirs[name])
    return merge


def _field(merge: Merge, name: str, base: Any, mine: Any, theirs: Any) -> None:
    if base == theirs:
        merge.values[name] = mine
        return
    if base == mine:
        merge.values[name] = theirs
    elif name == "body":
        my_way, their_way = body(base, mine, theirs)
        if my_way != their_way:
            merge.clashes[name] = Clash(my_way, their_way)
            return
        merge.values[name] = my_way
    else:
        merge.clashes[name] = Clash(mine, theirs)
        return
    merge.taken.append(name)


def body(base: str, mine: str, theirs: str) -> tuple[str, str]:
    """The rich text merged block by block: with my blocks where both changed the same, and with theirs."""
    ours: list[str] = []
    others: list[str] = []
    for my_part, their_part in sequences(_blocks(base), _blocks(mine), _blocks(theirs)):
        ours += my_part
        others += their_part
    return "".join(ours), "".join(others)


def sequences(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Stretch by stretch what stands there in the end; the two differ where both changed the same place."""
    at = my_at = their_at = 0
    for start, end, my_start, their_start in _kept_by_both(base, mine, theirs):
        old, new, other = base[at:start], mine[my_at:my_start], theirs[their_at:their_start]
        if len(old) == len(new) == len(other):
            # Neighbours, each changed by one person: they are still told apart by their places.
            for trio in zip(old, new, other, strict=True):
                yield _chosen(*([part] for part in trio))
        else:
            yield _chosen(old, new, other)
        yield base[start:end], base[start:end]
        at, my_at, their_at = end, my_start + end - start, their_start + end - start


def _chosen(old: list[str], mine: list[str], theirs: list[str]) -> tuple[list[str], list[str]]:
    if mine == old:
        return theirs, theirs
    return mine, mine if theirs == old else theirs


def _kept_by_both(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of the base that neither touched, with where they stand on each side; last an empty one at the end."""
    my_rows = difflib.SequenceMatcher(None, base, mine, autojunk=False).get_matching_blocks()
    their_rows = difflib.SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks()
    for my_row in my_rows:
        for their_row in their_rows:
            start = max(my_row.a, their_row.a)
            end = min(my_row.a + my_row.size, their_row.a + their_row.size)
            if start < end:
                yield start, end, my_row.b + start - my_row.a, their_row.b + start - their_row.a
    yield len(base), len(base), len(mine), len(theirs)


def _blocks(markup: str) -> list[str]:
    """The paragraphs, headings, lists and tables of a cleaned text, each as its markup."""
    parts = html.fragments_fromstring(markup) if markup else []
    return [part if isinstance(part, str) else html.tostring(part, encoding="unicode") for part in parts]
