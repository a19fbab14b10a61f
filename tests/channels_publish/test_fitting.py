"""First drafts for every channel."""

import html
import random
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from channels_publish.adapters.x.counting import weigh
from channels_publish.fitting import Draft, Source, digest, draft
from channels_publish.plaintext import plain_text, tidy

KINDS = ("press", "website", "facebook", "x", "instagram", "youtube")
LINK = "https://www.duesseldorf.de/aktuelles/news/detail/blaue-tonne"
TONNE = Source(
    headline="Altpapier gehört in die blaue Tonne",
    lead="Ab Montag, 6. Dezember, holt die Stadt gebündelte Zeitungen nicht mehr am Straßenrand ab.",
    body_html=(
        "<p>Papierbündel neben der Tonne bleiben künftig stehen. Auch die Recyclinghöfe nehmen Altpapier an.</p>"
        "<p>Einzelheiten: www.duesseldorf.de/papiertonne.</p>"
    ),
    department="Umweltamt",
    keywords=("Abfall", "blaue Tonne"),
    contact="presse@duesseldorf.de, 0211–8922606",
    responsible="Erika Beispiel",
    link=LINK,
)


def paragraphs(*texts):
    return "".join(f"<p>{html.escape(text)}</p>" for text in texts)


def test_press_takes_the_story_as_it_is():
    assert draft("press", TONNE) == Draft(title=TONNE.headline, text=TONNE.lead, html=TONNE.body_html)


def test_press_without_lead_takes_the_first_sentences():
    assert draft("press", replace(TONNE, lead=" ")).text == (
        "Papierbündel neben der Tonne bleiben künftig stehen. Auch die Recyclinghöfe nehmen Altpapier an."
    )


def test_website_teaser_ends_with_a_sentence():
    long = replace(TONNE, lead=" ".join(f"Satz Nummer {n} steht hier geschrieben." for n in range(20)))
    result = draft("website", long)
    assert result.text == " ".join(f"Satz Nummer {n} steht hier geschrieben." for n in range(7))
    assert result.html == TONNE.body_html
    assert result.tags == ("Abfall", "blaue Tonne")


def test_facebook_tells_the_essential_once():
    assert draft("facebook", TONNE).text == (
        "Altpapier gehört in die blaue Tonne\n\n"
        "Ab Montag, 6. Dezember, holt die Stadt gebündelte Zeitungen nicht mehr am Straßenrand ab.\n\n"
        "Papierbündel neben der Tonne bleiben künftig stehen. Auch die Recyclinghöfe nehmen Altpapier an.\n\n"
        "Einzelheiten: www.duesseldorf.de/papiertonne.\n\n"
        f"Mehr dazu: {LINK}\n\n#Düsseldorf #Abfall #BlaueTonne"
    )


def test_facebook_drops_headline_and_lead_repeated_in_the_body():
    body = f"<p><strong>{TONNE.headline.upper()}</strong></p><p>{TONNE.lead}</p>{TONNE.body_html}"
    assert draft("facebook", replace(TONNE, body_html=body)) == draft("facebook", TONNE)


def test_facebook_drops_a_lead_that_repeats_the_headline():
    assert draft("facebook", replace(TONNE, lead=TONNE.headline + ".")) == draft("facebook", replace(TONNE, lead=""))


def test_x_has_headline_first_sentences_link_and_hashtags():
    assert draft("x", TONNE).text == (
        "Altpapier gehört in die blaue Tonne\n\n"
        "Ab Montag, 6. Dezember, holt die Stadt gebündelte Zeitungen nicht mehr am Straßenrand ab.\n\n"
        "Papierbündel neben der Tonne bleiben künftig stehen. Auch die Recyclinghöfe nehmen Altpapier an.\n\n"
        f"{LINK} #Düsseldorf #Abfall"
    )


def test_x_says_the_sentence_alone_where_it_contains_the_headline():
    source = Source(
        headline="Müllabfuhr verschiebt sich",
        body_html=paragraphs("Wegen Fronleichnam am Donnerstag, 16. Juni, verschiebt sich die Müllabfuhr."),
        link=LINK,
    )
    assert draft("x", source).text == (
        f"Wegen Fronleichnam am Donnerstag, 16. Juni, verschiebt sich die Müllabfuhr.\n\n{LINK} #Düsseldorf"
    )


