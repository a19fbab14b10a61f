"""Topics that may be the same one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from people.models import AuditEvent
from stories.actions import likeness
from stories.actions import topics as actions
from stories.enums import SourceKind, TopicState
from stories.errors import NotAllowed, WrongState
from stories.models import Topic
from tests.factories import people, topics

TEXT = "<p>Ab Montag pflanzen wir 40 Linden. Die Wege bleiben offen, auch für Fahrräder und für Kinderwagen.</p>"
NEARLY = TEXT.replace("Montag", "Dienstag")


@pytest.fixture
def pair(db):
    """What came by mail, and nearly the same through a feed."""
    first = topics.received(html=TEXT)
    return first, topics.received(html=NEARLY, kind=SourceKind.FEED, ref="1:x")


def fresh(topic: Topic) -> Topic:
    return Topic.objects.select_related("joined_to").get(pk=topic.pk)


def test_news_that_is_nearly_there_names_the_topic(pair):
    first, second = pair
    assert (fresh(second).alike, fresh(first).alike) == (first, None)


def test_topic_of_ones_own_is_compared_too(pair):
    assert topics.topic(title="Linden im Hofgarten", text=TEXT).alike in pair


@pytest.mark.parametrize("change", [{"created_at": timezone.now() - timedelta(days=31)}, {"title": "X", "sketch": []}])
def test_old_and_other_topics_are_not_named(db, change):
    first = topics.received(html=TEXT)
    Topic.objects.filter(pk=first.pk).update(**change)
    assert topics.received(html=NEARLY, kind=SourceKind.FEED, ref="1:x").alike is None


def test_what_comes_round_again_is_not_called_the_same(db):
    first = topics.received(html=TEXT)
    Topic.objects.filter(pk=first.pk).update(recurrence=topics.recurrence())
    assert topics.received(html=NEARLY, kind=SourceKind.FEED, ref="1:x").alike is None


def test_join_lets_one_topic_go_on_with_the_sources_of_both(pair):
    first, second = pair
    likeness.join(topic=second, to=first, by=people.editor())
    row = fresh(second)
    assert (row.joined_to, row.leading, row.alike, row.state) == (first, first, None, TopicState.DECLINED)
    assert row.reason == "Zusammengelegt mit „Linden im Hofgarten“"
    assert [source.kind for source in first.all_sources()] == ["mail", "feed"]
    assert AuditEvent.objects.filter(verb="stories.join_topic", target_id=str(second.pk)).count() == 1


def test_join_takes_along_what_was_joined_before(pair):
    first, second = pair
    third = topics.topic(title="Drittes")
    by = people.editor()
    likeness.join(topic=third, to=second, by=by)
    likeness.join(topic=second, to=first, by=by)
    assert {fresh(row).joined_to for row in (second, third)} == {first}
    assert likeness.join(topic=topics.topic(title="Viertes"), to=third, by=by).joined_to == first


def test_moving_it_on_the_board_undoes_the_joining(pair):
    first, second = pair
    likeness.join(topic=second, to=first, by=people.editor())
    actions.move(topic=second, state=TopicState.NEW, by=people.editor())
    assert (fresh(second).joined_to, fresh(second).reason, first.all_sources().count()) == (None, "", 1)


def test_joined_topic_opens_the_story_of_the_other(pair):
    first, second = pair
    likeness.join(topic=second, to=first, by=people.editor())
    story, _new = actions.make_story(topic=fresh(second), by=people.editor())
    assert (story.topic, fresh(second).state) == (first, TopicState.DECLINED)


def test_join_refuses_a_topic_with_a_story_and_itself(pair):
    first, second = pair
    actions.make_story(topic=second, by=people.editor())
    with pytest.raises(WrongState, match="ist schon ein Beitrag geworden"):
        likeness.join(topic=second, to=first, by=people.editor())
    with pytest.raises(WrongState, match="schon zusammengelegt"):
        likeness.join(topic=first, to=first, by=people.editor())
    with pytest.raises(NotAllowed):
        likeness.join(topic=first, to=second, by=people.admin())


def test_tell_apart_asks_no_more(pair):
    first, second = pair
    likeness.tell_apart(topic=second, by=people.editor())
    assert fresh(second).alike is None
    assert AuditEvent.objects.get(verb="stories.tell_topics_apart").detail == {"other": first.pk}
