"""What can go wrong at the story desk. ``str()`` of each is one German sentence for the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from stories.completeness import Gap
    from stories.merging import Merge
    from stories.models import LanguageVersion, Story, Topic


class DeskError(ValueError):
    """Base: something the person at the desk can understand and mend."""


class Conflict(DeskError):
    """Somebody saved in between. ``story`` is the row as it stands now, ``merge`` what could be put together."""

    def __init__(self, story: Story, merge: Merge | None = None) -> None:
        super().__init__(
            f"{story.last_editor} hat diesen Beitrag inzwischen gespeichert. "
            "Ihr Text ist noch da: Vergleichen Sie beide Fassungen und speichern Sie dann erneut."
        )
        self.story = story
        self.merge = merge


class NotReady(DeskError):
    """Something required is missing. ``gaps`` name the fields, ``problems`` the sentences."""

    def __init__(self, gaps: list[Gap]) -> None:
        self.gaps = gaps
        self.problems = [gap.message for gap in gaps]
        super().__init__(" ".join(self.problems))


class NotAllowed(DeskError, PermissionDenied):
    """A right or the four-eyes rule forbids it."""


class WrongState(DeskError):
    """The story is not where this step begins."""


class TopicConflict(DeskError):
    """Somebody saved the topic in between. ``topic`` is the row as it stands now."""

    def __init__(self, topic: Topic) -> None:
        super().__init__(
            f"{topic.last_editor or 'Jemand'} hat dieses Thema inzwischen gespeichert. Ihre Eingaben sind noch da: "
            "Vergleichen Sie und speichern Sie dann erneut."
        )
        self.topic = topic


class VersionConflict(DeskError):
    """Somebody saved this language in between. ``row`` is as it stands now."""

    def __init__(self, row: LanguageVersion) -> None:
        super().__init__(
            f"{row.last_editor} hat diese Sprachfassung inzwischen gespeichert. Ihr Text ist noch da: "
            "Vergleichen Sie beide und speichern Sie dann erneut."
        )
        self.row = row
