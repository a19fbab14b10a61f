"""The TYPO3 records one post becomes, as EXT:interest takes them.

EXT:interest answers 409 for a field the table does not have (``ValidateFieldNames``) and for a
second file of the same name (``PersistFileData``), so only core fields are sent unless an option
names more, and a file is named after its content. Source: FriendsOfTYPO3/interest 4.0.1 and
georgringer/news, read 2026-11-23.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from channels_publish.adapters.base import Image, Post
from channels_publish.adapters.files import local_file

NEWS = "tx_news_domain_model_news"
IMPORT_SOURCE = "newsroom"


@dataclass(frozen=True, slots=True)
class Record:
    """One record to create or update; ``remote_id`` is our own name for it in TYPO3."""

    table: str
    remote_id: str
    data: Mapping[str, Any]

    def payload(self, method: str) -> dict[str, Any]:
        """The JSON of one operation, ``PATCH`` or ``DELETE``."""
        body = {"method": method, "table": self.table, "remoteId": self.remote_id}
        return body if method == "DELETE" else {**body, "data": dict(self.data)}


def news_id(key: str) -> str:
    """Our name for the news record of a delivery."""
    return f"{IMPORT_SOURCE}-{key}"


def records(post: Post, news: str, options: Mapping[str, str]) -> Iterator[Record]:
    """Files, then their references, then the news record that holds them."""
    placed = {"pid": options["storage_pid"]} if options.get("storage_pid") else {}
    references = []
    for number, image in enumerate(post.images, start=1):
        file = f"{IMPORT_SOURCE}-file-{image.sha256[:40]}"
        yield Record("sys_file", file, _file(image))
        reference = f"{news}-image-{number}"
        yield Record("sys_file_reference", reference, {**placed, **_reference(image, file, options)})
        references.append(reference)
    yield Record(NEWS, news, {**placed, **_news(post, news), "fal_media": references})


def withdrawn(post: Post, news: str, options: Mapping[str, str]) -> Record:
    """The record of an article that was taken back: a notice, without a word or picture of what it said."""
    placed = {"pid": options["storage_pid"]} if options.get("storage_pid") else {}
    told = {
        "title": "Meldung zurückgenommen",
        "teaser": " ".join(amendment.notice for amendment in post.amendments[:1]),
        "bodytext": _notices(post),
        "keywords": "",
    }
    return Record(NEWS, news, {**placed, **_news(post, news), **told, "fal_media": []})


def _notices(post: Post) -> str:
    """``Korrektur vom 25.11.2026: …`` for each notice, the newest first, as TYPO3's editor writes paragraphs."""
    lines = []
    for amendment in post.amendments:
        word = "Rücknahme" if amendment.kind == "withdrawal" else "Korrektur"
        day = date.fromisoformat(amendment.date)
        said = escape(amendment.notice).replace("\n", "<br>")
        lines.append(f"<p><strong>{word} vom {day:%d.%m.%Y}:</strong> {said}</p>")
    return "".join(lines)


def _file(image: Image) -> dict[str, str]:
    content = base64.b64encode(local_file(image).read_bytes()).decode("ascii")
    return {"name": f"{image.sha256[:12]}-{image.name}", "fileData": content}


def _reference(image: Image, file: str, options: Mapping[str, str]) -> dict[str, Any]:
    """Alternative text, caption and credit; the credit joins the caption where it has no field."""
    field = options.get("credit_field", "")
    caption = image.caption
    if image.credit and not field:
        caption = f"{caption} (Foto: {image.credit})".strip()
    data = {"uid_local": [file], "alternative": image.alt, "description": caption}
    return {**data, field: image.credit} if field else data


def _news(post: Post, news: str) -> dict[str, str]:
    return {
        "title": post.title,
        "teaser": post.text,
        "bodytext": _notices(post) + post.html,
        "datetime": post.date,
        "path_segment": post.slug,
        "keywords": ", ".join(post.tags),
        "author": post.department,
        "import_source": IMPORT_SOURCE,
        "import_id": news.removeprefix(f"{IMPORT_SOURCE}-"),
    }
