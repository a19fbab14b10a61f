"""Nominal style: sentences of many abstract nouns, and verbs stretched into a noun and a verb that says nothing."""

import re
from collections.abc import Iterator
from functools import lru_cache

from stories.language.hints import Hint, Kind
from stories.language.passages import Passage
from stories.language.readability import sentences

FEWEST_NOUNS = 3
_NOUN = re.compile(r"(?<![\w-])(?P<word>[A-ZÄÖÜ]\w{2,}(?:ung|heit|keit|ion))(?:en|s)?\b(?!-)")
# Things, places, bodies and events that only look abstract, alone or at the end of a compound.
# The house's own selection, 2026-11-25.
_THINGS = (
    "verwaltung abteilung leitung regierung vertretung einrichtung sammlung stiftung ausstellung veranstaltung "
    "vorstellung sitzung versammlung führung lesung vorlesung tagung zeitung sendung meldung mitteilung wohnung siedlung "
    "umgebung kreuzung haltung mündung niederung lichtung böschung öffnung leistung rechnung quittung ordnung satzung "
    "verfassung verordnung währung nahrung kleidung heizung rüstung bevölkerung bewegung zeichnung auszeichnung übung "
    "hoffnung meinung erfahrung stimmung bildung ausbildung richtung fassung sprung schwung dung einladung umleitung "
    "gesundheit krankheit minderheit mehrheit einheit einzelheit flüssigkeit gelegenheit öffentlichkeit persönlichkeit "
    "sehenswürdigkeit möglichkeit kleinigkeit region station stadion million union religion aktion nation generation "
    "institution redaktion fraktion kommission delegation organisation tradition information version position portion "
    "champion lektion situation dimension attraktion auktion edition"
).split()
# Before these a thing is none any more: „Führung“ is one, „Durchführung“ is not.
_PREFIXES = frozenset(
    "ab an auf aus be bei bereit durch ein ent er fest frei ge gewähr her hin instand mit nach über um unter ver vor weg "
    "wieder zer zu zusammen".split()
)

# The verb that carries nothing: its participle, and its forms for one or many, now or then.
_EMPTY_VERBS = {
    "bringen": ("gebracht", "bringt|brachten?"),
    "finden": ("gefunden", "findet|fanden?"),
    "gelangen": ("gelangt", "gelangt|gelangten?"),
    "kommen": ("gekommen", "kommt|kamen?"),
    "leisten": ("geleistet", "leistet|leisteten?"),
    "nehmen": ("genommen", "nimmt|nahmen?"),
    "setzen": ("gesetzt", "setzt|setzten?"),
    "stellen": ("gestellt", "stellt|stellten?"),
    "treffen": ("getroffen", "trifft|trafen?"),
    "ziehen": ("gezogen", "zieht|zogen?"),
}
# The simple verb: infinitive, infinitive with „zu“, and the participle where it takes the same auxiliary.
# The house's own selection, 2026-11-25.
STRETCHED = {
    ("zur Durchführung", "bringen"): ("durchführen", "durchzuführen", "durchgeführt"),
    ("zur Ausführung", "bringen"): ("ausführen", "auszuführen", "ausgeführt"),
    ("zur Auszahlung", "bringen"): ("auszahlen", "auszuzahlen", "ausgezahlt"),
    ("zur Anzeige", "bringen"): ("anzeigen", "anzuzeigen", "angezeigt"),
    ("zur Sprache", "bringen"): ("ansprechen", "anzusprechen", "angesprochen"),
    ("zum Ausdruck", "bringen"): ("ausdrücken", "auszudrücken", "ausgedrückt"),
    ("zum Abschluss", "bringen"): ("abschließen", "abzuschließen", "abgeschlossen"),
    ("in Erfahrung", "bringen"): ("erfahren", "zu erfahren", "erfahren"),
    ("in Erwägung", "ziehen"): ("erwägen", "zu erwägen", "erwogen"),
    ("in Betracht", "ziehen"): ("erwägen", "zu erwägen", "erwogen"),
    ("in Zweifel", "ziehen"): ("bezweifeln", "zu bezweifeln", "bezweifelt"),
    ("Anwendung", "finden"): ("gelten", "zu gelten", "gegolten"),
    ("Berücksichtigung", "finden"): ("berücksichtigt werden", "berücksichtigt zu werden"),
    ("Beachtung", "finden"): ("beachtet werden", "beachtet zu werden"),
    ("Verwendung", "finden"): ("verwendet werden", "verwendet zu werden"),
    ("zur Anwendung", "kommen"): ("gelten", "zu gelten"),
    ("zur Auszahlung", "kommen"): ("ausgezahlt werden", "ausgezahlt zu werden"),
    ("zur Auszahlung", "gelangen"): ("ausgezahlt werden", "ausgezahlt zu werden"),
    ("zur Durchführung", "kommen"): ("stattfinden", "stattzufinden"),
    ("in Kenntnis", "setzen"): ("informieren", "zu informieren", "informiert"),
    ("unter Beweis", "stellen"): ("beweisen", "zu beweisen", "bewiesen"),
    ("in Aussicht", "stellen"): ("ankündigen", "anzukündigen", "angekündigt"),
    ("in Abrede", "stellen"): ("bestreiten", "zu bestreiten", "bestritten"),
    ("in Augenschein", "nehmen"): ("ansehen", "anzusehen", "angesehen"),
    ("Folge", "leisten"): ("folgen", "zu folgen"),
    ("eine Entscheidung", "treffen"): ("entscheiden", "zu entscheiden", "entschieden"),
}


