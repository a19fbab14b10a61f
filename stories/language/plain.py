"""Rules of plain language (Leichte Sprache) that a machine can see.

In the spirit of the rules of Netzwerk Leichte Sprache, our own selection of 2026-11-25: short sentences, no genitive, no
passive, no subjunctive, long compounds divided by a centre dot. A person from the target group has the last word.
"""

import re
from collections.abc import Iterator

from stories.language.hints import Hint, Kind
from stories.language.passages import Passage
from stories.language.readability import sentences

MOST_WORDS = 10
LONG_WORD = 14
_SUBJUNCTIVE = re.compile(
    r"\b(?:wäre|wären|hätte|hätten|könnte|könnten|würde|würden|müsste|müssten|dürfte|sollte|sollten)\b", re.IGNORECASE
)
_PASSIVE = re.compile(
    r"\b(?:wird|werden|wurde|wurden)\b[^.!?]{0,60}\b(?:ge\w{2,}(?:t|en)|\w{3,}iert|ver\w{3,}(?:t|en)|be\w{3,}t)(?=[.!?,]|$)"
)
_GENITIVE = re.compile(r"\b(?:des|eines) (?:\w+en )?[A-ZÄÖÜ]\w+s\b")
_LONG = re.compile(rf"\b[A-ZÄÖÜ][a-zäöüß]{{{LONG_WORD - 1},}}\b")
_RULES = (
    (_SUBJUNCTIVE, "Leichte Sprache kommt ohne Möglichkeitsform aus. Sagen Sie, was ist oder was sein kann."),
    (_PASSIVE, "Leichte Sprache sagt, wer etwas tut. Schreiben Sie den Satz mit einer handelnden Person."),
    (_GENITIVE, "Leichte Sprache vermeidet den Genitiv. Mit „von“ ist es leichter: „das Haus von dem Lehrer“."),
    (_LONG, "Das Wort ist lang. Ein Mediopunkt teilt es, etwa „Bundes·tag“."),
)


def check(passages: list[Passage]) -> Iterator[Hint]:
    """Hints for a text in plain language."""
    for row in sentences(passages):
        if row.words > MOST_WORDS:
            message = f"Der Satz hat {row.words} Wörter. In Leichter Sprache sind es höchstens {MOST_WORDS}: ein Gedanke, ein Satz."
            yield Hint(Kind.PLAIN, row.field, row.block, row.start, row.end, row.text, message)
    for passage in passages:
        for pattern, message in _RULES:
            for match in pattern.finditer(passage.text):
                yield Hint(Kind.PLAIN, passage.field, passage.block, *match.span(), match.group(), message)
