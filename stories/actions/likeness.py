"""Topics that are the same one, or only look like it: joined or told apart by a person."""

from django.db import transaction

from people import audit
from people.models import User
from stories.actions import topics
from stories.enums import TopicState
from stories.errors import WrongState
from stories.models import Topic


@transaction.atomic
def join(*, topic: Topic, to: Topic, by: User) -> Topic:
    """``to`` goes on with what arrived for ``topic``, which leaves the board; moving it on the board undoes that.

    Raises NotAllowed, and WrongState for a topic a story was already made of.
    """
    topic, to = topics.lock(topic, by), topics.lock(to, by).leading
    if topic.pk == to.pk:
        raise WrongState("Diese beiden Themen sind schon zusammengelegt.")
    if topic.stories.exists():
        raise WrongState(
            f"Aus „{topic.title}“ ist schon ein Beitrag geworden. Öffnen Sie das andere Thema, und legen Sie es mit "
            "diesem zusammen."
        )
    topic.joined.update(joined_to=to)
    topic.joined_to, topic.alike, topic.state = to, None, TopicState.DECLINED
    topic.reason = f"Zusammengelegt mit „{to.title}“"[:250]
    return topics.store(topic, by, "stories.join_topic", to=to.pk)


@transaction.atomic
def tell_apart(*, topic: Topic, by: User) -> Topic:
    """A person looked: it is something else than the topic it is like."""
    topic = topics.lock(topic, by)
    if topic.alike_id is not None:
        audit.record(by=by, verb="stories.tell_topics_apart", target=topic, other=topic.alike_id)
        topic.alike = None
        topic.save(update_fields=["alike"])
    return topic
