"""What can go wrong between approval and delivery. ``str()`` is one German sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stories.errors import DeskError

if TYPE_CHECKING:
    from channels_publish.sheet import Notice


class SealChanged(DeskError):
    """What the CvD looked at is no longer what would be sent."""

    def __init__(self) -> None:
        super().__init__(
            "Der Beitrag wurde geändert, während Sie ihn geprüft haben. "
            "Die Seite zeigt jetzt den neuen Stand: Bitte prüfen Sie ihn und geben Sie dann frei."
        )


class Blocked(DeskError):
    """Some rendition would be refused. ``notices`` name them."""

    def __init__(self, notices: list[Notice]) -> None:
        self.notices = notices
        super().__init__(" ".join(notice.message for notice in notices))


class NotMade(DeskError):
    """A file of ours could not be made as it must be, such as a PDF that everybody can read."""

    def __init__(self, notices: list[Notice]) -> None:
        super().__init__(" ".join(f"{notice.account}: {notice.message}" for notice in notices))


class BadLink(DeskError):
    """What a person gave as the address of a post is none that may stand behind a link."""

    def __init__(self) -> None:
        super().__init__("Dieser Link ist nicht lesbar. Er muss mit https:// beginnen, oder Sie lassen ihn weg.")


class BelongsToAnother(DeskError):
    """The post a person pointed at is the receipt of another delivery already."""

    def __init__(self, headline: str) -> None:
        super().__init__(
            f"Dieser Beitrag gehört schon zur Auslieferung „{headline}“. "
            "Ein Beitrag dort kann nicht zwei Auslieferungen belegen: Bitte wählen Sie einen anderen."
        )


class Stopped(RuntimeError):
    """The house stopped this delivery after a worker had claimed it; nothing of it is public yet."""


class StaleClaim(RuntimeError):
    """This worker no longer owns the delivery: its lease ran out and somebody else decided."""
