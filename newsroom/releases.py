"""Press releases as JSON: reading, checking, and the German sentence that names a faulty field.

The format is described in docs/release-format.md.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.utils import from_current_timezone

from media_library import captions
from media_library.images import inspect as inspect_image
from media_library.messages import BadFile
from media_library.video import inspect as inspect_video
from stories.content import canonical
from stories.richtext import clean

TITLE_LIMIT = 250
KNOWN = frozenset(
    "id title subtitle kicker lead body_html body_paragraphs table_rows date city department keywords contact "
    "responsible link embargo_until images video source_url features text_status note n_chars remit".split()
)
_is_url = URLValidator(schemes=["http", "https"])


class ReleaseError(ValueError):
    """A file that cannot be read as releases. ``where`` is the path of the faulty field."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a release; without ``file`` it is only mentioned and cannot be sent."""

    file: Path | None
    alt: str
    credit: str
    caption: str


@dataclass(frozen=True, slots=True)
class Release:
    """One release, checked. ``key`` is the same for the same content, so that nothing goes out twice."""

    key: str
    title: str
    kicker: str
    lead: str
    body: str
    place: str
    department: str
    keywords: tuple[str, ...]
    contact: str
    responsible: str
    link: str
    embargo: datetime | None
    pictures: tuple[Picture, ...]
    video: Path | None
    video_credit: str
    captions: Path | None
    captions_reason: str
    remit: str
    ignored: tuple[str, ...] = ()


