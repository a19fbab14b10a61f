"""Word files and letters made for tests."""

import io
from email.message import EmailMessage
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.factories import media


def word_file() -> bytes:
    """A release as an office writes it: title, headings, a list, a table, a link, a picture, tracked changes."""
    document = docx.Document()
    document.add_paragraph("Neuer Radweg am Rhein", style="Title")
    document.add_paragraph("Die Stadt baut ab Montag.")
    document.add_heading("Zeitplan", level=1)
    document.add_heading("Erster Abschnitt", level=2)
    document.add_paragraph("Oberkassel", style="List Bullet")
    document.add_paragraph("Niederkassel", style="List Bullet")
    document.add_paragraph("graben", style="List Number")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(table._cells, ("Ort", "Länge", "Oberkassel", "1,4 km"), strict=True):
        cell.text = words
    paragraph = document.add_paragraph("Mehr auf ")
    _link(document, paragraph, "https://www.duesseldorf.de/radweg", "der Seite des Amtes")
    tracked = document.add_paragraph("Es kostet ")
    _change(tracked, "del", "delText", "drei ")
    _change(tracked, "ins", "t", "vier ")
    tracked.add_run("Millionen Euro.")
    document.add_picture(media.jpeg())
    document.inline_shapes[0]._inline.docPr.set("descr", "Ein Bagger am Rheinufer")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _link(document: Any, paragraph: Any, url: str, words: str) -> None:
    relation = document.part.relate_to(
        url, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", is_external=True
    )
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    link.append(paragraph.add_run(words)._r)
    paragraph._p.append(link)


def _change(paragraph: Any, kind: str, tag: str, words: str) -> None:
    change, run, text = OxmlElement(f"w:{kind}"), OxmlElement("w:r"), OxmlElement(f"w:{tag}")
    text.text = words
    text.set(qn("xml:space"), "preserve")
    run.append(text)
    change.append(run)
    paragraph._p.append(change)


def letter(text: str = "Guten Tag,\n\nab Montag pflanzen wir Linden.\n", **facts: Any) -> EmailMessage:
    """A letter to the newsroom."""
    message = EmailMessage()
    message["From"] = facts.pop("sender", "Mira Brandt <mira.brandt@stadt.example>")
    message["To"] = "newsroom@stadt.example"
    message["Subject"] = facts.pop("subject", "Linden im Hofgarten")
    message["Message-ID"] = facts.pop("ref", "<linden@stadt.example>")
    for name, value in facts.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message