def check(passages: list[Passage]) -> Iterator[Hint]:
    """Hints on sentences of many abstract nouns, and on stretched verbs."""
    for row in sentences([passage for passage in passages if passage.field in {"lead", "body"}]):
        nouns = [match for match in _NOUN.finditer(row.text) if not _is_thing(match["word"])]
        if len(nouns) >= FEWEST_NOUNS:
            start, end = row.start + nouns[0].start(), row.start + nouns[-1].end()
            named = ", ".join(f"„{match.group()}“" for match in nouns[:FEWEST_NOUNS])
            message = f"Viele Hauptwörter in einem Satz: {named}. Mit Verben liest er sich leichter: wer tut was?"
            quote = row.text[nouns[0].start() : nouns[-1].end()]
            yield Hint(Kind.NOMINAL, row.field, row.block, start, end, quote, message)
    for passage in passages:
        yield from _stretched(passage)


@lru_cache(maxsize=5_000)
def _is_thing(word: str) -> bool:
    low = word.lower()
    return any(low.endswith(thing) and low.removesuffix(thing) not in _PREFIXES for thing in _THINGS)


def _patterns() -> Iterator[tuple[re.Pattern[str], tuple[str, str]]]:
    for noun, verb in STRETCHED:
        participle, finite = _EMPTY_VERBS[verb]
        # „die Anwendung“ is a thing again.
        phrase = noun if " " in noun else rf"(?<!\bdie )(?<!\bder )(?<!\beine )(?<!\beiner )(?<!\bihre ){noun}"
        ended = rf"(?P<phrase>\b{phrase}) (?P<form>(?:zu )?{verb}|{participle}|{finite})\b"
        begun = rf"\b(?:{finite}|{verb})\b[^.!?;:]{{1,60}}?(?P<begun>\b{phrase})\b(?! (?:zu )?(?:{verb}|{participle}|{finite})\b)"
        yield re.compile(f"{ended}|{begun}"), (noun, verb)


_STRETCHED = tuple(_patterns())


def _stretched(passage: Passage) -> Iterator[Hint]:
    for pattern, (noun, verb) in _STRETCHED:
        for match in pattern.finditer(passage.text):
            infinitive, to, *participle = STRETCHED[noun, verb]
            offered = {verb: (infinitive,), f"zu {verb}": (to,), _EMPTY_VERBS[verb][0]: tuple(participle)}
            span = match.span("begun") if match["begun"] else match.span()
            message = f"„{noun} {verb}“ ist ein gestrecktes Verb. Kürzer: „{infinitive}“."
            yield Hint(
                Kind.NOMINAL, passage.field, passage.block, *span, passage.text[slice(*span)], message,
                offered.get(match["form"] or "", ()),
            )  # fmt: skip
