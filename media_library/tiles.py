"""Text tiles: a headline in the city's design, for channels that want a picture where there is none."""

import io
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from media_library.wrapping import NBSP, wrap

SIZE: Final = (1080, 1350)
RED: Final = "#c8102e"
DEEP: Final = "#a90d26"
DEEPER: Final = "#8d0a1f"
WHITE: Final = "#ffffff"
INK: Final = "#1d1d1f"
GREY: Final = "#55565a"
MARK: Final = "Landeshauptstadt Düsseldorf"
HEADLINE_LIMIT: Final = 250
_FONTS: Final = Path(__file__).resolve().parent.parent / "static" / "fonts"
_QUOTES: Final = str.maketrans({"\u00ad": None, "\u200b": None, "\u2009": " ", "\u202f": NBSP})

Box = tuple[float, float, float, float]


class Tile:
    """One drawing. ``unit`` is a hundredth of the shorter side; ``boxes`` are the texts' places."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.width, self.height = size
        self.unit = min(size) / 100
        self.margin = round(8 * self.unit)
        self.footer = round(self.height - 13 * self.unit)
        self.image = Image.new("RGB", size, RED)
        self.draw = ImageDraw.Draw(self.image)
        self.boxes: list[Box] = []

    def text(self, at: tuple[float, float], text: str, font: ImageFont.FreeTypeFont, fill: str, anchor: str) -> None:
        self.boxes.append(self.draw.textbbox(at, text, font=font, anchor=anchor))
        self.draw.text(at, text, font=font, fill=fill, anchor=anchor)


def draw_tile(*, kicker: str, headline: str, department: str, date: str = "", size: tuple[int, int] = SIZE) -> bytes:
    """A JPEG tile. The same words give the same bytes.

    ``kicker`` is the topic above the headline, ``department`` and ``date`` (as it shall read) stand in
    the footer. Characters the typeface does not hold are replaced or left out.
    """
    tile = compose(kicker=kicker, headline=headline, department=department, date=date, size=size)
    buffer = io.BytesIO()
    tile.image.save(buffer, "JPEG", quality=92, subsampling="4:4:4", optimize=True)
    return buffer.getvalue()


def compose(*, kicker: str, headline: str, department: str, date: str = "", size: tuple[int, int] = SIZE) -> Tile:
    """The drawing behind :func:`draw_tile`, with the boxes of its texts."""
    tile = Tile(size)
    _ground(tile)
    top = _kicker(tile, printable(kicker))
    _headline(tile, printable(headline)[:HEADLINE_LIMIT] or MARK, top)
    _footer(tile, printable(department), printable(date))
    return tile


def printable(text: str) -> str:
    """``text`` in one line with only the letters our typeface can draw."""
    clean = unicodedata.normalize("NFC", text.translate(_QUOTES))
    kept = "".join(_drawable(character) for character in clean)
    return re.sub(" +", " ", kept).strip()


@lru_cache(maxsize=4096)
def _drawable(character: str) -> str:
    """The character, its base letters where only the accent is missing, a space, or nothing."""
    if character.isspace():
        return NBSP if character == NBSP else " "
    if _has_glyph(character):
        return character
    base = "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))
    return base if base and base != character and all(_has_glyph(part) for part in base) else ""


def _has_glyph(character: str) -> bool:
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Mn"}:
        return False
    font = face("Semibold", 40)
    return bytes(font.getmask(character)) != bytes(font.getmask("\U0010fffe"))


@lru_cache(maxsize=128)
def face(style: str, size: int) -> ImageFont.FreeTypeFont:
    """Source Sans in a style (``Regular``, ``Semibold``, ``It``) at ``size`` pixels."""
    return ImageFont.truetype(_FONTS / f"SourceSans3-{style}.ttf", size)


def _ground(tile: Tile) -> None:
    """Two calm bends of the river, drawn four times as large so that their edges are smooth."""
    scale, width, height, unit = 4, tile.width, tile.height, tile.unit
    for colour, centre, radius in ((DEEP, (1.10, 1.06), 62), (DEEPER, (1.16, 1.22), 62)):
        mask = Image.new("L", (width * scale // 2, height * scale // 2), 0)
        x, y, r = centre[0] * width * scale / 2, centre[1] * height * scale / 2, radius * unit * scale / 2
        ImageDraw.Draw(mask).ellipse((x - r, y - r, x + r, y + r), fill=255)
        tile.image.paste(colour, mask=mask.resize(tile.image.size, Image.Resampling.LANCZOS))
    tile.draw.rectangle((0, tile.footer, width, height), fill=WHITE)


def _kicker(tile: Tile, kicker: str) -> float:
    """The topic over a short bar; returns where the headline may begin."""
    unit, margin = tile.unit, tile.margin
    tile.draw.rectangle((margin, margin, margin + 12 * unit, margin + 0.9 * unit), fill=WHITE)
    if not kicker:
        return margin + 6 * unit
    size = round(4.4 * unit)
    room = tile.width - 2 * margin
    lines = wrap(kicker, face("Semibold", size).getlength, room)
    for index, line in enumerate(_two(lines)):
        place = (margin, margin + 7.6 * unit + index * 1.25 * size)
        tile.text(place, _shortened(line, face("Semibold", size), room), face("Semibold", size), WHITE, "ls")
    return margin + (7.6 + 5.5 * (min(len(lines), 2) - 1) + 4.5) * unit


def _headline(tile: Tile, headline: str, top: float) -> None:
    """As large as it fits; whole words before large letters, unless one word fills the line alone."""
    unit, margin = tile.unit, tile.margin
    room, bottom = tile.width - 2 * margin, tile.footer - 7 * unit
    size, lines = _fitted(headline, room, bottom - top, unit)
    font, leading = face("Semibold", size), 1.13 * size
    y = top + 0.82 * size
    for line in lines:
        tile.text((margin, y), line, font, WHITE, "ls")
        y += leading


def _fitted(text: str, room: float, height: float, unit: float) -> tuple[int, list[str]]:
    """Type size in pixels and lines. Below 6.4 units words are broken rather than letters shrunk."""
    for broken in (False, True):
        smallest = 3.0 if broken else 6.4
        for size in range(round(16 * unit), round(smallest * unit) - 1, -2):
            measure = face("Semibold", size).getlength
            whole = all(measure(word) <= room for word in text.split(" "))
            if not (whole or broken):
                continue
            lines = wrap(text, measure, room)
            if (len(lines) - 1) * 1.13 * size + 1.05 * size <= height:
                return size, lines
    return size, lines


def _footer(tile: Tile, department: str, date: str) -> None:
    """Department and date on the left, the city's name set plainly on the right, all on one baseline."""
    unit, margin = tile.unit, tile.margin
    size, baseline = round(3.1 * unit), tile.footer + 7.6 * unit
    tile.draw.rectangle((0, tile.footer, tile.width, tile.footer + 0.5 * unit), fill=INK)
    mark = face("Semibold", size)
    tile.text((tile.width - margin, baseline), MARK, mark, INK, "rs")
    room = tile.width - 2 * margin - mark.getlength(MARK) - 4 * unit
    font = face("Regular", size)
    names = [department] if date else _two(wrap(department, font.getlength, room))
    lines = [_shortened(line, font, room) for line in (*names, date) if line]
    y = baseline - (len(lines) - 1) * 0.65 * size
    for line in lines:
        tile.text((margin, y), line, font, GREY if line is lines[-1] and date else INK, "ls")
        y += 1.3 * size


def _two(lines: list[str]) -> list[str]:
    """At most two lines; what is left out is marked."""
    return lines if len(lines) <= 2 else [lines[0], f"{lines[1]} …"]  # noqa: PLR2004 (two)


def _shortened(line: str, font: ImageFont.FreeTypeFont, room: float) -> str:
    """``line`` cut to ``room``, by words as long as there are several, with the cut marked."""
    kept = line
    while kept and font.getlength(line) > room:
        kept = kept.removesuffix(" …")
        kept = kept.rpartition(" ")[0] or kept[:-1]
        line = kept = f"{kept} …" if kept else ""
    return line
