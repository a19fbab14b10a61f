import pytest

from search.words import beginning, fold, in_order, indexed, parts, pieces, stem, terms, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Düsseldorf", "Duesseldorf"),
        ("Straße", "Strasse"),
        ("Bäume", "Baeume"),
        ("Café", "Cafe"),
        ("ÖFFNUNG", "öffnung"),
    ],
)
def test_fold_gives_both_spellings_one_form(one, other):
    assert fold(one.lower()) == fold(other.lower())


@pytest.mark.parametrize(
    ("one", "other"),
    [("öffnungen", "öffnung"), ("spielplätze", "spielplatz"), ("linden", "linde"), ("sperrung", "sperrungen")],
)
def test_stem_joins_the_forms_of_a_word(one, other):
    assert stem(one) == stem(other)


def test_umlaut_is_found_without_its_e_too():
    assert stem("dusseldorf") in indexed("düsseldorf")


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("hochwasserschutzkonzept", ("hochwasser", "schutzkonzept")),
        ("kitagebühren", ("kita", "gebühren")),
        ("gartenamt", ("garten", "amt")),
        ("stadtbüchereien", ("stadt", "büchereien")),
        ("rathaus", ()),
        ("linde", ()),
        ("2026", ()),
    ],
)
def test_parts_of_a_compound(word, found):
    assert parts(word) == found


def test_pieces_hold_every_word_within():
    assert {"hochwasser", "wasser", "schutz", "konzept"} <= set(pieces("hochwasserschutzkonzept"))


def test_tokens_take_composed_and_decomposed_letters_alike():
    assert tokens("U\u0308ber 30 Jahre: „Büro“") == ["über", "30", "jahre", "büro"]


def test_terms_keep_the_order():
    assert terms("Neue Linden").split()[:2] == ["neu", "lind"]


@pytest.mark.parametrize(
    "word", "düsseldorf duesseldorf straße bäume neuerung aktuell quelle steuer brücke öffnung goethe".split()
)
def test_every_beginning_of_a_stem_finds_it(word):
    term = indexed(word)[0]
    assert [word[:end] for end in range(1, 5) if not term.startswith(beginning(word[:end]))] == []


def test_terms_end_with_the_plain_text():
    assert terms("Neue Linden_2").split()[-2:] == [in_order("neue"), in_order("linden_2")] == ["neuq0", "linden2q0"]
