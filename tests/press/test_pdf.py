"""The PDF is accessible, archivable, deterministic, and prints what was written and nothing else."""

import io
from dataclasses import replace

import pikepdf
import pytest

from channels_publish.adapters.base import Post
from press.document import PdfRelease
from press.pdf import PdfError, render
from tests.press.conftest import ISSUED
from tests.press.pdfs import failures, figures, headings, roles, words

TABLE = (
    "<table><tbody><tr><th><p>Datum</p></th><th>Ort</th></tr>"
    "<tr><td>1. Dezember</td><td>Marktplatz</td></tr><tr><td>2. Dezember</td><td>Rathausufer</td></tr></tbody></table>"
)


def test_pdf_of_plain_release_is_accessible_and_archivable(make_release):
    assert failures(render(make_release())) == []


def test_pdf_of_awkward_release_is_accessible_and_archivable(make_release, make_image):
    html = (
        f"<h3>Zu tief begonnen</h3><p>{'x' * 300} <strong>fett <em>beides</em></strong><br>"
        f"https://www.duesseldorf.example/{'sehr-langer-pfad/' * 20}</p>{TABLE}"
        "<ul><li><p>eins</p><ul><li>zwei<ol><li>drei</li></ol></li></ul></li></ul>"
        "<blockquote><h2>Im Zitat</h2><p>„So ist es.“</p></blockquote><h2></h2><ul></ul><table></table>"
        '<p><a href="mailto:a@b.example">Mail</a> <a href="tel:+49211">Telefon</a></p>'
        f"<p>{'Ein Absatz, der die Seite füllt. ' * 150}</p>"
    )
    images = tuple(make_image(f"{n}.jpg", size=size) for n, size in enumerate([(320, 180), (90, 400), (400, 90)]))
    release = make_release(html=html, images=images, title="Donau" * 50, embargo="2026-11-25T11:00:00+01:00")

    pdf = render(release)

    assert failures(pdf) == []
    assert len(pikepdf.open(io.BytesIO(pdf)).pages) == 3


def test_pdf_of_samples_is_accessible_and_archivable(sample_releases):
    found = {}
    for sample in sample_releases:
        html = sample.get("body_html") or "".join(f"<p>{text}</p>" for text in sample["body_paragraphs"])
        post = Post(
            title=sample["title"],
            text=sample["subtitle"] or "",
            html=html,
            contact=str(sample["contact"] or ""),
            date=f"{(sample['date'] or '2022-01-01')[:10]}T09:00:00+01:00",
        )
        found[sample["id"]] = failures(render(PdfRelease(post=post, number="2026-11-23/01", issued=ISSUED)))
    assert {key: value for key, value in found.items() if value} == {}
    assert len(found) == 17


def test_pdf_of_same_release_has_same_bytes(make_release, make_image):
    release = make_release(images=(make_image(),))
    assert render(release) == render(release)


def test_pdf_names_title_language_and_author(make_release):
    with pikepdf.open(io.BytesIO(render(make_release()))) as document:
        assert str(document.Root.Lang) == "de-DE"
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle) is True
        assert str(document.docinfo.Title) == "Neue Grünanlage am Rheinufer eröffnet"
        assert str(document.docinfo.Author) == "Landeshauptstadt Düsseldorf, Amt für Kommunikation"


def test_pdf_outline_never_skips_a_level(make_release):
    html = "<h3>A</h3><p>a</p><h2>B</h2><p>b</p><h3>C</h3><p>c</p><h3>D</h3><h2>E</h2><p>e</p>"
    assert headings(render(make_release(html=html))) == [
        ("H1", "Neue Grünanlage am Rheinufer eröffnet"),
        ("H2", "A"),
        ("H2", "B"),
        ("H3", "C"),
        ("H3", "D"),
        ("H2", "E"),
        ("H2", "Kontakt für Rückfragen"),
    ]


def test_pdf_table_heads_stay_heads(make_release):
    tags = [
        role for role in roles(render(make_release(html=TABLE))) if role in {"Table", "THead", "TBody", "TH", "TD"}
    ]
    assert tags == ["Table", "THead", "TH", "TH", "TBody", "TD", "TD", "TD", "TD"]


def test_pdf_table_without_head_row_has_none(make_release):
    html = "<table><tr><td>a</td><td>b</td></tr><tr><th>c</th><td>d</td></tr></table>"
    pdf = render(make_release(html=html))
    assert [role for role in roles(pdf) if role in {"THead", "TH", "TD"}] == ["TD"] * 4
    assert failures(pdf) == []


