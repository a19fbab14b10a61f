import pytest

from people.models import AuditEvent
from stories.actions import reviews, topics
from stories.enums import TopicState
from stories.errors import NotAllowed, TopicConflict, WrongState
from stories.models import Attachment, Department, Story, Topic
from tests.factories import media, people, stories
from tests.factories import topics as factory


@pytest.fixture
def editor(db):
    return people.editor()


def test_create_cleans_the_text_and_leaves_a_trace(editor):
    topic = topics.create(by=editor, title="Radweg", text="<p onclick='x'>Neu<script>1</script></p>")
    assert (topic.state, topic.text, topic.created_by) == (TopicState.NEW, "<p>Neu</p>", editor)
    assert AuditEvent.objects.filter(verb="stories.create_topic", target_id=str(topic.pk)).count() == 1


def test_create_needs_the_right_to_write(db):
    with pytest.raises(NotAllowed):
        topics.create(by=people.admin(), title="Radweg")


def test_save_from_an_old_version_changes_nothing_and_names_who_was_faster(editor):
    topic = factory.topic(by=editor)
    other = people.editor()
    topics.save(topic=topic, version=1, by=other, title="Von drüben")
    with pytest.raises(TopicConflict, match=str(other)):
        topics.save(topic=topic, version=1, by=editor, title="Von hier")
    assert Topic.objects.get().title == "Von drüben"


def test_save_of_what_is_there_makes_no_version(editor):
    topic = factory.topic(by=editor)
    assert topics.save(topic=topic, version=1, by=editor, title=topic.title).version == 1


def test_take_accepts_what_is_new(editor):
    topic = topics.take(topic=factory.topic(by=editor), by=editor)
    assert (topic.owner, topic.state) == (editor, TopicState.ACCEPTED)


def test_take_leaves_the_state_of_what_is_under_way(editor):
    topic = topics.move(topic=factory.topic(by=editor), state=TopicState.IN_WORK, by=editor)
    assert topics.take(topic=topic, by=editor).state == TopicState.IN_WORK


def test_decline_needs_a_reason_and_reopening_forgets_it(editor):
    topic = factory.topic(by=editor)
    with pytest.raises(WrongState, match="warum"):
        topics.move(topic=topic, state=TopicState.DECLINED, by=editor, reason="  ")
    declined = topics.move(topic=topic, state=TopicState.DECLINED, by=editor, reason="Nicht  unser Thema")
    assert (declined.state, declined.reason) == (TopicState.DECLINED, "Nicht unser Thema")
    assert topics.move(topic=declined, state=TopicState.NEW, by=editor).reason == ""


def test_move_to_an_unknown_state_is_refused(editor):
    with pytest.raises(WrongState):
        topics.move(topic=factory.topic(by=editor), state="irgendwo", by=editor)


def test_make_story_carries_everything_over(editor):
    park = Department.objects.create(name="Gartenamt", contact="Telefon 1", responsible="Leitung")
    topic = factory.received(department=park)
    picture = media.picture(by=editor)
    Attachment.objects.create(
        source=topic.sources.get(), name="linde.jpg", mime="image/jpeg", size=1, sha256="", asset=picture
    )
    story, new = topics.make_story(topic=topic, by=editor)
    assert new
    assert (story.headline, story.lead, story.body) == (
        "Linden im Hofgarten",
        "Ab Montag pflanzen wir 40 Linden.",
        "<p>Die Wege bleiben offen.</p>",
    )
    assert (story.department, story.contact, story.responsible) == (park, "Telefon 1", "Leitung")
    assert story.ordered_images() == [picture]
    topic.refresh_from_db()
    assert (topic.state, topic.owner) == (TopicState.IN_WORK, editor)


def test_make_story_twice_opens_the_first_unless_another_is_wanted(editor):
    topic = factory.topic(by=editor)
    first, _new = topics.make_story(topic=topic, by=editor)
    assert topics.make_story(topic=topic, by=editor) == (first, False)
    another, new = topics.make_story(topic=topic, by=editor, another=True)
    assert (new, Story.objects.filter(topic=topic).count(), another != first) == (True, 2, True)


@pytest.mark.parametrize(
    ("html", "parts"),
    [
        ("<p>Eins<br>zwei</p><p>Drei</p>", ("Eins zwei", "<p>Drei</p>")),
        ("<h2>Erst</h2><p>Dann</p>", ("", "<h2>Erst</h2><p>Dann</p>")),
        ("", ("", "")),
    ],
)
def test_split_lead(html, parts):
    assert topics.split_lead(html) == parts


def test_topic_is_done_once_its_story_is_out(editor):
    topic = factory.topic(by=editor)
    story, _new = topics.make_story(topic=topic, by=editor)
    Story.objects.filter(pk=story.pk).update(state="approved")
    reviews.mark_published(story=story, at=story.created_at)
    topic.refresh_from_db()
    assert topic.state == TopicState.DONE


def test_publishing_a_story_without_topic_moves_none(editor):
    topic = topics.move(topic=factory.topic(by=editor), state=TopicState.IN_WORK, by=editor)
    story = stories.story(by=editor)
    Story.objects.filter(pk=story.pk).update(state="approved")
    reviews.mark_published(story=story, at=story.created_at)
    topic.refresh_from_db()
    assert topic.state == TopicState.IN_WORK
