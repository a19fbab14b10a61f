"""Whether two pieces of news are the same one."""

import hashlib
import re
from datetime import timedelta

from stories.anchoring import plain

# The same words after longer than this are a new occasion, such as next year's festival.
WINDOW = timedelta(days=30)


def fingerprint(title: str, html: str) -> str:
    """SHA-256 over the words of title and text, whatever their case, punctuation and formatting.

    Empty without a text: two letters called „Pressemitteilung“ with nothing but a PDF are not the same news.
    """
    text = plain(html)
    if not text:
        return ""
    words = re.findall(r"\w+", f"{title} {text}".casefold())
    return hashlib.sha256(" ".join(words).encode()).hexdigest()