def read(path: Path) -> list[Release]:
    """All releases of a file. Raises ReleaseError for the first fault; nothing is written anywhere."""
    try:
        text = path.read_text("utf-8-sig")  # Windows editors begin a file with a mark
        if not text.strip():
            raise ReleaseError(path.name, "Die Datei ist leer. Prüfen Sie, ob sie vollständig gespeichert wurde.")
        # An escape like \ud83d without its other half is valid JSON and no character at all.
        data = json.loads(json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "ignore"))
    except FileNotFoundError:
        raise ReleaseError(str(path), "Die Datei gibt es nicht. Prüfen Sie den Pfad.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ReleaseError(str(path), f"Die Datei ist nicht lesbar ({error}). Speichern Sie sie als UTF-8.") from None
    except json.JSONDecodeError as error:
        raise ReleaseError(
            f"{path.name}, Zeile {error.lineno}, Spalte {error.colno}",
            f"Das ist kein gültiges JSON ({error.msg}). Berichtigen Sie die Stelle.",
        ) from None
    except RecursionError:
        raise ReleaseError(path.name, "Das JSON ist zu tief verschachtelt. Siehe docs/release-format.md.") from None
    return [_release(_Fields(raw, where, path.parent)) for where, raw in _rows(data)]


def _rows(data: Any) -> Iterator[tuple[str, Any]]:
    rows = data.get("releases", [data]) if isinstance(data, dict) else data
    if not isinstance(rows, list) or not rows:
        raise ReleaseError(
            "releases", "Erwartet wird eine nicht leere Liste von Mitteilungen. Siehe docs/release-format.md."
        )
    yield from ((f"releases[{index}]", row) for index, row in enumerate(rows))


class _Fields:
    """Reads one object field by field, so that each fault knows its path."""

    def __init__(self, raw: Any, where: str, folder: Path) -> None:
        if not isinstance(raw, dict):
            raise ReleaseError(where, "Erwartet wird ein Objekt. Siehe docs/release-format.md.")
        self.raw, self.where, self.folder = raw, where, folder

    def fail(self, name: str, message: str) -> ReleaseError:
        return ReleaseError(f"{self.where}.{name}", message)

    def text(self, name: str, *, required: str = "", limit: int = 0) -> str:
        value = self.raw.get(name)
        if value is None:
            value = ""
        if not isinstance(value, str):
            raise self.fail(name, f"Erwartet wird Text, gefunden wurde {_named(value)}.")
        value = _visible(value)
        if required and not value:
            raise self.fail(name, required)
        if limit and len(value) > limit:
            raise self.fail(name, f"Der Text hat {len(value)} Zeichen, erlaubt sind {limit}. Bitte kürzen Sie ihn.")
        return value

    def items(self, name: str, kind: type) -> list[Any]:
        value = self.raw.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.fail(name, f"Erwartet wird eine Liste, gefunden wurde {_named(value)}.")
        for index, item in enumerate(value):
            if not isinstance(item, kind) or isinstance(item, bool):
                raise self.fail(f"{name}[{index}]", f"Erwartet wird {_GERMAN[kind]}.")
        return [_visible(item) for item in value] if kind is str else value

    def moment(self, name: str) -> datetime | None:
        value = self.text(name)
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(value)
            # The first and last days of the calendar have no equivalent in other zones.
            return from_current_timezone(moment).astimezone(UTC)
        except ValidationError:
            raise self.fail(
                name,
                "Diese Uhrzeit gibt es wegen der Zeitumstellung nicht oder zweimal. "
                "Geben Sie die Zone mit an, etwa 2026-10-25T02:30:00+01:00.",
            ) from None
        except (ValueError, OverflowError):
            raise self.fail(name, "Das ist kein Zeitpunkt wie 2026-01-11T11:00:00+01:00.") from None

    def path(self, name: str, inspect: Callable[..., object]) -> Path | None:
        """The file this field names, checked by ``inspect``, which raises BadFile."""
        value = self.text(name)
        if not value:
            return None
        path = self.folder / value
        try:
            path = path.resolve(strict=True)
            if not path.is_file():
                raise FileNotFoundError  # a folder, a device, or a pipe that would wait for ever
            inspect(path, name=path.name)
        except BadFile as error:
            raise self.fail(name, str(error)) from error
        except OSError:
            raise self.fail(name, f"Die Datei „{value}“ gibt es neben der Mitteilung nicht.") from None
        return path

    def child(self, name: str, raw: Any) -> "_Fields":
        return _Fields(raw, f"{self.where}.{name}", self.folder)


_GERMAN: dict[type, str] = {
    str: "Text", int: "eine ganze Zahl", dict: "ein Objekt", list: "eine Liste", float: "eine Zahl",
    bool: "ein Wahrheitswert",
}  # fmt: skip

# Nobody sees these, databases and platforms refuse them, and a paste from a layout program brings them along.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\ufeff\ufffe\uffff]")


def _named(value: object) -> str:
    return _GERMAN.get(type(value), "etwas anderes")


def _visible(text: str) -> str:
    return _INVISIBLE.sub("", text).strip()


def _release(fields: _Fields) -> Release:
    title = fields.text("title", required="Die Überschrift fehlt. Tragen Sie title ein.", limit=TITLE_LIMIT)
    embargo = fields.moment("embargo_until")
    lead = fields.text("lead") or fields.text("subtitle")
    if embargo and lead.upper().startswith("SPERRFRIST"):
        lead = ""
    video = fields.child("video", fields.raw["video"]) if fields.raw.get("video") else None
    body = _body(fields)
    if not body and not lead:
        raise fields.fail(
            "body_paragraphs", "Die Mitteilung hat keinen Text. Füllen Sie body_paragraphs oder body_html."
        )
    fields.text("id")
    return Release(
        key=hashlib.sha256(canonical(fields.raw)).hexdigest()[:40],
        title=" ".join(title.split()),
        kicker=fields.text("kicker", limit=120),
        lead=lead,
        body=body,
        place=fields.text("city", limit=80),
        department=fields.text("department", limit=120),
        keywords=tuple(filter(None, (word.strip() for word in fields.items("keywords", str)))),
        contact=fields.text("contact"),
        responsible=fields.text("responsible", limit=200),
        link=_link(fields),
        embargo=embargo,
        pictures=tuple(_pictures(fields)),
        video=video.path("file", inspect_video) if video else None,
        video_credit=video.text("credit") if video else "",
        captions=video.path("captions", _inspect_captions) if video else None,
        captions_reason=video.text("captions_reason", limit=250) if video else "",
        remit=fields.text("remit", limit=160),
        ignored=tuple(sorted(set(fields.raw) - KNOWN)),
    )


def _inspect_captions(path: Path, *, name: str) -> None:
    captions.read(path.read_bytes(), name=name, seconds=None)


def _link(fields: _Fields) -> str:
    link = fields.text("link", limit=500)
    if link:
        try:
            _is_url(link)
        except ValidationError:
            raise fields.fail("link", "Das ist keine Adresse, die mit http:// oder https:// beginnt.") from None
    return link


def _pictures(fields: _Fields) -> Iterator[Picture]:
    for index, raw in enumerate(fields.items("images", dict)):
        picture = fields.child(f"images[{index}]", raw)
        file = picture.path("file", inspect_image)
        alt = picture.text("alt", limit=1000)
        if file and not alt:
            raise picture.fail(
                "alt", "Der Alternativtext fehlt. Beschreiben Sie das Bild für Menschen, die es nicht sehen."
            )
        credit = picture.text("credit", limit=255)
        if file and not credit:
            raise picture.fail("credit", "Der Bildnachweis fehlt. Nennen Sie, von wem das Bild ist.")
        yield Picture(file=file, alt=alt, credit=credit, caption=picture.text("caption"))


def _body(fields: _Fields) -> str:
    """HTML as given, or built from paragraphs; runs of table rows become one table."""
    if html := fields.text("body_html"):
        return clean(html)
    paragraphs = fields.items("body_paragraphs", str)
    rows = set(fields.items("table_rows", int))
    parts: list[str] = []
    for index, paragraph in enumerate(paragraphs):
        if index not in rows:
            if text := paragraph.strip():
                parts.append(f"<p>{escape(text, quote=False)}</p>")
            continue
        cells = "".join(f"<td>{escape(cell.strip(), quote=False)}</td>" for cell in paragraph.split("|"))
        if parts and parts[-1].endswith("</table>"):
            parts[-1] = parts[-1].removesuffix("</tbody></table>") + f"<tr>{cells}</tr></tbody></table>"
        else:
            parts.append(f"<table><tbody><tr>{cells}</tr></tbody></table>")
    return clean("".join(parts))
