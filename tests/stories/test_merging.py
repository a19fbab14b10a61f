"""Two changes of one text: what stands together and what clashes."""

import pytest

from stories import merging
from stories.merging import Clash


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "way", "other_way"),
    [
        ("abc", "abc", "abc", "abc", "abc"),
        ("abc", "aXbc", "abcY", "aXbcY", "aXbcY"),
        ("abc", "Xbc", "abY", "XbY", "XbY"),
        ("abc", "aXYc", "aZc", "aXYc", "aZc"),
        ("abcd", "aXYd", "aUcd", "aXYd", "aUYd"),
        ("ab", "aXb", "aXb", "aXb", "aXb"),
        ("abcd", "acd", "abd", "acd", "abd"),
        ("", "X", "Y", "X", "Y"),
        ("abc", "", "abc", "", ""),
        ("abc", "", "abX", "", "abX"),
    ],
)
def test_sequences(base, mine, theirs, way, other_way):
    stretches = list(merging.sequences(list(base), list(mine), list(theirs)))
    assert "".join("".join(part) for part, _other in stretches) == way
    assert "".join("".join(other) for _part, other in stretches) == other_way


def test_body_merges_neighbouring_paragraphs():
    base = "<p>Die Fähre fährt.</p><p>Sie ist neu.</p>"
    mine = "<p>Die Fähre fährt wieder.</p><p>Sie ist neu.</p>"
    theirs = "<p>Die Fähre fährt.</p><p>Sie ist alt &amp; schön.</p>"
    both = "<p>Die Fähre fährt wieder.</p><p>Sie ist alt &amp; schön.</p>"
    assert merging.body(base, mine, theirs) == (both, both)


def test_body_keeps_lists_and_tables_whole():
    base = "<ul><li>Eins</li></ul><p>Ende</p>"
    mine = "<ul><li>Eins</li><li>Zwei</li></ul><p>Ende</p>"
    theirs = "<ul><li>Erstens</li></ul><p>Ende</p><p>Noch etwas</p>"
    assert merging.body(base, mine, theirs) == (f"{mine}<p>Noch etwas</p>", theirs)


def test_fields_take_what_only_one_side_changed():
    base = {"headline": "Fähre", "lead": "Neu", "place": "Bilk"}
    merge = merging.fields(base, base | {"headline": "Rheinfähre"}, base | {"lead": "Ganz neu"})
    assert merge.values == {"headline": "Rheinfähre", "lead": "Ganz neu", "place": "Bilk"}
    assert (merge.taken, merge.clashes) == (["lead"], {})


def test_fields_both_changed_differently_clash():
    base = {"headline": "Fähre", "keywords": ["Rhein"]}
    merge = merging.fields(base, {"headline": "A", "keywords": ["X"]}, {"headline": "B", "keywords": ["X"]})
    assert (merge.values, merge.clashes) == ({"keywords": ["X"]}, {"headline": Clash("A", "B")})


def test_fields_without_a_base_clash_wherever_they_differ():
    merge = merging.fields(None, {"headline": "A", "lead": "L"}, {"headline": "B", "lead": "L"})
    assert (merge.values, merge.taken, merge.clashes) == ({"lead": "L"}, [], {"headline": Clash("A", "B")})
