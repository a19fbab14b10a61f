"""Where colleagues named somebody, for the dashboard and the frame."""

from dataclasses import dataclass

from people.models import User
from stories.models import Mention, Story

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Named:
    """One mention nobody has looked at: who wrote what about which story, and where to read it."""

    mention: Mention

    @property
    def story(self) -> Story:
        return self.mention.comment.story

    @property
    def url(self) -> str:
        thread = self.mention.comment.parent_id or self.mention.comment_id
        return f"{self.story.get_absolute_url()}#kommentar-{thread}"


def count(user: User) -> int:
    """How often this person is named where they have not looked yet."""
    return Mention.objects.waiting(user).count()


def waiting(user: User, *, limit: int = SHOWN) -> list[Named]:
    """The newest of them, in one query."""
    rows = Mention.objects.waiting(user).select_related("comment__story", "comment__author", "comment__fact_check")
    return [Named(row) for row in rows[:limit]]
