"""Abbreviations that a reader meets before anybody has said what they stand for."""

import re
from collections.abc import Collection, Iterator

from stories.language.addresses import addresses
from stories.language.hints import Hint, Kind
from stories.language.passages import Passage
from stories.language.spelling import is_form

# What a reader in the city knows without help: the house's own selection, 2026-11-25.
KNOWN = frozenset(
    """
    EU UN UNO USA UK DDR BRD NRW NATO WHO UNESCO UNICEF EZB
    CDU CSU SPD FDP AFD BSW ÖDP NPD DKP DGB ADAC TÜV DRK ASB AWO DLRG THW NABU BUND AOK TK IHK VHS
    ARD ZDF WDR NDR SWR BR RTL SAT DLF DPA BBC CNN TV FM DJ MC VIP CD DVD
    ÖPNV PKW LKW KFZ SUV VW BMW DB ICE IC EC RE RB BAB ADFC VCD
    PC IT KI EDV PDF HTML URL USB SMS MMS WLAN LAN GPS QR LED LCD FAQ APP ID PIN TAN NFC RSS ABC DIY
    OB AG KG UG SE OHG GBR EV BGB SGB GG DIN ISO EN IBAN BIC SEPA EC BWL VWL MINT PLZ MEZ MESZ UTC
    DNA HIV AIDS PCR FFP MRT CT EKG COVID ADHS
    FC SC SV TSV TV TUS VFL VFB DFB DEL DEG FIFA UEFA IOC EM WM NBA NFL OK UVM USW
    """.split()
)
_LETTERS = "[A-ZÄÖÜ]"
_ABBREVIATION = re.compile(rf"(?<![\w@#./&])(?P<short>{_LETTERS}{{2,6}})s?(?![\w@&]|\.\w)")
_SHOUTED = re.compile(rf"(?:{_LETTERS}|-){{2,}}")
_LINKS = "(?:und|für|der|des|die|den|im|in|von|zur|of|the|and|for)"
_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
# The fields in which it is said what something is; a headline has no room for it.
_RUNNING = frozenset({"lead", "body"})


def check(passages: list[Passage], known: Collection[str] = ()) -> Iterator[Hint]:
    """One hint an abbreviation, at its first use. ``known`` holds the city's own words, casefolded.

    A headline has no room to explain: what it uses is judged where the running text uses it first.
    """
    running = [passage for passage in passages if passage.field in _RUNNING]
    short_ones = [passage for passage in passages if passage.field not in _RUNNING]
    whole = "\n".join(passage.text for passage in running)
    read = "\n".join(passage.text for passage in short_ones)
    seen: set[str] = set()
    for passage in [*running, *short_ones]:
        for match in _candidates(passage.text, known):
            short = match["short"]
            if short not in seen:
                seen.add(short)
                pattern = _explanation(short)
                before = f"{read}\n{passage.text[: match.start()]}"
                if not _explains(pattern, passage.text, match) and not _spelled_out(short).search(before):
                    yield _hint(passage, match, later=bool(pattern.search(whole)))
        read = f"{read}\n{passage.text}"


def _candidates(text: str, known: Collection[str]) -> Iterator[re.Match[str]]:
    inside = addresses(text)
    for match in _ABBREVIATION.finditer(text):
        short = match["short"]
        plain = short in KNOWN or short.casefold() in known or _ROMAN.fullmatch(short) or is_form(short.lower())
        if not plain and match.start() not in inside and not _is_shouted(text[: match.start()], text[match.end() :]):
            yield match


def _is_shouted(before: str, after: str) -> bool:
    """Part of a name or line in capitals („EUROPE DIRECT“), not an abbreviation."""
    last, first = re.search(r"([\w-]+)[ –-]+$", before), re.match(r"[ –-]+([\w-]+)", after)
    beside = [found[1].strip("-") for found in (last, first) if found]
    return any(_SHOUTED.fullmatch(word) and word not in KNOWN for word in beside)


def _explanation(short: str) -> re.Pattern[str]:
    """„Langform (ABK)“, „Langform, kurz ABK“, „ABK (Langform)“ and „ABK – Langform“."""
    return re.compile(
        rf"\w[“\"»]? \((?:kurz:? |im Folgenden:? |abgekürzt:? )?[„\"]?{short}[“\"]?\)"
        rf"|\b(?:kurz|genannt|abgekürzt):? [„\"]?{short}\b"
        rf"|\b{short} \((?=[^()]*[a-zäöüß]{{3}})[^()]{{6,}}\)"
        rf"|\b{short} [–-] {short[0]}[a-zäöüß]{{2,}}"
    )


def _spelled_out(short: str) -> re.Pattern[str]:
    """Words with these initials one after another: after „Christopher Street Day“ nobody wonders about „CSD“."""
    return re.compile(r"\b" + rf"[\w]*[ -](?:{_LINKS} ){{0,2}}".join(short) + r"\w+")


def _explains(pattern: re.Pattern[str], text: str, match: re.Match[str]) -> bool:
    """Whether the explanation stands around this very use."""
    return any(found.start() <= match.start("short") < found.end() for found in pattern.finditer(text))


def _hint(passage: Passage, match: re.Match[str], *, later: bool) -> Hint:
    short, span = match["short"], match.span("short")
    message = (
        f"„{short}“ wird erst weiter unten erklärt. Stellen Sie die Erklärung an die erste Stelle: „Langform ({short})“."
        if later
        else f"Nicht alle kennen „{short}“. Schreiben Sie beim ersten Mal die Langform dazu: „Langform ({short})“."
    )
    return Hint(Kind.ABBREVIATION, passage.field, passage.block, *span, short, message)