def test_x_keeps_the_headline_alone_when_the_sentence_is_too_long():
    source = Source(headline="Neue Brücke über den Rhein", lead="Die Stadt " + "plant und " * 40 + "baut.", link=LINK)
    assert draft("x", source).text == f"Neue Brücke über den Rhein\n\n{LINK} #Düsseldorf"


def test_instagram_has_no_link_and_no_accidental_mention():
    source = replace(
        TONNE,
        headline="Jobs @ Rathaus",
        body_html=paragraphs(
            "Fragen an post@duesseldorf.de. Danke an @feuerwehr.", "Siehe www.duesseldorf.de/x. Dort."
        ),
    )
    assert draft("instagram", source).text == (
        f"Jobs Rathaus\n\n{TONNE.lead}\n\nFragen an post(at)duesseldorf.de. Danke an @feuerwehr.\n\n"
        "Mehr dazu auf duesseldorf.de\n\n#Düsseldorf #Abfall #BlaueTonne"
    )


def test_instagram_finds_three_hashtags_without_keywords():
    text = draft("instagram", Source(headline="Streik", link=LINK)).text
    assert text == "Streik\n\nMehr dazu auf duesseldorf.de\n\n#Düsseldorf #StadtDüsseldorf #Rathaus"


def test_youtube_names_link_contact_and_the_responsible_person():
    result = draft("youtube", replace(TONNE, headline="Mehr <als> Müll"))
    assert result.title == "Mehr ‹als› Müll"
    assert result.text.split("\n\n")[-3:] == [
        f"Mehr dazu: {LINK}",
        "Kontakt: presse@duesseldorf.de, 0211–8922606",
        "V.i.S.d.P.: Erika Beispiel",
    ]
    assert result.tags == ("Abfall", "blaue Tonne", "Düsseldorf")


def test_youtube_cuts_a_long_title_at_a_good_place():
    title = (
        "25 Jahre Partnerschaft mit der Hafenstadt - Oberbürgermeister und Delegation besuchen die neue Partnerstadt"
    )
    assert draft("youtube", Source(headline=title)).title == "25 Jahre Partnerschaft mit der Hafenstadt …"


def test_youtube_keeps_the_imprint_when_the_texts_are_huge():
    source = replace(TONNE, contact="Ä" * 2300, lead="Ein Satz. " + "€" * 900 + ".")
    assert draft("youtube", source).text == (
        f"Ein Satz.\n\nMehr dazu: {LINK}\n\nKontakt: {'Ä' * 2300}\n\nV.i.S.d.P.: Erika Beispiel"
    )
    without = draft("youtube", replace(source, contact="Ä" * 2500)).text
    assert without.endswith(f"\n\nMehr dazu: {LINK}\n\nV.i.S.d.P.: Erika Beispiel")


def test_table_rows_are_told_line_by_line():
    rows = [("Dienstag, 14. Mai", "9.30 Uhr", "Finanzausschuss", "Saal"), ("Mittwoch, 15. Mai", "9 Uhr", "", "")]
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    piped = paragraphs(*(" | ".join(row) for row in rows))
    for body in (f"<table>{table}</table>", piped):
        source = Source(headline="Sitzungen der Woche", body_html=body, link=LINK)
        assert draft("facebook", source).text == (
            "Sitzungen der Woche\n\n"
            "Dienstag, 14. Mai · 9.30 Uhr · Finanzausschuss · Saal\nMittwoch, 15. Mai · 9 Uhr\n\n"
            f"Mehr dazu: {LINK}\n\n#Düsseldorf"
        )


def test_lines_for_newsrooms_stay_inside():
    source = Source(
        headline="Neujahrsempfang",
        lead="SPERRFRIST: Sonntag, 11. Januar, 11 Uhr",
        body_html=paragraphs(
            "Münster (SMS) Der Bürgermeister spricht. Veröffentlichung erst nach Ablauf der Sperrfrist.",
            "Pressekontakt: Erika Beispiel",
            "Foto: Stadt",
        ),
        link=LINK,
    )
    assert draft("facebook", source).text == (
        f"Neujahrsempfang\n\nDer Bürgermeister spricht.\n\nMehr dazu: {LINK}\n\n#Düsseldorf"
    )


