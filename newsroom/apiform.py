"""The same news sent as a form with files (RFC 7578), so that nobody has to write them as Base64."""

import hashlib
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from newsroom import apiread
from newsroom.apiread import PARTS, fault, string
from stories.content import canonical
from stories.intake.incoming import Enclosure, Incoming
from stories.intake.safety import MAX_ALL, MAX_FILES

FILES: Final = "attachments"
WORDS: Final = "alt_text"
# Beside the files: the fields and what stands around each part.
LARGEST: Final = MAX_ALL + 5_000_000

Fields = QueryDict | MultiValueDict[str, str]


def read(fields: Fields, files: MultiValueDict[str, UploadedFile]) -> tuple[bytes, Incoming]:
    """The news in a form, and the form in one spelling: the boundary between its parts is another each time.

    Raises Faulty.
    """
    errors = [
        fault(f"/{name}", "Dieses Feld darf nur einmal vorkommen.")
        for name in sorted(fields)
        if name not in {WORDS, FILES} and len(fields.getlist(name)) > 1
    ]
    errors += [fault(f"/{name}", "Hier wird keine Datei erwartet.") for name in sorted(files) if name != FILES]
    if FILES in fields:
        errors.append(fault(f"/{FILES}", "Erwartet werden Dateien, jede mit Dateinamen (filename)."))
    enclosures = _enclosures(files.getlist(FILES), fields.getlist(WORDS), errors)
    given: dict[str, Any] = {name: fields[name] for name in fields if name not in {WORDS, FILES}}
    given["deadline"] = given.get("deadline") or None
    incoming = apiread.news(given, enclosures, errors)
    return _spelled(given, enclosures), incoming


def _enclosures(files: list[UploadedFile], words: list[str], errors: list[dict[str, str]]) -> tuple[Enclosure, ...]:
    if len(files) > MAX_FILES:
        errors.append(fault(f"/{FILES}", f"Das sind {len(files)} Dateien, {MAX_FILES} sind möglich."))
        return ()
    if len(words) > len(files):
        errors.append(fault(f"/{WORDS}", "Es gibt mehr Alternativtexte als Dateien."))
        return ()
    told = [*words, *[""] * (len(files) - len(words))]
    read = tuple(
        _enclosure(number, file, alt, errors) for number, (file, alt) in enumerate(zip(files, told, strict=True))
    )
    return apiread.admitted(read, errors)


def _enclosure(number: int, file: UploadedFile, alt: str, errors: list[dict[str, str]]) -> Enclosure:
    string({WORDS: alt}, WORDS, PARTS[WORDS], errors, f"/{FILES}/{number}")
    if not file.size:
        errors.append(fault(f"/{FILES}/{number}", "Diese Datei ist leer."))
    return Enclosure(file.name or "", "", file.read(), alt)


def _spelled(given: dict[str, Any], enclosures: tuple[Enclosure, ...]) -> bytes:
    files = [
        {"name": item.name, "alt_text": item.alt_text, "sha256": hashlib.sha256(item.data).hexdigest()}
        for item in enclosures
    ]
    return canonical(given | {FILES: files})
