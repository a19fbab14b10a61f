"""Editor HTML as plain text."""

from channels_publish.plaintext import Block, blocks, paragraphs, plain_text, tidy

NBSP = "\u00a0"


def test_paragraphs_of_every_block_the_editor_offers():
    html = (
        "<h2>Termine</h2><p>Ein <strong>fetter</strong> und <em>schräger</em>\n   Satz.</p>"
        "<ul><li>Bücher</li><li><p>Spiele</p></li></ul><ol start='3'><li>drittens</li></ol>"
        "<blockquote><p>„Gut“, sagt sie.</p></blockquote>"
        "<table><tr><th>Tag</th><th>Ort</th></tr><tr><td>14. Mai</td><td></td><td>Saal</td></tr></table>"
    )
    assert blocks(html) == [
        Block("heading", "Termine"),
        Block("prose", "Ein fetter und schräger Satz."),
        Block("list", "– Bücher\n– Spiele"),
        Block("list", "3. drittens"),
        Block("prose", "„Gut“, sagt sie."),
        Block("table", "Tag · Ort\n14. Mai · Saal"),
    ]


def test_paragraphs_keep_line_breaks_and_drop_empty_blocks():
    assert paragraphs("<p>gilt:<br>\n Die Leerung</p><p>&nbsp;</p><p><br></p>") == ["gilt:\nDie Leerung"]


def test_paragraphs_of_nested_list_come_in_order():
    html = "<ul><li>Außen<ul><li>innen</li></ul></li><li>Ende</li></ul>"
    assert paragraphs(html) == ["– Außen\n– innen\n– Ende"]


def test_paragraphs_of_nothing():
    assert [paragraphs(html) for html in ("", "  \n", "<!-- x -->", "<p></p>", "\x00")] == [[]] * 5


def test_paragraphs_of_bare_text_and_whole_documents():
    assert paragraphs("nur Text") == ["nur Text"]
    assert paragraphs("<html><head><title>x</title></head><body><p>a</p>b</body></html>") == ["a", "b"]


def test_paragraphs_read_no_script_and_no_picture():
    html = "<p>a<script>alert(1)</script></p><figure><img alt='x'><figcaption>y</figcaption></figure>"
    assert paragraphs(html) == ["a"]


def test_plain_text_prints_addresses_the_text_does_not_say():
    html = (
        '<p><a href="https://www.duesseldorf.de/tonne">Mehr</a>, '
        '<a href="https://www.duesseldorf.de/">duesseldorf.de</a>, '
        '<a href="mailto:post@duesseldorf.de?subject=x">post@duesseldorf.de</a>, '
        '<a href="mailto:post@duesseldorf.de">schreiben</a>, <a href="tel:+4921189">0211 89</a></p><p>Ende</p>'
    )
    assert plain_text(html, links=True) == (
        "Mehr (https://www.duesseldorf.de/tonne), duesseldorf.de, post@duesseldorf.de, "
        "schreiben (post@duesseldorf.de), 0211 89\n\nEnde"
    )
    assert plain_text(html).startswith("Mehr, duesseldorf.de")


def test_tidy_keeps_protected_blanks_only_where_they_hold_something():
    assert tidy(f"9.30{NBSP}Uhr") == f"9.30{NBSP}Uhr"
    assert tidy(f"z.{NBSP}B.") == f"z.{NBSP}B."
    assert tidy(f"Die{NBSP}Stadt{NBSP}{NBSP}lädt  ein{NBSP}") == "Die Stadt lädt ein"


def test_tidy_composes_and_drops_invisible_signs():
    assert tidy("Du\u0308ssel\u00addorf\u200b") == "Düsseldorf"
    assert tidy("a\r\n\r\n b\tc") == "a\nb c"
