"""Web and mail addresses inside a text: what stands in them is no word."""

import re

ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w.-]+|\b[\w-]+(?:\.[\w-]+)*\.(?:de|com|org|net|eu|nrw|info)\b\S*"
)


def addresses(text: str) -> frozenset[int]:
    """The places of all characters that belong to an address."""
    return frozenset(place for match in ADDRESS.finditer(text) for place in range(*match.span()))
