"""Make hashtags that screen readers can read: several words become one in CamelCase."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 30
"""Characters of a hashtag, sign included, beyond which an editor would not use it."""


def hashtag(words: str) -> str:
    """ "Umwelt und Klima" as ``#UmweltUndKlima``; ``""`` where no usable hashtag comes of it.

    Only letters and digits, umlauts among them; never digits alone. Capitals inside a word stay,
    so "ÖPNV" and "LSBTIQ+" keep theirs, and "Bürger*innen" becomes ``#BürgerInnen``.
    """
    parts = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", words))
    joined = "".join(part[0].upper() + part[1:] for part in parts)
    joined = "".join(c for c in joined if c.isalpha() or c in "0123456789")
    if not any(c.isalpha() for c in joined) or len(joined) >= LONGEST:
        return ""
    return f"#{joined}"


def hashtags(words: Iterable[str], *, limit: int) -> tuple[str, ...]:
    """The first ``limit`` usable hashtags of ``words``, each once, upper and lower case alike."""
    found: dict[str, str] = {}
    for word in words:
        if tag := hashtag(word):
            found.setdefault(tag.casefold(), tag)
    return tuple(found.values())[: max(limit, 0)]
