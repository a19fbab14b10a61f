"""All hints on a text in one list. Nothing here forbids anything: the person who writes decides."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from stories.language import abbreviations, nominal, plain, readability, spelling, structure, style
from stories.language.hints import Hint, Kind
from stories.language.passages import Passage, of_body, of_field

GERMAN, SIMPLE = "de", "de-simple"
ORDER = ("kicker", "headline", "lead", "body")


@dataclass(frozen=True, slots=True)
class House:
    """What a house has agreed on: from how many words a sentence is long; ``gender`` is ``pair`` or ``neutral``."""

    sentence_words: int = 25
    gender: str = "pair"


@dataclass(frozen=True, slots=True)
class Findings:
    """The hints in the order of the text, and how it reads."""

    hints: tuple[Hint, ...]
    reading: readability.Reading

    def with_hints(self, more: Iterable[Hint]) -> "Findings":
        """The same with hints from elsewhere, those on other fields than the text's at the end."""
        return replace(self, hints=tuple(sorted([*self.hints, *more], key=_place)))


def check(
    fields: Mapping[str, str], *, language: str = GERMAN, known: Collection[str] = (), house: House | None = None
) -> Findings:
    """Look at what is typed: ``fields`` holds plain texts by name, ``body`` holds HTML.

    ``language`` is ``de``, ``de-simple`` or ``en``; English gets the rules on structure only. ``known`` are words
    of the city in any case.
    """
    house = house or House()
    passages = _passages(fields)
    hints = list(structure.check(passages))
    if language in {GERMAN, SIMPLE}:
        listed = {word.casefold() for word in known}
        hints += spelling.check(passages, listed)
        hints += abbreviations.check(passages, listed)
        hints += [hint for passage in passages for hint in style.check(passage, gender=house.gender)]
    if language == SIMPLE:
        hints += plain.check(passages)
    running = [passage for passage in passages if passage.field in {"lead", "body"}]
    if language == GERMAN:
        hints += _long_sentences(running, house.sentence_words)
        hints += nominal.check(passages)
    return Findings(tuple(sorted(hints, key=_place)), readability.read(running))


def _passages(fields: Mapping[str, str]) -> list[Passage]:
    found: list[Passage] = []
    for name in ORDER:
        if text := fields.get(name, ""):
            found += of_body(text) if name == "body" else [of_field(name, text)]
    return found


def _long_sentences(passages: list[Passage], limit: int) -> list[Hint]:
    return [
        Hint(
            Kind.SENTENCE,
            row.field,
            row.block,
            row.start,
            row.end,
            row.text,
            f"Der Satz hat {row.words} Wörter. Ab {limit} verliert man leicht den Faden; oft werden zwei Sätze daraus.",
        )
        for row in readability.sentences(passages)
        if row.words > limit
    ]


def _place(hint: Hint) -> tuple[int, int, int, int]:
    field = ORDER.index(hint.field) if hint.field in ORDER else len(ORDER)
    return field, hint.block, hint.start, hint.end
