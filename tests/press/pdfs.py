"""Reading a finished PDF back: what the checker says, and the structure tree."""

import io
from collections.abc import Iterator

import page
import pikepdf


def failures(pdf: bytes) -> list[str]:
    """What the checker finds against PDF/UA-1 and PDF/A-3a."""
    reports = [page.validate_pdf_bytes(pdf, profile=profile) for profile in ("ua1", "3a")]
    return [str(report) for report in reports if not report.is_compliant]


def elements(pdf: bytes) -> Iterator[tuple[str, str]]:
    """Every structure element in reading order: its role and its alternative or title text."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        yield from _walk(document.Root.StructTreeRoot)


def _walk(node: pikepdf.Object) -> Iterator[tuple[str, str]]:
    if not isinstance(node, pikepdf.Dictionary):
        return
    if "/S" in node:
        yield str(node.S)[1:], str(node.get("/Alt") or node.get("/T") or "")
    inside = node.get("/K")
    if inside is not None:
        for child in inside if isinstance(inside, pikepdf.Array) else [inside]:
            yield from _walk(child)


def roles(pdf: bytes) -> list[str]:
    return [role for role, _text in elements(pdf)]


def headings(pdf: bytes) -> list[tuple[str, str]]:
    """The outline a screen reader offers."""
    return [(role, text) for role, text in elements(pdf) if role[0] == "H" and role[1:].isdigit()]


def figures(pdf: bytes) -> list[str]:
    """The alternative texts of all pictures."""
    return [text for role, text in elements(pdf) if role == "Figure"]


def words(pdf: bytes) -> str:
    """All text in reading order, read back through the fonts' ToUnicode tables."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return " ".join(" ".join(_page_words(one)) for one in document.pages)


def _page_words(one: pikepdf.Page) -> Iterator[str]:
    fonts = {name: _to_unicode(font) for name, font in one.Resources.Font.items()}
    table: dict[bytes, str] = {}
    for operands, operator in pikepdf.parse_content_stream(one):
        if str(operator) == "Tf":
            table = fonts[str(operands[0])]
        elif str(operator) in {"Tj", "TJ"}:
            strings = operands[0] if str(operator) == "TJ" else operands
            raw = b"".join(bytes(part) for part in strings if isinstance(part, pikepdf.String))
            yield "".join(table.get(raw[at : at + 2], "") for at in range(0, len(raw), 2))


def _to_unicode(font: pikepdf.Object) -> dict[bytes, str]:
    """A font's glyph codes to characters, from its ToUnicode stream of bfchar lines."""
    out = {}
    for line in font.ToUnicode.read_bytes().decode("ascii").splitlines():
        parts = line.split()
        if len(parts) == 2 and all(part.startswith("<") for part in parts):
            code, text = (bytes.fromhex(part.strip("<>")) for part in parts)
            out[code] = text.decode("utf-16-be")
    return out
