"""The city's own words."""

import pytest

from people.models import AuditEvent
from stories.actions import words
from stories.errors import DeskError
from stories.models import CityWord

pytestmark = pytest.mark.django_db


def test_words_are_taken_in_once_and_leave_a_trace(office):
    new = words.add_all(text=" Garather  Mühle \nWersten\n\nWersten", by=office.editor)

    assert words.add_all(text="Wersten", by=office.editor) == []
    assert [row.word for row in new] == ["Garather Mühle", "Wersten"]
    assert CityWord.objects.all().spelled() == {"Garather Mühle", "Wersten"}
    assert AuditEvent.objects.filter(verb="stories.add_word").count() == 2


def test_a_removed_word_can_be_added_again(office):
    words.remove(word=words.add(word="Wersten", by=office.editor), by=office.editor)
    assert CityWord.objects.count() == 0
    words.add(word="Wersten", by=office.editor)
    assert [row.word for row in CityWord.objects.containing("werst")] == ["Wersten"]


def test_what_is_no_word_is_refused_with_all_the_others(office):
    with pytest.raises(DeskError, match="Ein Wort beginnt mit einem Buchstaben"):
        words.add_all(text="Wersten\n123", by=office.editor)
    assert CityWord.objects.count() == 0
