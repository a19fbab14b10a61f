"""By which words stories and topics are found."""

from typing import Any

from search.models import Kind
from stories.anchoring import plain
from stories.models import Story, Topic


def story_words(story: Story) -> dict[str, Any]:
    """As :mod:`search.actions.entries` takes them."""
    facts = [story.kicker, story.lead, plain(story.body), " ".join(story.keywords), str(story.department or "")]
    text = "\n".join(filter(None, facts))
    return {"kind": Kind.STORY, "row": story, "title": story.headline, "text": text, "at": story.updated_at}


def topic_words(topic: Topic) -> dict[str, Any]:
    """The same for a topic."""
    text = "\n".join(filter(None, [plain(topic.text), topic.notes, str(topic.department or "")]))
    return {"kind": Kind.TOPIC, "row": topic, "title": topic.title, "text": text, "at": topic.created_at}