@pytest.mark.parametrize(
    "html",
    [
        '<table><tr><th colspan="3">A</th></tr><tr><td rowspan="9">b</td><td>c</td></tr><tr><td>d</td></tr></table>',
        '<table><tr><th rowspan="5">A</th><th>B</th></tr><tr><td>c</td><td>d</td><td>e</td></tr></table>',
        '<table><tr><td rowspan="2">a</td><td>b</td></tr><tr><td colspan="0">c</td></tr><tr></tr></table>',
        '<table><tr><td>a</td><td rowspan="2">b</td></tr><tr><td colspan="2">c</td></tr></table>',
        f"<table><tr>{'<td>Spalte</td>' * 20}</tr></table>",
        "<table><caption>Sperrungen</caption><tr><th>nur Kopf</th></tr></table>",
        "<table><tr><td><table><tr><td>innen</td></tr></table></td></tr></table>",
        "<blockquote>" * 30 + "tief" + "</blockquote>" * 30,
        "<ul><li>" * 30 + "tief" + "</li></ul>" * 30,
        "<p><a href='https://a.example'>a <strong>b</strong></a></p><p> <br> </p><strong></strong>",
    ],
)
def test_pdf_of_irregular_html_is_valid(make_release, html):
    assert failures(render(make_release(html=html))) == []


def test_pdf_pictures_carry_their_alternative_text(make_release, make_image):
    images = (make_image("a.jpg", alt="Luftbild der Anlage"), make_image("b.jpg", alt="Bänke „am Ufer“"))
    assert figures(render(make_release(images=images))) == ["Luftbild der Anlage", "Bänke „am Ufer“"]


def test_pdf_prints_caption_and_credit_once(make_release, make_image):
    text = words(render(make_release(images=(make_image(caption="Am Ufer", credit="Foto: Erika Beispiel"),))))
    assert text.count("Am Ufer · Foto: Erika Beispiel") == 1


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_pdf_with_picture_in_other_colours_is_valid(make_release, make_image, mode):
    assert failures(render(make_release(images=(make_image(mode=mode),)))) == []


def test_pdf_with_missing_picture_is_refused(make_release, make_image):
    image = replace(make_image(), path="/nowhere/bild.jpg")
    with pytest.raises(PdfError, match=r"picture bild\.jpg: No such file"):
        render(make_release(images=(image,)))


def test_pdf_with_broken_picture_is_refused(make_release, make_image, tmp_path):
    image = make_image()
    (tmp_path / "bild.jpg").write_bytes(b"no picture")
    with pytest.raises(PdfError):
        render(make_release(images=(image,)))


MARKUP = (
    '#read("/etc/passwd") #include "x.typ" *a* _b_ $x^2$ \\ \\u{41} @foo <label> // kein Kommentar /* auch nicht */ '
    '= kein Titel - kein Punkt `roh` ~ -- --- ... ] } ) #{1+1} #sys.version "Anführung" \' [x]'
)


def test_pdf_prints_markup_of_the_typesetter_as_written(make_release):
    html = "<p>" + MARKUP.replace("<", "&lt;") + "</p>"
    pdf = render(make_release(title=MARKUP, text=MARKUP, html=html, kicker=MARKUP, contact=MARKUP, responsible=MARKUP))
    text = "".join(words(pdf).split()).replace("-", "")  # some lines end in a hyphen
    wanted = "".join(MARKUP.split()).replace("-", "")
    assert text.count(wanted) == 6
    assert failures(pdf) == []


def test_pdf_of_title_with_quotes_keeps_it_in_the_metadata(make_release):
    with pikepdf.open(io.BytesIO(render(make_release(title=MARKUP)))) as document:
        assert str(document.docinfo.Title) == MARKUP


def test_pdf_replaces_what_no_font_can_show(make_release):
    pdf = render(make_release(title="Fest 😀 am Rhein 漢\x00\x07 Łódź Київ", html="<p>👩‍👩‍👧 ❤️ \u202f€ العربية</p>"))
    assert failures(pdf) == []
    assert headings(pdf)[0] == ("H1", "Fest  am Rhein □ Łódź Київ")


@pytest.mark.parametrize(
    ("embargo", "stamp"),
    [
        ("2026-12-06T11:00:00+01:00", "SPERRFRIST: Sonntag, 6. Dezember 2026, 11 Uhr"),
        ("2026-12-06T10:30:00+00:00", "SPERRFRIST: Sonntag, 6. Dezember 2026, 11.30 Uhr"),
    ],
)
def test_pdf_under_embargo_is_stamped(make_release, embargo, stamp):
    assert stamp in words(render(make_release(embargo=embargo)))


@pytest.mark.parametrize("embargo", ["", "2026-11-23T09:05:00+01:00", "2026-11-20T09:00:00+01:00"])
def test_pdf_past_embargo_has_no_stamp(make_release, embargo):
    assert "SPERRFRIST" not in words(render(make_release(embargo=embargo)))


def test_pdf_prints_date_number_and_pages(make_release):
    text = words(render(make_release()))
    for part in ("Montag, 23. November 2026", "Nr. 2026-11-23/01", "Seite 1 von 1", "Max Muster", "Kulturamt"):
        assert (part in text) is (part != "Kulturamt")
