"""The story as the fitting sees it: plain values, no database."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True)
class Source:
    """One story, ready to be fitted to channels.

    ``lead`` is plain text, ``body_html`` cleaned editor HTML, ``link`` the absolute address of the
    article, ``embargo`` an aware time or None, ``responsible`` the person responsible by press law.
    """

    kicker: str = ""
    headline: str = ""
    lead: str = ""
    body_html: str = ""
    department: str = ""
    keywords: tuple[str, ...] = ()
    contact: str = ""
    responsible: str = ""
    link: str = ""
    date: date | None = None
    embargo: datetime | None = None
    has_video: bool = False
    has_images: bool = False
    city: str = "Düsseldorf"


def digest(source: Source) -> str:
    """SHA-256 (hex) over the story as canonical JSON: another value means the story changed."""
    values = asdict(source)
    embargo = source.embargo
    if embargo is not None and embargo.tzinfo is not None:
        embargo = embargo.astimezone(UTC)  # the same moment counts the same in any zone
    values["embargo"] = embargo and embargo.isoformat()
    values["date"] = source.date and source.date.isoformat()
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
