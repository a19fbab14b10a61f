"""The plain text of a release."""

import textwrap

from press.mailtext import plain, text

HTML = (
    "<p>Mehr beim <a href='https://www.duesseldorf.example/kultur'>Kulturamt</a>, "
    "<a href='mailto:a@b.example'>a@b.example</a>.<br>Neue Zeile</p><h2>Termine</h2>"
    "<ul><li><p>eins</p></li><li>zwei<ol><li>drei</li></ol></li></ul><blockquote><p>„So ist es.“</p></blockquote>"
    "<table><tr><th>Datum</th><th>Ort</th></tr><tr><td>1. Dezember</td><td>Marktplatz</td></tr>"
    "<tr><td>2. Dezember</td><td></td></tr></table>"
)


def test_text_of_release_is_complete_and_readable(make_release, make_image):
    release = make_release(html=HTML, images=(make_image(),), embargo="2026-12-06T11:00:00+01:00")
    assert text(release) == textwrap.dedent("""\
        PRESSEMITTEILUNG
        Landeshauptstadt Düsseldorf · Amt für Kommunikation
        Montag, 23. November 2026 · Nr. 2026-11-23/01
        --------------------------------------------------------------------------
        SPERRFRIST: Sonntag, 6. Dezember 2026, 11 Uhr
        --------------------------------------------------------------------------

        Stadtgrün

        Neue Grünanlage am Rheinufer eröffnet
        =====================================

        Die Stadt hat am Montag die Grünanlage am Rheinufer eröffnet.

        Mehr beim Kulturamt <https://www.duesseldorf.example/kultur>, a@b.example.
        Neue Zeile

        Termine
        -------

        - eins
        - zwei
          1. drei

          „So ist es.“

        Datum: 1. Dezember
        Ort: Marktplatz

        Datum: 2. Dezember

        Bilder im angehängten PDF:
        1. Am Ufer (Bildnachweis: Erika Beispiel)

        --------------------------------------------------------------------------

        Kontakt für Rückfragen
        Garten-, Friedhofs- und Forstamt
        Erika Beispiel
        Telefon 0211 89-00000
        presse@duesseldorf.example

        Weitere Informationen:
        https://www.duesseldorf.example/gruen

        Verantwortlich im Sinne des Presserechts (V.i.S.d.P.): Max Muster, Amt für
        Kommunikation
        """)


def test_text_lines_are_short_and_addresses_whole(make_release):
    address = "https://www.duesseldorf.example/" + "pfad/" * 30
    lines = text(make_release(html=f"<p>{'Ein ganzer Satz mit Wörtern. ' * 40} {address}</p>")).splitlines()
    assert [line for line in lines if len(line) > 74] == [address]


def test_plain_names_the_embargo_and_no_number(make_post):
    lines = plain(make_post(embargo="2020-12-06T11:00:00+01:00")).splitlines()
    assert lines[2] == "Montag, 23. November 2026"
    assert lines[4] == "SPERRFRIST: Sonntag, 6. Dezember 2020, 11 Uhr"


def test_plain_without_date_prints_none(make_post):
    assert plain(make_post(date="")).splitlines()[2] == "-" * 74


def test_plain_of_samples_keeps_every_word(sample_releases, make_post):
    for sample in sample_releases:
        html = "".join(f"<p>{part}</p>" for part in sample["body_paragraphs"])
        printed = plain(make_post(title=sample["title"], html=html)).split()
        for paragraph in sample["body_paragraphs"]:
            assert set(paragraph.split()) - set(printed) == set()
