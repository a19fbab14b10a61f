"""What a machine must know of German to cut a text: words and patterns, no behaviour."""

from __future__ import annotations

import re

SPACE = r"[ \u00a0\u202f]"
MONTH = (
    r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
    r"|(?:Jan|Feb|Mrz|Apr|Jun|Jul|Aug|Sept?|Okt|Nov|Dez)\.)"
)
WEEKDAY = r"(?:(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch|Sonnabend)s?"

# Followed by a capital these never end a sentence.
_NEVER_FINAL = (
    r"z\.S?B|d\.S?h|i\.S?d\.S?R|i\.S?A|i\.S?V|z\.S?T|z\.S?Hd|u\.S?U|h\.S?c|v\.S?a|s\.S?o|s\.S?u"
    r"|V\.S?i\.S?S\.S?d\.S?P|Dr|Drs|Prof|Dipl|Ing|Mag|med|phil|rer|nat|jur|pol|habil|Hr|Hrn|Fr"
    r"|St|Skt|Nr|Nrn|Tel|ca|bzw|bspw|beispielsw|evtl|ggf|ggfs|inkl|exkl|einschl|zzgl|abzgl"
    r"|vgl|sog|max|mind|geb|gest|verh|gem|lfd|Bürgerm|Hrsg|Abs|Ziff|Kap|Bd|Abb|Anm|Aufl|Abt"
    r"|Jg|Lkr|LKR|Mo|Di|Mi|Do|Sa|So|Jan|Feb|Mrz|Apr|Jun|Jul|Aug|Sep|Sept|Okt|Nov|Dez"
)
# These may end one: then a word that opens sentences must follow.
_MAY_BE_FINAL = (
    r"u\.S?a|e\.S?V|a\.S?D|a\.S?M|u\.S?ä|o\.S?ä|u\.S?v\.S?m|u\.S?s\.S?w|v\.S?Chr|n\.S?Chr|n\.S?n"
    r"|usw|etc|ff|Co|Mio|Mrd|Tsd|Std|Min|Sek|Art|Jh|Jhd|Str|str|Pl|Hbf|Bhf|Bf|Stk|Stck|Pkt|Inh"
)


def _abbreviations(alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?:(?<!\w)|(?<=-))(?:{alternatives.replace('S?', SPACE + '?')})\.")


NEVER_FINAL = _abbreviations(_NEVER_FINAL)
MAY_BE_FINAL = re.compile(
    # "Bismarckstr." ends in a listed abbreviation without being one itself.
    _abbreviations(_MAY_BE_FINAL).pattern + r"|\w{3,}str\."
)

_DAY = rf"(?:{WEEKDAY},?\s+(?:den\s+|dem\s+)?)?(?<!\d)\d{{1,2}}\."
_LINK = r"\s*(?:bis(?:\s+(?:zum|einschließlich))?|und|oder|sowie|auf|[,/–-])\s*"
_DATE = rf"(?:{_DAY}(?:\s*{MONTH}(?:\s+\d{{4}})?)?,?{_LINK})*{_DAY}\s*(?:{MONTH})(?:\s+\d{{4}}\b)?"
_CLOCK = r"\d{1,2}(?:[.:]\d{2})?"
# Pieces of text with blanks inside that stay whole or go.
UNBREAKABLE = tuple(
    re.compile(pattern)
    for pattern in (
        _DATE,
        rf"(?:{WEEKDAY},?\s+)?(?<![\d.])\d{{1,2}}\.\s?\d{{1,2}}\.(?:\s?\d{{2,4}}\b)?",
        rf"(?:Anfang|Mitte|Ende)\s+{MONTH}(?:\s+\d{{4}})?",
        rf"{MONTH}\s+\d{{4}}\b",
        rf"{WEEKDAY}\s+(?:bis|und|auf|oder)\s+{WEEKDAY}",
        rf"(?:(?:von|zwischen|ab|um)\s+)?{_CLOCK}(?:\s*(?:Uhr)?\s*(?:bis|und|oder|[,/–-])\s*{_CLOCK})*\s*Uhr",
        r"\d{4}\s*(?:bis|und|[/–-])\s*\d{2,4}\b",
        r"(?:Telefon|Tel\.|Telefonnummer|Fax|Mobil|Hotline|Rufnummer)\s*:?\s*[\d+(][\d\s()/–-]*\d",
        r"[+(]?\d[\d()]*(?:\s?[-–/]\s?|\s)\d[\d\s()/–-]*\d",
        r"\d[\d.,]*\s*(?:Mio\.|Mrd\.|Tsd\.|Millionen|Milliarden)?\s*(?:%|€|Prozent|Euro|Grad)",
        r"§+\s*\d+\w*(?:\s+(?:Abs\.|Absatz|Satz|Nr\.)\s*\d+)*",
    )
)

