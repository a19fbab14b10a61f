"""A hint on a text: what was noticed, where, why it matters and what could stand there instead."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a hint is about; people choose at the desk which kinds they want to see."""

    SPELLING = "spelling"
    SENTENCE = "sentence"
    STYLE = "style"
    GENDER = "gender"
    STRUCTURE = "structure"
    LINK = "link"
    TYPOGRAPHY = "typography"
    PLAIN = "plain"


LABELS = {
    Kind.SPELLING: "Rechtschreibung",
    Kind.SENTENCE: "Satzlänge",
    Kind.STYLE: "Amtsdeutsch",
    Kind.GENDER: "Ansprache",
    Kind.STRUCTURE: "Gliederung",
    Kind.LINK: "Links",
    Kind.TYPOGRAPHY: "Schreibweise",
    Kind.PLAIN: "Leichte Sprache",
}


@dataclass(frozen=True, slots=True)
class Hint:
    """``start`` and ``end`` are offsets in the passage ``block`` of ``field``; ``quote`` is the text between them.

    ``block`` counts the text blocks of the body as the editor does, and is 0 for fields of one line.
    Each of ``suggestions`` can stand in the place of ``quote`` as it is.
    """

    kind: Kind
    field: str
    block: int
    start: int
    end: int
    quote: str
    message: str
    suggestions: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return LABELS[self.kind]
