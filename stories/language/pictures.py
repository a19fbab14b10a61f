"""Whether the words beside a picture tell those who do not see it what it shows."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stories.language.hints import Hint, Kind

# What cameras and programs call a picture, and words that only say that it is one.
_MEANINGLESS = re.compile(
    r"(?:img|dsc|dscn|dscf|pict|image|scan|foto|bild|grafik|photo|screenshot)?[\s_.-]*\d*(?:\.\w{3,4})?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Picture:
    """``field`` is the input of its alternative text, ``name`` that of the file."""

    field: str
    name: str
    words: str


def alt_fault(*, name: str, words: str) -> str:
    """Why the alternative text ``words`` of the file ``name`` does not do, in German; empty where it does."""
    words = words.strip()
    if not words:
        return f"Dem Bild „{name}“ fehlt der Alternativtext. Beschreiben Sie es für Menschen, die es nicht sehen."
    if words.casefold() == name.casefold() or _MEANINGLESS.fullmatch(words):
        return (
            f"Der Alternativtext „{words}“ sagt nicht, was auf dem Bild zu sehen ist. "
            "Beschreiben Sie es in einem Satz."
        )
    return ""


def check(pictures: Iterable[Picture]) -> Iterator[Hint]:
    """A hint each picture whose alternative text is missing or says nothing."""
    for picture in pictures:
        if message := alt_fault(name=picture.name, words=picture.words):
            yield Hint(Kind.PICTURE, picture.field, 0, 0, len(picture.words), picture.words or picture.name, message)
