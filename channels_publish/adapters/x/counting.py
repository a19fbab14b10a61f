"""Count a text as X counts it."""

from __future__ import annotations

import unicodedata
import warnings

with warnings.catch_warnings():
    # twitter-text-parser 3.0.0 reads its emoji table through pkg_resources, which warns on import.
    # The dependency "setuptools<82" keeps that module available, so the warning asks nothing of us.
    warnings.filterwarnings("ignore", message="pkg_resources is deprecated", category=UserWarning)
    from twitter_text import parse_tweet


def weigh(text: str) -> int:
    """Weight of ``text`` by X's own rule; ``limits.py`` says how much a post may weigh.

    Latin letters, umlauts and German quotes weigh 1; an emoji, the euro sign and the ellipsis 2;
    every address 23 whatever its length, a bare ``duesseldorf.de`` among them. Counted on the
    composed form (NFC), as X does. Source: twitter-text configuration v3, read 2026-11-23.
    """
    return int(parse_tweet(unicodedata.normalize("NFC", text)).weightedLength)
