"""Recognising our own post in what a platform lists."""

from __future__ import annotations

import unicodedata
from datetime import datetime


def same_text(ours: str, theirs: str) -> bool:
    """Whether two texts read alike: Unicode composition and white space do not count."""
    return _plain(ours) == _plain(theirs)


def moment(value: object) -> datetime | None:
    """An ISO 8601 time such as ``2026-11-23T09:00:00+0000``, or None for anything else."""
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
