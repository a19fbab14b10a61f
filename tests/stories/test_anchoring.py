"""Where a remark's passage stands after the text around it, or the passage itself, was changed."""

import pytest

from stories.anchoring import Quote, Span, find, locate, plain, quote_at, texts

TEXT = "Das Gartenamt pflanzt ab Montag 40 junge Linden im Hofgarten. Die Wege bleiben offen."


def at(text: str, words: str) -> Quote:
    start = text.index(words)
    return quote_at(text, start, start + len(words))


def found(text: str, quote: Quote) -> str | None:
    span = locate(text, quote)
    return text[span.start : span.end] if span else None


def test_passage_is_found_after_text_before_it_was_added():
    assert found("Neu: Im Herbst. " + TEXT, at(TEXT, "40 junge Linden")) == "40 junge Linden"


@pytest.mark.parametrize("place", [0, 14, 29])
def test_of_equal_passages_the_one_with_its_surroundings_is_meant(place):
    text = "Linden blühn. Linden welken. Linden ruhn."

    assert locate(text, quote_at(text, place, place + 6)) == Span(place, place + 6)


def test_passage_whose_middle_was_changed_is_found_between_its_surroundings():
    changed = TEXT.replace("40 junge Linden", "50 junge Linden")

    assert found(changed, at(TEXT, "40 junge Linden")) == "50 junge Linden"


def test_passage_is_found_by_likeness_where_the_surroundings_are_gone():
    quote = at(TEXT, "Die Wege bleiben offen.")

    assert found("Gepflanzt wird im Hofgarten, die Wege bleiben offen. Alles wird gut.", quote) == (
        "die Wege bleiben offen."
    )


def test_passage_that_was_cut_is_gone():
    assert locate("Die Wege bleiben offen.", at(TEXT, "40 junge Linden im Hofgarten")) is None


def test_empty_quote_has_no_place():
    assert locate(TEXT, Quote("  ")) is None


def test_plain_parts_blocks_by_one_blank_and_keeps_inline_marks_together():
    assert plain("<p>Die <strong>Lin</strong>de</p><ul><li><p>blüht &amp; duftet</p></li></ul>") == (
        "Die Linde blüht & duftet"
    )


def test_words_without_a_field_are_found_in_the_one_that_has_them():
    fields = texts({"headline": "Neue Bäume", "lead": "Es wird grün.", "body": "<p>Ab Montag.</p>"})

    assert find(fields, "", Quote("wird grün")) == ("lead", Span(3, 12))
    assert find(fields, "", Quote("fehlt hier")) is None
