"""Every write to a topic: it is created, worked on, moved along, and becomes a story."""

import re
from typing import Any

from django.db import transaction
from django.utils import timezone

from media_library.enums import Kind
from people import audit
from people.models import User
from people.roles import Permission
from search.actions import entries
from stories.actions import stories
from stories.anchoring import plain
from stories.enums import TopicState
from stories.errors import NotAllowed, TopicConflict, WrongState
from stories.fields import assign
from stories.intake.sameness import fingerprint, sketch
from stories.likeness import nearest
from stories.models import Story, Topic
from stories.richtext import clean
from stories.searchable import topic_words

FIELDS = frozenset({"title", "text", "notes", "department", "owner", "deadline"})


@transaction.atomic
def create(*, by: User, title: str, **fields: Any) -> Topic:
    """A topic of one's own. Raises NotAllowed without the right to write."""
    refuse_strangers(by)
    topic = Topic(created_by=by)
    _assign(topic, {"title": title, **fields})
    topic.sketch = sketch(topic.title, topic.text)
    topic.alike_id = nearest(topic.sketch, timezone.now())
    topic.save()
    entries.put(**topic_words(topic))
    audit.record(by=by, verb="stories.create_topic", target=topic)
    return topic


@transaction.atomic
def save(*, topic: Topic, version: int, by: User, **fields: Any) -> Topic:
    """Store the form; ``version`` is the one the person started from. Raises TopicConflict, NotAllowed."""
    topic = lock(topic, by)
    if topic.version != version:
        raise TopicConflict(topic)
    changed = _assign(topic, fields)
    return store(topic, by, "stories.save_topic", fields=changed) if changed else topic


@transaction.atomic
def take(*, topic: Topic, by: User) -> Topic:
    """The person takes the topic; a new one is accepted thereby."""
    topic = lock(topic, by)
    topic.owner = by
    if topic.state == TopicState.NEW:
        topic.state = TopicState.ACCEPTED
    return store(topic, by, "stories.take_topic")


@transaction.atomic
def move(*, topic: Topic, state: str, by: User, reason: str = "") -> Topic:
    """Put the topic into another column of the board. Declining needs a reason: whoever sent it in will ask.
    What was joined to another topic stands for itself again.

    Raises NotAllowed, and WrongState for an unknown state or a missing reason.
    """
    topic = lock(topic, by)
    if state not in TopicState.values:
        raise WrongState("Diesen Stand gibt es nicht. Laden Sie die Seite neu.")
    if state == TopicState.DECLINED and not reason.strip():
        raise WrongState("Bitte schreiben Sie dazu, warum das Thema abgelehnt wird; das Amt wird danach fragen.")
    if topic.state == state:
        return topic
    before, topic.state, topic.joined_to = topic.state, state, None
    topic.reason = " ".join(reason.split())[:250] if state == TopicState.DECLINED else ""
    return store(topic, by, "stories.move_topic", moved=[before, state], reason=topic.reason)


@transaction.atomic
def make_story(*, topic: Topic, by: User, another: bool = False) -> tuple[Story, bool]:
    """The story of this topic, and whether it is new: a second click opens the one that is there.

    Its first paragraph becomes the lead, its pictures come along once they are in the media library. ``another``
    makes a further story. Raises NotAllowed.
    """
    topic = lock(lock(topic, by).leading, by)
    known = topic.stories.order_by("pk").first()
    if known and not another:
        return known, False
    lead, body = split_lead(topic.text)
    story = stories.create(by=by, headline=topic.title, lead=lead, body=body, topic=topic, department=topic.department)
    for source in topic.all_sources().prefetch_related("attachments__asset"):
        for attachment in source.attachments.all():
            if attachment.asset and attachment.asset.kind == Kind.IMAGE:
                story = stories.add_image(story=story, asset=attachment.asset, by=by)
    topic.owner = topic.owner or by
    topic.state, topic.reason = TopicState.IN_WORK, ""
    store(topic, by, "stories.make_story", story=story.pk)
    return story, True


def split_lead(html: str) -> tuple[str, str]:
    """The first paragraph as plain text, and the rest as it was; a text that begins otherwise has no lead."""
    html = clean(html)
    first = re.match(r"<p>(.*?)</p>", html, flags=re.DOTALL)
    if first is None:
        return "", html
    return plain(first[1]), html[first.end() :].strip()


def refuse_strangers(by: User) -> None:
    """Raises NotAllowed without the right to write."""
    if not by.has_perm(Permission.WRITE):
        raise NotAllowed("Themen bearbeitet nur, wer schreiben darf. Bitten Sie die Administration um die Rolle.")


def lock(topic: Topic, by: User) -> Topic:
    """The topic's row, held to the end of the transaction. Raises NotAllowed."""
    refuse_strangers(by)
    return Topic.objects.select_for_update(of=("self",)).get(pk=topic.pk)


def _assign(topic: Topic, fields: dict[str, Any]) -> list[str]:
    """The names of what changed."""
    changed = assign(
        topic, {name: clean(value) if name == "text" else value for name, value in fields.items()}, FIELDS
    )
    topic.fingerprint = fingerprint(topic.title, topic.text)
    return changed


def store(topic: Topic, by: User, verb: str, **detail: Any) -> Topic:
    """The one way a topic changes: new version, found by the search, audit row."""
    topic.version += 1
    topic.last_editor = by
    topic.save()
    entries.put(**topic_words(topic))
    audit.record(by=by, verb=verb, target=topic, version=topic.version, **detail)
    return topic
