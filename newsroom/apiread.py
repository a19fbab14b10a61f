"""What another program sends, read field by field; every fault is named with its place (RFC 6901)."""

import base64
import binascii
import json
import re
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import linebreaks

from stories.enums import SourceKind
from stories.intake.incoming import Enclosure, Incoming
from stories.intake.safety import MAX_FILES, admit

# Field and the most characters it may have.
STRINGS: Final = {
    "title": 250,
    "text": 100_000,
    "html": 200_000,
    "sender": 200,
    "email": 254,
    "url": 500,
    "notes": 4000,
}
FIELDS: Final = {*STRINGS, "deadline"}
_NO_TEXT: Final = re.compile("[\x00\ud800-\udfff]")
PARTS: Final = {"name": 255, "data": 35_000_000, "alt_text": 1000}


class Faulty(ValueError):
    """A request that cannot be taken. ``errors`` are JSON pointers with a German sentence each."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__("faulty request")
        self.errors = errors


def read(body: bytes) -> Incoming:
    """The news in a request body. Raises Faulty."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Faulty([fault("", "Das ist kein JSON in UTF-8.")]) from error
    if not isinstance(given, dict):
        raise Faulty([fault("", "Erwartet wird ein JSON-Objekt.")])
    faults: list[dict[str, str]] = []
    enclosures = _attachments(given.get("attachments") or [], faults)
    return news({name: value for name, value in given.items() if name != "attachments"}, enclosures, faults)


def news(given: dict[str, Any], enclosures: tuple[Enclosure, ...], faults: list[dict[str, str]]) -> Incoming:
    """The news in these fields. The files are read already, ``faults`` is what was wrong with them. Raises Faulty."""
    errors = [fault(f"/{name}", "Dieses Feld gibt es nicht.") for name in sorted(set(given) - FIELDS)]
    typed = {name: string(given, name, most, errors) for name, most in STRINGS.items()}
    if not typed["title"].strip() and not any(error["pointer"] == "/title" for error in errors):
        errors.append(fault("/title", "Der Titel fehlt."))
    _check_addresses(typed, errors)
    deadline = _deadline(given.get("deadline"), errors)
    errors += faults
    if errors:
        raise Faulty(errors)
    return Incoming(
        kind=SourceKind.API, title=typed["title"], received_at=timezone.now(), deadline=deadline,
        html=typed["html"] or linebreaks(typed["text"].strip(), autoescape=True), sender=typed["sender"],
        email=typed["email"], url=typed["url"], notes=typed["notes"], enclosures=enclosures,
    )  # fmt: skip


def admitted(read: tuple[Enclosure, ...], errors: list[dict[str, str]]) -> tuple[Enclosure, ...]:
    """The files that may come in; a fault for each of the others."""
    admission = admit(read)
    errors.extend(fault("/attachments", sentence) for sentence in admission.refused)
    return admission.admitted


def fault(pointer: str, detail: str) -> dict[str, str]:
    """One fault at its place."""
    return {"pointer": pointer, "detail": detail}


def string(given: dict[str, Any], name: str, most: int, errors: list[dict[str, str]], at: str = "") -> str:
    """The text of this field, empty where it is missing or none; ``at`` is the place of the object that holds it."""
    value = given.get(name, "")
    if not isinstance(value, str):
        errors.append(fault(f"{at}/{name}", "Erwartet wird ein Text."))
        return ""
    if len(value) > most:
        errors.append(fault(f"{at}/{name}", f"Das sind {len(value)} Zeichen, {most} sind möglich."))
    if _NO_TEXT.search(value):
        errors.append(fault(f"{at}/{name}", "U+0000 und einzelne Surrogate sind nicht erlaubt."))
    return value


def _check_addresses(typed: dict[str, str], errors: list[dict[str, str]]) -> None:
    if typed["email"]:
        try:
            validate_email(typed["email"])
        except ValidationError:
            errors.append(fault("/email", "Das ist keine E-Mail-Adresse."))
    if typed["url"]:
        try:
            parts = urlsplit(typed["url"])
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            errors.append(fault("/url", "Erwartet wird eine Adresse, die mit https:// oder http:// beginnt."))


def _deadline(value: Any, errors: list[dict[str, str]]) -> datetime | None:
    if value is None:
        return None
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        errors.append(fault("/deadline", "Erwartet wird ein Zeitpunkt mit Zone, etwa 2027-05-04T09:30:00+02:00."))
        return None
    return moment


def _attachments(value: Any, errors: list[dict[str, str]]) -> tuple[Enclosure, ...]:
    if not isinstance(value, list) or len(value) > MAX_FILES:
        errors.append(fault("/attachments", f"Erwartet wird eine Liste von höchstens {MAX_FILES} Dateien."))
        return ()
    read = tuple(_attachment(item, f"/attachments/{number}", errors) for number, item in enumerate(value))
    return admitted(read, errors)


def _attachment(item: Any, at: str, errors: list[dict[str, str]]) -> Enclosure:
    if not isinstance(item, dict):
        errors.append(fault(at, "Erwartet wird ein Objekt mit name und data."))
        return Enclosure("", "", b"")
    errors.extend(fault(f"{at}/{name}", "Dieses Feld gibt es nicht.") for name in sorted(set(item) - set(PARTS)))
    part = {name: string(item, name, most, errors, at) for name, most in PARTS.items()}
    errors.extend(fault(f"{at}/{name}", "Dieses Feld fehlt.") for name in ("name", "data") if not part[name])
    try:
        data = base64.b64decode(part["data"], validate=True)
    except (binascii.Error, ValueError):
        errors.append(fault(f"{at}/data", "Erwartet wird Base64 (RFC 4648, Abschnitt 4)."))
        data = b""
    return Enclosure(part["name"], "", data, part["alt_text"])
