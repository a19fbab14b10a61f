"""Where German texts end."""

import random
import re

import pytest

from channels_publish.plaintext import paragraphs
from stories.language.sentences import cut, enclosures, ends, split, statements, whole

MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
NBSP = "\u00a0"


def at_most(length):
    return lambda text: len(text) <= length


@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize(
    "pattern",
    [
        "Das Fest läuft vom 15. bis 17. {}. Danach ist Pause.",
        "Bis zum 3. {} ist das Amt zu. Danach nicht mehr.",
        "Am Montag, 6. {}, um 9.30 Uhr beginnt der Rat. Alle sind eingeladen.",
        "Vom 31. {} 2025 bis 1. {} 2026 gilt das. Oberbürgermeister und Rat stimmten zu.",
        "Der 1. {} ist frei. Am 2. {} nicht.",
        f"Am 3.{NBSP}{{}} ist Markt. Kommen Sie!",
    ],
)
def test_split_never_breaks_before_a_month(pattern, month):
    text = pattern.replace("{}", month)
    sentences = split(text)
    assert len(sentences) == 2
    assert " ".join(sentences) == text


@pytest.mark.parametrize(
    "text",
    [
        "Der stadtklang e. V. | Die Stadtwerke fördern ihn.",
        "Der stadtklang e. V. Düsseldorf lädt ein. | Er freut sich.",
        "Dr. Anna K. Müller und Prof. Dr. h. c. Weber kommen. | Sie reden.",
        "Es gibt z. B. Kuchen, u. a. Torten bzw. Kekse. | Alles ist frei.",
        "Die Tour führt i. d. R. Montag durch St. Peter. | Los geht es um 9.30 Uhr. | Ende ist um 11 Uhr.",
        "Tel. 0211 8991, Nr. 5 und Hauptstr. 7 gelten. | Mehr nicht.",
        "Der Bau kostet 3,5 Mio. Euro, ca. 5 Prozent mehr. | Das ist viel.",
        "Das war 2013. | Oberbürgermeister Roters reiste.",
        "Anlass ist der 100. Jahrestag der 5. Internationalen Messe. | Sie endet bald.",
        "Die Partnerschaft wird 25. | Mit dem Bürgermeister feiern alle.",
        "Es gibt Gaming, Basteln und Co. | Das Ende ist offen.",
        "Einzelheiten: www.duesseldorf.de/papiertonne. | Anmeldung: post@duesseldorf.de. | Danke.",
        "Kommen Sie! | Geht das? | Ja … und nein. | 30 Plätze sind frei.",
        "„Ich habe viel gelernt. | Natürlich war es schwer“, sagt sie. | Sie lacht.",
        'Er sagt: "Das ist gut." | Die Stadt freut sich.',
        "Er sagt: „Das ist gut.“ | Alle klatschen.",
        "Das Stück „Hilfe!“ Premiere feiert heute. | Schluss.",
        "Der Rat tagt. | (Der Eintritt ist frei.) | Danach ist Pause.",
        "Wilhelm II. war hier. | König Ludwig XIV. Straßen auch.",
        "Bürger*innen und Schüler:innen kommen. | LSBTIQ+ Netzwerk DIVERS auch.",
        "Ab 28.08.2025. | Und am 5.6. Anmeldung nötig.",
        "Ruf: 0211–8922606. | Ärztinnen antworten.",
        "Şenol und Élodie reden. | Éva hört zu. | Ámos auch.",
        "GROSSE WARNUNG! | HOCHWASSER AM RHEIN. | BLEIBEN SIE ZU HAUSE.",
    ],
)
def test_split(text):
    assert split(text.replace(" | ", " ")) == text.split(" | ")


def test_split_ends_at_line_breaks():
    assert split("Es gilt:\nDie Leerung fällt aus\n\nEnde") == ["Es gilt:", "Die Leerung fällt aus", "Ende"]


def test_split_of_nothing():
    assert [split(text) for text in ("", " \n ", "\u00a0")] == [[], [], []]


def test_statements_keep_quotations_brackets_and_announcements_whole():
    text = "„Gut. Sehr gut“, sagt sie. Es gilt:\nKommen Sie. (Frei. Immer.) Ende."
    assert statements(text) == ["„Gut. Sehr gut“, sagt sie.", "Es gilt:\nKommen Sie.", "(Frei. Immer.)", "Ende."]


def test_enclosures_take_mixed_marks_and_ignore_the_unpaired():
    assert enclosures('„a" b "c" (d) e) „f') == [(0, 2), (6, 8), (10, 12)]


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("Kurz.", 5, "Kurz."),
        ("Eins ist da. Zwei kommt nach.", 20, "Eins ist da."),
        ("Die Stadt baut, weil es nötig ist, eine neue Brücke.", 38, "Die Stadt baut, weil es nötig ist …"),
        ("Die Brücke wird bis zum 15. Oktober gesperrt.", 34, "Die Brücke …"),
        ("Wir feiern am Montag, 6. Dezember, im Rathaus.", 30, "Wir feiern …"),
        ("Der Rat tagt heute um 9.30 Uhr im Rathaus.", 28, "Der Rat tagt heute …"),
        ("Fragen beantwortet das Amt unter 0211 89 21990 gern.", 48, "Fragen beantwortet das Amt …"),
        ("Sie finden alles unter https://www.duesseldorf.de/tonne ganz leicht.", 50, "Sie finden alles …"),
        ("Gesperrt werden Gas- und Wasserleitungen sofort.", 30, "Gesperrt …"),
        ("Das Motto „Solidarität hat viele Farben“ gilt.", 40, "Das Motto …"),
        ("Das Amt (früher Büro für alles) zieht um.", 30, "Das Amt …"),
        ("„Wir bauen das Haus schnell und gut“, sagt sie.", 26, "„Wir bauen das Haus …“"),
        ("Ohne Satzende geht es immer weiter und weiter so", 28, "Ohne Satzende geht …"),
        ("Donaudampfschifffahrtsgesellschaft", 20, ""),
        ("https://www.duesseldorf.de/sehr/lang", 20, ""),
        ("", 20, ""),
        ("   ", 20, ""),
        ("Der Bau kostet 25 Millionen Euro und mehr.", 24, "Der Bau kostet …"),
        ("Es geht um 60 Jahre Städtepartnerschaft.", 26, "Es geht um 60 Jahre …"),
        ("Die Werke – und alle anderen – feiern gern.", 34, "Die Werke – und alle anderen …"),
    ],
)
def test_cut(text, length, expected):
    assert cut(text, at_most(length)) == expected


