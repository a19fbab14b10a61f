"""What may come in as a file, judged by its bytes and not by its name."""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from stories.intake.incoming import Enclosure

MAX_FILE: Final = 25_000_000
MAX_FILES: Final = 20
MAX_ALL: Final = 60_000_000
# What a zip may unpack to; a bomb holds a thousand times that.
MAX_UNPACKED: Final = 200_000_000

_MAGIC: Final = (
    (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"), (b"MM\x00*", "image/tiff"), (b"%PDF-", "application/pdf"),
)  # fmt: skip
_PROGRAMS: Final = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_RUNS: Final = re.compile(
    r"\.(exe|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|wsh|hta|msi|msp|jar|lnk|reg|iso|img|dll|cpl|docm|xlsm|pptm|dotm|xlam|"
    r"html?|xhtml|svgz?|xml|mht|mhtml|swf|app|sh|py)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Admission:
    """The files that may come in, and a sentence for each that was turned away."""

    admitted: tuple[Enclosure, ...]
    refused: tuple[str, ...]


def admit(enclosures: tuple[Enclosure, ...]) -> Admission:
    """Keep what is harmless to keep. Everything kept is offered for download only, whatever it is."""
    admitted: list[Enclosure] = []
    refused, total = [], 0
    for item in enclosures:
        reason = _why_not(item, len(admitted), total)
        if reason:
            refused.append(f"„{readable_name(item.name)}“ {reason}")
        else:
            total += len(item.data)
            admitted.append(Enclosure(readable_name(item.name), sniff(item.data), item.data, item.alt_text))
    return Admission(tuple(admitted), tuple(refused))


def readable_name(name: str) -> str:
    """A file's name without folders, line breaks and signs that turn the direction of reading."""
    plain = "".join(char for char in name.replace("\\", "/") if unicodedata.category(char) not in {"Cc", "Cf", "Cs"})
    return " ".join(PurePath(plain).name.split())[-200:] or "datei"


def sniff(data: bytes) -> str:
    """The MIME type the bytes speak of; text and the rest are octets."""
    for magic, mime in _MAGIC:
        if data.startswith(magic):
            return mime
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return "video/mp4"
    return _office(data) if data.startswith(b"PK\x03\x04") else "application/octet-stream"


def unpacked_size(data: bytes) -> int:
    """What a zip says it holds, in bytes; -1 for a broken one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError):
        return -1


def _why_not(item: Enclosure, count: int, total: int) -> str:
    if count >= MAX_FILES:
        return f"kam nicht mit: Mehr als {MAX_FILES} Dateien nimmt der Newsroom nicht auf einmal an."
    if len(item.data) > MAX_FILE or total + len(item.data) > MAX_ALL:
        return "ist zu groß: Erlaubt sind 25 MB je Datei und 60 MB zusammen."
    if item.data.startswith(_PROGRAMS) or _RUNS.search(PurePath(item.name).name):
        return "kam nicht mit: Programme, Makros und Webseiten nimmt der Newsroom nicht an."
    if _holds_macros(item.data):
        return "kam nicht mit: Programme, Makros und Webseiten nimmt der Newsroom nicht an."
    if item.data.startswith(b"PK\x03\x04") and not 0 <= unpacked_size(item.data) <= MAX_UNPACKED:
        return "kam nicht mit: Das Archiv ist beschädigt oder entpackt sich zu unmäßiger Größe."
    return ""


def _holds_macros(data: bytes) -> bool:
    return any(name.lower().endswith("vbaproject.bin") for name in _within(data))


def _within(data: bytes) -> set[str]:
    """The names in a zip; none where it is broken or no zip."""
    if not data.startswith(b"PK\x03\x04"):
        return set()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError):
        return set()


def _office(data: bytes) -> str:
    names = _within(data)
    if not names:
        return "application/octet-stream"
    return DOCX if "word/document.xml" in names else "application/zip"


DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