# Words that open sentences; after "25." or "e. V." only these tell that a new one begins.
OPENERS = frozenset(
    """
    Der Die Das Den Dem Des Ein Eine Einen Einem Einer Eines Dieser Diese Dieses Diesen Diesem Jeder
    Jede Jedes Alle Allen Viele Vielen Einige Manche Beide Mehrere Kein Keine Er Sie Es Wir Ich Ihr
    Ihre Ihren Ihrem Sein Seine Seinen Unser Unsere Man Auch Aber Und Oder Doch Denn Sondern Dort
    Hier Da Dabei Dadurch Dafür Dagegen Daher Damit Danach Daneben Dann Daran Darauf Daraus Darin
    Darüber Darum Darunter Davon Davor Dazu Deshalb Deswegen Zudem Zusätzlich Außerdem Ebenfalls
    Ebenso Weitere Weiterhin Ferner Neben Nach Vor Mit Ohne Für Bei Beim Im In Ins Am An Ans Auf Aus
    Um Unter Über Von Vom Zu Zum Zur Während Wegen Trotz Seit Seitdem Bis Ab Durch Gegen Zwischen
    Entlang Gegenüber Laut Gemäß Aufgrund Anlässlich Statt Hinter Wer Was Wo Wann Wie Warum Welche
    Welcher Welches Wenn Weil Ob Obwohl Als So Sobald Solange Sofern Falls Damals Jetzt Nun Heute
    Zuvor Zunächst Zuerst Zuletzt Anschließend Schließlich Inzwischen Mittlerweile Künftig Bereits
    Schon Noch Nur Erst Erstmals Etwa Rund Insgesamt Gemeinsam Nicht Nichts Mehr Bitte Dass Allein
    Allerdings Dennoch Jedoch Trotzdem Somit Also Ziel Wegen Infos Weiteres Interessierte
    """.split()
)

# Words a cut must not leave behind at the end: what they announce would be missing.
DANGLING = frozenset(
    """
    der die das den dem des ein eine einen einem einer eines dieser diese dieses diesen diesem jeder
    jede jedes jeden jedem jener jene alle allen aller viele vielen vieler einige einigen mehrere
    mehreren beide beiden kein keine keinen keinem keiner mein meine dein deine sein seine seinen
    seinem seiner seines ihr ihre ihren ihrem ihrer ihres unser unsere unseren unserem unserer euer
    eure welche welcher welches welchen deren dessen denen solche solcher solchen
    ab an am ans auf aufs aus außer außerhalb bei beim bis binnen dank durch entlang entsprechend für
    gegen gegenüber gemäß hinter im in innerhalb ins je kraft laut mit mithilfe nach nahe neben ohne
    per pro samt seit statt trotz um unter unterhalb oberhalb über vom von vor während wegen zu zum
    zur zwischen zwecks aufgrund anhand anlässlich anstelle bezüglich einschließlich infolge mittels
    und oder aber denn sondern sowie sowohl weder noch als wie dass daß weil wenn ob obwohl damit
    indem bevor nachdem sobald solange sofern falls während sodass beziehungsweise bzw. entweder
    nicht nur auch sehr so ganz rund etwa circa ca. mehr weniger besonders bereits schon erst allein
    zu zwar sich es er sie wir man ich du was wer wo wohin woher
    ist sind war waren wird werden wurde wurden hat haben hatte hatten kann können soll sollen muss
    müssen will wollen darf dürfen
    zwei drei vier fünf sechs sieben acht neun zehn elf zwölf hundert tausend
    telefon tel. tel e-mail mail fax nummer nr. hausnummer telefonnummer internet adresse
    herr herrn frau familie doktor professor
    """.split()
)
