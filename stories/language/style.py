"""Rules on wording that are lists of words: official language, how people are addressed, spelling of signs."""

import re
from collections.abc import Iterator

from stories.language.hints import Hint, Kind
from stories.language.passages import Passage

# What an office writes, and what a reader understands at once.
# The house's own selection, 2026-11-25.
OFFICIAL: dict[str, tuple[str, ...]] = {
    r"zeitnah(?:e[nmrs]?)?": ("bald",),
    r"schnellstmöglich": ("so schnell wie möglich",),
    r"im Rahmen (?:von|der|des)": (),
    r"in Bezug auf": ("zu",),
    r"bezüglich": ("zu",),
    r"hinsichtlich": ("zu",),
    r"aufgrund der Tatsache, dass": ("weil",),
    r"zum jetzigen Zeitpunkt": ("jetzt",),
    r"zum gegenwärtigen Zeitpunkt": ("jetzt",),
    r"zu einem späteren Zeitpunkt": ("später",),
    r"Inanspruchnahme": ("Nutzung",),
    r"in Anspruch (?:nehmen|genommen)": (),
    r"zur Verfügung (?:stellen|gestellt)": (),
    r"Durchführung(?! (?:zu )?(?:bringen|gebracht|kommen))": (),
    r"Gewährleistung": (),
    r"seitens": ("von",),
    r"mittels": ("mit",),
    r"obliegt": (),
    r"etwaige[nrms]?": ("mögliche",),
    r"diesbezüglich": ("dazu",),
    r"vorgenannte[nrms]?": ("genannte",),
    r"o\. ?g\.": ("genannte",),
    r"nichtsdestotrotz": ("trotzdem",),
    r"unverzüglich": ("sofort",),
    r"gegebenenfalls|ggf\.": ("wenn nötig",),
    r"käuflich erwerben": ("kaufen",),
    r"Verkehrsteilnehmer(?:n)?": (),
    r"Lichtsignalanlagen?": ("Ampel",),
    r"Fahrtrichtungsanzeiger": ("Blinker",),
    r"fernmündlich": ("telefonisch",),
    r"postalisch": ("per Post",),
    r"ist beabsichtigt": ("ist geplant",),
}
_OFFICIAL = [(re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE), words) for pattern, words in OFFICIAL.items()]
_PASSIVE = re.compile(
    r"\b(?:wird|werden|wurde|wurden)\b[^.!?]{0,80}?\b(?:ge\w{3,}t|ge\w{3,}en|\w{3,}iert) (?:worden|werden)\b"
)

# Role nouns in the generic masculine: with both genders, and without any.
ROLES: dict[str, tuple[str, str]] = {
    "Bürger": ("Bürgerinnen und Bürger", "Menschen"),
    "Einwohner": ("Einwohnerinnen und Einwohner", "Menschen"),
    "Anwohner": ("Anwohnerinnen und Anwohner", "Nachbarschaft"),
    "Bewohner": ("Bewohnerinnen und Bewohner", "Menschen im Haus"),
    "Besucher": ("Besucherinnen und Besucher", "Gäste"),
    "Teilnehmer": ("Teilnehmerinnen und Teilnehmer", "Teilnehmenden"),
    "Mitarbeiter": ("Mitarbeiterinnen und Mitarbeiter", "Beschäftigten"),
    "Schüler": ("Schülerinnen und Schüler", "Kinder und Jugendlichen"),
    "Lehrer": ("Lehrerinnen und Lehrer", "Lehrkräfte"),
    "Studenten": ("Studentinnen und Studenten", "Studierenden"),
    "Nutzer": ("Nutzerinnen und Nutzer", "Nutzenden"),
    "Kunden": ("Kundinnen und Kunden", "Kundschaft"),
    "Radfahrer": ("Radfahrerinnen und Radfahrer", "Radfahrenden"),
    "Fußgänger": ("Fußgängerinnen und Fußgänger", "Menschen zu Fuß"),
    "Autofahrer": ("Autofahrerinnen und Autofahrer", "Autofahrenden"),
    "Wähler": ("Wählerinnen und Wähler", "Wahlberechtigten"),
    "Mieter": ("Mieterinnen und Mieter", "Mietparteien"),
    "Zuschauer": ("Zuschauerinnen und Zuschauer", "Publikum"),
    "Künstler": ("Künstlerinnen und Künstler", "Kunstschaffenden"),
    "Rentner": ("Rentnerinnen und Rentner", "Menschen im Ruhestand"),
}
PLURAL = r"die|den|alle|allen|aller|viele|vielen|vieler|einige|einigen|unsere|unseren|interessierte|interessierten|\d+"
_ROLE = re.compile(rf"\b(?:{PLURAL}) (?P<noun>{'|'.join(ROLES)})n?\b(?! und \w+innen)", re.IGNORECASE)
_MIXED = re.compile(r"\b\w+(?:\*|:|_|·)innen\b|\b[A-ZÄÖÜ][a-zäöüß]+Innen\b")

