"""One piece of news as a door hands it over, whatever the door."""

from dataclasses import dataclass
from datetime import datetime

from stories.enums import SourceKind
from stories.models import Department


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that came along. ``mime`` is what the sender claims."""

    name: str
    mime: str
    data: bytes
    alt_text: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """News on its way in. ``html`` may be anything; it is cleaned when taken in.

    ``ref`` is what the door calls it, so that the same one is taken in once; ``original`` is it as it came;
    ``notes`` are for the newsroom only.
    """

    kind: SourceKind
    title: str
    html: str
    received_at: datetime
    ref: str = ""
    sender: str = ""
    email: str = ""
    url: str = ""
    department: Department | None = None
    deadline: datetime | None = None
    notes: str = ""
    original: Enclosure | None = None
    enclosures: tuple[Enclosure, ...] = ()
