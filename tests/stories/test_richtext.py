"""Cleaning: what an editor may format stays, what could act goes."""

import pytest

from stories.richtext import clean, written


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<p>Text</p><script>alert(1)</script>", "<p>Text</p>"),
        ("<p onclick='alert(1)' class='x' style='color:red' id='y'>Text</p>", "<p>Text</p>"),
        ("<img src=x onerror=alert(1)><p>Text</p>", "<p>Text</p>"),
        ("<svg><script>alert(1)</script></svg><p>Text</p>", "<p>Text</p>"),
        ("<a href='javascript:alert(1)'>hier</a>", '<a rel="noopener noreferrer">hier</a>'),
        ("<a href='jAvAsCrIpT&colon;alert(1)'>hier</a>", '<a rel="noopener noreferrer">hier</a>'),
        ("<a href='data:text/html;base64,PHN2Zz4='>hier</a>", '<a rel="noopener noreferrer">hier</a>'),
        ("<iframe src='https://boese.example'></iframe><p>Text</p>", "<p>Text</p>"),
        ("<p>a<style>p{display:none}</style>b</p>", "<p>ab</p>"),
        ("<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>", ""),
        ("<p>1 &lt; 2 &amp; 3</p>", "<p>1 &lt; 2 &amp; 3</p>"),
        ("<form action='https://boese.example'><input name='pin'></form><p>Text</p>", "<p>Text</p>"),
        ("<object data='x'></object><embed src='x'><base href='https://boese.example/'><p>Text</p>", "<p>Text</p>"),
        ("<p><!-- <script>alert(1)</script> -->Text</p>", "<p>Text</p>"),
    ],
)
def test_clean_removes_what_acts(html, cleaned):
    assert clean(html) == cleaned


def test_clean_keeps_the_formatting_of_the_editor():
    html = (
        "<h2>Zeiten</h2><p><strong>Fett</strong> und <em>kursiv</em><br>neu</p><ul><li><p>eins</p></li></ul>"
        "<blockquote><p>Zitat</p></blockquote>"
        '<table><tbody><tr><th colspan="2" scope="col">Ort</th></tr><tr><td rowspan="2">Rathaus</td></tr></tbody></table>'
        '<p><a href="https://www.duesseldorf.example/" rel="noopener noreferrer">Seite</a>'
        '<a href="mailto:presse@duesseldorf.example" rel="noopener noreferrer">Mail</a>'
        '<a href="tel:+4921189000" rel="noopener noreferrer">Telefon</a></p>'
    )
    assert clean(html) == html


def test_clean_translates_what_word_processors_write():
    html = "<H1>Titel</H1><h4>Klein</h4><div>Absatz</div><b>fett</b> <i>kursiv</i>"
    assert clean(html) == "<h2>Titel</h2><h3>Klein</h3><p>Absatz</p><strong>fett</strong> <em>kursiv</em>"


def test_clean_drops_empty_paragraphs():
    assert clean("<p>a</p><p></p><p> <br> &nbsp;</p><p>b</p>") == "<p>a</p><p>b</p>"


@pytest.mark.parametrize("html", ["<p>a", "<b><i>a</b></i>", "<<p>>x", "<p>ä€😀</p>", "", "nur Text & mehr"])
def test_clean_twice_changes_nothing_more(html):
    once = clean(html)
    assert clean(once) == once


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        ("<p>a</p>", "<p>a</p>"),
        (
            "<p>a</p><table><tbody><tr><td>Ort</td><td>Länge</td></tr><tr><td>Bilk</td><td>2 km</td></tr></tbody></table>",
            "<p>a</p><table><tbody><tr><th>Ort</th><th>Länge</th></tr><tr><td>Bilk</td><td>2 km</td></tr></tbody></table>",
        ),
        (
            "<table><tbody><tr><th>Ort</th><td>Bilk</td></tr></tbody></table>",
            "<table><tbody><tr><th>Ort</th><td>Bilk</td></tr></tbody></table>",
        ),
    ],
)
def test_written_gives_each_table_a_head(html, stored):
    assert written(html) == stored
    assert written(stored) == stored