_SIGNS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"\b(\w{2,}) \1\b"), r"\1", "Das Wort steht zweimal hintereinander."),
    (re.compile(r"(?<=\S)  +(?=\S)"), " ", "Hier stehen mehrere Leerzeichen; eines genügt."),
    (
        re.compile(r'(?<![\w„])"(?=\S)([^"„\n]{1,200})(?<=\S)"(?!\w)'),
        r"„\1“",
        "Im Deutschen stehen Anführungszeichen unten und oben: „…“.",
    ),
    (re.compile(r'„([^"“„\n]{1,300})"'), r"„\1“", "Das Anführungszeichen am Ende steht oben und ist rund: „…“."),
    (re.compile(r"(?<=\w) - (?=\w)"), " – ", "Zwischen Satzteilen steht ein Gedankenstrich (–), kein Bindestrich."),
    (
        re.compile(r"(?<=\d)-(?=\d+ ?(?:Uhr|Euro|Jahre|Meter|Prozent))"),
        "–",
        "Für „bis“ steht zwischen Zahlen ein Halbgeviertstrich (–).",
    ),
    (re.compile(r"(?<=\w) (?=[,;!?](?:\s|$))"), "", "Vor einem Satzzeichen steht kein Leerzeichen."),
    (
        re.compile(r"(?<![\d.,])\d{5,}(?= (?:Euro|Menschen|Tonnen|Quadratmeter|Meter|Liter|Bäume))"),
        "",
        "Große Zahlen lesen sich leichter mit Punkt.",
    ),
    (re.compile(r"!!+"), "!", "Ein Ausrufezeichen genügt."),
)
_RIGHT_TWICE = frozenset("die der das sie was wir ihr".split())
_CAPITALS = re.compile(r"\b[A-ZÄÖÜ]{10,}\b|\b[A-ZÄÖÜ]{4,}(?:\s+[A-ZÄÖÜ]{2,}\b){2,}")


def check(passage: Passage, *, gender: str = "pair") -> Iterator[Hint]:
    """Every hint on the wording of one passage. ``gender`` is the house's rule: ``pair`` or ``neutral``."""
    yield from _official(passage)
    yield from _gender(passage, gender)
    yield from _signs(passage)


def _at(kind: Kind, passage: Passage, span: tuple[int, int], message: str, offered: tuple[str, ...] = ()) -> Hint:
    return Hint(kind, passage.field, passage.block, *span, passage.text[slice(*span)], message, offered)


def _official(passage: Passage) -> Iterator[Hint]:
    for pattern, words in _OFFICIAL:
        for match in pattern.finditer(passage.text):
            instead = f" Einfacher: „{words[0]}“." if words else " Sagen Sie es mit einem Verb oder lassen Sie es weg."
            offered = tuple(_cased(match.group(), word) for word in words)
            message = f"„{match.group()}“ ist Amtsdeutsch.{instead}"
            yield _at(Kind.STYLE, passage, match.span(), message, offered)
    for match in _PASSIVE.finditer(passage.text):
        message = "Der Satz steht im Passiv. Wer etwas tut, liest sich leichter: „Die Stadt baut …“."
        yield _at(Kind.STYLE, passage, match.span(), message)


def _cased(found: str, word: str) -> str:
    """At the beginning of a sentence the new word gets its capital too."""
    return word[0].upper() + word[1:] if found[0].isupper() and found[1:].islower() and word[0].islower() else word


def _gender(passage: Passage, rule: str) -> Iterator[Hint]:
    for match in _ROLE.finditer(passage.text):
        noun = next(name for name in ROLES if name.casefold() == match["noun"].casefold())
        if passage.text[: match.start("noun")].rstrip().endswith("innen und"):
            continue
        pair, neutral = ROLES[noun]
        full = passage.text[match.start("noun") : match.end()]
        pair = pair + "n" if full.endswith("n") and not noun.endswith("n") else pair
        best = (pair, neutral) if rule == "pair" else (neutral, pair)
        message = f"„{full}“ nennt nur Männer. Gemeint sind wohl alle: „{best[0]}“ oder „{best[1]}“."
        yield _at(Kind.GENDER, passage, (match.start("noun"), match.end()), message, best)
    for match in _MIXED.finditer(passage.text):
        message = (
            f"„{match.group()}“ gehört nicht zur amtlichen Rechtschreibung, und manche Vorlesehilfe liest es falsch. "
            "Beide Formen oder ein neutrales Wort gehen immer."
        )
        yield _at(Kind.GENDER, passage, match.span(), message)


def _signs(passage: Passage) -> Iterator[Hint]:
    for pattern, template, message in _SIGNS:
        for match in pattern.finditer(passage.text):
            found = match.group()
            if message.startswith("Das Wort") and _meant_twice(passage.text, match):
                continue
            grouped = f"{int(found):,}".replace(",", ".") if found.isdigit() else match.expand(template)
            yield _at(Kind.TYPOGRAPHY, passage, match.span(), message, (grouped,))
    for match in _CAPITALS.finditer(passage.text):
        message = "Großbuchstaben lesen sich schwer und wirken laut. Schreiben Sie das Wort normal."
        yield _at(Kind.TYPOGRAPHY, passage, match.span(), message)


def _meant_twice(text: str, match: re.Match[str]) -> bool:
    """„…, die die Stadt baut“: after a comma a pronoun and an article may be the same word."""
    return match.group(1) in _RIGHT_TWICE and text[: match.start()].rstrip().endswith(",")
