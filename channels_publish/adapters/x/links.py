"""Which parts of a text X turns into t.co links."""

from __future__ import annotations

# counting comes first: it imports twitter_text with its deprecation warning silenced.
import channels_publish.adapters.x.counting  # noqa: F401 (imported for that effect)

# isort: split
from twitter_text import extract_urls


def links(text: str) -> list[str]:
    """The addresses in order, bare names such as ``duesseldorf.de`` included."""
    return list(extract_urls(text))
