"""Which characters the PDF can show. PDF/A forbids a character without a glyph, so those are
replaced, and the desk is told beforehand."""

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

import typst

FONTS: Final = Path(__file__).resolve().parent.parent / "static" / "fonts"
REPLACEMENT: Final = "\N{WHITE SQUARE}"

# Source Sans 3 covers these wholly (probed one by one, 2026-11-23): Latin-1 and Latin Extended-A.
_COVERED: Final = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])) | frozenset("–—‘’‚“”„…•€‹›\n\t")
_SILENT: Final = frozenset({"Cf", "Mn", "Me", "Sk", "So"})  # joiners, marks and pictographs leave no gap


def missing(text: str) -> list[str]:
    """The characters of a text that no font of the PDF can show, each once, in order."""
    seen = dict.fromkeys(char for char in unicodedata.normalize("NFC", text) if char not in _COVERED)
    odd = [char for char in seen if unicodedata.category(char) not in {"Cc", "Cs"}]
    return [char for char in odd if not _shown(char)]


def printable(text: str) -> str:
    """The text as the PDF can print it: control characters and pictographs without glyph go,
    other characters without glyph become a white square."""
    text = unicodedata.normalize("NFC", text)
    if _COVERED.issuperset(text):
        return text
    return "".join(_printable(char) for char in text)


def _printable(char: str) -> str:
    if char in _COVERED:
        return char
    category = unicodedata.category(char)
    if category in {"Cc", "Cs"}:
        return " " if char in "\x0b\x0c\x85" else ""
    if _shown(char):
        return char
    if category == "Zs":
        return "\N{NO-BREAK SPACE}"
    return "" if category in _SILENT else REPLACEMENT


@lru_cache(maxsize=4096)
def _shown(char: str) -> bool:
    """Whether the typesetter finds a glyph, asked by setting this one character (about 4 ms)."""
    source = f'#set document(title: "-")\n#set text(font: "Source Sans 3")\n#text("a\\u{{{ord(char):x}}}b")'
    try:
        typst.compile(
            source.encode(), format="pdf", pdf_standards=["a-3a"], font_paths=fonts(), ignore_system_fonts=True
        )
    except typst.TypstError:
        return False
    return True


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """Our own fonts and those inside the typesetter; never the machine's, so that output is the same everywhere."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])
