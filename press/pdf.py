"""The press release as one file that is PDF/UA-1 and PDF/A-3a at once."""

import json
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import typst
from PIL import Image as Picture
from PIL import ImageOps

from channels_publish.adapters.base import Image
from press import dates, glyphs
from press.document import CITY, OFFICE, RESPONSIBLE, PdfRelease
from press.pdfbody import Node, blocks
from press.pdfstreams import unambiguous

TEMPLATE: Final = Path(__file__).parent / "templates_typst" / "release.typ"
_SUFFIXES: Final = {"JPEG": ".jpg", "PNG": ".png"}
_ORIENTATION: Final = 0x0112
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CREDIT: Final = re.compile(r"^\s*(?:fotos?|bild(?:nachweis)?)\s*:\s*", re.IGNORECASE)
_JOINTS: Final = re.compile(r"([/?&=#._+-]+)")
HEADLINE_WORD: Final = 32
BODY_WORD: Final = 40
BREAK: Final = "\N{ZERO WIDTH SPACE}"


class PdfError(ValueError):
    """The PDF could not be made; the text names what the typesetter said."""


def render(release: PdfRelease) -> bytes:
    """The PDF of a release; the same release always gives the same bytes.

    Raises PdfError when a picture cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="release-") as name:
        folder = Path(name)
        data = _data(release, folder)
        (folder / "release.typ").write_bytes(TEMPLATE.read_bytes())
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        try:
            pdf = typst.compile(
                str(folder / "release.typ"),
                root=str(folder),
                format="pdf",
                font_paths=glyphs.fonts(),
                pdf_standards=["ua-1", "a-3a"],
                timestamp=_whole_second(release.issued),
            )
        except typst.TypstError as error:
            raise PdfError(str(error.message)) from error
    return unambiguous(pdf)


def _whole_second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _data(release: PdfRelease, folder: Path) -> dict[str, Any]:
    """Everything the template shows, as plain data."""
    post = release.post
    title = glyphs.printable(release.title).strip() or "Pressemitteilung"
    return {
        "city": CITY,
        "office": OFFICE,
        "title": title,
        "author": f"{CITY}, {OFFICE}",
        "keywords": [glyphs.printable(tag) for tag in post.tags],
        "running": f"Pressemitteilung · {_shortened(title, 80)}",
        "number": release.number,
        "date": dates.day(release.date),
        "stamp": release.stamp,
        "notice_head": _line(release.notice_head),
        "notice": [_linked(part) for part in release.notice.split("\n") if part.strip()],
        "kicker": _line(post.kicker),
        "headline": _wrapped(title),
        "lead": [_linked(part) for part in _paragraphs(post.text)],
        "body": _printable_nodes(blocks(post.html)),
        "images": [_image(image, index, folder) for index, image in enumerate(post.images)],
        "department": _line(post.department),
        "contact": [_linked(line) for line in post.contact.splitlines() if line.strip()],
        "link": release.link,
        "link_text": _wrapped(release.link),
        "responsible": _line(post.responsible),
        "responsible_label": RESPONSIBLE,
    }


def _image(image: Image, index: int, folder: Path) -> dict[str, Any]:
    """One picture, reachable inside the folder under a name of ours."""
    try:
        name, width, height = _placed(Path(image.path), folder, f"image-{index}")
    except OSError as error:
        raise PdfError(f"picture {image.name}: {error.strerror or error}") from error
    return {
        "file": name,
        "alt": glyphs.printable(image.alt).strip() or image.name,
        "width": width,
        "height": height,
        "caption": _line(image.caption),
        "credit": _line(_CREDIT.sub("", image.credit)),
    }


def _placed(source: Path, folder: Path, stem: str) -> tuple[str, int, int]:
    """Put a picture into the folder: as it is where PDF/A takes it, else as an upright RGB JPEG.

    PDF/A-3 refuses CMYK without a profile of its own (ISO 19005-3, 6.2.4.3), and print offices send CMYK.
    """
    with Picture.open(source) as picture:
        upright = picture.getexif().get(_ORIENTATION, 1) == 1
        if upright and picture.mode in {"RGB", "L"} and picture.format in _SUFFIXES:
            name = stem + _SUFFIXES[picture.format]
            (folder / name).write_bytes(source.read_bytes())
            return name, *picture.size
        converted = ImageOps.exif_transpose(picture).convert("RGB")
    converted.save(folder / f"{stem}.jpg", "JPEG", quality=90)
    return f"{stem}.jpg", *converted.size


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def _line(text: str) -> str:
    """One line of plain text."""
    return _wrapped(" ".join(glyphs.printable(text).split()))


def _linked(text: str) -> list[Node]:
    """Plain text with its web and mail addresses as links."""
    out: list[Node] = []
    at = 0
    for match in _ADDRESS.finditer(text):
        out += _plain(text[at : match.start()])
        address = match.group()
        href = address if "://" in address else f"mailto:{address}"
        out.append({"t": "a", "href": href, "c": _plain(address)})
        at = match.end()
    return out + _plain(text[at:])


def _plain(text: str) -> list[Node]:
    lines = [_wrapped(glyphs.printable(line)) for line in text.split("\n")]
    out: list[Node] = []
    for index, line in enumerate(lines):
        out += [{"t": "br"}] if index else []
        out += [{"t": "s", "s": line, "b": False, "i": False}] if line else []
    return out


def _printable_nodes(value: Any, longest: int = BODY_WORD) -> Any:
    """The same tree with every text made printable and every endless word breakable."""
    if isinstance(value, list):
        return [_printable_nodes(item, longest) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("t") == "s":
        return {**value, "s": _wrapped(glyphs.printable(value["s"]), longest)}
    if value.get("t") == "table":
        longest = max(6, 60 // value["columns"])
    return {key: _printable_nodes(item, longest) for key, item in value.items()}


def _wrapped(text: str, longest: int = HEADLINE_WORD) -> str:
    """The text with places to break inside words of ``longest`` characters and more: behind the
    joints of an address first, then anywhere."""
    return re.sub(rf"\S{{{longest},}}", lambda word: _breakable(word.group(), max(4, longest // 2)), text)


def _breakable(word: str, step: int) -> str:
    parts = _JOINTS.sub(rf"\1{BREAK}", word).split(BREAK)
    return BREAK.join(
        part[at : at + step] for part in parts for at in range(0, len(part), step if len(part) > 2 * step else 999)
    )


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0][: limit - 1] + "…"
