import pytest

from stories.fields import assign
from stories.models import Topic

KNOWN = frozenset({"title", "notes", "department"})


def test_what_is_set_and_new_is_named():
    topic = Topic(title="Linden", notes="Alt")
    assert assign(topic, {"title": "Linden", "notes": "Neu", "department": None}, KNOWN) == ["notes"]
    assert (topic.title, topic.notes) == ("Linden", "Neu")


def test_other_fields_are_refused_and_nothing_is_set():
    topic = Topic(title="Linden")
    with pytest.raises(TypeError, match=r"unknown topic fields: \['state'\]"):
        assign(topic, {"title": "Eichen", "state": "done"}, KNOWN)
    assert topic.title == "Linden"
