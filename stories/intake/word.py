"""A Word file as clean HTML with its pictures: headings, lists, tables, links and alternative texts are kept.

What a reviewer deleted in Word stays deleted, what was inserted stays; comments are left out.
"""

import io
import re
from dataclasses import dataclass
from typing import Any, Final

import mammoth
from lxml import html as markup

from stories.intake.errors import Unreadable
from stories.intake.incoming import Enclosure
from stories.intake.safety import DOCX, MAX_UNPACKED, sniff, unpacked_size
from stories.richtext import written

# German and English names of Word's built-in styles; the title becomes the topic's.
_STYLES: Final = """
p[style-name='Titel'] => h1.titel:fresh
p[style-name='Title'] => h1.titel:fresh
p[style-name='Untertitel'] => p:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Überschrift 1'] => h2:fresh
p[style-name='heading 1'] => h2:fresh
p[style-name='Heading 1'] => h2:fresh
p[style-name='Überschrift 2'] => h3:fresh
p[style-name='heading 2'] => h3:fresh
p[style-name='Heading 2'] => h3:fresh
p[style-name='Überschrift 3'] => h3:fresh
p[style-name='heading 3'] => h3:fresh
p[style-name='Zitat'] => blockquote:fresh
p[style-name='Quote'] => blockquote:fresh
comment-reference =>
"""
_NAMES: Final = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/tiff": "tif"}


@dataclass(frozen=True, slots=True)
class Document:
    """What a Word file says."""

    title: str
    html: str
    pictures: tuple[Enclosure, ...]


def read(data: bytes, *, name: str) -> Document:
    """Read a .docx file. Raises :class:`Unreadable` with the way out."""
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable(f"„{name}“ ist im alten Word-Format (.doc). Speichern Sie die Datei in Word als .docx.")
    if sniff(data) != DOCX:
        raise Unreadable(f"„{name}“ ist keine Word-Datei (.docx).")
    if not 0 <= unpacked_size(data) <= MAX_UNPACKED:
        raise Unreadable(f"„{name}“ ist beschädigt oder entpackt sich zu unmäßiger Größe.")
    pictures: list[Enclosure] = []
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            include_default_style_map=True,
            convert_image=mammoth.images.img_element(lambda image: _picture(image, pictures)),
            ignore_empty_paragraphs=True,
        )
    except Exception as error:  # what a broken archive makes its readers raise, nobody lists
        raise Unreadable(
            f"„{name}“ ist beschädigt und lässt sich nicht lesen. Speichern Sie sie in Word neu."
        ) from error
    title, html = _split_title(result.value, name)
    return Document(title, html, tuple(pictures))


def _picture(image: Any, pictures: list[Enclosure]) -> dict[str, str]:
    """Put the picture aside; the text keeps no trace of it, since a story carries pictures beside its text."""
    with image.open() as stream:
        data = stream.read()
    mime = sniff(data)
    if mime in _NAMES:
        alt = getattr(image, "alt_text", "") or ""
        pictures.append(Enclosure(f"Bild {len(pictures) + 1}.{_NAMES[mime]}", mime, data, alt.strip()))
    return {"src": ""}


def _split_title(html: str, name: str) -> tuple[str, str]:
    """The document's title: its title paragraph, else its first heading, else the file's name."""
    tree = markup.fromstring(f"<div>{html}</div>")
    for image in tree.xpath("//img"):
        image.drop_tree()
    for note in tree.xpath("//a[starts-with(@href, '#')]"):
        note.drop_tag()
    first = next(iter(tree.xpath("//h1")), None)
    if first is None:
        first = next(iter(tree.xpath("./*[1][self::h2]")), None)
    title = " ".join(first.text_content().split()) if first is not None else ""
    if first is not None:
        first.drop_tree()
    inner = "".join(markup.tostring(child, encoding="unicode") for child in tree)
    return title or re.sub(r"\.docx$", "", name, flags=re.IGNORECASE), written(inner)