def test_whole_never_cuts_inside_a_sentence():
    assert whole("Eins zwei drei vier.", at_most(10)) == ""
    assert whole("Eins. Zwei drei vier.", at_most(10)) == "Eins."


AWKWARD = [
    "Dienstag, 14. Mai · 9.30 Uhr · Kreisverwaltungsausschuss · Großer Sitzungssaal",
    "Münster (SMS) Acht Tafeln in der Domgasse erzählen vom 3. bis 5. November von Orléans.",
    "Termine unter Telefon 0211–8922606 oder 0211- 8921990, Fax 0211 89-9, von 8 bis 16 Uhr.",
    "Einzelheiten: www.duesseldorf.de/papiertonne. Danach www.duesseldorf.de/tsoe?x=1+2%20.",
    "„Offene Quote ohne Ende, sagt sie und geht dann nach Hause zu ihren vielen Kindern",
    'Bürger*innen, Schüler:innen und das LSBTIQ+ Netzwerk "DIVERS" feiern ab 15. Okt. 2025 🎉🎉 sehr',
    "EINE SEHR LANGE WARNUNG OHNE PUNKT UND OHNE KOMMA BIS ZUM 31. DEZEMBER 2025",
    "Der Preis steigt um 3,5 Mio. Euro auf 12.500 € (plus 7 %), so § 5 Abs. 2 der Satzung von 2013.",
    "Von Freitag bis Sonntag, 15. bis 17. Oktober, ist in der Mummstraße 10 alles frei: Essen, Trinken.",
    "Ç ş é á " * 40,
    "Ein Satz mit vierhundert Zeichen, " + "der weiter und immer weiter läuft, " * 11 + "endet hier.",
]
PIECES = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+|\d{1,2}\. (?:bis \d{1,2}\. )?(?:" + "|".join(MONTHS) + r")"
    r"|\d{1,2}(?:\.\d\d)?(?: bis \d{1,2})? Uhr|0211\D{1,2}\d+|\d[\d.,]* (?:Mio\. Euro|€|%)|§ 5 Abs\. 2"
)


def assert_legal(text, result, length):
    """What :func:`cut` promises, checked without its own means."""
    text = text.strip()
    assert len(result) <= length
    if result in ("", text):
        return
    body = re.sub(r" …[“”\"»)\]]*$", "", result)
    assert text.startswith(body)
    rest = text[len(body) :]
    assert not (body[-1:].isalnum() and rest[:1].isalnum())
    assert not any(m.start() < len(body) < m.end(0) - 1 for m in PIECES.finditer(text))
    if not result.endswith(body):
        last = body.split()[-1].strip('„"“(').casefold()
        assert rest.lstrip()[:1] in ",;:" or last not in {"der", "die", "das", "und", "in", "von", "um", "bis", "zum"}
        assert not body.endswith("-")
    assert result.count("„") <= sum(result.count(mark) for mark in '“”"') or "„" in text[:1]


@pytest.mark.parametrize("text", AWKWARD)
def test_cut_keeps_its_promises_at_any_length(text):
    for length in range(len(text) + 2):
        assert_legal(text, cut(text, at_most(length)), length)


def test_cut_keeps_its_promises_on_random_texts():
    dice = random.Random(20251123)
    words = " ".join(AWKWARD).split()
    for _ in range(150):
        text = " ".join(dice.choices(words, k=dice.randint(1, 40)))
        length = dice.randint(0, len(text))
        result = cut(text, at_most(length))
        assert len(result) <= length
        assert result == cut(text, at_most(length))
        if body := re.sub(r" …[“”\"»)\]]*$", "", result):
            assert text.startswith(body)
            assert text[len(body) : len(body) + 1].strip(" ,;:–-·…") == ""


def test_cut_keeps_its_promises_on_real_releases(sample_releases):
    for release in sample_releases:
        for text in [release["title"], *release["body_paragraphs"]]:
            for length in range(20, len(text), 23):
                assert_legal(text, cut(text, at_most(length)), length)


def test_sentences_of_real_releases_lose_nothing(sample_releases):
    for release in sample_releases:
        for text in release["body_paragraphs"]:
            assert " ".join(split(text)).split() == text.split()
            assert all(len(sentence) > 8 or "Wir" in sentence for sentence in split(text))


def test_real_html_gives_the_text_of_its_paragraphs(sample_releases):
    for release in sample_releases:
        if release.get("body_html"):
            shown = " ".join(paragraphs(release["body_html"])).replace("– ", "").split()
            told = " ".join(release["body_paragraphs"]).replace("• ", "").split()
            assert " ".join(told).replace("– ", "")[:200] in " ".join(shown)


def test_ends_are_offsets_of_text():
    text = "Eins. Zwei."
    assert [text[:p] for p in ends(text)] == ["Eins.", "Eins. Zwei."]
