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
    """``field`` is the input of its alternative text ``words``, ``name`` that of the file."""

    field: str
    name: str
    words: str
    caption: str = ""


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


def repeats(*, words: str, caption: str) -> str:
    """Why an alternative text that says the same as the caption is of no use, in German; empty where it differs.

    Screen readers read both (WCAG 2.2, technique H37 and W3C's alt decision tree, read 2026-11-25).
    """
    if not words.strip() or _bare(words) != _bare(caption):
        return ""
    return (
        "Der Alternativtext wiederholt die Bildunterschrift, beide werden nacheinander vorgelesen. Beschreiben Sie im "
        "Alternativtext, was zu sehen ist; in die Unterschrift gehört, was man dazu wissen muss."
    )


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def check(pictures: Iterable[Picture]) -> Iterator[Hint]:
    """A hint each picture whose alternative text is missing, says nothing, or says it twice."""
    for picture in pictures:
        fault = alt_fault(name=picture.name, words=picture.words)
        if message := fault or repeats(words=picture.words, caption=picture.caption):
            yield Hint(Kind.PICTURE, picture.field, 0, 0, len(picture.words), picture.words or picture.name, message)
