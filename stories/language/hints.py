"""A hint on a text: what was noticed, where, why it matters and what could stand there instead."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a hint is about; people choose at the desk which kinds they want to see."""

    SPELLING = "spelling"
    HEADLINE = "headline"
    SENTENCE = "sentence"
    STYLE = "style"
    NOMINAL = "nominal"
    ABBREVIATION = "abbreviation"
    GENDER = "gender"
    STRUCTURE = "structure"
    LINK = "link"
    TYPOGRAPHY = "typography"
    PICTURE = "picture"
    PLAIN = "plain"


LABELS = {
    Kind.SPELLING: "Rechtschreibung",
    Kind.HEADLINE: "Überschrift",
    Kind.SENTENCE: "Satzlänge",
    Kind.STYLE: "Amtsdeutsch",
    Kind.NOMINAL: "Hauptwortstil",
    Kind.ABBREVIATION: "Abkürzungen",
    Kind.GENDER: "Ansprache",
    Kind.STRUCTURE: "Gliederung",
    Kind.LINK: "Links",
    Kind.TYPOGRAPHY: "Schreibweise",
    Kind.PICTURE: "Alternativtexte",
    Kind.PLAIN: "Leichte Sprache",
}


@dataclass(frozen=True, slots=True)
class Hint:
    """``start`` and ``end`` are offsets in the passage ``block`` of ``field``; ``quote`` is the text between them.

    ``field`` is the name of the input; ``block`` counts the text blocks of the body as the editor does, and is 0 for
    all other fields. Where an input is empty, ``quote`` names what it belongs to. Each of ``suggestions`` can stand in the place of ``quote`` as it is.
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
