"""What formatting a story may carry: one list for the editor and for the cleaner."""

import re

import nh3
from lxml import html as markup

# Keys are the editor's own extension names; h1 is the headline, so the text starts at h2.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Link": {"protocols": ["http", "https", "mailto", "tel"], "enableTarget": False},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "History": True,
}

TAGS = {
    "p", "br", "strong", "em", "h2", "h3", "ul", "ol", "li", "blockquote",
    "a", "table", "thead", "tbody", "tr", "th", "td", "caption",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "th": {"colspan", "rowspan", "scope"}, "td": {"colspan", "rowspan"}}
_RENAMED = {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3", "b": "strong", "i": "em", "div": "p"}
_EMPTY = re.compile(r"<p>(?:\s|&nbsp;|<br\s*/?>)*</p>")


def clean(html: str) -> str:
    """Reduce HTML from anywhere to the formatting of the editor; scripts, styles and classes go.

    Called before every save and before every output, since the form's own cleaning covers only
    what came through the form.
    """
    for old, new in _RENAMED.items():
        html = re.sub(rf"<(/?){old}(?=[\s>/])", rf"<\1{new}", html, flags=re.IGNORECASE)
    html = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
    return _EMPTY.sub("", html).strip()


def written(html: str) -> str:
    """A text as it is stored: cleaned, and with a head for every table.

    A table whose first row is not marked as its head cannot be read aloud cell by cell (WCAG 2.2, 1.3.1), and
    neither Word nor the editor's own button marks it by itself.
    """
    html = clean(html)
    if "<table" not in html:
        return html
    tree = markup.fromstring(f"<div>{html}</div>")
    for table in tree.xpath("//table[not(.//th)]"):
        for cell in table.xpath("(.//tr)[1]/td"):
            cell.tag = "th"
    return clean("".join(markup.tostring(child, encoding="unicode") for child in tree))