def test_a_list_keeps_the_line_that_announces_it():
    source = Source(headline="Tipps", body_html="<p>Das hilft:</p><ul><li>Tonne</li><li>Hof</li></ul>")
    assert draft("facebook", source).text == "Tipps\n\nDas hilft:\n– Tonne\n– Hof\n\n#Düsseldorf"


def test_draft_of_nothing():
    blank = Source(headline=" ", lead="\n", body_html="<p>&nbsp;</p>", city="")
    assert [draft(kind, blank).text for kind in KINDS if kind != "instagram"] == [""] * 5
    assert [draft(kind, blank).title for kind in KINDS] == [""] * 6


def test_draft_of_unknown_kind_is_an_error():
    with pytest.raises(KeyError, match="fax"):
        draft("fax", TONNE)


# -- promises over many stories --------------------------------------------------------------------

AWKWARD = [
    "Dienstag, 14. Mai | 9.30 Uhr | Kreisverwaltungsausschuss | Großer Sitzungssaal",
    "Münster (SMS) Acht Tafeln in der Domgasse erzählen vom Leben der Johanna von Orléans.",
    "Termine gibt es von 8 bis 16 Uhr unter 0211–8922606 oder zukunft@duesseldorf.de. Şenol hilft.",
    "Einzelheiten: www.duesseldorf.de/papiertonne.",
    "Alles steht unter https://www.duesseldorf.de/" + "sehr/lang/" * 40 + "ende.pdf, weiteres folgt.",
    'Bürger*innen, Schüler:innen und das LSBTIQ+ Netzwerk "DIVERS" feiern vom 15. bis 17. Oktober 🎉. Á bientôt!',
    "„Ich habe " + "sehr viel gelernt und auch " * 15 + "gelacht. Natürlich war es schwer“, sagt Dr. A. Beispiel.",
    "ACHTUNG HOCHWASSER AM RHEIN BIS ZUM 31. DEZEMBER OHNE PUNKT UND OHNE KOMMA",
    "Der Satz hat vierhundert Zeichen, " + "läuft weiter und immer weiter, " * 12 + "bis er endet.",
    "Es kostet 3,5 Mio. Euro < 5 > 3 … & mehr €€€. #eins #zwei #drei @feuerwehr @ alle.",
    "   ",
    "Kurz.",
    "😀" * 300,
    "Donau" * 150,
]
WHOLE = re.compile(
    r"https?://\S*\w|www\.\S*\w|\d{1,2}\. (?:bis \d{1,2}\. )?(?:Januar|Februar|März|April|Mai|Juni|Juli|August"
    r"|September|Oktober|November|Dezember)|\d{1,2}(?:\.\d\d)?(?: bis \d{1,2})? Uhr|0211\D{1,2}\d+|\d[\d.,]* Mio\. Euro"
)


def random_sources():
    dice = random.Random(17)
    for _ in range(60):
        texts = dice.choices(AWKWARD, k=dice.randint(0, 5))
        yield Source(
            kicker=dice.choice(["", "Umwelt"]),
            headline=dice.choice([*AWKWARD, "x" * 122, *[t[:122] for t in AWKWARD]]),
            lead=dice.choice([*AWKWARD, ""]),
            body_html=paragraphs(*texts),
            department=dice.choice(["", "Amt für Kommunikation"]),
            keywords=tuple(dice.choices([*AWKWARD, "Rhein", "Sport, Spiel", "2025"], k=dice.randint(0, 40))),
            contact=dice.choice(AWKWARD),
            responsible=dice.choice(["", "Erika Beispiel", "V.i.S.d.P.: Erika Beispiel"]),
            link=dice.choice([LINK, "", "https://www.duesseldorf.de/" + "lang/" * 80]),
        )


