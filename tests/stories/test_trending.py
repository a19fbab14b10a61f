from datetime import UTC, datetime, timedelta

import pytest

from stories.trending import Rising, rising

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def row(days: float, title: str = "", *keywords: str) -> tuple[datetime, str, list[str]]:
    return NOW - timedelta(days=days), title, list(keywords)


def test_subject_that_comes_up_twice_in_a_week_rises():
    assert rising([row(1, "Hochwasser am Rhein"), row(2, "Das Hochwasser sinkt")], NOW) == [
        Rising("Hochwasser", 2, 0.0)
    ]


@pytest.mark.parametrize(("before", "rises"), [(0, True), (4, True), (5, False), (12, False)])
def test_subject_rises_when_it_is_twice_as_frequent_as_before(before, rises):
    rows = [row(1, "", "Radweg"), row(2, "", "Radweg")] + [
        row(10 + number / 10, "", "Radweg") for number in range(before)
    ]
    assert bool(rising(rows, NOW)) == rises


def test_forms_of_a_word_are_one_subject_in_its_usual_spelling():
    rows = [row(1, "Spielplatz offen"), row(2, "Neue Spielplätze"), row(3, "Spielplatz zu")]
    assert [(item.word, item.count) for item in rising(rows, NOW)] == [("Spielplatz", 3)]


def test_name_with_hyphens_is_one_subject():
    rows = [row(1, "Theodor-Heuss-Brücke gesperrt"), row(2, "Stau: Theodor-Heuss-Brücke!")]
    assert [item.word for item in rising(rows, NOW)] == ["Theodor-Heuss-Brücke"]


def test_everyday_words_and_old_rows_say_nothing():
    rows = [
        row(1, "Die neue Stadt"),
        row(2, "Neue Stadt"),
        row(40, "", "Radweg"),
        row(41, "", "Radweg"),
        row(-1, "", "Radweg"),
    ]
    assert rising(rows, NOW) == []


def test_strongest_first_and_only_so_many():
    rows = [row(1, "", "Eins", "Zwei"), row(2, "", "Eins", "Zwei"), row(3, "", "Zwei")]
    assert [item.word for item in rising(rows, NOW, most=1)] == ["Zwei"]
