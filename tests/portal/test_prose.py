"""Bodies made fit for the page."""

import pytest

from portal.prose import readable, shortened, summary


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("", ""),
        ("Lose Worte", "Lose Worte"),
        ("<p>A</p><h3>B</h3><p>C</p>", "<p>A</p><h2>B</h2><p>C</p>"),
        ("<h2>A</h2><h3>B</h3>", "<h2>A</h2><h3>B</h3>"),
        ("<p>1 &lt; 2 &amp; 3<br>4</p>", "<p>1 &lt; 2 &amp; 3<br>4</p>"),
        ("<p>&lt;table&gt;</p>", "<p>&lt;table&gt;</p>"),
        ("<script>x</script><p onclick='y'>Z</p>", "<p>Z</p>"),
    ],
)
def test_readable_keeps_words_and_orders_headings(html, shown):
    assert readable(html) == shown


def test_readable_names_a_table_by_its_caption_and_keeps_what_follows():
    html = "<table><caption>Termine</caption><tr><th>A</th></tr><tr><td>1</td></tr></table>danach"
    assert readable(html) == (
        '<div class="table-scroll" role="region" tabindex="0" aria-label="Tabelle: Termine"><table>'
        '<caption>Termine</caption><thead><tr><th scope="col">A</th></tr></thead>'
        "<tbody><tr><td>1</td></tr></tbody></table></div>danach"
    )


def test_readable_invents_no_heads():
    assert "<th" not in readable("<table><tr><td>1. Dezember</td><td>9 Uhr</td></tr></table>")


@pytest.mark.parametrize(
    ("lead", "html", "text"),
    [
        ("Der Vorspann.", "<p>Der Text.</p>", "Der Vorspann."),
        ("", "<h2>Kopf</h2><p>Erster Satz. Zweiter Satz.</p>", "Erster Satz. Zweiter Satz."),
        ("", "<ul><li>nur</li><li>Liste</li></ul>", "– nur – Liste"),
        ("", "", ""),
        ("", f"<p>Das war kurz. Das {'sehr ' * 80}lange Ende.</p>", "Das war kurz."),
    ],
)
def test_summary_is_the_lead_or_whole_sentences(lead, html, text):
    assert summary(lead, html) == text


@pytest.mark.parametrize(
    ("text", "limit", "short"), [("kurz", 4, "kurz"), ("zwei Worte", 8, "zwei…"), ("Donaudampfschiff", 6, "Donau…")]
)
def test_shortened_stays_within_the_limit(text, limit, short):
    assert shortened(text, limit) == short