def assert_promises(source):
    drafts = {kind: draft(kind, source) for kind in KINDS}
    assert drafts == {kind: draft(kind, replace(source)) for kind in KINDS}
    assert weigh(drafts["x"].text) <= 280
    assert len(drafts["website"].title) <= 255
    assert len(drafts["website"].text) <= 300
    caption, video = drafts["instagram"].text, drafts["youtube"]
    assert len(caption) <= 2200
    assert len(caption.split("\n")[0]) <= 125
    assert len(re.findall(r"#\w", caption)) <= 30
    assert "http" not in caption
    assert not re.search(r"\w@", caption)
    assert len(video.title) <= 100
    assert len(video.text.encode()) <= 5000
    assert not set("<>") & set(video.title + video.text)
    assert sum(map(len, video.tags)) <= 500
    for kind in ("facebook", "x", "youtube"):
        assert not source.link or source.link in drafts[kind].text.split() or len(source.link) > 5000
    for kind in KINDS:
        assert_verbatim(source, drafts[kind], kind)


def assert_verbatim(source, result, kind):
    """Each line of a draft is the story's own, and stops where the story may stop."""
    told = "\n".join([tidy(source.headline), tidy(source.lead), plain_text(source.body_html)])
    told += "\n" + told.replace("| ", "· ").replace(" |", " ·")
    pieces = {m.group() for m in WHOLE.finditer(told)}
    if kind == "instagram":
        told = re.sub(r"(?<=\w)@(?=\w)", "(at)", re.sub(r"@(?![A-Za-z0-9_.]) ?", "", told))
    if kind == "youtube":
        told = told.replace("<", "‹").replace(">", "›")
    for line in [result.title, *result.text.split("\n")]:
        ours = line.startswith(("Mehr dazu", "Kontakt:", "V.i.S.d.P.", "#", "http")) or not line
        if ours or (kind == "youtube" and line in source.contact):
            continue
        body = re.sub(r" …[“”\"»)]*$", "", line)
        pure = " ".join(body.replace("#", "").split())
        where = " ".join(told.replace("#", "").split())
        assert pure in where, (kind, line)
        after = where[where.index(pure) + len(pure) :]
        assert not (pure[-1:].isalnum() and after[:1].isalnum()), (kind, line)
        for piece in pieces:
            begins = [m.start() for m in re.finditer(re.escape(piece.split()[0]), pure)]
            assert all(
                pure[b:].startswith(piece) or piece not in where[where.index(pure) + b :][: len(piece)] for b in begins
            )


@pytest.mark.parametrize("text", AWKWARD)
def test_promises_hold_for_awkward_texts(text):
    for source in (
        Source(headline=text, link=LINK),
        Source(headline="Titel", lead=text, link=LINK),
        Source(headline="Titel", body_html=paragraphs(text), link=LINK),
        Source(headline=text, lead=text, body_html=paragraphs(text, text), link=LINK, keywords=(text,)),
        Source(body_html=paragraphs(text)),
    ):
        assert_promises(source)


def test_promises_hold_for_random_stories():
    for source in random_sources():
        assert_promises(source)


def test_promises_hold_for_real_releases(sample_releases):
    for release in sample_releases:
        body = release.get("body_html") or paragraphs(*release["body_paragraphs"])
        source = Source(
            headline=release["title"],
            lead=release["subtitle"],
            body_html=body,
            contact=release["contact"] or "",
            keywords=("Umwelt", "Abfall und Recycling"),
            link=LINK,
            city=release["city"],
        )
        assert_promises(source)
        assert not draft("facebook", source).text.count("…")
        assert not draft("x", source).text.count("…")


# -- digest ----------------------------------------------------------------------------------------


def test_digest_changes_with_every_field():
    others = {
        "kicker": "x", "headline": "x", "lead": "x", "body_html": "x", "department": "x", "keywords": ("x",),
        "contact": "x", "responsible": "x", "link": "x", "date": date(2025, 1, 1),
        "embargo": datetime(2025, 1, 1, tzinfo=UTC), "has_video": True, "has_images": True, "city": "x",
    }  # fmt: skip
    digests = {digest(replace(TONNE, **{name: value})) for name, value in others.items()}
    assert len(digests | {digest(TONNE)}) == 15


def test_digest_is_the_same_for_the_same_moment():
    noon = datetime(2025, 7, 1, 12, tzinfo=UTC)
    summer = noon.astimezone(timezone(timedelta(hours=2)))
    assert digest(replace(TONNE, embargo=noon)) == digest(replace(TONNE, embargo=summer))


def test_digest_of_a_known_story():
    assert digest(Source()) == "41a0e237cd8fd7aea8bbe92ec018170e7066e3af0e219a0dc80554890f6e7f73"
